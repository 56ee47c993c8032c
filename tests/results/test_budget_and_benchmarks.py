"""The budget line by line, and results held against the analyst's own benchmark file: by hand."""

from types import SimpleNamespace

import polars as pl
import pytest

from xhs_workbench import results
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


def test_a_metric_nobody_knows_is_unknown_and_young_notes_are_not_judged(brief, tmp_path):
    file = tmp_path / "ranges.yaml"
    file.write_text(f"benchmarks: [{ENTRY}, {ENTRY.replace('cpe', 'soc')}]\n", encoding="utf-8")
    own = brief.model_copy(update={"benchmarks": str(file)})
    measured = {"value": 2.0, "lower": 1.0, "upper": 2.5, "bound": ""}
    for mature, standing in ((True, "better"), (False, "not_mature")):
        shop = SimpleNamespace(
            outcomes=pl.DataFrame({"mature": [True, mature]}), measure=lambda metric, choices: measured
        )
        found = results.against_benchmarks(shop, own)
        assert found["standing"].to_list() == [standing, "unknown"]
        assert found["source"].to_list() == ["a recap"] * 2
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
    assert said.more.zh == "互动单价（CPE）优于大盘区间 ¥3.00–¥6.00。"


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (ENTRY.replace("low: 3", "low: 9"), "high 6 is below low 9"),
        (ENTRY.replace("month: 2026-04, ", ""), "month"),
        (ENTRY.replace(", source: a recap", ""), "source"),
        (ENTRY.replace("2026-04", "April"), "month"),
        (ENTRY.replace("low: 3", "low: -1"), "low"),
        (ENTRY.replace("low:", "lowest:"), "lowest"),
    ],
)
def test_a_benchmark_without_month_or_source_or_upside_down_is_refused(tmp_path, entry, says):
    file = tmp_path / "ranges.yaml"
    file.write_text(f"benchmarks: [{entry}]\n", encoding="utf-8")
    with pytest.raises(ParamsError) as raised:
        read_benchmarks(str(file))
    assert says in str(raised.value)
    assert "ranges.yaml" in str(raised.value)


def test_no_file_is_no_benchmark_and_a_missing_one_is_said(brief):
    assert read_benchmarks(None) == ()
    with pytest.raises(InputMissingError):
        read_benchmarks("nowhere/ranges.yaml")
    shop = SimpleNamespace(outcomes=pl.DataFrame({"mature": [True]}), measure=None)
    assert results.against_benchmarks(shop, brief.model_copy(update={"benchmarks": None})).is_empty()
