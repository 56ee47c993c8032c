"""The budget line by line, and results held against the analyst's own benchmark file: by hand."""

from types import SimpleNamespace

import polars as pl
import pytest

from xhs_workbench import results, tables
from xhs_workbench.errors import InputMissingError, ParamsError
from xhs_workbench.params import BriefParams
from xhs_workbench.params.benchmarks import read_benchmarks
from xhs_workbench.results.counting.benchmarks import _standing


@pytest.fixture(scope="module")
def brief():
    return BriefParams(brief="params/demo/brief.yaml").read_brief()


def orders(*rows):
    names = ("note_id", "quote_cny", "service_fee_cny", "boost_cny")
    kinds = {"note_id": pl.String, **dict.fromkeys(names[1:], pl.Float64)}
    return pl.DataFrame(rows, schema=kinds, orient="row")


def test_each_line_is_held_against_what_was_agreed(brief):
    """Three orders of 1000, 2000 and none, 10 % fee; one note is not out yet; 500 of boosts on the first."""
    budget = brief.budget.model_copy(
        update={
            "creators_cny": 4000.0,
            "boost_cny": 1000.0,
            "production_cny": 600.0,
            "service_fee_rate": 0.1,
        }
    )
    own = brief.model_copy(update={"budget": budget})
    frame = orders(("a", 1000.0, 100.0, 500.0), (None, 2000.0, 200.0, None), ("b", None, None, None))
    found = {row["line_en"]: row for row in results.budget_lines(frame, own).to_dicts()}
    quotes, whole = found["Creators' quotes"], found["Whole budget"]
    assert (quotes["agreed_cny"], quotes["booked_cny"], quotes["posted_cny"]) == (4000, 3000, 1000)
    assert (quotes["left_cny"], quotes["used"], quotes["n"], quotes["n_missing"]) == (1000, 0.75, 2, 1)
    assert found["Boosts"]["booked_cny"] == 500
    # No file holds what production cost: agreed, and nothing said of what went.
    assert (found["Production"]["agreed_cny"], found["Production"]["booked_cny"]) == (600, None)
    # 4000 + 400 + 1000 + 600 agreed; 3000 + 300 + 500 booked.
    assert (whole["agreed_cny"], whole["booked_cny"], whole["left_cny"]) == (6000, 3800, 2200)


def test_a_budget_without_orders_has_gone_nowhere_and_nothing_is_called_zero(brief):
    found = results.budget_lines(orders(), brief)
    assert found["booked_cny"].null_count() == found.height
    assert found["left_cny"].null_count() == found.height


@pytest.mark.parametrize(
    ("value", "lower", "upper", "lower_is_better", "standing"),
    [
        (5.0, 4.0, 6.0, True, "within"),
        (3.0, 3.0, 3.0, True, "within"),
        (2.0, 1.5, 2.9, True, "better"),
        (2.0, 1.5, 3.0, True, "unclear"),
        (9.0, 7.1, 9.9, True, "worse"),
        (9.0, 7.0, 9.9, True, "unclear"),
        (9.0, 7.1, 9.9, False, "better"),
        (2.0, 1.5, 2.9, False, "worse"),
        (2.0, None, None, False, "no_interval"),
        (None, None, None, False, "unknown"),
    ],
)
def test_only_what_lies_outside_with_its_whole_interval_is_judged(
    value, lower, upper, lower_is_better, standing
):
    """The range is 3 to 7, its ends belong to it."""
    found = {"value": value, "lower": lower, "upper": upper, "bound": ""}
    assert _standing(found, 3.0, 7.0, lower_is_better=lower_is_better) == standing


def test_a_bound_is_never_judged():
    found = {"value": 9.0, "lower": 8.0, "upper": 10.0, "bound": "at_least"}
    assert _standing(found, 3.0, 7.0, lower_is_better=False) == "unknown"


ENTRY = "{metric: cpe, low: 3, high: 6, category: pet food, month: 2026-04, source: a recap}"


