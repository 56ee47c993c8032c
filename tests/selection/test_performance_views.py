"""The pictures of step 2's estimates: both languages, nothing known, names that bite, and what the sentences say."""

import json

import polars as pl
import pytest

from xhs_workbench import metrics, selection, tables, views
from xhs_workbench.intake import read_files
from xhs_workbench.params import load_params
from xhs_workbench.paths import PARAMS
from xhs_workbench.views import selection as show
from xhs_workbench.views.blocks import in_lab
from xhs_workbench.views.selection.estimates import MOST_ROWS

BITE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def world():
    params = load_params(PARAMS / "demo" / "selection.yaml")
    data, brief = read_files(params.inputs), params.read_brief()
    creators, notes = data.table("creators"), data.table("notes")
    creators = creators.with_columns(
        creator_name=pl.when(pl.int_range(pl.len()) == 0).then(pl.lit(BITE)).otherwise("creator_name")
    )
    return creators, notes, brief, selection.gather_candidates(creators, notes, brief)


def blocks(candidates, notes, brief, language):
    tiers = metrics.tier_names(brief.tier_scheme)
    cells, priced = (
        selection.benchmark_cells(notes, candidates, brief),
        selection.compare_prices(candidates, brief),
    )
    named = {"tier": tiers, "format": metrics.FORMAT_NAMES}
    made = [
        show.table_performance(candidates, tiers),
        show.chart_performance(candidates, tiers),
        show.table_audience(candidates, tiers),
        show.chart_audience(candidates, tiers),
        views.show(
            "performance.table_benchmarks", cells, words=named, rate="engagement_rate_by_reads", hidden=3
        ),
        views.show(
            "performance.table_guide", selection.compare_with_guide(candidates, brief), words={"tier": tiers}
        ),
        show.chart_fair_price(priced, tiers),
        show.table_fair_price(priced, tiers),
    ]
    return [block.in_(language) for block in made]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_block_renders_and_escapes(world, language):
    _, notes, brief, candidates = world
    made = blocks(candidates, notes, brief, language)
    for block in made:
        json.dumps(block.to_json(), allow_nan=False)
        assert BITE not in in_lab(block.to_json())
    assert any(BITE in json.dumps(block.to_json(), ensure_ascii=False) for block in made)
    titles = [block.data["title"] for block in made]
    assert len(set(titles)) == len(titles)
    assert all(any("一" <= sign <= "鿿" for sign in title) == (language == "zh") for title in titles)


def test_nothing_known_is_empty_and_never_zero(world):
    _, _, brief, _ = world
    bare = pl.concat(
        [tables.empty("creators"), pl.DataFrame({"creator_id": ["a", "b"]})], how="diagonal_relaxed"
    )
    candidates = selection.gather_candidates(bare, tables.empty("notes"), brief)
    made = blocks(candidates, tables.empty("notes"), brief, "en")
    assert [len(block.data["rows"]) for block in made if block.kind == "table"] == [0] * 5
    assert all(block.data["empty"] for block in made if block.kind == "chart")


def test_the_sentences_name_their_numbers(world):
    creators, notes, brief, _ = world
    performance = selection.estimate_performance(creators, notes, brief)
    found = {finding.code: finding for finding in selection.explain_performance(performance)}
    assert set(found) == {
        "estimated",
        "few_notes_shrunk",
        "recency",
        "carried_ahead",
        "interval_calibrated",
        "commercial",
    }
    assert (
        f"{performance.horizon.ahead_days:.0f} days after the last note seen"
        in found["carried_ahead"].text.en
    )
    assert found["estimated"].n == 320
    weak = performance.creators["commercial_weak"].sum()
    assert f"{weak} are below 0.6" in found["commercial"].text.en
    assert f"{weak} 位低于 0.6" in found["commercial"].text.zh
    bare = selection.estimate_performance(
        creators.head(5).with_columns(interactions_median_coop=None), tables.empty("notes"), brief
    )
    codes = [finding.code for finding in selection.explain_performance(bare)]
    assert "interval_default" in codes
    assert "no_commercial" in codes


def test_the_table_shows_the_estimate_with_its_interval(world):
    _, _, brief, candidates = world
    block = show.table_performance(candidates, metrics.tier_names(brief.tier_scheme))
    best = candidates.sort("expected_interactions", descending=True).row(0, named=True)
    cells = block.data["rows"][0]["cells"]
    assert cells[3]["text"] == f"{best['expected_interactions']:,.0f}"
    assert cells[3]["interval"] == f"{best['interactions_low']:,.0f}–{best['interactions_high']:,.0f}"
    assert len(block.data["rows"]) == MOST_ROWS
