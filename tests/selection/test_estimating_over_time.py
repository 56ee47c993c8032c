"""Estimates over time at their borders: windows ahead, half-lives, paid notes, the whole, and our own past; worked out by hand."""

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from tests.selection.test_estimating_borders import BRIEF, CHINA, DAY0, asks, table
from xhs_workbench.memory import ADVICE
from xhs_workbench.params.brief import Definitions
from xhs_workbench.selection.estimating import horizon as horizons
from xhs_workbench.selection.estimating import performance as performances
from xhs_workbench.selection.estimating.commercial import compare_commercial
from xhs_workbench.selection.estimating.horizon import find_horizon
from xhs_workbench.selection.estimating.past import add_past_notes, add_past_record, past_findings
from xhs_workbench.selection.estimating.performance import _Asked, _check_on_later_notes, estimate_performance
from xhs_workbench.selection.estimating.recency import Recency, age_weights, choose_half_life
from xhs_workbench.selection.estimating.recent_notes import split_by_time, usable_notes
from xhs_workbench.statistics.shrinkage import Moments

# --- ahead


def dated_notes(creators=6, each=4, days=100, growth=0.0):
    rows = np.random.default_rng(3)
    at = np.tile(np.linspace(0, days, each), creators)
    return pl.DataFrame(
        {
            "unit": np.repeat(np.arange(creators), each),
            "creator_id": np.repeat([f"c{k:03}" for k in range(creators)], each),
            "published_at": [DAY0 + timedelta(days=float(d)) for d in at],
            "log_interactions": rows.normal(5, 0.2, creators * each) + growth * at / 365,
        }
    )


def window(first, last):
    return SimpleNamespace(timeline=SimpleNamespace(posting_start=first, posting_end=last))


@pytest.mark.parametrize(("ahead", "counts"), [(1, True), (730, True), (731, False), (0, True), (-1, False)])
def test_a_window_up_to_two_years_ahead_counts(ahead, counts):
    """Notes end on 11 April 2026; beyond two years they were not read for that window, and the next note is estimated."""
    at = date(2026, 4, 11) + timedelta(days=ahead)
    found = find_horizon(dated_notes(), window(at, at))
    assert found.ahead_days == pytest.approx(ahead if counts else 0)
    both = find_horizon(dated_notes(), window(at - timedelta(days=4), at + timedelta(days=4)))
    assert both.ahead_days == pytest.approx(found.ahead_days)


@pytest.mark.parametrize(("ahead", "carried"), [(100, True), (101, False)])
def test_a_trend_is_carried_no_further_than_it_was_seen(ahead, carried):
    """Two a year over 100 days of notes, planted: carried as far ahead as 100 days, not 101."""
    at = date(2026, 4, 11) + timedelta(days=ahead)
    found = find_horizon(dated_notes(40, 8, growth=2.0), window(at, at))
    assert found.seen_days == pytest.approx(100)
    assert found.seen_growth == pytest.approx(2, abs=0.3)
    assert (found.growth > 1) == carried
    assert carried or found.growth == 0


def test_the_doubt_of_a_trend_is_its_error_and_how_creators_differ(monkeypatch):
    model = SimpleNamespace(
        b_covariance=np.diag([9.0, 0.03]),
        trended=True,
        growth=0.5,
        tau2_g=0.02,
        kappa2=0.4,
        drift_days=60.0,
        null=np.arange(-10.0, 11.0),
    )
    monkeypatch.setattr(horizons, "fit_notes", lambda *given: model)
    at = date(2026, 4, 21)
    found = find_horizon(dated_notes(), window(at, at))
    assert found.doubt == pytest.approx(0.05)
    # .5 · .25 / (.25 + .03) = .4464; tenths of −10 … 10 are −8 and 8, of 21 notes.
    assert found.growth == pytest.approx(0.125 / 0.28)
    assert (found.drift, found.drift_days, found.tails) == (0.4, 60.0, (-8.0, 8.0, 21))
    model.trended = False
    assert find_horizon(dated_notes(), window(at, at)).doubt == pytest.approx(0.04)
    # All of one day: a day is the least that was seen.
    assert find_horizon(dated_notes(days=0), window(at, at)).seen_days == 1.0


