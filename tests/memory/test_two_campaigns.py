"""Two campaigns in sequence: the second's selection shows the first's record and its estimates move."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from xhs_workbench import memory, paths, results, selection, tables
from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.params import load_params
from xhs_workbench.params.brief import Words
from xhs_workbench.views import selection as show_past
from xhs_workbench.views.audience import for_audience

CHINA = ZoneInfo("Asia/Shanghai")
FIRST = load_params(paths.PARAMS / "demo" / "post_campaign.yaml").read_brief()
AS_OF = date(2026, 7, 20)


@pytest.fixture
def file(monkeypatch, tmp_path):
    """Name a memory under reports/, in a workbench of its own."""
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    return "reports/memory.duckdb"


def outcomes(level: int = 900) -> pl.DataFrame:
    rows = [
        {
            "order_id": f"o{i}",
            "note_id": f"p{i}",
            "creator_id": f"c{i}",
            "creator_name": f"C{i}",
            "note_type": "image",
            "quote_cny": 500.0,
            "service_fee_cny": 50.0,
            "likes": level,
            "saves": 300,
            "comments": 20,
            "shares": 5,
            "follows": 2,
            "impressions": 90_000,
            "reads": 9_000,
            "source_file": "orders.xlsx",
            "source_sheet": "订单",
            "source_row": i + 2,
        }
        for i in range(3)
    ]
    orders = pl.concat([tables.empty("placements"), pl.DataFrame(rows)], how="diagonal_relaxed")
    about = pl.DataFrame(
        [
            {
                "note_id": f"p{i}",
                "creator_id": f"c{i}",
                "followers": 5000,
                "title": "t",
                "content_format": "测评",
                "published_at": datetime(2026, 5, 10, 20, tzinfo=CHINA),
            }
            for i in range(3)
        ]
    )
    notes = pl.concat([tables.empty("notes"), about], how="diagonal_relaxed")
    gathered = results.gather_outcomes(orders, notes, tables.empty("paid"), FIRST, AS_OF)
    return results.lift_over_baseline(
        results.rank_notes(gathered, FIRST), tables.empty("notes"), tables.empty("paid"), FIRST
    )


def plan_of(found: pl.DataFrame) -> pl.DataFrame:
    window = results.decision_window(FIRST, None)
    shop = results.gather_shop(found, tables.empty("traffic"), tables.empty("paid"), FIRST, window)
    return results.compare_to_plan(shop, FIRST)


def close_first(file: str) -> None:
    found = outcomes()
    plan = plan_of(found)
    learnt = results.learnings(
        results.judge_creators(found, FIRST),
        results.split_budget(found, FIRST, "format"),
        pl.DataFrame(schema={"screened": pl.Boolean, "claimed": pl.Boolean}),
        results.find_suspects(found, tables.empty("notes")),
    )
    for _ in range(2):
        said = memory.write_memory(file, FIRST, AS_OF, found, plan, learnt)
    assert (said[0].code, said[0].n) == ("remembered", 3)


def second(name: str = "Autumn"):
    line = FIRST.timeline
    later = {
        key: getattr(line, key) + timedelta(days=120)
        for key in ("brief_sent", "drafts_due", "posting_start", "posting_end", "measured_until")
    }
    return FIRST.model_copy(update={"campaign": name, "timeline": line.model_copy(update=later)})


def candidates() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Twenty creators of one size; nine others have notes of their own, of c0-c2 no file tells anything."""
    people = pl.DataFrame(
        [{"creator_id": f"c{i}", "creator_name": f"C{i}", "followers": 5000} for i in range(20)]
    )
    creators = pl.concat([tables.empty("creators"), people], how="diagonal_relaxed")
    rows = [
        {
            "note_id": f"n{i}_{k}",
            "creator_id": f"c{i}",
            "likes": 60 + 7 * k + 3 * i,
            "saves": 20,
            "comments": 5,
            "shares": 1,
            "published_at": datetime(2026, 6, 1 + k, 20, tzinfo=CHINA),
            "collected_at": datetime(2026, 8, 1, tzinfo=CHINA),
        }
        for i in range(10, 19)
        for k in range(6)
    ]
    return creators, pl.concat([tables.empty("notes"), pl.DataFrame(rows)], how="diagonal_relaxed")


