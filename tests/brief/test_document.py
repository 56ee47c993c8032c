"""The brief as a document: what each reader gets, and a Word file whose Chinese another program opens correctly."""

import copy
import io
import os
import re
import shutil
import subprocess
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from ruamel.yaml import YAML

from tests.waits import PATIENCE
from xhs_workbench import brief as step
from xhs_workbench import paths
from xhs_workbench.brief.writing.word_file import word_bytes
from xhs_workbench.errors import OutputError
from xhs_workbench.params import Brief
from xhs_workbench.views import brief as show
from xhs_workbench.views.blocks import render

DEMO = YAML(typ="safe").load(paths.PARAMS / "demo" / "brief.yaml")


@pytest.fixture
def data():
    return copy.deepcopy({key: value for key, value in DEMO.items() if key in Brief.model_fields})


def all_text(laid):
    parts = [laid.title, laid.subtitle, laid.opening, *(text for pair in laid.facts for text in pair)]
    for section in laid.sections:
        parts += [section.title, section.lead, *section.paragraphs, *section.bullets, *section.heads]
        parts += [text for row in (*section.points, *section.pairs, *section.rows) for text in row]
        parts += [text for label, items in section.groups for text in (label, *items)]
    return "\n".join(parts)


def word_text(path):
    made = docx.Document(path)
    paragraphs = [node.text or "" for node in made.element.body.iter() if node.tag.endswith("}t")]
    return "".join(paragraphs)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("reader", ["brand", "creator"])
def test_no_section_is_empty_and_every_row_fits_its_heads(data, language, reader):
    laid = step.lay_out_document(Brief.check(data), language, reader)
    for section in laid.sections:
        assert section.holds_something()
        assert {len(row) for row in section.rows} <= {len(section.heads)}


@pytest.mark.parametrize(("language", "you"), [("zh", "你"), ("en", "your")])
def test_only_the_creators_document_speaks_to_the_creator(data, language, you):
    headings = {}
    for reader in ("brand", "creator"):
        laid = step.lay_out_document(Brief.check(data), language, reader)
        headings[reader] = " ".join(f"{part.title} {part.lead}" for part in laid.sections).lower()
    assert you not in headings["brand"]
    assert you in headings["creator"]


def test_the_creators_document_opens_with_their_freedom(data):
    titles = [section.title for section in step.lay_out_document(Brief.check(data), "zh").sections]
    assert titles[0] == "由你决定的部分"


def test_the_creator_sees_no_money_no_target_and_no_plan_of_tiers(data):
    text = all_text(step.lay_out_document(Brief.check(data), "zh"))
    for secret in ("48,000", "61,800", "1,500,000", "4.50", "腰部", "KOC", "珂润", "2026年7月20日"):
        assert secret not in text
    assert "¥328" in text


def test_the_brand_sees_definitions_totals_and_dates(data):
    laid = step.lay_out_document(Brief.check(data), "en")
    rows = {section.title: section.rows for section in laid.sections}
    assert (
        "Cost per interaction",
        "≤\u00a0¥4.50",
        "(quote + service fee) / (likes + saves + comments + shares)",
    ) in rows["How success is measured"]
    # 2 + 3 + 4 + 9 + 6 notes; 48,000 + 10 % of it + 9,000.
    assert rows["What is delivered"][-1] == ("Total", "", "", "24", "")
    assert rows["Investment"][-1] == ("Total", "¥61,800")
    assert ("6 – 22 May 2026", "Posting", "Creator") in rows["Dates"]


def test_what_lacks_a_language_is_marked_and_listed_never_translated(data):
    data["brand"]["product"] = {"zh": "舒缓屏障精华"}
    data["messages"][1]["text"] = {"zh": "质地轻薄，叠防晒不搓泥。"}
    laid = step.lay_out_document(Brief.check(data), "en")
    assert laid.title == "舒缓屏障精华 [Chinese only]"
    assert laid.sections[-1].bullets == ("Product", "Message 2")
    assert all(
        "待补" not in section.title for section in step.lay_out_document(Brief.check(data), "zh").sections
    )


def test_a_hostile_brief_is_text_on_the_page(data):
    data["messages"][0]["text"] = {"en": "<img src=x onerror=alert(1)>", "zh": "<script>alert(1)</script>"}
    for language in ("en", "zh"):
        block = show.show_document(step.lay_out_document(Brief.check(data), language))
        page = str(render(block.kind, language, block.data))
        assert "<img" not in page
        assert "<script" not in page


@pytest.mark.parametrize("language", ["en", "zh"])
def test_word_carries_every_word_of_the_document(data, tmp_path, language):
    file = step.write_brief_document(Brief.check(data), tmp_path / "brief.docx", language)
    written = word_text(file)
    laid = step.lay_out_document(Brief.check(data), language)
    missing = [line for line in all_text(laid).splitlines() if line not in written]
    assert missing == []
    assert [path.name for path in tmp_path.iterdir()] == ["brief.docx"]


