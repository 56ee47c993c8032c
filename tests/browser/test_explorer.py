"""The explorer in a finished page, driven by a real browser: equal scores, filters, cards, what it saves."""

from __future__ import annotations

import csv
import io
import random
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from tests.report.test_page_guards import HOSTILE, executed
from xhs_workbench import paths, views
from xhs_workbench.findings import Text, both
from xhs_workbench.params import SelectionParams
from xhs_workbench.params.yaml_files import read_params_file
from xhs_workbench.report.rendering import page as pages
from xhs_workbench.views.desks.explorer import Filter, Plan, rank
from xhs_workbench.views.selection.creator_cards import creator_cards

pytestmark = [pytest.mark.browser]
PARTS = {name: Text(name, name) for name in ("value", "engagement", "audience", "saves", "active_fans")}
WEIGHTS = {"value": 35.0, "engagement": 25.0, "audience": 20.0, "saves": 10.0, "active_fans": 10.0}
NAMES = [
    "=HYPERLINK(1)",
    "+86",
    "-1+1",
    "@SUM(A1)",
    "\tTab",
    "\rReturn",
    HOSTILE,
    "陈皮 🍊",
    'say "hi"',
    "＝1+1",
    "-5",
]
CHINA = ZoneInfo("Asia/Shanghai")


def people(n=60, seed=4):
    draw = random.Random(seed)
    rows = []
    for i in range(n):
        parts = {f"part_{name}": None if draw.random() < 0.15 else draw.random() for name in PARTS}
        twin = {f"part_{name}": 0.5 for name in PARTS}
        rows.append(
            {
                "creator_id": f"c{i:03d}",
                "name": NAMES[i] if i < len(NAMES) else f"creator {i}",
                "tier": draw.choice(["KOC", "Mid"]),
                "picked": i % 9 == 0,
                "followers": draw.randint(500, 90_000),
                "price_cny": None if i % 13 == 5 else float(draw.randint(100, 9000)),
                "to_ask": i % 4 == 0,
                "category": HOSTILE if i == 2 else draw.choice(["护肤", "穿搭"]),
                **(twin if i in (20, 21) else parts),
            }
        )
    return pl.DataFrame(rows, infer_schema_length=None).with_columns(pl.col("to_ask").cast(pl.Int64))


def make(tmp_path, frame, language="en"):
    days = [datetime(2026, 3, 1, tzinfo=CHINA) + timedelta(days=4 * i) for i in range(6)]
    notes = pl.DataFrame(
        [
            {
                "creator_id": "c006",
                "published_at": day,
                "interactions": 90 + i,
                "save_share": 0.2 + i / 50,
                "is_commercial": i == 2,
            }
            for i, day in enumerate(days)
        ]
    )
    asks = pl.DataFrame(
        {"creator_id": ["c006"], **{name: [HOSTILE] for name in both("label", "said", "ask")}}
    )
    full = frame.with_columns(
        expected_interactions=pl.lit(92.0),
        female_share=pl.lit(0.8),
        why_en=pl.lit(HOSTILE),
        why_zh=pl.lit(HOSTILE),
    )
    prices = frame.select(
        "creator_id",
        "price_cny",
        fair_low_cny=pl.lit(200.0),
        fair_mid_cny=pl.lit(300.0),
        fair_high_cny=pl.lit(700.0),
        peers=pl.lit(9),
    )
    columns = [
        views.Column("followers", Text("Followers", "粉丝"), "count"),
        views.Column("price_cny", Text("Price", "报价"), "cny"),
    ]
    filters = [
        Filter("category", Text("All categories", "全部类目"), "choice"),
        Filter("price_cny", Text("Price up to", "报价不超过"), "most"),
        Filter("followers", Text("Followers from", "粉丝不少于"), "least"),
        Filter("to_ask", Text("nothing to ask", "无待询问"), "none"),
    ]
    block = views.explorer(
        frame,
        columns,
        PARTS,
        WEIGHTS,
        title=Text("Explorer", "探索器"),
        note=Text("", ""),
        filters=filters,
        cards=creator_cards(full, notes, prices=prices, asks=asks, target={"female_share"}),
        plan=Plan(48_000.0, {"mid": (1, 2), "koc": (10, 20)}, {}, 0.35),
    )
    # Declared as the selection's explorer is; one without a name is ours alone and stands on no client's
    # page.
    block = block.adding(block="selection.show_explorer")
    words = Text("T", "T")
    blocks = [
        views.cover(title=words, campaign="c", brand="b", period="p", prepared_by="").in_(language),
        block.in_(language),
        views.provenance(pl.DataFrame(), None, {}).in_(language),
    ]
    outputs = [
        {
            "output_type": "display_data",
            "metadata": {},
            "data": {"application/vnd.xhs.block+json": one.to_json()},
        }
        for one in blocks
    ]
    pages.write_page(executed(tmp_path, outputs), tmp_path / "page.html", language=language)
    return {
        "client": (tmp_path / "page.html").as_uri(),
        "ours": paths.internal_page(tmp_path / "page.html").as_uri(),
    }