def expected(creators: pl.DataFrame, notes: pl.DataFrame, brief) -> dict[str, float]:
    made = selection.estimate_performance(creators, notes, brief).creators
    return dict(made.select("creator_id", "expected_interactions").iter_rows())


def test_the_second_selection_knows_the_first_and_its_estimates_move(file):
    close_first(file)
    brief = second()
    past = memory.recall_before(file, brief)
    assert past.height == 3  # written twice, there once
    creators, notes = candidates()
    fuller = selection.add_past_notes(notes, memory.recall_notes(past, "Lumira"))
    assert fuller.height == notes.height + 3
    assert fuller.filter(pl.col("source_sheet") == f"memory: {FIRST.campaign}").height == 3
    before, after = expected(creators, notes, brief), expected(creators, fuller, brief)
    # No file tells anything of the three; each brought 1,225 interactions, drawn towards the others' 100 to
    # 200.
    assert [before[name] for name in ("c0", "c1", "c2")] == [None, None, None]
    assert all(200 < after[name] < 1225 for name in ("c0", "c1", "c2"))
    # One note each, worse next time: the same creators are then expected to bring less.
    worse = fuller.with_columns(
        likes=pl.when(pl.col("note_id").str.starts_with("p")).then(200).otherwise("likes")
    )
    assert all(expected(creators, worse, brief)[name] < after[name] for name in ("c0", "c1", "c2"))
    # Of c0 six notes of its own are known as well: its record moves that estimate too, and less.
    spoken = notes.filter(pl.col("creator_id") == "c10").with_columns(
        creator_id=pl.lit("c0"), note_id=pl.col("note_id") + "x"
    )
    alone = expected(creators, pl.concat([notes, spoken]), brief)["c0"]
    joined = expected(creators, pl.concat([fuller, spoken]), brief)["c0"]
    assert alone < joined < after["c0"]
    brand = memory.brand_of(brief)
    record = memory.creator_record(past, brand)
    chosen = selection.add_past_record(creators.head(5), record)
    assert chosen["past_interactions"].to_list() == [1225.0, 1225.0, 1225.0, None, None]
    said = selection.past_findings(chosen, past, brand)[0]
    assert (said.level, said.n) == (Level.PASS, 3)


def test_another_brands_notes_move_the_estimate_and_no_count(file):
    close_first(file)
    past = memory.recall_placements(paths.resolve(file))
    assert memory.recall_notes(past, "Verdi").is_empty()
    elsewhere = memory.recall_elsewhere(past, "Verdi")
    creators, notes = candidates()
    spoken = notes.filter(pl.col("creator_id") == "c10").with_columns(
        creator_id=pl.lit("c0"), note_id=pl.col("note_id") + "x"
    )
    known = pl.concat([notes, spoken])
    alone, moved = (
        selection.estimate_performance(creators, known, second(), given).creators
        for given in (None, elsewhere)
    )
    before, after = (
        dict(made.select("creator_id", "expected_interactions").iter_rows()) for made in (alone, moved)
    )
    assert after["c0"] > before["c0"]
    assert (before["c1"], after["c1"] is None) == (None, False)  # no file tells anything of her
    counts = ["notes_seen", "daily_notes", "commercial_notes", "interactions_seen"]
    assert moved.select(counts).equals(alone.select(counts))
    assert moved["commercial_ratio_n"].null_count() == moved.height
    assert moved.filter(pl.col("creator_id") == "c0")["notes_seen"].to_list() == [6]


