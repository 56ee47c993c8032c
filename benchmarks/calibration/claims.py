"""No two sentences of one report may disagree: a checker of claims, run on the demo's results and on random campaigns.

Statements are made without a kernel, by the same functions in the same order as the notebook. What is checked are
relations between what is said in different places, never one function against itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.calibration.lifts import START, as_notes, as_outcomes, brief
from benchmarks.calibration.measured import Figure
from benchmarks.calibration.worlds import FAMILIES, Wish
from xhs_workbench import intake, metrics, paths, results, tables
from xhs_workbench.findings import Finding
from xhs_workbench.params import load_params
from xhs_workbench.params.brief import Brief

SEED = 91504
PERCENT = re.compile(r"([+\-−]\d+)%")
EARNED = re.compile(r"earned (?:(\d+)% (more|fewer)|about as many)")
FACTOR = re.compile(r"([^;:,()]+?) ×(\d+\.\d\d)")


@dataclass(frozen=True)
class Told:
    """What one results report says, and the tables that it says it from."""

    brief: Brief
    outcomes: pl.DataFrame
    plan: pl.DataFrame
    lifts: pl.DataFrame
    worked: pl.DataFrame
    suspects: pl.DataFrame
    judged: pl.DataFrame
    splits: tuple[pl.DataFrame, ...]
    over_own: list[Finding]
    next_time: list[Finding]
    in_short: list[Finding]


def tell(
    ranked: pl.DataFrame,
    shop: pl.DataFrame,
    notes: pl.DataFrame,
    history: pl.DataFrame,
    paid: pl.DataFrame,
    asked: Brief,
    as_of: date,
) -> Told:
    """Make the statements of a results report, in the notebook's order."""
    plan = results.compare_to_plan(shop, asked)
    lifts = results.lift_over_baseline(ranked, history, paid, asked)
    worked = results.find_what_worked(results.pool_notes(notes, history), asked, as_of)
    suspects = results.find_suspects(ranked, history)
    judged = results.judge_creators(lifts, asked, suspects)
    splits = tuple(results.split_budget(lifts, asked, by, suspects) for by in ("format", "tier"))
    over_own = results.baseline_findings(lifts)
    late = results.late_growers(results.growth_curves(tables.empty("snapshots"), notes))
    return Told(
        asked,
        ranked,
        plan,
        lifts,
        worked,
        suspects,
        judged,
        splits,
        over_own,
        results.learnings(judged, splits[0], worked, suspects),
        [
            *results.headline(ranked, plan, late, asked),
            *over_own[:1],
            *results.worked_findings(worked),
        ],
    )


def demo() -> Told:
    """Return what the demo's results report says."""
    params = load_params(Path(paths.PARAMS / "demo" / "post_campaign.yaml"))
    asked, data = params.read_brief(), intake.read_files(params.inputs)
    history = intake.read_files(params.history).table("notes")
    placed, notes, paid = (data.table(name) for name in ("placements", "notes", "paid"))
    outcomes = results.gather_outcomes(placed, notes, paid, asked, params.as_of)
    window = results.decision_window(asked, params.decision_days)
    shop = results.gather_shop(outcomes, data.table("traffic"), paid, asked, window, params.as_of)
    return tell(results.rank_notes(outcomes, asked), shop, notes, history, paid, asked, params.as_of)


def random_campaign(number: int, seed: int = SEED) -> Told:
    """Return what the report of a random campaign says.

    Creators, own notes, lift, the effect of a format, the objective and creators with bought likes are drawn.
    """
    rng = np.random.default_rng([seed, number])
    family = list(FAMILIES)[int(rng.integers(len(FAMILIES)))]
    wish = Wish(
        creators=int(rng.integers(6, 60)),
        own=int(rng.integers(3, 25)),
        lift=float(rng.choice([0.5, 1.0, 1.0, 1.5, 2.5])),
        format_effect=float(rng.choice([0.4, 1.0, 1.0, 1.5, 3.0])),
    )
    asked = brief()
    kind = str(rng.choice(["awareness", "launch", "ugc"]))
    asked = asked.model_copy(update={"objective": asked.objective.model_copy(update={"kind": kind})})
    panel = FAMILIES[family](rng, wish)
    # A few creators buy likes: many times their count, and no saves or comments with them.
    bought = rng.random(wish.creators) < rng.choice([0.0, 0.1])
    panel = replace(panel, count=np.floor(panel.count * np.where(bought[panel.creator], 4, 1)))
    notes = _in_parts(as_notes(panel), panel.creator, bought, rng)
    history = notes.filter(~pl.col("placed")).drop("placed", "cost")
    ranked = as_outcomes(notes, asked)
    placed = notes.filter("placed").drop("placed", "cost")
    paid, as_of = tables.empty("paid"), START.date().replace(year=2027)
    window = results.decision_window(asked, None)
    shop = results.gather_shop(ranked, tables.empty("traffic"), paid, asked, window, as_of)
    return tell(ranked, shop, placed, history, paid, asked, as_of)