@pytest.fixture(scope="module")
def addresses(tmp_path_factory):
    return make(tmp_path_factory.mktemp("explorer"), people())


@pytest.fixture
def address(addresses):
    return addresses["ours"]


@pytest.fixture
def reader():
    """Whose page is opened; a test that is about both asks for each."""
    return "ours"


@pytest.fixture
def opened(addresses, reader, offline_page):
    page, asked, complaints = offline_page
    page.goto(addresses[reader])
    page.locator("body[data-ready=yes]").wait_for()
    yield page, page.locator(".xhs-explorerbox")
    assert (asked, complaints) == ([], [])


def move(box, weights):
    for name, weight in weights.items():
        box.locator(f"input[data-part={name}]").evaluate(
            "(e, v) => { e.value = v; e.dispatchEvent(new Event('input')); }", weight
        )


def rows_of(box):
    return box.locator("tbody tr").evaluate_all(
        "rows => rows.map(r => [r.dataset.id, Number(r.dataset.score)])"
    )


both_readers = pytest.mark.parametrize("reader", ["client", "ours"])


@both_readers
def test_scores_equal_pythons_for_random_weights(opened):
    _, box = opened
    box.locator("button.xhs-more").click()
    draw = random.Random(8)
    for _ in range(12):
        weights = {name: float(draw.randint(0, 100)) for name in PARTS}
        move(box, weights)
        expected = rank(people(), weights)
        shown = rows_of(box)
        assert [creator for creator, _ in shown] == expected["creator_id"].to_list()
        assert max(abs(a - b) for (_, a), b in zip(shown, expected["score"], strict=True)) < 1e-9


@both_readers
def test_no_weight_is_said_and_reset_brings_the_start_back(opened):
    _, box = opened
    before = rows_of(box)
    move(box, dict.fromkeys(PARTS, 0))
    assert "All weights are 0" in box.inner_text()
    box.get_by_role("button", name="Reset").click()
    assert rows_of(box) == before


def test_filters_keep_the_places_of_the_whole_ranking(opened):
    _, box = opened
    frame, ranked = people(), rank(people(), WEIGHTS)
    box.get_by_label("Price up to").fill("3000")
    box.get_by_label("Followers from").fill("2000")
    box.get_by_label("nothing to ask").check()
    box.get_by_label("All categories").select_option("护肤")
    kept = frame.filter(
        (pl.col("price_cny") <= 3000)
        & (pl.col("followers") >= 2000)
        & (pl.col("to_ask") == 0)
        & (pl.col("category") == "护肤")
    )
    wanted = [
        (i + 1, creator)
        for i, creator in enumerate(ranked["creator_id"])
        if creator in set(kept["creator_id"])
    ]
    shown = box.locator("tbody tr").evaluate_all(
        "rows => rows.map(r => [Number(r.cells[0].textContent), r.dataset.id])"
    )
    assert [tuple(row) for row in shown] == wanted
    assert f"{len(wanted)} of 60" in box.inner_text()
    box.get_by_label("Find a creator").fill("nobody is called that")
    assert "No creator fits these filters" in box.inner_text()
    assert box.locator("tbody tr").count() == 0


def test_headings_sort_and_unknown_comes_last(opened):
    _, box = opened
    box.locator("button.xhs-more").click()
    box.locator("th button", has_text="Price").click()
    shown = [row[0] for row in rows_of(box)]
    prices = dict(people().select("creator_id", "price_cny").iter_rows())
    known = [prices[creator] for creator in shown if prices[creator] is not None]
    assert known == sorted(known, reverse=True)
    assert all(prices[creator] is None for creator in shown[len(known) :])
    assert box.locator("th[aria-sort=descending]").inner_text() == "Price"
    box.locator("th button", has_text="Price").click()
    box.locator("th button", has_text="Price").click()
    assert [row[0] for row in rows_of(box)] == rank(people(), WEIGHTS)["creator_id"].to_list()