@pytest.mark.parametrize(("creators", "fitted"), [(10, 10), (11, 11), (20, 10), (21, 11), (30, 10)])
def test_of_very_many_creators_every_second_tells_the_trend(monkeypatch, creators, fitted):
    """With room for ten: up to nineteen all of them, of twenty every second, of thirty every third, by their ids."""
    monkeypatch.setattr(horizons, "FITTED", 10)
    real, seen = horizons.fit_notes, []

    def recorded(creator, day, y):
        seen.append((len(set(creator.tolist())), len(y)))
        return real(creator, day, y)

    monkeypatch.setattr(horizons, "fit_notes", recorded)
    find_horizon(dated_notes(creators), window(date(2026, 4, 21), date(2026, 4, 21)))
    assert seen == [(fitted, 4 * fitted)]


# --- how recent notes count


def half_life_of(errors, creators=30, spread=1e-4):
    """Thirty creators with one later note of 0, guessed with an error by half-life that differs a little from one to the next."""
    later = pl.DataFrame(
        {"creator_id": [f"c{k:02}" for k in range(creators)], "log_interactions": [0.0] * creators}
    )

    def predict(_, half_life):
        off = pl.lit(errors.get(half_life, 1.0)) + (pl.int_range(pl.len()) % 2) * spread
        return later.select("creator_id", theta=off)

    return choose_half_life(later, later, predict)


@pytest.mark.parametrize(
    ("errors", "tried", "taken"),
    [
        ({None: 1.0, 180.0: 0.5, 60.0: 0.5, 30.0: 0.5}, 180.0, 180.0),  # of equals the first
        ({None: 1.0, 180.0: 0.6, 60.0: 0.5, 30.0: 0.4}, 30.0, 30.0),
        ({None: 1.0, 180.0: 0.4, 60.0: 0.5, 30.0: 0.6}, 180.0, 180.0),
        ({None: 1.0}, 180.0, None),  # no better: none
    ],
)
def test_which_half_life_is_tried(errors, tried, taken):
    found = half_life_of(errors)
    assert (found.tried, found.half_life_days, found.creators) == (tried, taken, 30)


def test_thirty_creators_decide_and_twenty_nine_do_not():
    errors = {None: 1.0, 60.0: 0.5}
    assert half_life_of(errors).half_life_days == 60.0
    assert half_life_of(errors, creators=29) == Recency(None)
    assert (Recency(None).gain, Recency(None).creators, Recency(None).drift) == (0.0, 0, 0.0)


@pytest.mark.parametrize(("gain", "taken"), [(0.19, True), (0.17, False)])
def test_a_gain_must_exceed_what_chance_makes_of_it(gain, taken):
    """Differences of squares alternate between −gain ± .6: a standard deviation of .6102, over √30 times 1.645 is .1832."""
    later = pl.DataFrame({"creator_id": [f"c{k:02}" for k in range(30)], "log_interactions": [0.0] * 30})

    def predict(_, half_life):
        ways = 1.0 if half_life is None else None
        squares = 1.0 - gain + 0.6 * (1 - 2 * (np.arange(30) % 2))
        return later.select("creator_id", theta=pl.Series(np.full(30, ways) if ways else np.sqrt(squares)))

    found = choose_half_life(later, later, predict)
    assert (found.half_life_days is not None) == taken
    assert found.gain == pytest.approx(gain)


def test_a_creators_error_is_the_mean_of_its_later_notes():
    """One creator with a hundred later notes weighs as one of thirty: its 1 − 4 = −3 of squares does not outweigh 29 gains of .5."""
    one = pl.DataFrame({"creator_id": ["c00"] * 100, "log_interactions": [0.0] * 100})
    others = pl.DataFrame({"creator_id": [f"c{k:02}" for k in range(1, 30)], "log_interactions": [0.0] * 29})
    later = pl.concat([one, others])

    def predict(_, half_life):
        worse = pl.when(pl.col("creator_id") == "c00").then(2.0).otherwise(0.5**0.5)
        return (
            later.select("creator_id")
            .unique()
            .with_columns(theta=pl.lit(1.0) if half_life is None else worse)
        )

    # Mean difference: (3 − 29 · .5) / 30.
    assert choose_half_life(later, later, predict).gain == pytest.approx((29 * 0.5 - 3) / 30)


def test_ages_are_counted_from_the_newest_note_in_days():
    at = pl.Series([DAY0, DAY0 - timedelta(hours=12), None], dtype=pl.Datetime("us"))
    assert age_weights(at, 1.0).tolist() == pytest.approx([1, 0.5**0.5, 0.5**0.5])
    assert age_weights(pl.Series([], dtype=pl.Datetime("us")), 30.0).tolist() == []


