"""The demo's decks, taken apart: what they say is what the pages hold, and nothing else is packed into them."""

import json
import re
import shutil
import subprocess
from itertools import chain

import pytest

from tests.report.presenting.unpacked import (
    NUMBER,
    A,
    P,
    R,
    everything_said,
    opened,
    parts,
    plotted,
    slide_texts,
    titles,
    trees,
    workbooks,
)
from xhs_workbench import cli, paths
from xhs_workbench.errors import InputMissingError
from xhs_workbench.report.delivering import records
from xhs_workbench.report.delivering.kept import kept_notebook, private_for
from xhs_workbench.report.delivering.scan import scan
from xhs_workbench.report.delivering.shelf import shelf_of, verify
from xhs_workbench.report.jobs import plan_jobs
from xhs_workbench.report.presenting.making import make_decks
from xhs_workbench.report.rendering.masked_names import for_page
from xhs_workbench.report.rendering.rendered import Rendered, Version
from xhs_workbench.views.blocks import MIME

DEMO = paths.PARAMS / "demo"
EVERY = [
    (language, notebook, audience)
    for language in ("en", "zh")
    for notebook in ("post_campaign", "selection")
    for audience in ("client", "internal")
]


@pytest.fixture(scope="module")
def decks(made, made_in_chinese):
    """Make the decks of the demo in both languages; returns (language, notebook, audience) -> bytes."""
    found = {}
    for language, out in (("en", made), ("zh", made_in_chinese)):
        for one in make_decks(DEMO, out):
            found[language, one.job.notebook, one.audience] = one.path.read_bytes()
    return found


@pytest.fixture(scope="module")
def held(made, made_in_chinese):
    """Return the blocks of an executed notebook as its page's reader sees them."""

    def read(language, notebook, audience):
        out = made if language == "en" else made_in_chinese
        job = next(job for job in plan_jobs([DEMO]) if job.notebook == notebook)
        cells = json.loads(kept_notebook(private_for(out), job).read_bytes())["cells"]
        outputs = chain.from_iterable(cell.get("outputs", ()) for cell in cells)
        blocks = [output["data"][MIME] for output in outputs if MIME in output.get("data", {})]
        return for_page(blocks, audience)

    return read


def strings(value):
    if isinstance(value, dict):
        return chain.from_iterable(map(strings, value.values()))
    if isinstance(value, list):
        return chain.from_iterable(map(strings, value))
    return [value if isinstance(value, str) else json.dumps(value)]


def figures(value):
    if isinstance(value, dict):
        return chain.from_iterable(map(figures, value.values()))
    if isinstance(value, list):
        return chain.from_iterable(map(figures, value))
    return [float(value)] if isinstance(value, int | float) and not isinstance(value, bool) else []


def as_written(value):
    """Return the figures of the page's texts: 3.1万 is 31,000."""
    if isinstance(value, dict):
        return chain.from_iterable(map(as_written, value.values()))
    if isinstance(value, list):
        return chain.from_iterable(map(as_written, value))
    found = re.findall(r"(\d[\d,]*(?:\.\d+)?)(亿|万|M|K)?", value) if isinstance(value, str) else []
    sizes = {"亿": 1e8, "万": 1e4, "M": 1e6, "K": 1e3, "": 1}
    return [round(float(digits.replace(",", "")) * sizes[unit], 6) for digits, unit in found]


@pytest.mark.parametrize("which", EVERY)
def test_a_deck_has_15_to_25_titled_slides_and_goes_by_mail(decks, which):
    named = titles(decks[which])
    assert 15 <= len(named) <= 25
    assert all(title.strip() for title in named)
    assert len(decks[which]) < 8_000_000


