"""Metrics at their borders: thresholds, missing parts, counts that are bounds, ranks; each figure worked out by hand."""

from datetime import datetime

import numpy as np
import polars as pl
import pytest

from xhs_workbench import metrics
from xhs_workbench.metrics.measure import value_of
from xhs_workbench.metrics.note_formats import name_formats
from xhs_workbench.metrics.ordinary_notes import _days, _format_columns, fit_ordinary
from xhs_workbench.params.brief import Definitions

CHOICES = Definitions()


def notes(**columns):
    n = len(next(iter(columns.values())))
    return pl.DataFrame(
        {"likes": [0] * n, "saves": [0] * n, "comments": [0] * n, "shares": [0] * n, **columns}
    )


@pytest.mark.parametrize(("likes", "viral"), [(999, 0.0), (1000, 1.0), (1001, 1.0)])
def test_a_thousand_interactions_are_viral(likes, viral):
    """The threshold itself counts, by the row and in the share."""
    row = notes(likes=[likes])
    assert row.select(value_of("viral_1000_interactions", CHOICES, row.columns)).item() == viral
    assert metrics.summarise(row, "viral_1000_interactions", CHOICES)["value"][0] == viral


def test_a_viral_share_by_hand():
    """3 of 10 at 1,000 or more: Wilson at 90 %: (.3 + .13528 ± 1.64485·√(.021 + .0067638))/1.27055 = .1269 to .5583."""
    found = metrics.summarise(
        notes(likes=[1000, 5000, 1200, *[1] * 7]), "viral_1000_interactions", CHOICES
    ).row(0, named=True)
    assert (found["value"], found["n"], found["enough"]) == (0.3, 10, True)
    assert (found["lower"], found["upper"]) == (
        pytest.approx(0.1269, abs=1e-4),
        pytest.approx(0.5583, abs=1e-4),
    )


def test_nine_rows_are_few_and_ten_enough():
    made = [
        metrics.summarise(notes(likes=[5] * n), "viral_1000_likes", CHOICES)["enough"][0] for n in (9, 10)
    ]
    assert made == [False, True]


def test_a_rate_is_the_ratio_of_sums():
    """10 of 100 and 30 of 100: 40/200, not a mean of ratios weighted otherwise; a row without reads counts as missing."""
    rows = notes(likes=[10, 30, 5], reads=[100, 100, None]).with_columns(follows=0)
    found = metrics.summarise(rows, "engagement_rate_by_reads", CHOICES).row(0, named=True)
    assert (found["value"], found["n"], found["n_missing"]) == (pytest.approx(0.2), 2, 1)
    each = rows.select(value_of("engagement_rate_by_reads", CHOICES, rows.columns)).to_series().to_list()
    assert each == [pytest.approx(0.1), pytest.approx(0.3), None]


def test_nothing_read_has_no_rate():
    rows = notes(likes=[10], reads=[0]).with_columns(follows=0)
    assert rows.select(value_of("engagement_rate_by_reads", CHOICES, rows.columns)).item() is None
    assert metrics.summarise(rows, "engagement_rate_by_reads", CHOICES)["value"][0] is None
    one = notes(likes=[1], reads=[1]).with_columns(follows=0)
    assert one.select(value_of("engagement_rate_by_reads", CHOICES, one.columns)).item() == 1.0


def test_five_rows_have_an_interval_and_four_have_none():
    def ends(n):
        rows = notes(likes=[10, 12, 9, 14, 11][:n], reads=[100, 140, 80, 160, 90][:n]).with_columns(follows=0)
        return metrics.summarise(rows, "engagement_rate_by_reads", CHOICES).select("lower", "upper").row(0)

    assert ends(4) == (None, None)
    assert ends(5)[0] < 56 / 570 < ends(5)[1]


def test_a_cost_per_thousand_is_a_thousand_times_a_cost():
    """¥100 + ¥10 fee for 5,000 impressions: 22 a thousand; its interval is a thousand times that of the ratio."""
    rows = pl.DataFrame(
        {
            "quote_cny": [100.0] * 6,
            "service_fee_cny": [10.0] * 6,
            "impressions": [5000, 4000, 6000, 5500, 4500, 5000],
        }
    )
    found = metrics.summarise(rows, "cpm_by_impressions", CHOICES).row(0, named=True)
    assert found["value"] == pytest.approx(22.0)
    plain = metrics.ratio_interval(np.full(6, 110.0), rows["impressions"].to_numpy().astype(float))
    assert (found["lower"], found["upper"]) == (
        pytest.approx(1000 * plain[0]),
        pytest.approx(1000 * plain[1]),
    )
    assert rows.select(value_of("cpm_by_impressions", CHOICES, rows.columns)).to_series()[0] == pytest.approx(
        22.0
    )