def test_notes_of_a_creator_with_half_of_them_cut_off_do_not_count():
    """a has two bounds of four, and the two exact ones are only its small ones; b has one of four."""
    rows = [
        {
            "note_id": f"{who}{k}",
            "creator_id": who,
            "likes": 10 + k,
            "saves": 1,
            "comments": 0,
            "shares": 0,
            "likes_censored": k >= 4 - cut,
        }
        for who, cut in (("a", 2), ("b", 1))
        for k in range(4)
    ]
    kept = usable_notes(table("notes", rows), asks("reads"))
    assert kept["creator_id"].to_list() == ["b"] * 3
    assert kept["save_logit"].to_list() == pytest.approx([np.log(1.5 / (11 + k - 0.5)) for k in range(3)])


def test_the_share_set_aside_may_be_another():
    notes = pl.DataFrame(
        {
            "creator_id": ["a"] * 4 + ["b"] * 2,
            "published_at": [DAY0 + timedelta(days=k) for k in (3, 1, 2, 0, 0, 1)],
        }
    )
    found = split_by_time(notes, later_share=0.5, least=2)
    assert found["later"].to_list() == [True, False, True, False, False, True]


# --- paid notes


def test_ratios_of_notes_go_before_those_of_an_export():
    """The first has notes of both kinds, 1 apart; the second an export's 50 of 100; the third only daily notes."""
    daily, paid = (
        Moments(np.array(n), np.array(n, dtype=float), np.array(mean, dtype=float), np.ones(3))
        for n, mean in (([2, 0, 2], [5, np.nan, 5]), ([2, 0, 0], [4, np.nan, np.nan]))
    )
    frame = pl.DataFrame(
        {"interactions_median": [100.0, 100.0, 100.0], "interactions_median_coop": [50.0, 50.0, None]}
    )
    made = compare_commercial(frame, daily, paid, np.full(3, 0.25), 0.36, None)
    found = pl.DataFrame(made)
    assert found["commercial_ratio_from"].to_list() == ["notes", "export_median", None]
    assert found["commercial_ratio_n"].to_list() == [2, None, None]
    assert found["commercial_weak"].to_list()[2] is None
    assert np.isnan(found["expected_commercial"].to_numpy()).all()
    # Of −1 and log(51/101) = −.683 with noise of more than they differ, both are drawn to their mean.
    assert found["commercial_ratio"][0] == pytest.approx(found["commercial_ratio"][1])
    assert 51 / 101 > found["commercial_ratio"][0] > np.exp(-1)


@pytest.mark.parametrize(("coop", "weak"), [(59.59, True), (59.61, False)])
def test_a_ratio_below_six_tenths_is_weak(coop, weak):
    """(59.6 + 1) / (100 + 1) = .6."""
    blank = Moments(np.zeros(1, dtype=int), np.zeros(1), np.full(1, np.nan), np.ones(1))
    frame = pl.DataFrame({"interactions_median": [100.0], "interactions_median_coop": [coop]})
    found = pl.DataFrame(compare_commercial(frame, blank, blank, np.ones(1), 0.36, None))
    assert found["commercial_weak"].to_list() == [weak]


# --- the whole


def panel(creators=8, notes=6, spread=0.3):
    rng = np.random.default_rng(4)
    rows = [
        {
            "note_id": f"{k}-{j}",
            "creator_id": f"c{k}",
            "likes": int(np.exp(5 + k / 4 + rng.normal(0, spread))),
            "saves": 2,
            "comments": 0,
            "shares": 0,
            "published_at": DAY0.replace(tzinfo=CHINA) + timedelta(days=9 * j),
            "is_commercial": False,
        }
        for k in range(creators)
        for j in range(notes)
    ]
    people = table("creators", [{"creator_id": f"c{k}", "followers": 5000 + k} for k in range(creators)])
    return people, table("notes", rows)