@pytest.mark.parametrize("language", ["en", "zh"])
def test_titles_are_the_pages_statements_in_the_order_of_a_wrap(decks, held, language):
    blocks = {
        block["data"].get("block"): block["data"] for block in held(language, "post_campaign", "client")
    }
    said = [
        blocks["results.first_screen"]["verdict"],
        blocks["results.delivery"]["says"],
        blocks["results.delivery"]["more"],
    ]
    against = {"en": "Against category, candidates and earlier notes", "zh": "对照大盘、候选达人与往期"}
    said += [blocks["results.table_budget"]["title"], against[language]]
    said += [blocks[f"results.{name}"]["says"] for name in ("funnel", "highlights")]
    said += [blocks["results.first_screen"]["picture"]["title"], blocks["results.lineup"]["says"]]
    said += [blocks["results.note_cards"]["title"]]
    said += [
        blocks[f"results.{name}"]["says"]
        for name in ("content", "paid", "search", "comments", "sales", "next")
    ]
    shown = [
        re.sub(r" \(\d/\d\)$", "", title) for title in titles(decks[language, "post_campaign", "client"])
    ]
    once = list(dict.fromkeys(shown))
    assert once[1 : 1 + len(said)] == [line.rstrip(".。") for line in said]


@pytest.mark.parametrize("which", EVERY)
def test_every_number_of_a_slide_stands_on_the_page(decks, held, which):
    blocks = held(*which)
    on_page = set(chain.from_iterable(map(NUMBER.findall, strings(blocks))))
    rows = (row for block in blocks if block["kind"] == "went_in" for row in block["data"]["files"])
    on_page |= {
        f"{row[key]:,}" for row in rows for key in row if key.startswith("rows_")
    }  # the page writes them so
    lost = {}
    for name, texts in slide_texts(decks[which]).items():
        foot = {str(number) for number in range(1, 26)}  # numbers of slides
        said = chain.from_iterable(NUMBER.findall(re.sub(r"\(\d/\d\)$", "", text)) for text in texts)
        lost[name] = {number for number in said if number not in on_page | foot}
    assert {name: numbers for name, numbers in lost.items() if numbers} == {}


@pytest.mark.parametrize("which", EVERY)
def test_every_plotted_figure_is_one_the_page_writes_or_a_stored_one_with_three_digits(decks, held, which):
    stored, written = list(figures(held(*which))), set(as_written(held(*which)))
    money = next((b["data"]["money"] for b in held(*which) if b["kind"] == "first_screen"), None)
    if money:
        stored.append(
            money["raw"] - sum(part["raw"] for part in money["parts"])
        )  # what is left, as the page writes it
    lost = []
    for name, root in trees(decks[which], "ppt/charts/chart").items():
        for ref, values in plotted(root).items():
            for text in values.values():
                value = number(text)
                if value is None or name.endswith(".rels"):
                    continue
                near = any(
                    abs(value - one) <= 0.0051 * abs(one) + 1e-12 or abs(value - one) <= 0.5 for one in stored
                )
                near |= round(value, 6) in written
                lost += [] if near or is_day(value) or is_axis_end(root, value) else [(name, ref, text)]
    assert lost == []


def number(text):
    try:
        return float(text)
    except ValueError:
        return None


def is_day(value):
    return 46_000 <= value <= 46_400  # days of 2025-12 to 2027-01, as a sheet counts them


def is_axis_end(root, value):
    """The lines at the middle of a plane run from one end of an axis to the other."""
    ends = root.iter("{*}min", "{*}max")
    return any(abs(float(end.get("val")) - value) < 1e-9 for end in ends)


def test_bars_plot_the_demos_figures(decks):
    # By hand from the order report: the six notes with most saves; 3,517 of 4,000 saves is 88 %.
    charts = [
        root for name, root in trees(decks["en", "post_campaign", "client"], "ppt/charts/chart").items()
    ]
    series = [
        [float(one) for one in values.values()]
        for root in charts
        for ref, values in plotted(root).items()
        if "$B$2:" in ref
    ]
    assert [651, 319, 302, 294, 263, 221] in series
    assert [112, 105, 88, 87, 132, 141] in series


