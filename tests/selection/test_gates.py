"""Gates: numbers worked out by hand, independent of the order of the rules."""

import itertools
from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from tests.given import FILES
from xhs_workbench import selection
from xhs_workbench.errors import ParamsError
from xhs_workbench.params import SelectionParams, load_params
from xhs_workbench.params.choosing import Gate
from xhs_workbench.paths import PARAMS
from xhs_workbench.selection.judging.gates import limit_text

BRIEF = load_params(PARAMS / "demo" / "selection.yaml").read_brief()

# Seven creators by hand. Rules: at least 1,000 reads, at most ¥500, level 正常.
# a keeps all; b lacks 50 reads; c lacks 400 reads; d costs 20 too much; e breaks reads and price; f breaks
# all three; g: reads unknown
SEVEN = pl.DataFrame(
    [
        ("a", 1500, 300.0, "正常"),
        ("b", 950, 400.0, "正常"),
        ("c", 600, 100.0, "正常"),
        ("d", 2000, 520.0, "正常"),
        ("e", 500, 900.0, "正常"),
        ("f", 10, 800.0, "异常"),
        ("g", None, 450.0, "正常"),
    ],
    schema={
        "creator_id": pl.String,
        "reads_median": pl.Int64,
        "price_cny": pl.Float64,
        "account_level": pl.String,
    },
    orient="row",
)
RULES = (
    Gate(rule="reads", column="reads_median", op=">=", value=1000, step=100),
    Gate(rule="price", column="price_cny", op="<=", value=500, step=25),
    Gate(rule="level", column="account_level", op="in", value=("正常", "优秀")),
)


def test_what_each_rule_costs_by_hand():
    gated = selection.apply_gates(SEVEN, RULES)
    assert gated.filter("admitted")["creator_id"].to_list() == ["a", "g"]
    rated = selection.rate_gates(gated, RULES)
    assert rated.select(
        "rule", "fails", "fails_alone", "fails_with_others", "unknown", "one_step_adds"
    ).rows() == [
        ("reads", 4, 2, 2, 1, 1),
        ("price", 3, 1, 2, 0, 1),
        ("level", 1, 0, 1, 0, None),
    ]
    # reads: b and c whole, half of e, a third of f; price: d whole, half of e, a third of f; level: a third
    # of f.
    assert rated["share_of_loss"].to_list() == pytest.approx([2 + 1 / 2 + 1 / 3, 1 + 1 / 2 + 1 / 3, 1 / 3])
    assert rated["share_of_loss"].sum() == pytest.approx((~gated["admitted"]).sum())
    assert rated.select("next_value", "to_next", "step_limit").row(0) == (950.0, 50.0, 900.0)
    assert rated.select("next_value", "to_next", "step_limit").row(1) == (520.0, 20.0, 525.0)


def test_near_misses_by_hand():
    missed = selection.near_misses(selection.apply_gates(SEVEN, RULES), RULES)
    assert missed.select("creator_id", "rule", "own_value").rows() == [
        ("b", "reads", "950"),
        ("d", "price", "¥520"),
        ("c", "reads", "600"),
    ]
    assert missed["steps_away"].to_list() == pytest.approx([0.5, 0.8, 4.0])


def test_the_order_of_rules_changes_nothing():
    first = None
    for order in itertools.permutations(RULES):
        gated = selection.apply_gates(SEVEN, order)
        rated = selection.rate_gates(gated, order).sort("rule")
        first = rated if first is None else first
        assert rated.equals(first)


def test_relaxing_one_step_admits_just_those_it_promised():
    gated = selection.apply_gates(SEVEN, RULES)
    promised = selection.rate_gates(gated, RULES).row(0, named=True)
    laxer = (RULES[0].model_copy(update={"value": promised["step_limit"]}), *RULES[1:])
    after = selection.apply_gates(SEVEN, laxer)
    assert after["admitted"].sum() - gated["admitted"].sum() == promised["one_step_adds"]


def test_what_is_unknown_is_kept_or_dropped_as_the_gate_says():
    strict = (RULES[0].model_copy(update={"when_unknown": "drop"}), *RULES[1:])
    gated = selection.apply_gates(SEVEN, strict)
    assert gated.filter("admitted")["creator_id"].to_list() == ["a"]
    rated = selection.rate_gates(gated, strict).row(0, named=True)
    assert (rated["unknown"], rated["fails"], rated["fails_alone"]) == (1, 5, 3)
    missed = selection.near_misses(gated, strict)
    assert missed.row(-1, named=True)["creator_id"] == "g"
    assert missed.row(-1, named=True)["own_value"] == "—"


def test_no_gates_admit_everybody():
    gated = selection.apply_gates(SEVEN, ())
    assert gated["admitted"].all()
    assert selection.rate_gates(gated, ()).is_empty()
    assert selection.near_misses(gated, ()).is_empty()
    assert selection.say_gates(gated, selection.rate_gates(gated, ())) == []


@pytest.mark.parametrize("op", [">=", ">", "<=", "<"])
def test_a_threshold_on_the_dot(op):
    gate = Gate(rule="x", column="v", op=op, value=0.3)
    kept = selection.apply_gates(pl.DataFrame({"v": [0.1 + 0.2]}), [gate])["admitted"][0]
    assert kept is ("=" in op)