def test_who_costs_more_than_there_is_is_nobodys_peer():
    """The others' estimates are as if the dear one were not there; her own is among all, in her place."""
    people, notes = panel()
    dear = people.with_columns(
        price_image_with_fee_cny=pl.when(pl.col("creator_id") == "c3")
        .then(BRIEF.budget.creators_with_fee_cny + 1)
        .otherwise(100.0)
    )
    every = estimate_performance(dear, notes, BRIEF).creators
    without = estimate_performance(dear.filter(pl.col("creator_id") != "c3"), notes, BRIEF).creators
    cheap = estimate_performance(people, notes, BRIEF).creators
    assert every["creator_id"].to_list() == people["creator_id"].to_list()
    name = "expected_interactions"
    assert every.filter(pl.col("creator_id") != "c3")[name].to_list() == pytest.approx(
        without[name].to_list()
    )
    assert every.row(3, named=True)[name] == pytest.approx(cheap.row(3, named=True)[name])
    assert without[name].to_list() != pytest.approx(
        cheap.filter(pl.col("creator_id") != "c3")[name].to_list()
    )
    # Where nobody can be paid, all are each other's peers.
    all_dear = people.with_columns(price_image_with_fee_cny=pl.lit(BRIEF.budget.creators_with_fee_cny + 1))
    assert estimate_performance(all_dear, notes, BRIEF).creators[name].to_list() == pytest.approx(
        cheap[name].to_list()
    )


def test_the_same_question_is_answered_once_and_another_anew(monkeypatch):
    people, notes = panel(3, 2)
    asked = _Asked(people, notes, BRIEF, None)
    assert asked.is_like(_Asked(people.clone(), notes.clone(), BRIEF, None))
    assert not asked.is_like(_Asked(people.head(2), notes, BRIEF, None))
    assert not asked.is_like(_Asked(people, notes.head(2), BRIEF, None))
    assert not asked.is_like(_Asked(people, notes, BRIEF, notes))
    assert not _Asked(people, notes, BRIEF, notes).is_like(asked)
    assert _Asked(people, notes, BRIEF, notes).is_like(_Asked(people, notes, BRIEF, notes.clone()))
    other = BRIEF.model_copy(update={"definitions": Definitions(interactions="interactions_4")})
    assert not asked.is_like(_Asked(people, notes, other, None))


def test_later_notes_are_guessed_from_earlier_ones():
    """Forty creators of six notes each: four are learnt from, two are guessed; errors are those of about a standard normal."""
    people, notes = panel(40, 6)
    ready, usable = performances._prepare(people, notes, BRIEF)
    assert ready["unit"].to_list() == list(range(40))
    recency, calibration = _check_on_later_notes(ready, usable, None)
    assert (recency.creators, calibration.creators) == (40, 40)
    assert -2.2 < calibration.low < -0.7 < 0.7 < calibration.high < 2.2
    paid = usable.with_columns(is_commercial=pl.lit(value=True))
    assert _check_on_later_notes(ready, paid, None)[1].from_data is False


def test_of_very_many_creators_every_second_is_checked(monkeypatch):
    people, notes = panel(40, 6)
    ready, usable = performances._prepare(people, notes, BRIEF)
    for room, checked in ((40, 40), (21, 40), (20, 20), (19, 20), (13, 0)):
        monkeypatch.setattr(performances, "CHECKED_CREATORS", room)
        found = _check_on_later_notes(ready, usable, None)[0].creators
        assert found == (checked if checked >= 30 else 0)


def test_notes_placed_for_other_brands_move_estimates_and_are_not_counted():
    people, notes = panel(6, 5)
    other = notes.head(5).with_columns(
        note_id=pl.lit("x") + pl.col("note_id"), likes=pl.col("likes") * 9, is_commercial=pl.lit(value=True)
    )
    alone = estimate_performance(people, notes, BRIEF).creators.row(0, named=True)
    more = estimate_performance(people, notes, BRIEF, other).creators.row(0, named=True)
    assert more["expected_interactions"] != pytest.approx(alone["expected_interactions"])
    assert (more["notes_seen"], more["commercial_notes"]) == (5, 0)
    assert more["commercial_ratio_n"] is None
    assert alone["few_notes"] is False


# --- our own past


def test_a_note_the_files_hold_too_counts_once_with_their_values():
    notes = table("notes", [{"note_id": "a", "likes": 5}, {"note_id": "b", "likes": 6}])
    past = pl.DataFrame({"note_id": ["b", "c"], "likes": [60, 70], "campaign": ["x", "x"]})
    found = add_past_notes(notes, past)
    assert found.select("note_id", "likes").rows() == [("a", 5), ("b", 6), ("c", 70)]
    assert found.columns == notes.columns


