"""Advice and its sentences from small tables: suspects, money between groups, chances of creators, net sales, growth, liked comments."""

from datetime import date, datetime, timedelta
from math import exp, log, sqrt
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest
from scipy.stats import t

from benchmarks import performance as bench
from xhs_workbench import tables
from xhs_workbench.findings import Level
from xhs_workbench.params.brief import Definitions
from xhs_workbench.results.attributing import baseline_lift
from xhs_workbench.results.attributing.baseline_lift import _organic, _own_notes, baseline_findings
from xhs_workbench.results.counting.kpi_tree import _steps
from xhs_workbench.results.counting.net_sales import measure_net
from xhs_workbench.results.growing.growth import growth_curves, middle_curve
from xhs_workbench.results.growing.longevity import _stops
from xhs_workbench.results.learning import next_money
from xhs_workbench.results.learning.next_money import _judge_groups, weigh_creators, weigh_groups
from xhs_workbench.results.learning.next_time import (
    _at_odds,
    _money,
    _reconciled,
    _sure,
)
from xhs_workbench.results.learning.suspects import _middle, _odds, find_suspects
from xhs_workbench.results.listening.comments import liked_examples

BRIEF = bench.brief()


# --- suspects -----------------------------------------------------------------------------------------------


def counted(creator, likes, saves, comments, times=1):
    row = {
        "creator_id": creator,
        "creator_name": creator,
        "likes": likes,
        "saves": saves,
        "comments": comments,
    }
    return [row] * times


def test_odds_count_half_more_on_either_side():
    """(2 + ½)/(9 + ½) and (0 + ½)/(9 + ½); a note without likes is left out."""
    notes = pl.DataFrame(counted("a", 9, 2, 0) + counted("b", None, 1, 1))
    found = _odds(notes)
    assert found.height == 1
    assert found.row(0, named=True)["s"] == pytest.approx(log(2.5 / 9.5))
    assert found.row(0, named=True)["c"] == pytest.approx(log(0.5 / 9.5))


def test_a_robust_spread_by_hand():
    """1, 2, 3, 4, 100: middle 3, distances 2, 1, 0, 1, 97 with middle 1."""
    assert _middle(np.array([1.0, 2, 3, 4, 100])) == (3.0, pytest.approx(1.4826))


def history(n, low=()):
    """n creators of three notes each; saves and comments per 1,000 likes vary a little, but for those in `low`."""
    rows = []
    for k in range(n):
        scale = 0.02 if k in low else 1.0
        rows += counted(
            f"c{k:02}", 1000, int((200 + 10 * (k % 5)) * scale), int((50 + 2 * (k % 5)) * scale), 3
        )
    return pl.DataFrame(rows)


def suspects(low, placed, n=24):
    outcomes = pl.DataFrame([row for name, *counts in placed for row in counted(name, *counts)])
    return find_suspects(outcomes, history(n, low))["creator_id"].to_list()


def test_suspected_is_who_is_low_in_saves_and_comments_of_old_and_new_notes():
    """c03 is low in all; c04's placed note is as everyone's; c05 was never low before; c99 has no notes of her own."""
    placed = [
        ("c03", 1000, 4, 1),
        ("c04", 1000, 220, 54),
        ("c05", 1000, 4, 1),
        ("c99", 1000, 4, 1),
        ("c03", 1000, 3, 1),
    ]
    assert suspects({3, 4}, placed) == ["c03"]
    assert suspects({3}, placed, n=19) == []  # twenty creators make a standard
    assert suspects({3}, placed, n=20) == ["c03"]


def test_low_saves_alone_are_no_suspicion():
    rows = history(24).with_columns(
        saves=pl.when(pl.col("creator_id") == "c03").then(4).otherwise("saves"),
    )
    placed = pl.DataFrame(counted("c03", 1000, 4, 50))
    assert find_suspects(placed, rows).is_empty()
    both = rows.with_columns(comments=pl.when(pl.col("creator_id") == "c03").then(1).otherwise("comments"))
    found = find_suspects(placed, both).row(0, named=True)
    assert found["own_notes"] == 3
    assert found["saves_per_like"] == pytest.approx(4.5 / 1000.5)
    assert found["comments_per_like"] == pytest.approx(50.5 / 1000.5)
    assert found["usual_saves_per_like"] == pytest.approx(220.5 / 1000.5, rel=0.05)
    assert found["usual_comments_per_like"] == pytest.approx(54.5 / 1000.5, rel=0.05)


# --- money --------------------------------------------------------------------------------------------------