def test_young_notes_are_not_judged(brief, tmp_path):
    file = tmp_path / "ranges.yaml"
    file.write_text(f"benchmarks: [{ENTRY}]\n", encoding="utf-8")
    own = brief.model_copy(update={"benchmarks": str(file)})
    measured = {"value": 2.0, "lower": 1.0, "upper": 2.5, "bound": ""}
    for mature, standing in ((True, "better"), (False, "not_mature")):
        shop = SimpleNamespace(
            outcomes=pl.DataFrame({"mature": [True, mature]}), measure=lambda metric, choices: measured
        )
        found = results.against_benchmarks(shop, own)
        assert found["standing"].to_list() == [standing]
        assert found["source_en"].to_list() == ["a recap"]
    said = results.say_delivery(
        pl.DataFrame(
            {
                "metric": ["saves"],
                "name_en": ["Saves"],
                "name_zh": ["收藏"],
                "unit": ["count"],
                "verdict": ["met"],
                "completion": [1.0],
                "n_young": [0],
                "value": [1.0],
                "target": [1.0],
            }
        ),
        None,
        found.with_columns(standing=pl.lit("better")).head(1),
    )
    assert said.more.en == "Cost per interaction was better than the category's ¥3.00 to ¥6.00."
    assert said.more.zh == "互动单价优于大盘区间 ¥3.00–¥6.00。"


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (ENTRY.replace("low: 3", "low: 9"), "high 6 is below low 9"),
        (ENTRY.replace("month: 2026-04, ", ""), "month"),
        (ENTRY.replace(", source: a recap", ""), "source"),
        (ENTRY.replace("2026-04", "April"), "month"),
        (ENTRY.replace("low: 3", "low: -1"), "low"),
        (ENTRY.replace("low:", "lowest:"), "lowest"),
        (ENTRY.replace("2026-04", "2029-13"), "must be a month such as 2026-05"),
        (f"{ENTRY}, {ENTRY.replace('high: 6', 'high: 7')}", "cpe has two ranges"),
    ],
)
def test_a_benchmark_without_month_or_source_or_upside_down_is_refused(tmp_path, entry, says):
    file = tmp_path / "ranges.yaml"
    file.write_text(f"benchmarks: [{entry}]\n", encoding="utf-8")
    with pytest.raises(ParamsError) as raised:
        read_benchmarks(str(file))
    assert says in str(raised.value)
    assert "ranges.yaml" in str(raised.value)
    assert "at least 1 entry" not in str(raised.value)


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (ENTRY.replace("cpe", "cpx"), "did you mean"),
        (
            "{metric: engagement_rate_by_reads, low: 3, high: 5, category: a, month: 2026-04, source: b}",
            "0.05",
        ),
    ],
)
def test_a_range_of_no_metric_or_of_a_share_in_per_cent_is_refused(brief, tmp_path, entry, says):
    file = tmp_path / "ranges.yaml"
    file.write_text(f"benchmarks: [{ENTRY}, {entry}]\n", encoding="utf-8")
    with pytest.raises(ParamsError) as raised:
        results.ranges_of(brief.model_copy(update={"benchmarks": str(file)}))
    assert says in str(raised.value)
    assert "ranges.yaml" in str(raised.value)
    assert "benchmarks.1" in str(raised.value)


@pytest.mark.parametrize(
    ("entries", "standings"),
    [
        # The brief went out in April 2026: April 2024 is 24 months before it, March 25.
        ([ENTRY.replace("2026-04", "2024-04")], ["better"]),
        ([ENTRY.replace("2026-04", "2024-03")], ["old"]),
        # A file of several categories is judged by the one that the brief speaks of; it may speak of none.
        ([ENTRY, ENTRY.replace("pet food", "护肤")], ["other_category", "better"]),
        ([ENTRY, ENTRY.replace("pet food", "lipstick")], ["other_category", "other_category"]),
        ([ENTRY, ENTRY.replace("low: 3", "low: 4, placement: 搜索")], ["better", "better"]),
    ],
)
def test_an_old_range_and_one_of_another_category_judge_nothing(brief, tmp_path, entries, standings):
    file = tmp_path / "ranges.yaml"
    file.write_text(f"benchmarks: [{', '.join(entries)}]\n", encoding="utf-8")
    measured = {"value": 2.0, "lower": 1.0, "upper": 2.5, "bound": ""}
    shop = SimpleNamespace(
        outcomes=pl.DataFrame({"mature": [True]}), measure=lambda metric, choices: measured
    )
    found = results.against_benchmarks(shop, brief.model_copy(update={"benchmarks": str(file)}))
    assert found["standing"].to_list() == standings


