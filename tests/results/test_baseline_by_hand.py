"""A lift over creators' own notes, note by note: which is called what, what is pulled in, and who is advised on, by hand."""

from math import exp, log, sqrt
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest
from scipy.stats import t

from tests.results.test_advice_by_hand import BRIEF, PLAIN, group, lifts, note_rows
from tests.results.test_results_by_hand import array, ordinary
from tests.results.test_shop import ad, filled
from xhs_workbench import results, tables
from xhs_workbench.metrics.note_model import Expected
from xhs_workbench.results.attributing import baseline_lift
from xhs_workbench.results.attributing.baseline_lift import (
    Whole,
    _drawn,
    _of_bounds,
    _one_note,
    _pulled,
    measure_whole,
)
from xhs_workbench.results.learning.next_money import (
    _against_rest,
    _creators_to_test,
    _group_yields,
    weigh_creators,
    weigh_groups,
    yields,
)
from xhs_workbench.results.learning.suspects import find_suspects

# --- what a note is called


def usual_of_100(monkeypatch, **own):
    """Let an ordinary note of everyone have 100 interactions, give or take 20 % (`z` less than none), of so many own notes."""

    def expect(notes, *, together=False):
        n = notes.height
        mean = [-1.0 if one == "z" else log(101) for one in notes["creator_id"]]
        return Expected(np.array(mean), np.zeros((n, n)), np.full(n, 0.04))

    counts = pl.DataFrame(
        {"creator_id": list(own), "own_notes": list(own.values())}, schema_overrides={"own_notes": pl.Int64}
    )
    made = SimpleNamespace(
        counts=counts,
        places=dict.fromkeys(own, 0),
        dated=0.75,
        model=SimpleNamespace(growth=0.1, null=np.zeros(0)),
        expect=expect,
        format_error=lambda notes: np.full(notes.height, 0.01),
    )
    asked = []
    monkeypatch.setattr(
        baseline_lift, "fit_ordinary", lambda notes, least: asked.append((notes.height, least)) or made
    )
    return asked


def placed(**likes):
    """One note a creator, named after her, with so many likes."""
    rows = [
        {"note_id": one, "creator_id": one, "likes": n, "saves": 0, "comments": 0, "shares": 0}
        for one, n in likes.items()
    ]
    return note_rows(*rows).with_columns(mature=pl.Series([True] * len(rows), dtype=pl.Boolean))


def said(outcomes, history=None, paid=None):
    history = tables.empty("notes") if history is None else history
    paid = tables.empty("paid") if paid is None else paid
    found = results.lift_over_baseline(outcomes, history, paid, BRIEF)
    return {row["creator_id"]: row for row in found.iter_rows(named=True)}


def test_a_note_is_called_by_how_much_is_known_and_how_far_it_lies(monkeypatch):
    """Usual 100. Of two own notes nothing is said, three and four are few, from five on it is usual, above or below."""
    asked = usual_of_100(monkeypatch, a=5, b=4, c=3, d=2, e=9, f=9, g=9, m=9, z=9)
    rows = placed(a=100, b=100, c=100, d=100, e=10_100, f=0, g=100, m=100, z=100, x=100)
    ages = pl.when(pl.col("note_id") == "g").then(False).when(pl.col("note_id") == "m").then(None)
    found = said(rows.with_columns(mature=ages.otherwise("mature")))
    assert {one: row["lift_says"] for one, row in found.items()} == {
        "a": "usual",
        "b": "few",
        "c": "few",
        "d": "no_baseline",
        "e": "above",
        "f": "below",
        "g": "young",
        "m": "no_baseline",
        "z": "above",
        "x": "no_baseline",
    }
    assert asked == [(0, 2)]
    a, e, f = (found[one] for one in "aef")
    assert (a["usual"], a["ratio"], a["own_notes"]) == (pytest.approx(100), pytest.approx(1), 5)
    assert (a["ratio_lower"], a["ratio_upper"]) == pytest.approx((exp(-1.644854 * 0.2), exp(1.644854 * 0.2)))
    assert (e["ratio"], f["ratio"]) == pytest.approx((10_101 / 101, 1 / 101))
    assert (e["_gap"], e["_noise"]) == pytest.approx((log(10_101 / 101), 0.04))
    assert (found["z"]["usual"], found["d"]["usual"], found["x"]["usual"]) == (0, pytest.approx(100), None)
    assert [found["d"][name] for name in ("ratio", "lift", "_gap", "_noise")] == [None] * 4
    assert (found["x"]["_dated"], found["x"]["_growth"], found["x"]["_format_error2"]) == (0.75, 0.1, None)
    assert (a["_format_error2"], found["x"]["_whole"]) == (0.01, a["_whole"])