def group(values, cost=1.0):
    n = len(values)
    return pl.DataFrame(
        {"_yield": values, "_luck": [0.0] * n, "_format_error2": [0.0] * n, "_cost": [cost] * n}
    )


def test_a_gain_has_the_interval_of_students_t():
    """Two groups of three, ±.3 about 0 and about 1: each side against the other is ∓1, shrunk.

    90 % are ±t(4; .95) spreads about the logs; sure is t's chance of more than nothing, and a move wants
    97.5 % of the plain difference: 1/√(2·.06) of t with 4 degrees is 98.3 %.
    """
    one, two = group([-0.3, 0.0, 0.3]), group([0.7, 1.0, 1.3])
    found = _judge_groups([one, two], ["a", "b"])
    pooled = 0.36 / 4 / 3
    between = (0.5 - pooled) / 0.5
    gap, variance = between * 1.0, 2 * between * pooled
    reach = t.ppf(0.95, 4) * sqrt(variance)
    assert found["b"]["gain"] == pytest.approx(exp(gap) - 1, rel=1e-4)
    assert found["b"]["gain_low"] == pytest.approx(exp(gap - reach) - 1, rel=1e-3)
    assert found["b"]["gain_high"] == pytest.approx(exp(gap + reach) - 1, rel=1e-3)
    assert found["a"]["gain"] == pytest.approx(exp(-gap) - 1, rel=1e-4)
    assert found["b"]["sure"] == pytest.approx(t.cdf(gap / sqrt(variance), 4), rel=1e-4)
    assert (found["a"]["move"], found["b"]["move"]) == (False, bool(t.cdf(1 / sqrt(2 * pooled), 4) >= 0.975))
    assert not _judge_groups([one, group([0.0, 0.3, 0.6])], ["a", "b"])["b"]["move"]


def test_scattered_luck_of_the_groups_is_a_doubt_of_theirs():
    """Luck −1, 1 and −1, 1 scatters by (4·1)/2 = 2 a note, 1 a mean; the groups' means of luck do not differ, so little of that noise is kept."""
    luck = pl.DataFrame(
        {"_yield": [0.0, 2.0], "_luck": [-1.0, 1.0], "_format_error2": [None, None]},
        schema_overrides={"_format_error2": pl.Float64},
    )
    mean, variance, _ = next_money._group_yields([luck, luck])
    kept = next_money.SMALL**2 / (next_money.SMALL**2 + 1.0)
    assert mean.tolist() == pytest.approx([1.0, 1.0])
    assert variance.tolist() == pytest.approx([kept**2 * 1.0] * 2, rel=1e-6)


def lifts(values, **more):
    n = len(values)
    base = {
        "order_id": [f"o{k}" for k in range(n)],
        "creator_id": [f"c{k}" for k in range(n)],
        "quote_cny": [100.0] * n,
        "service_fee_cny": [0.0] * n,
        "mature": [True] * n,
        "organic": [100 * exp(value) - 0.5 for value in values],
        "lift_says": ["usual"] * n,
        "_gap": [0.0] * n,
        "_noise": [0.04] * n,
        "_format_error2": [0.0] * n,
        "lift": [1.0] * n,
        "lift_lower": [exp(-1.645 * 0.2)] * n,
        "lift_upper": [exp(1.645 * 0.2)] * n,
        "format": ["review"] * n,
        **{part: [1] * n for part in ("likes", "saves", "comments", "shares", "follows")},
    }
    kinds = dict.fromkeys(
        ("_gap", "_noise", "lift", "lift_lower", "lift_upper", "_format_error2"), pl.Float64
    )
    return pl.DataFrame(base | more, schema_overrides=kinds)


PLAIN = BRIEF.model_copy(update={"kpis": ()})


def test_a_creators_chance_to_beat_the_middle_by_hand():
    """Yields −1, 0, 0, 1 with a spread of .2 each: the middle 0 has a doubt of .04/4; at 1, t(3) of 1/√.05."""
    found = weigh_creators(lifts([-1.0, 0.0, 0.0, 1.0]), PLAIN)
    chances = dict(found.iter_rows())
    assert chances["o3"] == pytest.approx(t.cdf(1 / sqrt(0.04 + 0.01), 3), rel=1e-3)
    assert chances["o0"] == pytest.approx(1 - chances["o3"])
    assert chances["o1"] == pytest.approx(0.5)
    assert weigh_creators(lifts([-1.0, 0.0, 1.0]), PLAIN).is_empty()