def test_a_sum_of_bounds_is_a_bound():
    """10万+ likes: a sum is at least; below a threshold it may reach it, above it has reached it; on both sides of a ratio nothing is known."""
    cut = notes(likes=[10, 20], likes_censored=[True, False])
    found = metrics.summarise(cut, "interactions_4", CHOICES).row(0, named=True)
    assert (found["value"], found["bound"]) == (30, "at_least")
    assert metrics.summarise(cut, "viral_1000_likes", CHOICES)["bound"][0] == "at_least"
    over = notes(likes=[1000, 20], likes_censored=[True, False])
    assert metrics.summarise(over, "viral_1000_likes", CHOICES).select("bound", "value").row(0) == ("", 0.5)
    rate = notes(likes=[10, 20], reads=[100, 100]).with_columns(
        follows=0, reads_censored=pl.Series([True, False])
    )
    assert metrics.summarise(rate, "engagement_rate_by_reads", CHOICES)["bound"][0] == "at_most"
    both = rate.with_columns(likes_censored=pl.Series([True, False]))
    assert metrics.summarise(both, "engagement_rate_by_reads", CHOICES).select("bound", "value").row(0) == (
        "",
        None,
    )


def test_groups_are_summed_apart():
    rows = notes(likes=[1, 2, 30]).with_columns(tier=pl.Series(["b", "a", "b"]))
    assert metrics.summarise(rows, "interactions_4", CHOICES, ["tier"]).select(
        "tier", "value", "n"
    ).rows() == [
        ("a", 2, 1),
        ("b", 31, 2),
    ]


def test_formats_by_hand():
    rows = pl.DataFrame(
        {"content_format": ["测评", None, None, "PLOG"], "title": ["教程", "新手教程", "无题", "对比"]}
    )
    assert name_formats(rows).select("format", "format_from").rows() == [
        ("review", "export"),
        ("tutorial", "title"),
        (None, None),
        ("lifestyle", "export"),
    ]


def test_format_columns_by_hand():
    """Three formats make two columns; a note of none is a third of each; one format alone makes no column."""
    found = _format_columns(
        pl.Series(["review", "tutorial", "comparison", None, "other"]), ("review", "tutorial", "comparison")
    )
    assert found.tolist() == [[0, 0], [1, 0], [0, 1], [pytest.approx(1 / 3)] * 2, [pytest.approx(1 / 3)] * 2]
    assert _format_columns(pl.Series(["review"]), ("review",)) is None
    assert _format_columns(pl.Series(["review", "tutorial"]), ("review", "tutorial")).tolist() == [[0], [1]]


def test_days_are_counted_from_1970():
    """2 January 1970, 12:00 UTC is day 1.5."""
    found = _days(pl.Series([datetime(1970, 1, 2, 12), None]))
    assert found[0] == 1.5
    assert np.isnan(found[1])


def own_notes(per_format, undated=0):
    """Notes of three creators, ten days apart, in two formats; SYNTHETIC."""
    rng = np.random.default_rng(9)
    rows = [
        (f"c{(k + number) % 3}", datetime(2026, 1, 1 + k % 28), name, float(rng.normal(5, 1)))
        for number, (name, count) in enumerate(per_format.items())
        for k in range(count)
    ]
    frame = pl.DataFrame(rows, schema=["creator_id", "published_at", "format", "y"], orient="row")
    return frame.with_columns(published_at=pl.when(pl.int_range(pl.len()) >= undated).then("published_at"))


@pytest.mark.parametrize(("count", "known"), [(10, True), (9, False)])
def test_ten_notes_of_a_format_tell_its_effect(count, known):
    fitted = fit_ordinary(own_notes({"review": 14, "tutorial": count}))
    assert fitted.formats == (("review", "tutorial") if known else ("review",))
    rows = own_notes({"review": 1, "tutorial": 1})
    assert (fitted.format_error(rows) > 0).tolist() == [known] * 2


def test_who_is_counted_among_the_creators():
    """A creator with one note is left out where two are asked for; without anyone who has two there is no fit."""
    rows = own_notes({"review": 9})
    single = rows.head(1).with_columns(creator_id=pl.lit("alone"))
    both = pl.concat([rows, single])
    assert set(fit_ordinary(both).places) == {"c0", "c1", "c2", "alone"}
    assert set(fit_ordinary(both, least=2).places) == {"c0", "c1", "c2"}
    assert fit_ordinary(single) is None
    assert dict(fit_ordinary(both).counts.rows()) == {"alone": 1, "c0": 3, "c1": 3, "c2": 3}


def test_the_share_of_dated_notes():
    assert fit_ordinary(own_notes({"review": 12}, undated=3)).dated == 0.75
    assert fit_ordinary(own_notes({"review": 12}, undated=12)).dated == 0
    assert fit_ordinary(own_notes({"review": 12})).dated == 1


def test_the_same_notes_in_any_order_are_the_same_fit():
    rows = own_notes({"review": 14, "tutorial": 12})
    asked = rows.head(3)
    one, two = fit_ordinary(rows), fit_ordinary(rows.sample(fraction=1, shuffle=True, seed=1))
    assert one.expect(asked).mean == pytest.approx(two.expect(asked).mean)


def test_twice_the_interactions_of_everybody_are_expected_of_everybody():
    rows = own_notes({"review": 14, "tutorial": 12})
    one, two = fit_ordinary(rows), fit_ordinary(rows.with_columns(y=pl.col("y") + np.log(2)))
    assert two.expect(rows).mean == pytest.approx(one.expect(rows).mean + np.log(2), abs=1e-6)
    assert two.expect(rows).spread == pytest.approx(one.expect(rows).spread, rel=1e-6)