def test_what_ads_brought_is_no_lift_of_the_note(monkeypatch):
    """h: boosted without a count. k: ads count more than the note has, so its 10,000 are the most that is organic; so are l's 0."""
    usual_of_100(monkeypatch, h=9, k=9, n=9, o=9)
    paid = filled(
        "paid",
        [
            ad("h"),
            ad("k", likes=20_000, saves=0, comments=0, shares=0),
            ad("n", likes=9, saves=0, comments=0, shares=0),
            ad("o", likes=9_900, saves=0, comments=0, shares=0),
        ],
    )
    found = said(placed(h=100, k=10_000, n=0, o=10_000), paid=paid)
    assert {one: row["lift_says"] for one, row in found.items()} == {
        "h": "includes_paid",
        "k": "includes_paid",
        "n": "below",
        "o": "usual",
    }
    assert [found[one]["organic"] for one in "hkno"] == [None, 10_000, 0, 100]
    assert "_most" not in found["h"]
    assert "_untold" not in found["h"]


def test_without_any_creator_of_two_own_notes_nothing_is_held_against_anything(monkeypatch):
    monkeypatch.setattr(baseline_lift, "fit_ordinary", lambda notes, least: None)
    found = said(placed(a=100))["a"]
    assert (found["lift_says"], found["usual"], found["lift"], found["_whole"]) == (
        "no_baseline",
        None,
        None,
        None,
    )


def own(creator, n, **more):
    return [
        {
            "note_id": f"{creator}{k}",
            "creator_id": creator,
            "likes": 9,
            "saves": 1,
            "comments": 1,
            "shares": 1,
        }
        | more
        for k in range(n)
    ]


def test_own_notes_that_are_only_bounds_are_told_from_none(monkeypatch):
    """Three notes of which one says 9+: a. Two are too few however they are counted, paid and placed ones are not hers."""
    rows = note_rows(*own("a", 3), *own("b", 2), *own("c", 3), *own("p", 3), *own("q", 3))
    first = pl.col("note_id").str.ends_with("0") & ~pl.col("creator_id").is_in(["c"])
    rows = rows.with_columns(likes_censored=first, is_commercial=pl.col("note_id") == "p1")
    outcomes = placed(a=100, b=100, c=100, p=100, q0=100)
    assert sorted(_of_bounds(rows, outcomes, BRIEF)) == ["a"]
    usual_of_100(monkeypatch, x=9)
    found = said(outcomes, rows)
    assert (found["a"]["lift_says"], found["c"]["lift_says"]) == ("own_bounds", "no_baseline")
    capped = outcomes.with_columns(likes_censored=pl.col("note_id") == "c")
    assert said(capped, rows)["c"]["lift_says"] == "bound"


# --- the campaign as a whole


def test_ends_that_few_notes_lie_between_count_as_a_half():
    """Thirty at −1 and thirty at 1: none lies inside, which counts as a half, so the variance 1 is four times as much."""
    assert _pulled(np.repeat([-1.0, 1.0], 30)) == (-1.0, 1.0, 0.0, 0.5, 4.0)
    # Nineteen tell no ends; of 0 … 19 two in a hundred are .38 and 18.62, and eighteen lie inside.
    assert _pulled(np.arange(19.0)) == (-2.5, 2.5, 0.0, 1.0, 1.0)
    assert _pulled(np.arange(20.0))[:4] == pytest.approx((0.38, 18.62, 9.5, 0.9))


def test_notes_are_never_surer_than_a_quarter_of_their_noise():
    """Own notes within ±.1 have a variance of .003, taken as ¼: two notes of noise 1 give √(1 / 8)."""
    found = measure_whole(array(0, 0), ordinary(1, 1), np.linspace(-0.1, 0.1, 101))
    assert (found.middle, found.error) == (pytest.approx(0, abs=1e-9), pytest.approx(sqrt(1 / 8)))
    assert found.free == 31


def test_a_shared_doubt_of_creators_is_in_the_error():
    """Two notes of noise 1 that share a variance of ½: the mean's is ½ + ½."""
    expected = Expected(np.zeros(2), np.full((2, 2), 0.5), np.ones(2))
    assert measure_whole(array(1, 1), expected, np.zeros(0)).error == pytest.approx(1.0)