@pytest.mark.parametrize("which", EVERY)
def test_a_workbook_holds_what_its_chart_plots_and_nothing_more(decks, which):
    charts = {name: root for name, root in trees(decks[which], "ppt/charts/").items() if "_rels" not in name}
    assert set(charts) == set(workbooks(decks[which]))
    for name, root in charts.items():
        sheet = workbooks(decks[which])[name].active
        seen = set()
        for ref, values in plotted(root).items():
            cells = (
                [
                    cell
                    for row in sheet[ref.partition("!")[2].replace("$", "")]
                    for cell in (row if isinstance(row, tuple) else (row,))
                ]
                if ":" in ref
                else [sheet[ref.partition("!")[2].replace("$", "")]]
            )
            seen |= {cell.coordinate for cell in cells}
            for place, cell in enumerate(cells):
                held_there = values.get(place)
                if cell.is_date:
                    continue
                assert (cell.value is None) == (held_there is None), (name, ref, place)
                assert (
                    cell.value is None
                    or str(cell.value) == held_there
                    or float(held_there) == float(cell.value)
                )
        beside = {
            cell.value
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None and cell.coordinate not in seen
        }
        told = " ".join(text.text or "" for text in root.iter(f"{A}t"))
        whiskers = {round(float(v.text), 6) for v in root.iter("{*}v") if number(v.text or "") is not None}
        strange = {
            value
            for value in beside
            if isinstance(value, str)
            and value not in ("low", "high")
            and value not in told
            and "scatterChart" not in root_text(root)
        }
        assert strange == set(), name
        assert whiskers or not beside
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}


def root_text(root):
    return " ".join(child.tag for child in root.iter())


@pytest.mark.parametrize("which", EVERY)
def test_every_run_has_faces_for_latin_and_east_asian_letters(decks, which):
    for name, root in trees(decks[which], "ppt/").items():
        if re.match(r"ppt/(slides|notesSlides|charts)/[^_]", name):
            assert all(run.find(f"{A}rPr") is not None for run in root.iter(f"{A}r", f"{A}fld")), name
            bare = [
                made for made in root.iter(f"{A}rPr", f"{A}endParaRPr", f"{A}defRPr") if not all(faces(made))
            ]
            assert bare == [], name


def faces(made):
    return [made.find(f"{A}{tag}") is not None and made.find(f"{A}{tag}").get("typeface") for tag in FACES]


FACES = ("latin", "ea", "cs")


@pytest.mark.parametrize("which", EVERY)
def test_charts_and_both_fonts_of_every_theme_have_faces_too(decks, which):
    for name, root in trees(decks[which], "ppt/charts/chart").items():
        assert root.find("{*}txPr") is not None, name  # the defaults of all its text
    for name, root in trees(decks[which], "ppt/theme/").items():
        for font in ("majorFont", "minorFont"):
            assert all(faces(root.find(f".//{A}{font}"))), (name, font)


@pytest.mark.parametrize("which", EVERY)
def test_the_package_says_nothing_of_people_and_opens_in_keynote(decks, which):
    every = trees(decks[which])
    names = parts(decks[which])
    assert len(every["docProps/core.xml"]) == 0
    assert len(every["docProps/app.xml"]) == 0
    assert not [
        name for name in names if re.search("thumbnail|printerSettings|customXml|commentAuthors", name)
    ]
    main = every["ppt/presentation.xml"]
    assert main.find(f"{P}sldSz").attrib == {"cx": "12192000", "cy": "6858000"}
    [listed] = main.findall(f"{P}notesMasterIdLst/{P}notesMasterId")
    rels = {
        rel.get("Id"): rel.get("Type").rpartition("/")[2] for rel in every["ppt/_rels/presentation.xml.rels"]
    }
    assert rels[listed.get(f"{R}id")] == "notesMaster"
    order = [child.tag for child in main]
    assert (
        order.index(f"{P}sldMasterIdLst") < order.index(f"{P}notesMasterIdLst") < order.index(f"{P}sldIdLst")
    )
    ids = [
        root.xpath("//@id[parent::*[local-name()='cNvPr']]")
        for name, root in every.items()
        if re.match(r"ppt/slides/slide", name)
    ]
    assert all(len(found) == len(set(found)) for found in ids)


def test_a_creators_price_stands_in_our_deck_of_the_selection_only(decks, held):
    cards = next(
        b["data"]
        for b in held("en", "selection", "internal")
        if b["data"].get("block") == "selection.cards_all"
    )
    prices = {fact["value"] for item in cards["items"] for fact in item["figures"] if fact["kind"] == "cny"}
    assert len(prices) > 20
    ours, theirs = (
        everything_said(decks["en", "selection", audience]) for audience in ("internal", "client")
    )
    assert {price for price in prices if price in ours} == prices
    whole = {price for price in prices if re.search(rf"{re.escape(price)}(?![\d,])", theirs)}
    assert whole == set()
    for language in ("en", "zh"):
        for price in prices:
            plain = price.removeprefix("¥").replace(",", "")
            books = workbooks(decks[language, "selection", "client"]).values()
            held_there = {
                str(cell.value) for book in books for row in book.active.iter_rows() for cell in row
            }
            assert plain not in held_there


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("notebook", ["post_campaign", "selection"])
def test_the_clients_deck_may_leave_the_house(decks, language, notebook):
    assert scan("deck.pptx", decks[language, notebook, "client"]) == []
    assert scan("deck.pptx", decks[language, notebook, "internal"]) != []  # it says that it is ours