def _in_parts(
    notes: pl.DataFrame,
    creator: np.ndarray[tuple[int], np.dtype[np.int64]],
    bought: object,
    rng: np.random.Generator,
) -> pl.DataFrame:
    """Split a count into likes, saves and comments; bought likes leave little of the other two."""
    count = notes["likes"].to_numpy()
    few = np.asarray(bought)[creator]
    saves = rng.binomial(count, np.where(few, 0.005, rng.beta(6, 14, len(count))))
    comments = rng.binomial(count - saves, np.where(few, 0.002, 0.05))
    return notes.with_columns(
        likes=pl.Series(count - saves - comments), saves=pl.Series(saves), comments=pl.Series(comments)
    )


def contradictions(told: Told) -> list[str]:
    """Return every pair of statements that cannot both hold, in words."""
    return [
        *_about_money(told),
        *_about_creators(told),
        *_about_lift(told),
        *_about_what_worked(told),
        *_about_the_plan(told),
    ]


def _about_money(told: Told) -> Iterator[str]:
    codes = [finding.code for finding in told.next_time]
    split = told.splits[0]
    if (
        split.height
        and split["sure"].null_count() < split.height
        and (("budget_split" in codes) == ("budget_stays" in codes))
    ):
        yield "the next budget both moves and stays, or neither"
    if len({str(one["metric"][0]) for one in told.splits if one.height}) > 1:
        yield "formats and tiers are judged by different counts"
    said = " ".join(finding.text.en for finding in told.next_time if finding.code == "budget_split")
    for row in split.iter_rows(named=True):
        name = metrics.FORMAT_NAMES[row["key"]].en if row["key"] in metrics.FORMAT_NAMES else row["key"]
        if row["move"] and not (
            row["gain"] > 0 and row["share_next"] > row["share_now"] and row["sure"] > 0.5
        ):
            yield f"money moves towards {name} although no gain is expected there"
        if not row["move"] and row["share_next"] > row["share_now"] + 1e-9:
            yield f"{name} gets more money and no sentence says so"
        if row["move"] != (f"towards {name}:" in said):
            yield f"the table and the sentence about {name} disagree"
    doubtful = set(told.suspects["creator_id"])
    sound = told.lifts.filter(~pl.col("creator_id").is_in(list(doubtful)))
    for one in told.splits:
        if one.height and one["notes"].sum() > sound.height:
            yield "notes of creators in doubt decide about money"


def _about_creators(told: Told) -> Iterator[str]:
    by_creator = told.judged.drop_nulls("creator_id").group_by("creator_id").agg(pl.col("advice").unique())
    for creator, advice in by_creator.iter_rows():
        if "rebook" in advice and "not" in advice:
            yield f"{creator} is to be booked again and not"
    doubtful = set(told.suspects["creator_id"])
    for row in told.judged.iter_rows(named=True):
        if row["creator_id"] in doubtful and row["advice"] not in ("not", "ask"):
            yield f"{row['creator_id']} is in doubt and advised as {row['advice']}"
    below = told.lifts.filter(pl.col("lift_says") == "below")["order_id"].to_list()
    for row in told.judged.filter(pl.col("order_id").is_in(below)).iter_rows(named=True):
        if row["advice"] == "rebook":
            yield f"{row['creator_id']} is below her own usual and first choice"
    for advice in ("rebook", "ask", "not"):
        there = told.judged.filter(pl.col("advice") == advice).height
        if there != sum(finding.n or 0 for finding in told.next_time if finding.code == advice):
            yield f"the number of creators to {advice} differs between table and sentence"


