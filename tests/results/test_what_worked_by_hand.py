"""What worked: the design, the range and both corrections, and the goal that is weighed, by hand."""

from datetime import datetime, timedelta
from math import exp, log
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest
from scipy.stats import t

from xhs_workbench.params.brief import Kpi
from xhs_workbench.results.learning import what_worked
from xhs_workbench.results.learning.note_features import level_names
from xhs_workbench.results.learning.objective import goal_metric, objective_metric, organic_count
from xhs_workbench.results.learning.what_worked import _estimate, pool_notes
from xhs_workbench.results.learning.within_creator import slopes_across, spoken_sums, student

BORN = datetime(2026, 5, 4, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
JUDGED = {"format:review": (12, 9), "format:tutorial": (11, 8), "kind:video": (10, 7)}


def table():
    """Eight notes of four creators; a tutorial has .2 more in log, a video .3; one note of a format that is not judged."""
    rows = [
        {
            "creator_id": f"c{k // 2}",
            "published_at": BORN + timedelta(hours=12 * k),
            "format": "tutorial" if k % 2 else "review",
            "kind:video": k in (1, 2, 5),
            "paid": k in (3, 4),
            "age_log": float(k * k % 5),
        }
        for k in range(8)
    ]
    rows.append({**rows[0], "format": "lifestyle"})
    return pl.DataFrame(rows).with_columns(
        response=1 + 0.2 * (pl.col("format") == "tutorial") + 0.3 * pl.col("kind:video")
    )


def estimated(monkeypatch, brief, estimates, errors, judged=JUDGED, said=None):
    asked = {}

    def within(creators, days, response, design):
        asked.update(creators=creators, days=days, response=response, design=design)
        return "fit"

    def contrast(found, spoken, both):
        asked.update(found=found, spoken=spoken, both=both.tolist())
        return np.array(estimates, dtype=float), np.array(errors, dtype=float), np.full(len(errors), 10.0)

    monkeypatch.setattr(what_worked, "effects_within", within)
    monkeypatch.setattr(what_worked, "contrast", contrast)
    return _estimate(table(), judged, level_names(brief), said or {}), asked


def test_a_change_has_its_range_and_what_no_creator_varied_is_left_out(monkeypatch, given_brief):
    """Half more and a third fewer, give or take t(10; .95) = 1.812461 tenths; a video's error is infinite."""
    found, asked = estimated(
        monkeypatch,
        given_brief,
        [-log(1.5), log(1.5), 0.1],
        [0.1, 0.1, np.inf],
        said={"format:tutorial": "clear"},
    )
    up, down = found.to_dicts()
    assert (up["level"], up["family"], up["en"], up["team_note"]) == (
        "format:tutorial",
        "format",
        "Tutorial",
        "clear",
    )
    assert (up["change"], up["low"], up["high"]) == pytest.approx(
        (0.5, 1.5 * exp(-0.1812461) - 1, 1.5 * exp(0.1812461) - 1)
    )
    assert (down["change"], down["team_note"]) == (pytest.approx(1 / 1.5 - 1), None)
    assert (up["notes"], up["creators"], down["notes"], down["creators"]) == (11, 8, 12, 9)
    assert up["p"] == pytest.approx(2 * t.sf(log(1.5) / 0.1, 10))
    assert (up["screened"], up["claimed"]) == (True, True)
    # Across creators: a tutorial has .2 more than a review, and the other way round.
    assert (up["across_change"], down["across_change"]) == pytest.approx((exp(0.2) - 1, exp(-0.2) - 1))
    assert asked["found"] == "fit"
    assert asked["spoken"].tolist() == spoken_sums(2, 1, 2).tolist()
    assert asked["both"] == [9, 8, 7]
    assert asked["creators"].tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
    assert np.diff(asked["days"]) == pytest.approx([0.5] * 7)
    assert asked["design"].tolist() == [[k % 2, k in (1, 2, 5), k in (3, 4), k * k % 5] for k in range(8)]


@pytest.mark.parametrize(
    ("first", "second", "screened", "claimed"),
    [
        (0.04, 0.09, [True, True], [False, False]),  # .08 and .09 of a tenth; twice .04 is above .05
        (0.11, 0.12, [False, False], [False, False]),
        (0.024, 0.9, [True, False], [True, False]),  # twice .024 is below .05
        (0.028, 0.9, [True, False], [False, False]),
        (0.06, 0.9, [False, False], [False, False]),  # twice .06 is above .1
    ],
)
def test_a_tenth_is_screened_and_a_twentieth_claimed(
    monkeypatch, given_brief, first, second, screened, claimed
):
    judged = {"format:review": (12, 9), "format:tutorial": (11, 8)}
    sizes = [t.isf(p / 2, 10) for p in (first, second)]
    found, _ = estimated(monkeypatch, given_brief, [sizes[0], -sizes[1]], [1.0, 1.0], judged)
    assert found["level"].to_list() == ["format:review", "format:tutorial"]
    assert found["p"].to_list() == pytest.approx([first, second])
    assert found["screened"].to_list() == screened
    assert found["claimed"].to_list() == claimed


def test_without_a_judged_format_every_note_is_compared(monkeypatch, given_brief):
    _, asked = estimated(monkeypatch, given_brief, [0.1], [0.1], {"kind:video": (10, 8)})
    assert asked["design"].shape == (9, 3)
    assert asked["spoken"].tolist() == [[1, 0, 0]]


def test_slopes_and_quantiles():
    """1 + 2a − 3b on four rows; t(4; .95) = 2.131847, t(10; .95) = 1.812461."""
    rows = np.array([[0.0, 0], [1, 0], [0, 1], [1, 1]])
    assert slopes_across(1 + rows @ [2.0, -3.0], rows) == pytest.approx([2, -3])
    assert student(0.95, np.array([4.0, 10.0])) == pytest.approx([2.131847, 1.812461])
    assert spoken_sums(0, 2, 1).tolist() == [[1, 0, 0], [0, 1, 0]]
    four = spoken_sums(4, 0, 0) @ [0.4, 0.8, 1.2]
    assert four == pytest.approx([-0.8, 0.4 - 2 / 3, 0.8 - 1.6 / 3, 1.2 - 0.4])


def test_a_note_in_both_tables_is_the_campaigns():
    ours = pl.DataFrame({"note_id": ["a", "b"], "likes": [1, 2]})
    theirs = pl.DataFrame({"likes": [9, 3], "note_id": ["b", "c"]})
    assert pool_notes(ours, theirs).rows() == [("a", 1), ("b", 2), ("c", 3)]


def aiming(brief, kind, *metrics):
    kpis = tuple(Kpi(metric=name, target=1.0) for name in metrics)
    aim = brief.objective.model_copy(update={"kind": kind})
    return brief.model_copy(update={"kpis": kpis, "objective": aim})


@pytest.mark.parametrize(
    ("kind", "metrics", "goal"),
    [
        ("leads", ("reads", "leads"), "leads"),
        ("sales", ("orders", "order_value"), "order_value"),
        ("sales", ("roi_window", "orders"), "orders"),
        ("sales", ("saves", "reads"), "reads"),
        ("sales", (), "interactions"),
    ],
)
def test_the_goal_is_the_first_that_is_promised(given_brief, kind, metrics, goal):
    brief = aiming(given_brief, kind, *metrics)
    assert goal_metric(brief) == (brief.definitions.interactions if goal == "interactions" else goal)


def test_without_a_note_no_count_is_known(given_brief):
    brief = aiming(given_brief, "sales", "reads")
    notes = pl.DataFrame({"reads": [1]})
    assert objective_metric(brief, notes) == "reads"
    assert objective_metric(brief, notes.clear()) == brief.definitions.interactions


def test_what_came_by_itself(given_brief):
    """100 reads less 30, 10 less 30 are none, an unknown part is none; half of the interactions were bought, so half of the saves."""
    notes = pl.DataFrame(
        {
            "reads": [100, 10, 100],
            "reads_boosted": [30, 30, None],
            "likes": [10, 0, 10],
            "saves": [10, 0, 10],
            "comments": [0, 0, 0],
            "shares": [0, 0, 0],
            "organic": [10.0, 0.0, None],
        }
    )
    assert organic_count(notes, "reads", given_brief).to_list() == [70, 0, 100]
    assert organic_count(notes.drop("reads_boosted"), "reads", given_brief).to_list() == [100, 10, 100]
    assert organic_count(notes, "saves", given_brief).to_list() == [5, 0, None]
    assert organic_count(notes, given_brief.definitions.interactions, given_brief).to_list() == [10, 0, None]