def test_the_speaker_reads_file_sheet_and_rows(decks):
    shown = opened(decks["en", "post_campaign", "client"])
    notes = {
        slide.shapes.title.text_frame.text: slide.notes_slide.notes_text_frame.text
        for slide in shown.slides
        if slide.has_notes_slide
    }
    named = next(text for title, text in notes.items() if title.startswith("Every note"))
    assert "pugongying_orders_synthetic.xlsx › 订单报告 › 2–25" in named  # 24 orders under one heading
    search = next(text for title, text in notes.items() if "searches for" in title.lower())
    assert "search_index_synthetic.csv (1407 used)" in search


def test_decks_are_recorded_linked_and_go_with_their_report(decks, made):
    assert [line for line in verify(made) if "deck" in line] == []
    index = (made / "demo" / "client" / "index.html").read_text(encoding="utf-8")
    assert 'href="post_campaign_deck.pptx"' in index
    assert 'href="selection_deck.pptx"' in index
    assert "internal_deck" not in index


def test_the_next_run_of_a_report_takes_its_deck_away(tmp_path):
    [job] = [job for job in plan_jobs([DEMO]) if job.notebook == "selection"]
    page = paths.client_page(tmp_path, "demo", "selection")
    rendered = Rendered(Version("<html></html>"))
    with shelf_of(tmp_path, [job]) as shelf:
        shelf.put(job, rendered, 1.0, b"{}")
        deck = page.with_name("selection_deck.pptx")
        shelf.add(job, {deck: b"deck"})
        assert records.latest(tmp_path)[job.id]["sha256"].keys() == {
            "client/selection.html",
            "client/selection_deck.pptx",
        }
        shelf.put(job, rendered, 1.0, b"{}")
        assert not deck.exists()


@pytest.mark.parametrize("fault", ["none", "failed", "changed", "language"])
def test_a_deck_is_made_of_the_delivered_report_or_not_at_all(tmp_path, fault, capsys):
    [job] = [job for job in plan_jobs([DEMO]) if job.notebook == "selection"]
    if fault != "none":
        with shelf_of(tmp_path, [job]) as shelf:
            shelf.put(job, Rendered(Version("<html></html>")), 1.0, b'{"cells": []}')
        kept = kept_notebook(private_for(tmp_path), job)
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(b'{"cells": []}' if fault != "changed" else b'{"cells": [1]}')
    if fault == "failed":
        record = {**records.latest(tmp_path)[job.id], "status": "failed"}
        records.append(tmp_path, record)
    language = "zh" if fault == "language" else None
    with pytest.raises(InputMissingError) as refused:
        make_decks(DEMO / "selection.yaml", tmp_path, language)
    assert refused.value.problems[0].fix_zh
    wanted = {
        "none": "no report yet",
        "failed": "last run failed",
        "changed": "is not the one its page was made of",
        "language": "made in the other language",
    }
    assert wanted[fault] in refused.value.problems[0].en
    assert cli.main(["deck", str(DEMO / "live.yaml"), "--out", str(tmp_path)]) == 78
    assert "no deck is made of these parameters" in capsys.readouterr().err


def test_libreoffice_opens_it_as_it_is(decks, tmp_path):
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("no LibreOffice on this machine, so the deck is not opened in it")
    for which in (("en", "post_campaign", "client"), ("zh", "selection", "internal")):
        file = tmp_path / f"{'_'.join(which)}.pptx"
        file.write_bytes(decks[which])
        home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
        command = [program, home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(file)]
        subprocess.run(command, check=True, capture_output=True, timeout=600)
        pages = len(re.findall(rb"/Type\s*/Page[^s]", file.with_suffix(".pdf").read_bytes()))
        assert pages == len(titles(decks[which]))