def test_no_file_is_no_benchmark_and_a_missing_one_is_said(brief):
    assert read_benchmarks(None) == ()
    with pytest.raises(InputMissingError):
        read_benchmarks("nowhere/ranges.yaml")
    shop = SimpleNamespace(outcomes=pl.DataFrame({"mature": [True]}), measure=None)
    assert results.against_benchmarks(shop, brief.model_copy(update={"benchmarks": None})).is_empty()


def candidates(*rows):
    """Return creators: id, category, followers, median reads of sponsored notes, of everyday ones."""
    schema = tables.empty("creators").schema
    names = ("creator_id", "category", "followers", "reads_median_coop", "reads_median")
    full = [{"source_file": "f", "source_row": 2, **dict(zip(names, row, strict=True))} for row in rows]
    return pl.DataFrame(full, schema=schema)


def placed(reads, creator="a0", mature=True):
    names = ("likes", "saves", "comments", "shares")
    rows = [
        {
            "creator_id": creator,
            "tier": "micro",
            "mature": mature,
            "reads": each,
            **dict.fromkeys(names, None),
        }
        for each in reads
    ]
    return pl.DataFrame(rows, schema_overrides=dict.fromkeys(names, pl.Int64))


OTHERS = [(f"c{n}", "宠物", 20_000, 1000 + 100 * n, 9) for n in range(11)]
"""Eleven micro creators whose sponsored notes have 1,000 to 2,000 reads: the middle half is 1,250 to 1,750."""
ELSEWHERE = [("x", "母婴", 20_000, 99_000, 9), ("y", "宠物", 900_000, 99_000, 9)]
BOOKED = [("a0", "宠物", 20_000, 99_000, 9)]


def against(brief, notes, rows):
    shop = SimpleNamespace(outcomes=notes, measure=None)
    own = brief.model_copy(update={"benchmarks": None})
    return results.against_benchmarks(shop, own, candidates(*rows)).filter(pl.col("metric") == "reads")


@pytest.mark.parametrize(
    ("reads", "standing"),
    [
        ([1300, 1400, 1500, 1600, 1700], "within"),
        ([5000, 5000, 5000, 5000, 5000], "better"),
        ([100, 100, 100, 100, 100], "worse"),
        ([5000, 5000, 5000], "no_interval"),
        ([100, 200, 2000, 3000, 5000], "unclear"),
    ],
)
def test_the_candidates_of_the_same_category_and_tier_are_a_market(brief, reads, standing):
    row = against(brief, placed(reads), [*OTHERS, *ELSEWHERE, *BOOKED]).row(0, named=True)
    assert (row["range_low"], row["range_high"]) == (1250, 1750)
    assert row["standing"] == standing
    assert row["source_en"] == "11 other candidates, their sponsored notes"
    assert row["category_zh"] == row["category_en"] == "宠物"


def test_too_few_candidates_are_no_market_and_everyday_notes_are_said_to_be_that(brief):
    notes = placed([1500] * 5)
    assert against(brief, notes, [*OTHERS[:9], *BOOKED]).is_empty()
    everyday = [(*row[:3], None, 700) for row in OTHERS]
    row = against(brief, notes, [*everyday, *BOOKED]).row(0, named=True)
    assert (row["range_low"], row["range_high"], row["standing"]) == (700, 700, "better")
    assert row["source_zh"] == "候选达人 11 位，日常笔记中位数"
    assert against(brief, placed([1500] * 5, mature=False), [*OTHERS, *BOOKED]).is_empty()


def test_a_benchmark_is_named_in_both_languages_where_the_analyst_gave_both(tmp_path):
    file = tmp_path / "ranges.yaml"
    rows = ("{en: skin care, zh: 护肤}", "护肤", "{zh: 护肤}")
    one = "{{metric: cpe, low: 1, high: 2, category: {}, month: 2026-0{}, source: deck}}"
    entries = "".join(f"  - {one.format(row, month)}\n" for month, row in enumerate(rows, 1))
    file.write_text(f"benchmarks:\n{entries}", encoding="utf-8")
    said = [tuple(read.category.text) for read in read_benchmarks(str(file))]
    assert said == [("skin care", "护肤"), ("护肤", "护肤"), ("护肤", "护肤")]
    file.write_text(f"benchmarks:\n  - {one.format('字' * 201, 1)}\n", encoding="utf-8")
    with pytest.raises(ParamsError, match="longer than 200"):
        read_benchmarks(str(file))
