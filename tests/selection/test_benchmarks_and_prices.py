"""Percentiles hidden when thin, intervals over creators; quotes against near peers, by hand."""

import numpy as np
import polars as pl
import pytest

from xhs_workbench import selection, tables
from xhs_workbench.intake import read_files
from xhs_workbench.params import load_params
from xhs_workbench.paths import PARAMS
from xhs_workbench.selection.estimating.benchmarks import cluster_interval, summarise_cell
from xhs_workbench.selection.estimating.fair_price import expected_log_price, near_band


@pytest.fixture(scope="module")
def demo():
    params = load_params(PARAMS / "demo" / "selection.yaml")
    data, brief = read_files(params.inputs), params.read_brief()
    return (
        selection.gather_candidates(data.table("creators"), data.table("notes"), brief),
        data.table("notes"),
        brief,
    )


def test_percentiles_by_hand():
    made = summarise_cell(np.arange(1.0, 10.0), [f"c{i % 3}" for i in range(9)])
    assert (made["p25"], made["p50"], made["p75"], made["p90"]) == pytest.approx((3.0, 5.0, 7.0, 8.2))
    assert (made["creators"], made["notes"]) == (3, 9)
    assert made["p50_low"] <= made["p50"] <= made["p50_high"]


def test_notes_of_one_creator_do_not_make_a_cell_surer():
    """Ten creators, each note written fifty times: resampling creators sees through it, resampling notes does not."""
    rng = np.random.default_rng(4)
    values = rng.normal(size=10)
    many, owner = np.repeat(values, 50), np.repeat(np.arange(10), 50)
    low, high = cluster_interval(values, np.arange(10), [0.5])
    low50, high50 = cluster_interval(many, owner, [0.5])
    naive = cluster_interval(many, np.arange(500), [0.5])
    assert (high50 - low50)[0] == pytest.approx((high - low)[0], rel=0.35)
    assert (naive[1] - naive[0])[0] < 0.5 * (high50 - low50)[0]
    assert cluster_interval(many, owner, [0.5])[0].tolist() == low50.tolist()


def test_cells_below_eight_creators_are_hidden(demo):
    candidates, notes, brief = demo
    cells = selection.benchmark_cells(notes, candidates, brief)
    assert cells["creators"].min() >= 8
    assert selection.hidden_cells(notes, candidates, brief) > 0
    assert set(cells.filter(pl.col("depth") == 1)["tier"]) == {"nano", "koc", "micro", "mid", "head"}
    assert (cells["p25"] <= cells["p50"]).all()
    assert (cells["p50_low"] <= cells["p50_high"]).all()
    few = candidates.filter(pl.col("tier") == "head").head(7)
    assert selection.benchmark_cells(notes, few, brief).is_empty()


def test_without_notes_creators_are_summarised(demo):
    candidates, _, brief = demo
    cells = selection.benchmark_cells(tables.empty("notes"), candidates, brief)
    assert cells["of"].unique().to_list() == ["creators"]
    assert cells["depth"].max() == 2
    koc = candidates.filter(pl.col("tier") == "koc")["engagement_rate"].drop_nulls()
    assert cells.filter((pl.col("tier") == "koc") & (pl.col("depth") == 1))["p50"][0] == pytest.approx(
        koc.median()
    )


def test_the_guide_s_claim_is_judged_by_its_own_denominator(demo):
    candidates, _, brief = demo
    made = selection.compare_with_guide(candidates, brief)
    assert made.select(pl.sum_horizontal("below", "within", "above")).to_series().to_list() == pytest.approx(
        [1.0] * made.height
    )
    koc = candidates.filter(pl.col("tier") == "koc")
    rates = (koc["expected_interactions"] / koc["followers"]).drop_nulls()
    row = made.row(by_predicate=pl.col("tier") == "koc", named=True)
    assert row["within"] == pytest.approx(rates.is_between(0.03, 0.08).mean())
    assert made["tier"].to_list()[0] == "nano"


def test_near_band_by_hand():
    """Nine peers of the same size ask 1..9, the creator 100: its quartiles are those of 1..9, itself left out."""
    size, left = np.zeros(10), np.array([*range(1, 10), 100.0])
    band, count = near_band(size, left)
    assert count.tolist() == [9] * 10
    assert band[9].tolist() == [3.0, 5.0, 7.0]
    assert band[0].tolist() == np.percentile([2, 3, 4, 5, 6, 7, 8, 9, 100], [25, 50, 75]).tolist()


def test_no_band_without_eight_near_peers():
    size = np.log([1000.0] * 8 + [2000.0, 2001.0])
    band, count = near_band(size, np.zeros(10))
    # 1,000 to 2,000 is twice and counts; 2,001 is more than twice.
    assert count.tolist() == [8] * 8 + [9, 1]
    assert np.isnan(band[9]).all()
    assert near_band(np.zeros(1), np.zeros(1))[1].tolist() == [0]


def test_the_band_takes_thirty_nearest():
    rng = np.random.default_rng(8)
    size, left = np.sort(rng.uniform(0, 0.5, 200)), rng.normal(size=200)
    band, count = near_band(size, left)
    assert count.max() == 30
    one = 57
    nearest = np.argsort(np.abs(size - size[one]), kind="stable")[1:31]
    assert band[one] == pytest.approx(np.percentile(left[nearest], [25, 50, 75]))


def test_price_regression_finds_the_planted_slope():
    rng = np.random.default_rng(6)
    size = rng.uniform(6, 13, 400)
    category = pl.Series(["护肤", "美妆"] * 200)
    price = 0.9 * size - 2 + np.where(np.arange(400) % 2, 0.5, 0.0)
    assert expected_log_price(size, price, category) == pytest.approx(price)


def test_a_planted_overpriced_and_an_underpaid_creator_are_found(demo):
    candidates, _, brief = demo
    koc = candidates.filter((pl.col("tier") == "koc") & (pl.col("category") == "护肤"))[
        "creator_id"
    ].to_list()
    factor = (
        pl.when(pl.col("creator_id") == koc[0])
        .then(4.0)
        .when(pl.col("creator_id") == koc[1])
        .then(0.25)
        .otherwise(1.0)
    )
    bent = candidates.with_columns(price_image_with_fee_cny=pl.col("price_image_with_fee_cny") * factor)
    made = selection.compare_prices(bent, brief).filter(pl.col("format") == "image")
    found = dict(zip(made["creator_id"], made["position"], strict=True))
    assert (found[koc[0]], found[koc[1]]) == ("above", "below")
    known = made.drop_nulls("position")
    assert known["peers"].min() >= 8
    assert known["position"].is_in(["within"]).mean() > 0.35
    assert (known["fair_low_cny"] <= known["fair_mid_cny"]).all()


def test_no_price_no_row():
    params = load_params(PARAMS / "beauty_2018" / "selection.yaml")
    data, brief = read_files(params.inputs), params.read_brief()
    candidates = selection.gather_candidates(data.table("creators"), data.table("notes"), brief)
    assert selection.compare_prices(candidates, brief).is_empty()
    assert candidates["audience_index"].null_count() == candidates.height
    assert candidates["commercial_ratio"].null_count() == candidates.height
    assert candidates["expected_interactions"].null_count() == 0
    assert selection.benchmark_cells(data.table("notes"), candidates, brief)["creators"].to_list()[0] > 1000