@pytest.mark.parametrize(
    ("gate", "said"),
    [
        ({"rule": "r", "column": "read_median", "op": ">=", "value": 1}, "did you mean reads_median"),
        ({"rule": "r", "column": "account_level", "op": ">=", "value": 1}, "the column holds String"),
        ({"rule": "r", "column": "price_cny", "op": "==", "value": "500"}, "the column holds Float64"),
    ],
)
def test_a_gate_that_fits_no_column_is_refused_with_a_hint(gate, said):
    with pytest.raises(ParamsError, match=said):
        selection.apply_gates(SEVEN, [Gate(**gate)])


@pytest.mark.parametrize(
    "fault",
    [
        {"gates": [{"rule": "a", "column": "b", "op": ">=", "value": "5"}]},
        {"gates": [{"rule": "a", "column": "b", "op": "in", "value": "5"}]},
        {"gates": [{"rule": "a b", "column": "b", "op": "<", "value": 5}]},
        {"gates": [{"rule": "a", "column": "b", "op": "<", "value": 5}] * 2},
        {"gates": [{"rule": "a", "column": "b", "op": "~", "value": 5}]},
        {"categories": {"护肤": [3, 1]}},
        {"formats": {"live": 1}},
        {"formats": {"video": -1}},
        {"audience_people": {"female_18_24": 0}},
        {"risk": {"caution": 2}},
        {"quota_preset": "guides"},
    ],
)
def test_one_fault_in_the_rules_is_refused(fault):
    with pytest.raises(ParamsError):
        SelectionParams.check({**FILES, **fault})


def test_the_preset_fills_what_the_quotas_leave_open():
    both = SelectionParams.check({**FILES, "quota_preset": "guide", "quotas": {"koc": [5, 8]}})
    assert both.tier_quotas == {"mid": (1, 2), "koc": (5, 8)}


def test_limits_are_written_for_readers():
    assert limit_text(Gate(rule="x", column="active_fan_share", op=">=", value=0.4)) == (
        "active fan share ≥ 40%",
        "活跃粉丝占比 ≥ 40%",
    )
    assert limit_text(Gate(rule="x", column="price_cny", op="<", value=1200)) == (
        "price with fee < ¥1,200",
        "含费报价 < ¥1,200",
    )


def note(creator, title, day, body="", *, commercial=None, brand=None):
    when = datetime(*day, tzinfo=ZoneInfo("Asia/Shanghai"))
    return (creator, title, body, None, commercial, brand, when)


def notes(*rows):
    schema = {
        "creator_id": pl.String,
        "title": pl.String,
        "body": pl.String,
        "hashtags": pl.String,
        "is_commercial": pl.Boolean,
        "brand": pl.String,
        "published_at": pl.Datetime("us", "Asia/Shanghai"),
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_a_record_is_counted_in_the_window_only():
    rival = BRIEF.brand.competitors[0]
    found = selection.add_record(
        pl.DataFrame({"creator_id": ["a", "b", "c", "d"]}),
        notes(
            note("a", f"{rival}空瓶记", (2026, 4, 1)),
            note("a", "日常", (2026, 4, 2), brand=rival),
            note("a", f"{rival}测评", (2025, 12, 1)),  # before the window
            note("a", f"{rival}测评", (2026, 4, 14)),  # after the brief
            note("b", "换季护肤", (2026, 4, 1), commercial=False, body="感谢品牌方寄来的小样"),
            note("b", "换季护肤", (2026, 4, 2), commercial=False, body="非广告，自购"),
            note("b", "合作笔记", (2026, 4, 3), commercial=True, body="合作"),
            note("b", "加微信领资料", (2026, 4, 3), commercial=False),
            note("c", "感谢品牌方", (2026, 4, 1)),  # labels unknown
            note("d", "", (2026, 4, 1)),  # no words
        ),
        BRIEF,
        days=90,
        as_of=date(2026, 4, 13),
    )
    assert found.select("competitor_notes", "unlabelled_paid_notes", "unsafe_notes").rows() == [
        (2, None, 0),
        (0, 1, 1),
        (0, None, 0),
        (None, None, None),
    ]
    assert any(
        quote.startswith("competitor_notes · ") and rival in quote for quote in found["record_evidence"][0]
    )
    said = {finding.code: finding.n for finding in selection.say_record(found)}
    assert said == {"competitor_notes": 1, "unlabelled_paid_notes": 1, "unsafe_notes": 1, "record_unknown": 1}


def test_a_competitor_gate_turns_away_and_a_must_have_overrides_it():
    scored = pl.DataFrame(
        {
            "creator_id": ["a", "b"],
            "tier": ["koc", "koc"],
            "price_cny": [100.0, 100.0],
            "expected_interactions": [50.0, 90.0],
            "score": [60.0, 80.0],
            "competitor_notes": [0, 3],
        }
    )
    gated = selection.apply_gates(
        scored, [Gate(rule="rivals", column="competitor_notes", op="<=", value=0, step=1)]
    )
    picked = selection.pick_portfolio(gated, 150, quotas={"koc": (1, 1)})
    assert picked.picks["creator_id"].to_list() == ["a"]
    forced = selection.pick_portfolio(gated, 150, quotas={"koc": (1, 1)}, must_in=["b"])
    assert forced.picks["creator_id"].to_list() == ["b"]