def test_notes_without_an_id_stay_apart_when_the_past_is_added():
    notes = table("notes", [{"note_id": "a", "likes": 5}]).with_columns(pl.col("note_id").cast(pl.String))
    past = pl.DataFrame(
        {"note_id": [None, None, "a"], "likes": [60, 70, 80]}, schema_overrides={"note_id": pl.String}
    )
    assert add_past_notes(notes, past).select("note_id", "likes").rows() == [("a", 5), (None, 60), (None, 70)]


PAST = pl.DataFrame(
    {
        "brand": ["ours", "ours", "ours", "other", "other"],
        "campaign": ["spring", "spring", "autumn", "x", "y"],
        "creator_id": ["a", "b", "a", "c", "z"],
    }
)
RECORD = {
    "past_notes": pl.Int64,
    "standing": pl.String,
    "last_advice": pl.String,
    "last_campaign": pl.String,
}


def picks(*rows):
    return pl.DataFrame(
        [("a", "安", *rows[0]), ("b", None, *rows[1]), ("c", "夏", *rows[2])],
        schema={"creator_id": pl.String, "creator_name": pl.String, **RECORD},
        orient="row",
    )


NOTHING = (None, None, None, None)


def test_what_our_own_past_says():
    """a is an advocate, b falling and advised against, c unknown here and known elsewhere."""
    chosen = picks((4, "advocate", "again", "autumn"), (2, "fading", "not", "spring"), NOTHING)
    found = {one.code: one for one in past_findings(chosen, PAST, "ours")}
    assert list(found) == ["own_record", "advised_against", "other_brands", "standing_rule"]
    own = found["own_record"]
    assert (own.n, own.level) == (2, "REVIEW")
    assert own.text.en == (
        "2 of 3 chosen creators have worked for this brand in 2 remembered campaigns; 2 of them more than once "
        "(advocates: 1; returning: 0; results falling: 1)."
    )
    assert (found["advised_against"].n, found["other_brands"].n) == (1, 1)
    assert "b (spring)" in found["advised_against"].text.en
    assert ADVICE["not"].en in found["advised_against"].text.en
    assert found["other_brands"].private
    assert not own.private


def test_what_our_own_past_does_not_say():
    calm = picks((1, None, "again", "spring"), NOTHING, NOTHING)
    past = PAST.filter(pl.col("campaign") == "spring")
    found = {one.code: one for one in past_findings(calm, past, "ours")}
    assert list(found) == ["own_record", "standing_rule"]
    assert (found["own_record"].n, found["own_record"].level) == (1, "PASS")
    assert "in 1 remembered campaign; 0 of them more than once" in found["own_record"].text.en
    assert [one.code for one in past_findings(calm, PAST.clear(), "ours")] == ["no_memory"]
    two = picks((3, "returning", None, None), (2, "returning", None, None), NOTHING)
    assert "returning: 2" in past_findings(two, PAST, "ours")[0].text.en


def test_a_record_joins_its_creator():
    record = pl.DataFrame({"creator_id": ["b"], "creator_name": ["old name"], "past_notes": [3]})
    people = pl.DataFrame({"creator_id": ["a", "b"], "creator_name": ["安", "乐"]})
    assert add_past_record(people, record).rows() == [("a", "安", None), ("b", "乐", 3)]


def test_a_carried_estimate_differs_from_one_that_stays():
    """A window ahead makes the interval of a level wider and leaves the number of notes as it is."""
    people, notes = panel(8, 6)
    line = BRIEF.timeline.model_copy(
        update={"posting_start": date(2026, 8, 1), "posting_end": date(2026, 8, 1)}
    )
    soon = BRIEF.timeline.model_copy(
        update={"posting_start": date(2026, 1, 1), "posting_end": date(2026, 1, 1)}
    )
    far = estimate_performance(people, notes, BRIEF.model_copy(update={"timeline": line}))
    near = estimate_performance(people, notes, BRIEF.model_copy(update={"timeline": soon}))
    # Notes end with 14 February, 16:00 in London; 1 August is 167 days and a third on, 1 January is past.
    assert (far.horizon.ahead_days, near.horizon.ahead_days) == (pytest.approx(167 + 1 / 3), 0)
    reach = [(one.creators["typical_high"] / one.creators["typical_low"]).to_numpy() for one in (far, near)]
    assert (reach[0] > reach[1]).all()
    assert far.creators["daily_notes"].to_list() == [6] * 8
    assert replace(far, horizon=None).horizon is None