def test_a_single_note_without_own_notes_is_half_luck():
    """The fourth has no own notes: its yield 1 counts ½ above the middle, with half of the variance of all yields as doubt, at least half of the usual noise."""
    some = lifts(
        [-1.0, 0.0, 0.0, 1.0],
        _gap=[0.0, 0.0, 0.0, None],
        _noise=[0.04, 0.04, 0.04, None],
        lift=[1.0, 1.0, 1.0, None],
        lift_lower=[exp(-0.329)] * 3 + [None],
        lift_upper=[exp(0.329)] * 3 + [None],
    )
    scatter = 2 / 3
    doubt = max(next_money.DEFAULT_NOISE**2, scatter) / 2
    chances = dict(weigh_creators(some, PLAIN).iter_rows())
    assert chances["o3"] == pytest.approx(t.cdf(0.5 / sqrt(doubt + 0.04 / 4), 3), rel=1e-3)


def test_luck_is_taken_off_and_only_the_kept_lift_given_back():
    """All yield 0; o3's gap of log 2 was luck but for a lift of 1.2: it stands at log 1.2 − log 2, below the others."""
    some = lifts(
        [0.0] * 4,
        _gap=[0.0, 0.0, 0.0, log(2)],
        lift=[1.0, 1.0, 1.0, 1.2],
        lift_lower=[exp(-0.329)] * 4,
        lift_upper=[exp(0.329)] * 4,
    )
    chances = dict(weigh_creators(some, PLAIN).iter_rows())
    assert chances["o3"] == pytest.approx(t.cdf((log(1.2) - log(2)) / sqrt(0.05), 3), rel=1e-3)
    assert chances["o0"] == pytest.approx(0.5)


def test_groups_below_five_notes_are_listed_and_not_judged():
    """Seven reviews of ¥100 and four tutorials of ¥100: one judged group alone says nothing; five and five say something."""
    few = lifts([0.0] * 11, format=["review"] * 7 + ["tutorial"] * 4)
    found = weigh_groups(few, PLAIN, "format")
    assert found.select("key", "notes", "cost_cny", "sure", "move").rows() == [
        ("review", 7, 700.0, None, False),
        ("tutorial", 4, 400.0, None, False),
    ]
    assert found["share_now"].to_list() == pytest.approx([7 / 11, 4 / 11])
    assert found["creators_to_test"].to_list() == [10, 10]
    values = [-0.1, 0.0, 0.1, 0.0, 0.0]
    more = lifts(values + [1 + value for value in values], format=["review"] * 5 + ["tutorial"] * 5)
    judged = {row["key"]: row for row in weigh_groups(more, PLAIN, "format").iter_rows(named=True)}
    assert judged["tutorial"]["gain"] > 1
    assert judged["tutorial"]["move"]
    assert judged["review"]["gain"] < 0
    assert not judged["review"]["move"]


def split(*rows):
    names = (
        "key",
        "share_now",
        "share_next",
        "gain",
        "gain_low",
        "gain_high",
        "sure",
        "notes",
        "move",
        "creators_to_test",
        "metric",
    )
    return pl.DataFrame([dict(zip(names, row, strict=True)) for row in rows], infer_schema_length=None)


REVIEW = ("review", 0.5, 0.6, 0.4, 0.1, 0.8, 0.995, 7, True, 12, "saves")
TUTORIAL = ("tutorial", 0.3, 0.25, -0.2, -0.4, 0.1, 0.2, 6, False, 12, "saves")
SURE_LESS = ("comparison", 0.2, 0.15, 0.3, -0.1, 0.5, 0.9, 5, True, 12, "saves")


def test_the_largest_sure_gain_is_told_first():
    found = _money(split(TUTORIAL, SURE_LESS, REVIEW))
    assert [one.code for one in found] == ["budget_split"] * 2
    assert [one.n for one in found] == [7, 5]
    assert "50% to about 60%" in found[0].text.en
    assert "+40%" in found[0].text.en
    assert "range +10% to +80%" in found[0].text.en
    assert "95%+ sure of more" in found[0].text.en


def test_without_a_sure_gain_the_nearest_is_named_with_what_would_tell():
    still = [(*row[:8], False, *row[9:]) for row in (TUTORIAL, SURE_LESS)]
    (found,) = _money(split(*still))
    assert found.code == "budget_stays"
    assert found.n == 11
    assert "+30%, 90% sure" in found.text.en
    assert "12 creators" in found.text.en
    unknown = [(*row[:6], None, *row[7:]) for row in still]
    assert _money(split(*unknown).with_columns(pl.col("sure").cast(pl.Float64))) == []
    assert _money(split(still[0], unknown[1]))[0].code == "budget_stays"