def test_word_styles_name_a_chinese_font_and_headings_are_headings(data, tmp_path):
    made = docx.Document(step.write_brief_document(Brief.check(data), tmp_path / "b.docx", "zh"))
    for name in ("Normal", "Title", "Heading 1", "List Bullet"):
        xml = made.styles[name].element.xml
        assert re.search(r'w:eastAsia="Microsoft YaHei"', xml)
        assert 'w:lang w:val="en-GB" w:eastAsia="zh-CN"' in xml
    headings = [p.text for p in made.paragraphs if p.style.name == "Heading 1"]
    assert headings[0] == "01  由你决定的部分"
    assert made.core_properties.author == "露米拉"


def test_the_same_brief_gives_the_same_bytes_and_names_nobody_else(data):
    raw = word_bytes(Brief.check(data), "en")
    assert raw == word_bytes(Brief.check(data), "en")
    assert b"python-docx" not in raw


ORDER = {
    "rPr": (
        "rStyle rFonts b bCs i iCs caps smallCaps strike color spacing w kern position sz szCs u shd "
        "vertAlign lang"
    ),
    "pPr": (
        "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs spacing ind "
        "contextualSpacing jc outlineLvl rPr"
    ),
    "tblPr": (
        "tblStyle tblStyleRowBandSize tblStyleColBandSize tblW jc tblInd tblBorders shd tblLayout "
        "tblCellMar tblLook"
    ),
    "tcPr": "tcW gridSpan vMerge tcBorders shd noWrap tcMar vAlign",
}
"""The order in Word's own schema (ECMA-376), as far as we use it; Word calls a file with another order
broken."""


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "word/footer1.xml"])
def test_properties_stand_in_the_order_word_asks_for(data, part):
    tree = parse_xml(zipfile.ZipFile(io.BytesIO(word_bytes(Brief.check(data), "en"))).read(part))
    seen = 0
    for node in tree.iter():
        kind = etree_name(node)
        if kind in ORDER:
            names = [etree_name(child) for child in node]
            wanted = ORDER[kind].split()
            assert set(names) <= set(wanted), (kind, names)
            assert names == sorted(names, key=wanted.index)
            seen += 1
    assert seen


def etree_name(node):
    return str(node.tag).rpartition("}")[2]


def test_signs_that_xml_cannot_hold_are_dropped(data, tmp_path):
    data["messages"][0]["text"] = {"en": "A\x07 point\x00 with\ufffe noise.", "zh": "要点\x0b。\ufffe"}
    file = step.write_brief_document(Brief.model_validate(data), tmp_path / "b.docx", "en")
    assert "A point with noise." in word_text(file)


def test_a_file_that_cannot_be_written_says_so(data, tmp_path):
    with pytest.raises(OutputError, match="close the file in Word"):
        step.write_brief_document(Brief.check(data), tmp_path / "none" / "b.docx", "en")


def test_both_files_are_whole_archives_with_names_a_page_accepts(data, tmp_path):
    files = step.word_files(Brief.check(data))
    assert sorted(files) == ["brand_en.docx", "brand_zh.docx", "creator_zh.docx"]
    for name, raw in files.items():
        (tmp_path / name).write_bytes(raw)
        assert zipfile.ZipFile(tmp_path / name).testzip() is None


@pytest.fixture
def as_pdf(tmp_path):
    """Turn a Word file into the text and the pages of a PDF by LibreOffice, in a profile of its own."""
    office, reader = shutil.which("soffice"), shutil.which("pdftotext")
    if office is None or reader is None:
        if os.environ.get("CI"):
            pytest.fail("CI must have LibreOffice and pdftotext; .ci/run installs them")
        pytest.skip(
            "no LibreOffice (soffice) or no pdftotext on this machine, so the Word file is not opened"
        )

    def convert(file):
        command = [
            office,
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
        ]
        subprocess.run(
            [*command, "--outdir", tmp_path, file], check=True, capture_output=True, timeout=PATIENCE
        )
        pdf = file.with_suffix(".pdf")
        said = subprocess.run([reader, "-layout", pdf, "-"], check=True, capture_output=True, text=True)
        return pdf, said.stdout

    return convert


def test_libreoffice_opens_it_with_chinese_whole(data, tmp_path, as_pdf):
    brief = Brief.check(data)
    file = step.write_brief_document(brief, tmp_path / "creator.docx", "zh")
    pdf, text = as_pdf(file)
    flat = re.sub(r"\s+", "", text)
    wanted = [
        *(words.zh for words in brief.free_for_creator),
        *(message.text.zh for message in brief.messages),
    ]
    assert [line for line in wanted if re.sub(r"\s+", "", line) not in flat] == []
    assert text.count("\f") == 2
    fonts = subprocess.run(["pdffonts", pdf], check=True, capture_output=True, text=True).stdout.splitlines()[
        2:
    ]
    assert fonts
    assert all(" yes " in line for line in fonts), "every font is embedded"
    if shots := os.environ.get("XHS_SHOTS"):
        subprocess.run(["pdftoppm", "-r", "80", "-png", pdf, f"{shots}/creator_docx"], check=True)
