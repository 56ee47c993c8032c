"""Picture blocks: bounded, escaped, and nothing but what the images room made."""

import json

import numpy as np
import polars as pl
import pytest
from PIL import Image

from xhs_workbench import images, paths, selection, tables, views
from xhs_workbench.report.rendering import page as pages
from xhs_workbench.views import selection as show
from xhs_workbench.views.blocks import MIME, render
from xhs_workbench.views.content import pictures

HOSTILE = '"><script>document.title="ran"</script><img src=x onerror=alert(1)>.png'


@pytest.fixture
def folder(tmp_path):
    found = tmp_path / "board"
    found.mkdir()
    rng = np.random.default_rng(1)
    for name in ("a.png", "b.png", HOSTILE.replace("/", "\u2215")):
        Image.fromarray(rng.integers(0, 256, (90, 70, 3)).astype(np.uint8)).save(found / name)
    return found


def test_a_mood_board_shows_every_picture_its_colours_and_the_boards_span(folder):
    board = images.read_pictures([folder])
    block = pictures.mood_board(board.table).in_("zh")
    group = block.data["groups"][0]
    bare = HOSTILE.replace("/", "\u2215").removesuffix(".png")
    assert [picture["caption"] for picture in group["pictures"]] == ["图 1", "图 2", "图 3"]
    named = pictures.mood_board(board.table).in_("en").data["groups"][0]["pictures"]
    assert [(one["alt"], one["caption"]) for one in named] == [(name, name) for name in (bare, "a", "b")]
    assert all(
        sum(c["share"] for c in picture["palette"]) == pytest.approx(100, abs=0.3)
        for picture in group["pictures"]
    )
    assert [fact["label"] for fact in group["facts"]] == ["明度", "对比度", "饱和度", "冷暖", "杂乱度"]
    shown = render("pictures", "zh", block.data)
    assert shown.index("<details") < shown.index("杂乱度") < shown.index("</details>")  # measures are folded
    assert pictures.mood_board(board.table.clear()).data["groups"] == []


def test_a_chinese_page_captions_a_picture_in_chinese_or_by_its_number(tmp_path):
    for name in ("1_morning_light.png", "2_晨光.png", "0003.png"):
        Image.new("RGB", (40, 50), "#c8b49b").save(tmp_path / name)
    block = pictures.mood_board(images.read_pictures([tmp_path]).table)
    captions = {
        language: {(one["alt"], one["caption"]) for one in block.in_(language).data["groups"][0]["pictures"]}
        for language in ("en", "zh")
    }
    assert captions["en"] == {("morning light", "morning light"), ("晨光", "晨光"), ("0003.png", "")}
    assert captions["zh"] == {("图 1", "图 1"), ("图 2", "图 2"), ("晨光", "晨光")}


def test_what_would_be_too_heavy_is_counted_not_shown(folder):
    board = images.read_pictures([folder]).table
    each = [len(uri) for uri in board["thumbnail"]]
    block = pictures.pictures([pictures.Group(board)], title=pictures.NOTHING, most=sum(each[:2]))
    assert len(block.data["groups"][0]["pictures"]) == 2
    assert block.data["left_out"] == 1
    assert "1 more pictures are not shown" in render("pictures", "en", block.data)
    many = pl.concat([board] * 60)
    heavy = pictures.pictures([pictures.Group(many)], title=pictures.NOTHING)
    assert len(render("pictures", "en", heavy.data)) < 900_000


@pytest.mark.parametrize(
    "thumbnail",
    [
        "https://example.invalid/x.jpg",
        "data:image/svg+xml;base64,PHN2Zz4=",
        'data:image/jpeg;base64,AA" onerror="x',
        "data:text/html;base64,AAAA",
    ],
)
def test_nothing_but_our_own_thumbnails_is_shown(folder, thumbnail):
    board = images.read_pictures([folder]).table.with_columns(thumbnail=pl.lit(thumbnail))
    with pytest.raises(ValueError, match="images room"):
        pictures.mood_board(board)


def test_a_colour_cannot_carry_style(folder):
    board = images.read_pictures([folder]).table.with_columns(
        palette=pl.Series([[{"hex": "#fff;background:url(x)", "share": 1.0}]] * 3)
    )
    with pytest.raises(ValueError, match="images room"):
        pictures.mood_board(board)


def test_covers_say_where_they_lie_and_name_no_total(folder):
    table = images.read_pictures([folder]).table.with_columns(creator_id=pl.lit("c"))
    dark = table.with_columns(brightness=pl.lit(0.0))
    people = pl.DataFrame({"creator_id": ["c"], "creator_name": [HOSTILE]})
    compared = selection.compare_covers(dark, table, people)
    block = pictures.covers_beside_board(dark, compared)
    facts = {fact["label"]: fact for fact in block.data["groups"][0]["facts"]}
    assert facts["Brightness"]["value"] == "0.0% · darker"
    assert facts["Brightness"]["tone"] == "apart"
    assert facts["Contrast"]["value"].endswith("within the board")
    assert facts["Covers"]["value"] == "3"
    assert len(facts) == 7


def test_hostile_names_are_inert_in_the_page(tmp_path, folder, offline_page):
    board = images.read_pictures([folder]).table
    group = pictures.Group(board, HOSTILE, HOSTILE, [(HOSTILE, HOSTILE, HOSTILE, True)])
    blocks = [
        views.cover(title=pictures.NOTHING, campaign="x", brand="x", period="x"),
        *(
            made.adding(block="pictures.mood_board")
            for made in (
                pictures.pictures([group], title=pictures.NOTHING, large=large) for large in (True, False)
            )
        ),
        views.provenance(pl.DataFrame(), None, {}),
    ]
    notebook = json.loads((paths.NOTEBOOKS / "brief.ipynb").read_text(encoding="utf-8"))
    notebook["cells"] = notebook["cells"][:1] + [
        {
            "cell_type": "code",
            "id": f"c{i}",
            "execution_count": 1,
            "metadata": {},
            "source": "",
            "outputs": [{"output_type": "display_data", "metadata": {}, "data": {MIME: block.to_json()}}],
        }
        for i, block in enumerate(blocks)
    ]
    (tmp_path / "executed.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    pages.write_page(tmp_path / "executed.ipynb", tmp_path / "hostile.html", language="en")
    page, asked, complaints = offline_page
    page.goto((tmp_path / "hostile.html").as_uri())
    page.locator("body[data-ready=yes]").wait_for()
    assert page.locator("[onerror], iframe, object, svg script").count() == 0
    assert page.locator("img").count() == 6
    assert page.evaluate("[...document.images].every(i => i.complete && i.naturalWidth === 70)")
    widths = page.locator(".swatches").evaluate_all(
        "s => s.map(e => [...e.children].reduce((a, c) => a + c.getBoundingClientRect().width, 0) "
        "/ e.clientWidth)"
    )
    assert all(0.97 < width < 1.03 for width in widths)
    assert page.title() != "ran"
    assert (asked, complaints) == ([], [])


def test_tables_of_nothing_are_tables():
    none = tables.empty("ratings")
    scores = selection.rubric_scores(none, tables.empty("creators"))
    for block in (
        show.table_rubric(scores, selection.CRITERIA),
        show.table_agreement(selection.rater_agreement(none), selection.CRITERIA).in_("zh"),
    ):
        assert block.data["rows"] == []
        assert "xhs-note" in render("table", "en", block.data)