def _about_lift(told: Told) -> Iterator[str]:
    whole = results.campaign_lift(told.lifts)
    said = {finding.code: finding for finding in told.over_own}
    first = said.get("baseline_lift")
    if (first is None) != (whole["ratio"] is None):
        yield "a lift is named in one place only"
    if first is not None:
        earned = EARNED.search(first.text.en)
        size, side = earned.groups() if earned else (None, None)
        shown = [int(size or 0) * (-1 if side == "fewer" else 1)]
        shown += [int(part.replace("−", "-")) for part in PERCENT.findall(first.text.en)[:2]]
        known = [round((whole[key] - 1) * 100) for key in ("ratio", "lower", "upper")]
        if any(abs(have - want) > 1 for have, want in zip(shown, known, strict=True)):
            yield f"the lift in the sentence {shown} is not that of the table {known}"
        unclear = whole["lower"] <= 1 <= whole["upper"]
        if unclear != ("no clear difference" in first.text.en):
            yield "a lift is called clear although its interval holds none, or the other way round"
    for code, above in (("lift_above", True), ("lift_below", False)):
        named = said[code].text.en if code in said else ""
        for _, factor in FACTOR.findall(named):
            if (float(factor) >= 1) != above and float(factor) != 1.0:
                yield f"a note with ×{factor} is called {'above' if above else 'below'}"
        there = told.lifts.filter(pl.col("lift_says") == ("above" if above else "below")).height
        if there != (said[code].n if code in said else 0):
            yield f"the number of notes {'above' if above else 'below'} differs between table and sentence"
    if first is not None and first not in told.in_short:
        yield "the summary leaves out or changes the lift"


def _about_what_worked(told: Told) -> Iterator[str]:
    for row in told.worked.filter("claimed").iter_rows(named=True):
        if row["low"] <= 0 <= row["high"]:
            yield f"{row['level']} is claimed although its interval holds nothing"
    favoured = {
        str(level).removeprefix("format:")
        for level in told.worked.filter(pl.col("claimed") & (pl.col("change") > 0))["level"]
        if str(level).startswith("format:")
    }
    split = told.splits[0]
    moves = set(split.filter("move")["key"]) if split.height else set()
    stays = (set(split["key"]) if split.height else set()) - moves
    explained = " ".join(one.text.en for one in told.next_time if one.code == "format_and_money")
    for key in favoured & stays:
        if metrics.FORMAT_NAMES[key].en not in explained:
            yield f"{key} works better and gets no money, unexplained"
    against = {
        str(level).removeprefix("format:")
        for level in told.worked.filter(pl.col("claimed") & (pl.col("change") < 0))["level"]
    }
    for key in against & moves:
        if metrics.FORMAT_NAMES[key].en not in explained:
            yield f"{key} works worse and gets money, unexplained"
    tested = " ".join(one.text.en for one in told.next_time if one.code == "test")
    for row in told.worked.filter("claimed").iter_rows(named=True):
        if f"Test: {row['en']} " in tested:
            yield f"{row['level']} is both known and still to be tested"


def _about_the_plan(told: Told) -> Iterator[str]:
    met = told.plan.filter(pl.col("verdict") == "met").height
    first = next((one for one in told.in_short if one.code == "kpis"), None)
    if first is not None and not first.text.en.startswith(f"{met} of {told.plan.height} targets"):
        yield "the number of targets met differs between table and sentence"
    short = told.plan.filter(pl.col("verdict").is_in(["missed", "close"])).height
    if first is not None and short != sum(one.code == "kpi_missed" for one in told.in_short):
        yield "a target that was missed has no sentence, or one that was met has one"


def measure(short: bool) -> Iterator[Figure]:
    """Check the demo and random campaigns."""
    yield Figure(
        "reports in which two statements disagree",
        "the demo",
        "results",
        bool(contradictions(demo())),
        1,
        most=0,
    )
    runs = 10 if short else 50
    bad = [bool(contradictions(random_campaign(number))) for number in range(runs)]
    yield Figure(
        "reports in which two statements disagree",
        "both families, mixed",
        "6–60 creators, 3–25 own notes, any lift and format effect",
        float(np.mean(bad)),
        runs,
        most=0,
    )