@pytest.mark.parametrize(("chance", "words"), [(0.991, "95%+"), (0.951, "95%+"), (0.95, "95%"), (0.5, "50%")])
def test_how_sure_is_said(chance, words):
    assert _sure(chance) == words


@pytest.mark.parametrize(
    ("level", "change", "odd"),
    [
        ("review", 0.2, False),  # more of both
        ("review", -0.2, True),  # fewer interactions, and money moves there
        ("tutorial", 0.2, True),  # more interactions, and no money
        ("tutorial", 0.5, True),
        ("tutorial", -0.2, False),  # neither
        ("tutorial", 0.0, False),
        ("elsewhere", 0.2, False),  # never paid for
    ],
)
def test_when_an_association_and_money_need_a_word(level, change, odd):
    assert _at_odds({"level": f"format:{level}", "change": change}, split(REVIEW, TUTORIAL)) is odd


def test_the_word_says_what_money_knows():
    rows = split(REVIEW, TUTORIAL, (*TUTORIAL[:6], None, *TUTORIAL[7:]))
    rows = rows.with_columns(key=pl.Series(["review", "tutorial", "comparison"]))
    said = [_reconciled({"level": f"format:{key}", "change": 0.2}, rows).text.en for key in rows["key"]]
    assert "a yuan buys more of them all the same" in said[0]
    assert "more per yuan is 20% sure" in said[1]
    assert "too few sponsored notes have a price" in said[2]
    assert all("+20% interactions" in one for one in said)


# --- counting -----------------------------------------------------------------------------------------------


def test_net_sales_have_the_interval_of_their_weeks():
    """Before: ours 600, 700, 800 a week (variance 10,000), others 700; after 1,400, 1,400, 1,750 with others at 1,400 each.

    The usual 700 grown by 2 explains 1,400 a week: 0, 0 and 350 are left, of variance 350²/3. Three such weeks:
    3·350²/3 + 6²·10,000/3, a root of 492.4, times t(2; .95) = 2.919986.
    """
    start, rows = date(2026, 5, 6), []
    for week, (ours, others) in enumerate(
        [(600, 700), (700, 700), (800, 700), (1400, 1400), (1400, 1400), (1750, 1400)]
    ):
        for k in range(7):
            day = start + timedelta(days=7 * (week - 3) + k)
            rows += [
                (day, "小红书", ours / 7 / 2),
                (day, "小红书 直播", ours / 7 / 2),
                (day, "搜索", others / 7),
            ]
    traffic = pl.DataFrame(rows, schema=["day", "channel", "order_value_cny"], orient="row")
    found = measure_net(traffic, "小红书", start, start + timedelta(days=20), 21)
    reach = 2.919986 * sqrt(350**2 + 36 * 10_000 / 3)
    assert found.net_cny == pytest.approx(350)
    assert (found.low_cny, found.high_cny) == (pytest.approx(350 - reach), pytest.approx(350 + reach))


def test_the_steps_of_the_tree_lead_from_money_to_money():
    steps = [
        tuple(getattr(step, name) for name in step.__dataclass_fields__) for step in _steps(Definitions())
    ]
    assert [(one[0], one[1]) for one in steps] == [
        ("spend", 0),
        ("impressions", 1),
        ("reads", 2),
        (Definitions().interactions, 3),
        ("saves", 4),
        ("profile_visits", 3),
        ("follows", 4),
        ("brand_follows", 4),
        ("visits", 5),
        ("orders", 5),
        ("order_value", 5),
        ("roi_window", 6),
    ]


def note_rows(*rows):
    empty = tables.empty("notes")
    return pl.concat(
        [empty, pl.DataFrame(list(rows), infer_schema_length=None)], how="diagonal_relaxed"
    ).select(pl.col(name).cast(kind) for name, kind in empty.schema.items())


