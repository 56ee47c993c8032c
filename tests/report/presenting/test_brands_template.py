"""The brand's own template, colours and logo: worn, refused with a reason, and saying nothing of people."""

import io

import pytest
from PIL import Image
from pptx import Presentation
from pptx.util import Inches

from tests.report.presenting.made_up import bars, delivery, notebook
from tests.report.presenting.unpacked import (
    A,
    P,
    everything_said,
    opened,
    parts,
    titles,
    trees,
)
from xhs_workbench.errors import IntakeError, ParamsError
from xhs_workbench.params.brief import DeckLook
from xhs_workbench.report.presenting.held import hold
from xhs_workbench.report.presenting.looks import house_look
from xhs_workbench.report.presenting.planning import Planner
from xhs_workbench.report.presenting.writing import write_deck


def deck(book, look=None, template=None):
    planned = Planner("post_campaign", hold(book, "client")).deck()
    return write_deck(planned, look or house_look(None, ""), template)


@pytest.fixture
def brand(tmp_path):
    """Write a brand's template and a logo that says where it was taken."""
    shown = Presentation()
    shown.slide_width, shown.slide_height = Inches(10), Inches(5.625)
    shown.core_properties.author = "Somebody at the brand"
    shown.slides.add_slide(shown.slide_layouts[0]).shapes.title.text = "An old slide"
    shown.save(tmp_path / "brand.pptx")
    exif = Image.Exif()
    exif[0x013B] = "Somebody"
    Image.new("RGB", (400, 100), "#225588").save(tmp_path / "logo.jpg", exif=exif)
    return tmp_path


def test_a_brands_template_colours_and_logo_are_used_and_say_nothing_of_people(brand):
    given = DeckLook(logo=str(brand / "logo.jpg"), colours={"main": "#004488", "good": "#118833"})
    book = notebook(("KPI delivery", [delivery(picture=bars([("Reads", 105, "105%")]))]))
    raw = deck(book, look=house_look(given, "Lumira"), template=str(brand / "brand.pptx"))
    assert opened(raw).slide_width == Inches(10)
    assert "4 of 6 targets met" in titles(raw)
    assert "An old slide" not in everything_said(raw)
    theme = trees(raw, "ppt/theme/")["ppt/theme/theme1.xml"]
    assert theme.find(f".//{A}accent1/{A}srgbClr").get("val") == "004488"
    for font in ("majorFont", "minorFont"):
        assert (
            theme.find(f".//{A}{font}/{A}ea").get("typeface") == "Microsoft YaHei"
        )  # the brand's names none
    pictures = {name: content for name, content in parts(raw).items() if name.startswith("ppt/media/")}
    assert [b"Exif" in content or b"Somebody" in content for content in pictures.values()] == [False]
    logo = next(shape for shape in opened(raw).slides[0].shapes if shape.name == "Picture")
    assert logo._element.xpath(".//p:cNvPr/@descr") == ["Lumira"]
    assert "Somebody" not in everything_said(raw)
    assert not [name for name in parts(raw) if "printerSettings" in name or "thumbnail" in name]
    assert trees(raw)["ppt/presentation.xml"].find(f"{P}notesMasterIdLst/{P}notesMasterId") is not None


def packed_with(path, change):
    """Write a template again with one fault."""
    import zipfile

    raw = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(path, "w") as new:
        for entry in old.infolist():
            new.writestr(entry.filename, old.read(entry))
        change(new)


@pytest.mark.parametrize("fault", ["4:3", "macro", "link", "text", "damaged"])
def test_a_template_that_is_no_plain_16_to_9_deck_is_refused(brand, fault):
    path = brand / "brand.pptx"
    if fault == "4:3":
        Presentation().save(path)
    elif fault == "macro":
        packed_with(path, lambda file: file.writestr("ppt/vbaProject.bin", b"code"))
    elif fault == "link":
        link = b'<Relationship TargetMode="External" Target="http://example.invalid"/>'
        rels = b'<Relationships xmlns="x">' + link + b"</Relationships>"
        packed_with(path, lambda file: file.writestr("ppt/slides/_rels/slide9.xml.rels", rels))
    elif fault == "text":
        path.write_text("no deck", encoding="utf-8")
    else:
        packed_with(path, lambda file: None)
        path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(IntakeError) as refused:
        deck(notebook(), template=str(path))
    [problem] = refused.value.problems
    assert (problem.file, problem.column, problem.code) == ("brand.pptx", "deck.template", "XHS-R080")
    assert problem.zh and problem.fix_zh


def test_a_colour_that_is_none_is_refused_in_both_languages():
    with pytest.raises(ParamsError) as refused:
        DeckLook.check({"colours": {"main": "red"}})
    [problem] = refused.value.problems
    assert problem.column == "colours.main"
    assert "应为颜色" in problem.zh


def test_letters_are_white_only_where_white_can_be_read():
    light = house_look(DeckLook(colours={"main": "#FFDD55"}), "")
    dark = house_look(DeckLook(colours={"main": "#203040"}), "")
    assert (light.on("accent"), dark.on("accent")) == ("221F1D", "FFFFFF")
    assert (light.colours["accent_word"], dark.colours["accent_word"]) == ("221F1D", "203040")


@pytest.mark.parametrize("colour", ["#FFFFFF", "#FFFFF0", "#F4F4F4"])
def test_a_colour_in_which_bars_would_vanish_is_refused(colour):
    # Contrast to white by WCAG: 1, 1.0 and 1.1; the light yellow #FFDD55 has 1.33.
    with pytest.raises(IntakeError) as refused:
        house_look(DeckLook(colours={"second": colour}), "")
    [problem] = refused.value.problems
    assert (problem.column, problem.value) == ("deck.colours.second", colour)
    house_look(DeckLook(colours={"second": "#FFDD55"}), "")


def test_in_a_brands_template_a_slide_says_what_our_cover_says(brand):
    book = notebook(("KPI delivery", [delivery()]), synthetic=True)
    ours, theirs = (deck(book, template=path) for path in (None, str(brand / "brand.pptx")))
    assert "What figures are held against" in said_on(ours, 0)
    assert "Synthetic demo data" in said_on(ours, 0)
    for words in ("What figures are held against", "the targets agreed in the brief", "Synthetic demo data"):
        assert words in said_on(theirs, 1)
    assert titles(theirs)[1] == "How figures are counted"


def said_on(raw, number):
    slide = opened(raw).slides[number]
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def test_a_long_name_fits_the_cover_and_the_foot_keeps_to_one_line():
    long = (
        "Lumira 露米拉 × a name of a campaign that somebody wrote out in full, with the season and the market"
    )
    raw = deck(notebook(("KPI delivery", [delivery()]), campaign=long, synthetic=True))
    title = opened(raw).slides[0].shapes.title
    assert title.text_frame.text == long
    size = title.text_frame.paragraphs[0].runs[0].font.size.pt
    # A place of 1.5 inches holds four lines of 20 points, three of 28, two of 36.
    assert size < 36
    foot = [s for s in opened(raw).slides[1].shapes if s.is_placeholder and "Footer" in s.name]
    [words] = [one.text_frame.text for one in foot]
    assert "…" in words and words.endswith("In short")
    assert len(words) < 150
