"""What is shown of gates, risk, stand-ins and the frontier: in both languages, with nothing to show, and with hostile names."""

import polars as pl
import pytest

from benchmarks.portfolio import simulated
from xhs_workbench import selection, views
from xhs_workbench.params.brief import Words
from xhs_workbench.params.choosing import Gate, Risk
from xhs_workbench.views import selection as show

HOSTILE = "<script>alert(1)</script>"
LABELS = {"nano": "Nano", "koc": "KOC", "micro": "Micro", "mid": "Mid", "head": "Head"}
GATES = [
    Gate(
        rule="reads", column="reads_median", op=">=", value=900, step=100, why=Words(en=HOSTILE, zh=HOSTILE)
    ),
    Gate(rule="name", column="creator_name", op="not_in", value=(HOSTILE,)),
]
WEIGHTS = {"value": 2.0, "engagement": 1.0}


@pytest.fixture(scope="module")
def made():
    scored = simulated(120, 3).with_columns(
        creator_name=pl.when(pl.int_range(pl.len()) < 40).then(pl.lit(HOSTILE)).otherwise("creator_id"),
        price_video_cny=pl.col("price_cny") * 1.1,
        part_value=pl.int_range(pl.len()) / 120,
        part_engagement=1 - pl.int_range(pl.len()) / 120,
        why_en=pl.lit(HOSTILE),
        why_zh=pl.lit(HOSTILE),
        interactions_low=pl.lit(1.0),
        interactions_high=pl.lit(2.0),
        notes_seen=pl.lit(9),
    )
    gated = selection.rate_stability(selection.apply_gates(scored, GATES[:1]), WEIGHTS)
    terms = selection.Terms(
        formats={"video": 2},
        reach=selection.reach_of(scored, {"female_18_24": 4e5}),
        risk=Risk(target_interactions=2000),
    )
    return gated, selection.pick_portfolio(
        gated, 20_000, quotas={"micro": (1, 4), "koc": (3, 9)}, terms=terms
    )


def blocks(gated, portfolio, language):
    frontier = selection.efficient_frontier(gated, portfolio, [10_000, 20_000])
    gated = selection.apply_gates(
        gated.drop("admitted", "gates_failed", "gates_unknown", "gate_reads", strict=False), GATES
    )
    made = [
        views.show("portfolio.table_gates", selection.rate_gates(gated, GATES)),
        views.show(
            "portfolio.table_near_misses", selection.near_misses(gated, GATES), words={"tier": LABELS}
        ),
        show.chart_stability(gated, LABELS),
        show.figures_outlook(
            selection.look_ahead(portfolio.picks, portfolio.rules.terms.risk), portfolio.reached
        ),
        views.show("portfolio.table_swaps", selection.next_best(portfolio)),
        views.show("portfolio.chart_frontier", frontier),
        views.show("portfolio.table_frontier", frontier),
        views.show(
            "portfolio.table_agreement",
            selection.compare_with_past(gated, portfolio.picks["creator_id"], ["c000001"]),
        ),
        show.table_portfolio(portfolio.picks, LABELS),
    ]
    return [block.in_(language) for block in made]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_name_becomes_a_tag(made, language):
    for block in blocks(*made, language):
        html = block._repr_mimebundle_()["text/html"]
        assert HOSTILE not in html
        assert "None" not in html.replace("NoneType", "")


def test_both_formats_are_told_apart_and_the_chance_has_its_target(made):
    _, portfolio = made
    assert set(portfolio.picks["note_type"]) == {"image", "video"}
    picked = show.table_portfolio(portfolio.picks, LABELS).in_("zh")
    assert "形式" in [column["label"] for column in picked.data["columns"]]
    tiles = show.figures_outlook(
        selection.look_ahead(portfolio.picks, portfolio.rules.terms.risk), portfolio.reached
    ).data["items"]
    assert [tile["note"] for tile in tiles][2] == "of 2,000 interactions aimed at here"
    assert len(tiles) == 4


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_picked_is_shown_as_nothing(made, language):
    gated, _ = made
    none = selection.pick_portfolio(gated, 10, quotas={"koc": (1, 2)})
    assert none.picks.is_empty()
    for block in blocks(gated, none, language):
        assert block._repr_mimebundle_()["text/html"]
    outlook = show.figures_outlook(selection.look_ahead(none.picks, Risk()), None)
    assert [tile["value"] for tile in outlook.data["items"]] == ["—", "—", "—"]


def test_no_candidates_at_all_break_nothing(made):
    gated, _ = made
    nobody = gated.clear()
    none = selection.pick_portfolio(nobody, 10_000, quotas={"koc": (1, 2)})
    assert [finding.code for finding in none.findings] == ["nothing_to_pick"]
    for block in blocks(nobody, none, "en"):
        assert block._repr_mimebundle_()["text/html"]
    assert selection.learn_weights(nobody, WEIGHTS, []).weights is None
    assert selection.say_stability(nobody) == []