def test_a_card_opens_by_keyboard_and_closes_with_escape(opened):
    page, box = opened
    box.locator("button.xhs-more").click()
    name = box.locator("tr[data-id=c006] .xhs-open")
    name.focus()
    page.keyboard.press("Enter")
    card = page.locator("dialog.xhs-card")
    assert card.evaluate("d => d.open")
    assert card.locator("svg.xhs-small").count() == 3
    assert card.locator("svg .dot.paid").count() == 2
    assert HOSTILE in card.locator(".xhs-asks").inner_text()
    assert page.locator("[onerror], img, iframe").count() == 0
    points = [
        float(text)
        for text in card.locator(".xhs-multiple").first.locator(".num").all_inner_texts()
        if text != "unknown"
    ]
    score = float(box.locator("tr[data-id=c006]").get_attribute("data-score"))
    assert sum(points) == pytest.approx(score, abs=0.25)
    page.keyboard.press("Escape")
    assert not card.evaluate("d => d.open")
    assert page.evaluate("document.activeElement.closest('tr')?.dataset.id") == "c006"


@pytest.mark.parametrize("reader", ["client"])
def test_a_clients_card_holds_nothing_to_ask(opened):
    page, box = opened
    box.locator("button.xhs-more").click()
    box.locator("tr[data-id=c006] .xhs-open").click()
    card = page.locator("dialog.xhs-card")
    assert card.evaluate("d => d.open")
    assert card.locator("svg.xhs-small").count() == 3
    assert card.locator(".xhs-asks li").count() == 0


def saved(page, box, kind):
    with page.expect_download() as waiting:
        box.locator(f"button.{kind}").click()
    return waiting.value.path()


def test_the_csv_holds_no_live_formula_and_every_figure(opened):
    page, box = opened
    path = saved(page, box, "xhs-save")
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert len(table) == 61
    cells = [cell for row in table[1:] for cell in row]
    live = [
        cell
        for cell in cells
        if cell[:1] in tuple("=+-@\t\r＝＋－＠") and not cell.lstrip("-").replace(".", "").isdigit()
    ]
    assert live == []
    names = {row[1]: row[2] for row in table[1:]}
    assert names["c000"] == "'=HYPERLINK(1)"
    assert names["c004"] == "'\tTab"
    assert names["c008"] == 'say "hi"'
    scores = {row[1]: float(row[4]) for row in table[1:]}
    assert scores == pytest.approx(dict(rank(people(), WEIGHTS).iter_rows()), abs=1e-4)
    for row in table[1:]:
        assert sum(float(cell) for cell in row[5:10] if cell) == pytest.approx(float(row[4]), abs=1e-3)


def test_wishes_are_saved_as_parameters_that_the_notebook_takes(opened, tmp_path):
    page, box = opened
    move(box, {"value": 50, "saves": 0})
    for creator, side in (("c006", "Must be in"), ("c001", "Leave out")):
        box.get_by_label("Find a creator").fill(
            people().filter(pl.col("creator_id") == creator)["name"].item()[:8]
        )
        box.locator(f"tr[data-id={creator}] .xhs-open").click()
        page.get_by_role("button", name=side).click()
        assert page.get_by_role("button", name=side).get_attribute("aria-pressed") == "true"
        page.keyboard.press("Escape")
    text = saved(page, box, "xhs-yaml").read_text(encoding="utf-8")
    (tmp_path / "selection.yaml").write_text(
        "brief: params/demo/brief.yaml\ninputs: [unread.csv]\n" + text, encoding="utf-8"
    )
    params = SelectionParams.check(read_params_file(tmp_path / "selection.yaml").data)
    assert params.weights == {**WEIGHTS, "value": 50.0, "saves": 0.0}
    assert (params.must_in, params.must_out) == (("c006",), ("c001",))
    assert params.quotas == {"mid": (1, 2), "koc": (10, 20)}


def test_an_empty_table_says_so(tmp_path, offline_page):
    page, asked, complaints = offline_page
    page.goto(make(tmp_path, people().clear(), "zh")["client"])
    page.locator("body[data-ready=yes]").wait_for()
    assert "没有可显示的内容" in page.locator(".xhs-explorerbox").inner_text()
    assert (asked, complaints) == ([], [])


def test_print_says_the_weights_and_hides_the_controls(opened):
    page, box = opened
    page.emulate_media(media="print")
    assert box.locator(".xhs-weightline").is_visible()
    assert not box.locator(".xhs-weights").is_visible()
    assert not box.locator(".xhs-save").is_visible()


def test_a_phone_does_not_scroll_sideways_and_its_card_fits(address, chromium):
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    page.goto(address)
    page.locator("body[data-ready=yes]").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 391
    page.locator(".xhs-open").nth(3).click()
    assert page.locator("dialog.xhs-card").bounding_box()["width"] <= 391
    assert page.locator("dialog.xhs-card").evaluate("d => d.scrollWidth <= d.clientWidth")
    page.close()