def test_a_single_note_lies_between_one_spread_and_what_own_notes_did():
    """Twenty of 0 … 19: 5 % is .95, so one spread below; 95 % is 18.05."""
    assert _one_note(np.arange(20.0)) == (-1.0, pytest.approx(18.05))
    assert _one_note(-np.arange(20.0)) == (pytest.approx(-18.05), 1.0)


def test_a_surer_note_is_drawn_in_less():
    """Gaps 3 and −3 of noise .09 and .27: τ² is far above; alike gaps have .3²: ½ and a quarter of it are kept."""
    middle, low, _ = _drawn(array(1, 1), array(0.09, 0.27), Whole(0.0, 0.2, 5.0))
    assert middle == pytest.approx([0.5, 0.25])
    error = np.sqrt([0.5 * 0.09 + 0.25 * 0.04, 0.25 * 0.27 + 0.5625 * 0.04])
    assert low == pytest.approx(middle - 1.6448536 * error)


# --- money


def test_the_middle_yield_is_the_middle_one_and_not_the_mean():
    """Yields 0, 1, 1 and 4, the last without own notes: ½·3 above the middle 1; half of the variance 3 is its doubt."""
    some = lifts(
        [0.0, 1.0, 1.0, 4.0],
        _gap=[0.0, 0.0, 0.0, None],
        _noise=[0.04, 0.04, 0.04, None],
        lift=[1.0, 1.0, 1.0, None],
        lift_lower=[exp(-0.329)] * 3 + [None],
        lift_upper=[exp(0.329)] * 3 + [None],
    )
    chances = dict(weigh_creators(some, PLAIN).iter_rows())
    assert chances["o3"] == pytest.approx(t.cdf(1.5 / sqrt(1.5 + 0.04 / 4), 3), rel=1e-3)
    assert chances["o0"] == pytest.approx(t.cdf(-1 / sqrt(0.04 + 0.04 / 4), 3), rel=1e-3)


def test_where_yields_hardly_differ_a_single_note_has_the_usual_noise():
    """Yields ±.1 and 0: half of .6², not of their variance."""
    some = lifts(
        [-0.1, 0.0, 0.0, 0.1],
        _gap=[0.0, 0.0, 0.0, None],
        _noise=[0.04, 0.04, 0.04, None],
        lift=[1.0, 1.0, 1.0, None],
        lift_lower=[exp(-0.329)] * 3 + [None],
        lift_upper=[exp(0.329)] * 3 + [None],
    )
    chances = dict(weigh_creators(some, PLAIN).iter_rows())
    assert chances["o3"] == pytest.approx(t.cdf(0.05 / sqrt(0.18 + 0.01), 3), rel=1e-3)


def test_how_many_creators_a_test_takes_rests_on_the_middle_noise():
    """248.33·.04 = 9.9, whatever the largest is; 248.33·.0403 is 10.01, so eleven."""
    assert _creators_to_test(pl.DataFrame({"_luck_var": [0.01, 0.04, 4.0]})) == 10
    assert _creators_to_test(pl.DataFrame({"_luck_var": [0.0403]})) == 11


def test_who_is_left_out_of_the_money():
    """A creator without an id is no suspect, a note of which nothing is said counts, and one that includes ads does not."""
    rows = lifts(
        [0.0] * 4, creator_id=["a", None, "c", "d"], lift_says=["usual", None, "includes_paid", None]
    )
    assert yields(rows, PLAIN, ["a"])["order_id"].to_list() == ["o1", "o3"]
    assert yields(rows, PLAIN)["order_id"].to_list() == ["o0", "o1", "o3"]


def test_outcomes_not_held_against_own_notes_have_no_luck():
    """9 + 1 + 1 + ½ interactions for ¥100; without a lift nothing is luck, and nothing is known of its size."""
    rows = lifts([0.0], likes=[9], saves=[1], comments=[1], shares=[1]).drop(
        "_gap", "_noise", "lift", "lift_lower", "lift_upper", "_format_error2", "organic", "lift_says"
    )
    found = yields(rows, PLAIN).row(0, named=True)
    assert found["_yield"] == pytest.approx(log(11.5 / 100))
    assert (found["_luck"], found["_luck_var"], found["lift_says"]) == (0.0, None, "no_baseline")


def test_groups_are_judged_from_five_notes_and_two_groups_on():
    rows = lifts([0.0] * 9, format=["review"] * 5 + ["tutorial"] * 4)
    assert weigh_groups(rows, PLAIN, "format")["sure"].null_count() == 2
    both = weigh_groups(lifts([0.0] * 10, format=["review"] * 5 + ["tutorial"] * 5), PLAIN, "format")
    assert both["sure"].to_list() == pytest.approx([0.5, 0.5])
    assert both["gain"].to_list() == pytest.approx([0.0, 0.0])
    none = weigh_groups(rows.with_columns(format=pl.lit(None, pl.String)), PLAIN, "format")
    assert none.is_empty()
    assert none.columns[:2] == ["key", "notes"]