def test_own_notes_are_settled_unpaid_known_and_not_the_placed_one():
    """Of six, o is placed, y is young, p is paid, b has a bound, n has no creator: only k is her own."""
    born = datetime(2026, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai"))

    def row(name, **more):
        return {
            "note_id": name,
            "creator_id": "c",
            "likes": 5,
            "saves": 3,
            "comments": 1,
            "shares": 0,
            "published_at": born,
            "collected_at": born + timedelta(days=40),
        } | more

    rows = note_rows(
        row("k"),
        row("o"),
        row("y", collected_at=born + timedelta(hours=5)),
        row("p", is_commercial=True),
        row("n", creator_id=None),
        row("u", published_at=None),
    )
    found = _own_notes(rows, pl.DataFrame({"note_id": ["o", None]}), BRIEF)
    assert found.height == 2  # k, and u, whose age nobody knows
    assert found["y"].to_list() == pytest.approx([log(1 + 9)] * 2)


def test_what_ads_bought_is_taken_off_and_never_more_than_there_is(monkeypatch):
    """a: 100 less 30; b: boosted without a count, so unknown; c: 10 less 30 is not below nothing: 10 is the most; d: never boosted."""
    outcomes = note_rows(
        *(
            {"note_id": name, "creator_id": "c", "likes": likes, "saves": 0, "comments": 0, "shares": 0}
            for name, likes in (("a", 100), ("b", 100), ("c", 10), ("d", 10))
        )
    )
    paid = pl.DataFrame({"note_id": ["a", "a", "b", "c", None], "bought": [10.0, 20.0, None, 30.0, 99.0]})
    monkeypatch.setattr(baseline_lift, "count_bought", lambda frame: frame)
    found = _organic(outcomes, paid, BRIEF)
    assert found["organic"].to_list() == [70.0, None, 10.0, 10.0]
    assert found["_most"].to_list() == [False, False, True, False]


# --- growing ------------------------------------------------------------------------------------------------


def test_the_middle_half_of_eight_notes():
    """0, 1/8 … 7/8: polars takes the nearest place, 1.75 → 2 and 5.25 → 5."""
    curves = pl.DataFrame(
        {"note_id": [str(k) for k in range(8)], "age_days": [1] * 8, "share": [k / 8 for k in range(8)]}
    )
    row = middle_curve(curves).row(0, named=True)
    assert (row["low"], row["middle"], row["high"]) == (2 / 8, 3.5 / 8, 5 / 8)


def test_a_note_that_never_got_anything_has_no_share():
    born = datetime(2026, 5, 1, 12)
    taken = pl.DataFrame(
        {
            "note_id": ["n"] * 2,
            "collected_at": [born, born + timedelta(days=1)],
            "likes": [0, 0],
            "saves": [0, 0],
        }
    )
    notes = pl.DataFrame({"note_id": ["n"], "title": ["n"], "published_at": [born]})
    assert growth_curves(taken, notes)["share"].to_list() == [None, None]


@pytest.mark.parametrize(
    ("end", "until", "days"),
    [
        (30, 90, [31, 38, 45, 52, 59, 66, 73, 80, 87, 90]),
        (30, 33, [31, 32, 33]),
        (30, 31, [31]),
        (30, 30, []),
        (31, 30, []),
    ],
)
def test_a_path_stops_eight_times_and_at_its_end(end, until, days):
    assert _stops(end, until) == days


# --- listening and lifts ------------------------------------------------------------------------------------


def test_the_most_liked_of_each_group_once():
    comments = pl.DataFrame(
        {
            "theme": ["a", "a", "a", "a", "b", None],
            "content": ["x", "y", "x", "z", "w", "v"],
            "likes": [3, None, 9, 5, 1, 100],
            "sentiment": ["positive"] * 6,
            "why_not": [None, None, None, "too_short", None, None],
        },
        schema_overrides={"why_not": pl.String},
    )
    assert liked_examples(comments, "theme").select("theme", "content", "likes", "n").rows() == [
        ("a", "x", 9, 4),
        ("a", "y", None, 4),
        ("b", "w", 1, 1),
    ]
    assert liked_examples(comments, "theme", most=1)["content"].to_list() == ["x", "w"]


def test_clear_lifts_are_named_farthest_from_usual_first():
    n = 8
    rows = pl.DataFrame(
        {
            "creator_name": [f"n{k}" for k in range(n)],
            "ratio": [2.0, 3.0, 0.5, 0.25, 1.0, 1.0, 1.0, 1.0],
            "lift_says": ["above", "above", "below", "below"] + ["usual"] * 4,
            "lift": [1.5] * n,
            "_gap": [log(2), log(3), log(0.5), log(0.25), 0.0, 0.0, 0.0, 0.0],
            "_noise": [0.1] * n,
            "_whole": [0.1] * n,
            "_whole_error": [0.2] * n,
            "_whole_free": [7.0] * n,
            "_dated": [True] * n,
            "_growth": [0.0] * n,
        }
    )
    found = {one.code: one for one in baseline_findings(rows)}
    assert "n1 ×3.00, n0 ×2.00" in found["lift_above"].text.en
    assert "n3 ×0.25, n2 ×0.50" in found["lift_below"].text.en
    assert (found["lift_above"].level, found["lift_below"].level) == (Level.PASS, Level.REVIEW)
    none = rows.with_columns(lift_says=pl.lit("usual"))
    assert not {"lift_above", "lift_below"} & {one.code for one in baseline_findings(none)}