def shown(learnings: pl.DataFrame, who: str) -> list[list[str]]:
    made = show_past.show_learnings(learnings).in_("zh")
    [block] = for_audience([{"kind": made.kind, "language": made.language, "data": dict(made.data)}], who)
    return [[cell["text"] for cell in row["cells"]] for row in block["data"]["rows"]]


def test_what_the_first_taught_is_told_to_the_second(file):
    close_first(file)
    found = memory.recall_learnings(file, second())
    assert found.height >= 2
    assert set(found["campaign"]) == {FIRST.campaign}
    assert not found["private"].any()
    [*_, row] = shown(found, "client")
    assert row[:4] == [f"{FIRST.campaign}（合成）", "2026-05-06", "2026-05-22", "2026-07-20"]
    assert row[4].startswith("下次测试：")
    assert memory.recall_learnings(file, FIRST).is_empty()
    assert memory.recall_learnings(file, second(FIRST.campaign)).is_empty()


def test_another_brands_campaign_and_a_suspicion_stay_with_us(file):
    found, plan = outcomes(), plan_of(outcomes())
    doubt = [
        Finding("bought_engagement", Level.REVIEW, Text("Ask C0.", "请询问 C0。"), private=True),
        Finding("rebook", Level.PASS, Text("Book C1.", "可与 C1 合作。")),
    ]
    other = FIRST.brand.model_copy(update={"name": Words(en="Verdi", zh="")})
    memory.write_memory(file, FIRST, AS_OF, found, plan, doubt)
    memory.write_memory(
        file, FIRST.model_copy(update={"campaign": "Theirs", "brand": other}), AS_OF, found, plan, doubt[1:]
    )
    learnings = memory.recall_learnings(file, second())
    assert set(learnings["campaign"]) == {FIRST.campaign}
    assert len(shown(learnings, "internal")) == 2
    assert [(row[0], row[4]) for row in shown(learnings, "client")] == [
        (f"{FIRST.campaign}（合成）", "可与 C1 合作。")
    ]


def test_a_campaign_that_taught_nothing_is_listed_all_the_same(file):
    found = outcomes()
    memory.write_memory(file, FIRST, AS_OF, found, plan_of(found), [])
    [row] = shown(memory.recall_learnings(file, second()), "client")
    assert row[4:] == ["没有写入结论", "—"]


def test_an_empty_memory_says_that_none_has_taught_anything(file):
    made = show_past.show_learnings(memory.recall_learnings(file, second()))
    assert [item["text"] for item in made.data["items"]] == [
        "No earlier campaign is remembered, so none has taught anything yet."
    ]


def test_the_campaign_being_closed_counts_itself_and_nothing_later(file):
    close_first(file)
    found = outcomes()
    memory.write_memory(file, second(), AS_OF, found, plan_of(found), [])
    assert set(memory.recall_with(file, FIRST)["campaign"]) == {FIRST.campaign}
    both = memory.creator_record(memory.recall_with(file, second()), memory.brand_of(FIRST))
    assert both.select("past_campaigns", "standing").unique().rows() == [(2, "returning")]


def test_a_campaigns_own_results_never_speak_for_it(file):
    close_first(file)
    assert memory.recall_before(file, FIRST).is_empty()
    assert memory.recall_before(file, second(FIRST.campaign)).is_empty()


def test_without_a_memory_nothing_changes(file):
    past = memory.recall_before(file, second())
    creators, notes = candidates()
    assert selection.add_past_notes(notes, memory.recall_notes(past, "Lumira")).equals(notes)
    chosen = selection.add_past_record(creators, memory.creator_record(past, "Lumira"))
    assert [found.code for found in selection.past_findings(chosen, past, "Lumira")] == ["no_memory"]
    assert memory.recall_learnings(file, second()).is_empty()
    assert memory.recall_with("", second()).is_empty()
    assert memory.recall_before("", second()).is_empty()
    assert memory.write_memory("", FIRST, AS_OF, pl.DataFrame(), pl.DataFrame(), [])[0].code == "memory_off"