def test_luck_of_a_group_counts_as_far_as_chance_does_not_explain_it():
    """Two groups of two: luck 0 and 0 in one, 4 and 4 in the other, without scatter: all of it is theirs, 0 and 4 are kept whole."""
    one = group([0.0, 0.0])
    other = group([4.0, 4.0]).with_columns(_luck=pl.lit(4.0))
    mean, variance, free = _group_yields([one, other])
    assert mean == pytest.approx([0.0, 4.0], abs=1e-6)
    assert variance == pytest.approx([0.0, 0.0], abs=1e-6)
    assert free == 2
    # Scatter: luck 0, 2 and 4, 6: 2·1 + 2·1 over two degrees is 2 a note, 1 a mean;
    # means 1 and 5 differ by 16/2 = 8 = τ² + 1.
    first = group([0.0, 2.0]).with_columns(_luck=pl.Series([0.0, 2.0]))
    second = group([4.0, 6.0]).with_columns(_luck=pl.Series([4.0, 6.0]))
    mean, variance, _ = _group_yields([first, second])
    assert mean == pytest.approx([3 - 2 * 7 / 8, 3 + 2 * 7 / 8])
    assert variance == pytest.approx([49 / 64, 49 / 64])


def test_what_formats_share_is_doubled_between_two_and_half_as_much_again_between_three():
    """.03, unknown and unknown have the mean .01: times 3/2 between three groups, times 2 between two."""
    parts = [group([1.0] * 3).with_columns(_format_error2=pl.Series([0.03, None, None])) for _ in range(3)]
    assert _group_yields(parts)[1] == pytest.approx([0.015] * 3, abs=1e-6)
    assert _group_yields(parts[:2])[1] == pytest.approx([0.02] * 2, abs=1e-6)


def test_groups_keep_a_twentieth_of_a_spread_at_least():
    """Means of 0 and .1 with noise .01 differ by less than chance: .0025 of .0125 is kept, a fifth of ±.05."""
    drawn, drawn_var, _, _ = _against_rest(array(0, 0.1), np.full(2, 0.01), array(1, 1))
    assert drawn == pytest.approx([-0.02, 0.02])
    assert drawn_var == pytest.approx([0.004, 0.004])


# --- suspects


def rated(creator, saves, comments, n=3):
    """Notes with so much as the logarithm of saves and of comments a like: ½ a like, so that one and a half stand for one."""
    row = {
        "creator_id": creator,
        "creator_name": creator,
        "likes": 0.5,
        "saves": exp(saves) - 0.5,
        "comments": exp(comments) - 0.5,
    }
    return [row] * n


@pytest.mark.parametrize(
    ("own_saves", "own_comments", "saves", "suspect"),
    [
        (-4.5, -3.0, -3.0, True),
        (-4.4, -3.0, -3.0, False),
        (-4.5, -2.9, -3.0, False),
        (-4.5, -3.0, -2.9, False),
        (4.4, -3.0, -3.0, False),
        (-4.5, 2.9, -3.0, False),
        (-4.5, -3.0, 2.9, False),
    ],
)
def test_three_spreads_of_saves_and_two_of_comments_make_a_suspect(own_saves, own_comments, saves, suspect):
    """Others at −1, 0 and 1: the middle is 0, the middle distance 1, a spread 1.4826; three are 4.45, two 2.97."""
    others = [-1.0] * 10 + [0.0] * 2 + [1.0] * 11
    rows = [note for k, value in enumerate(others) for note in rated(f"c{k:02}", value, value)]
    history = pl.DataFrame(rows + rated("s", own_saves, own_comments))
    found = find_suspects(pl.DataFrame(rated("s", saves, 0.0, 1)), history)
    assert found["creator_id"].to_list() == (["s"] if suspect else [])
    if suspect:
        row = found.row(0, named=True)
        assert (row["usual_saves_per_like"], row["usual_comments_per_like"]) == pytest.approx((1.0, 1.0))
        assert (row["saves_per_like"], row["comments_per_like"]) == pytest.approx((exp(-3.0), 1.0))
    # With two notes of her own there is nothing to be low in.
    few = pl.DataFrame(rows + rated("s", own_saves, own_comments, 2))
    assert find_suspects(pl.DataFrame(rated("s", saves, 0.0, 1)), few).is_empty()
