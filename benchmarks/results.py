"""Steps 4 and 5 against what they must beat: published examples, quiet windows, the last value, chance, an even split."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.bars import bar
from xhs_workbench.live.spending import boosting
from xhs_workbench.metrics import note_effects
from xhs_workbench.results.attributing.counterfactual import Counterfactual, estimate
from xhs_workbench.results.growing import maturing
from xhs_workbench.results.learning import within_creator
from xhs_workbench.statistics import response
from xhs_workbench.statistics.many_looks import holm

Array = NDArray[np.float64]
SEED = 618
MENTIONS, VIDEOS, CREATORS = (
    "brand_mentions_hourly.csv",
    "video_growth_youtube_us.csv",
    "creator_panel_instagram.csv",
)
EXAMPLE = Path(__file__).parent.parent / "tests" / "results" / "tfcausalimpact_arma_data.csv"
SHAPES = ((91, 28), (60, 30), (60, 14), (35, 14))
"""Days before and after: a quarter with a campaign month, down to five weeks with two."""
SIMULATED_AGES = (
    (3, 30),
    (3, 60),
    (3, 90),
    (7, 30),
    (7, 60),
    (7, 90),
    (14, 30),
    (14, 60),
    (14, 90),
    (21, 90),
)
AGES = ((0, 3), (0, 4), (1, 4), (1, 5), (2, 5))


def run() -> Iterator[str]:
    """Repeat every published check of the results and live rooms and yield one line each."""
    for look in (_example, _quiet_simulated, _injected, _boosts, _longevity_simulated, _placebo_simulated):
        yield from look()
    for name, check in ((MENTIONS, _quiet_real), (VIDEOS, _longevity_real), (CREATORS, _placebo_real)):
        path = shared(name)
        yield from (
            check(path) if path else [f"results: {name} is not on this machine, so its check is left out"]
        )


def shared(name: str) -> Path | None:
    """Find a file of ../shared/real_data beside this checkout, or return None."""
    path = Path(__file__).resolve().parents[2] / "shared" / "real_data" / name
    return path if path.exists() else None


def example() -> Counterfactual:
    """Repeat the README example of tfcausalimpact: 5 added from row 70 on."""
    data = pl.read_csv(EXAMPLE).to_numpy()
    series = data[:, 1] + np.where(np.arange(len(data)) >= 70, 5.0, 0.0)
    return estimate(series, data[:, :1], 70)


def _example() -> list[str]:
    found = example()
    return [
        (
            f"search lift: tfcausalimpact's README example, effect {found.effect:.2f} "
            f"[{found.effect_low:.2f}, {found.effect_high:.2f}]; published 4.89 [4.26, 5.47] "
            f"{bar(found.effect, 4.64, 5.14)}"
        )
    ]


def quiet_series(rng: np.random.Generator, days: int, terms: int = 4) -> Array:
    """Make daily search indices: one wandering market, a week's rhythm, own noise that remembers half of yesterday."""
    market = np.cumsum(rng.normal(0, 0.02, days))[:, None]
    own = np.cumsum(rng.normal(0, 0.004, (days, terms)), axis=0)
    noise = np.zeros((days, terms))
    for day in range(1, days):
        noise[day] = 0.5 * noise[day - 1] + rng.normal(0, 0.05, terms)
    week = 0.08 * (np.arange(days) % 7 >= 5)[:, None]
    return np.asarray(1000 * np.exp(market + own + noise + week))


Judge = Callable[[Array, Array, int], bool]


def holds_zero(series: Array, controls: Array, before: int) -> bool:
    """Say whether our interval holds zero."""
    found = estimate(series, controls, before, weekdays=np.arange(len(series)) % 7)
    return found.lift_low <= 0 <= found.lift_high


def t_test(series: Array, controls: Array, before: int) -> bool:
    """Compare days before and after as if they were independent draws."""
    from scipy import stats

    return bool(
        stats.ttest_ind(np.log(series[before:]), np.log(series[:before]), equal_var=False).pvalue >= 0.05
    )


def interrupted(series: Array, controls: Array, before: int) -> bool:
    """Fit an interrupted time series: straight trend, step, HAC errors."""
    from statsmodels.regression.linear_model import OLS

    after = (np.arange(len(series)) >= before).astype(float)
    table = np.column_stack([np.ones(len(series)), np.arange(len(series)), after])
    fit = OLS(np.log(series), table).fit(cov_type="HAC", cov_kwds={"maxlags": 7})
    return bool(fit.pvalues[2] >= 0.05)


METHODS: dict[str, Judge] = {"ours": holds_zero, "t-test": t_test, "ITS": interrupted}


def coverage(
    windows: Iterator[tuple[Array, Array, int]], judges: dict[str, Judge]
) -> tuple[dict[str, float], int]:
    """Return the share of quiet windows in which each method finds nothing, and how many windows."""
    held: dict[str, list[bool]] = {name: [] for name in judges}
    for series, controls, before in windows:
        for name, judge in judges.items():
            held[name].append(judge(series, controls, before))
    return {name: float(np.mean(found)) for name, found in held.items()}, len(next(iter(held.values())))


def simulated_windows(count: int, before: int = 91, after: int = 28) -> Iterator[tuple[Array, Array, int]]:
    """Yield windows without an effect, each from its own world."""
    for number in range(count):
        made = quiet_series(np.random.default_rng([SEED, number]), before + after)
        yield made[:, 0], made[:, 1:], before


def real_windows(path: Path, after: int = 7) -> Iterator[tuple[Array, Array, int]]:
    """Yield windows of daily brand mentions, each brand against the others, from day 28 on."""
    hours = pl.read_csv(path).with_columns(day=pl.col("hour").str.slice(0, 10))
    days = hours.group_by("brand", "day").agg(pl.col("mentions").sum(), n=pl.len()).filter(pl.col("n") == 24)
    wide = days.pivot(on="brand", index="day", values="mentions").drop_nulls().sort("day").drop("day")
    values = wide.to_numpy().astype(float) + 1
    for origin in range(28, len(values) - after + 1):
        for brand in range(values.shape[1]):
            seen = values[: origin + after]
            yield seen[:, brand], np.delete(seen, brand, axis=1), origin


def _said(where: str, held: dict[str, float], n: int) -> str:
    shown = ", ".join(f"{name} {share:.3f}" for name, share in held.items())
    return (
        f"search lift: {where}: 95% intervals hold zero in {shown} of {n} quiet windows "
        f"{bar(held['ours'], 0.9, 0.99)}"
    )


def _quiet_simulated() -> list[str]:
    windows = chain.from_iterable(simulated_windows(50, before, after) for before, after in SHAPES)
    return [_said("simulated market", *coverage(windows, METHODS))]


def _quiet_real(path: Path) -> list[str]:
    return [_said("brand mentions, real", *coverage(real_windows(path), METHODS))]


def injected_bias(count: int, lift: float = 0.3) -> tuple[float, float]:
    """Add a lift to quiet series; return mean bias as a share of it, and the share of intervals that hold it."""
    found = []
    for series, controls, before in simulated_windows(count):
        lifted = np.where(np.arange(len(series)) >= before, series * (1 + lift), series)
        found.append(estimate(lifted, controls, before, weekdays=np.arange(len(series)) % 7))
    held = np.mean([f.lift_low <= lift <= f.lift_high for f in found])
    # The median over worlds: a lift is a ratio, and ratios of wandering series are skewed.
    return float(abs(np.median([f.lift for f in found]) - lift) / lift), float(held)


def _injected() -> list[str]:
    bias, held = injected_bias(60)
    return [
        (
            f"search lift: 30% injected into 60 quiet series: bias {bias:.3f} of the lift "
            f"{bar(bias, most=0.1)}, intervals hold it in {held:.3f} {bar(held, least=0.9)}"
        )
    ]


def lives(rng: np.random.Generator, notes: int, days: int = 91) -> tuple[Array, Array]:
    """Make growing notes: a quick part, a slow part that is larger where people save, daily noise; log counts and save odds."""
    size, quick = rng.normal(6, 1.0, notes), rng.uniform(1.5, 5, notes)
    odds = rng.normal(-0.7, 0.6, notes)
    slow = 1 / (1 + np.exp(-(odds + 0.2) * 1.2 - rng.normal(0, 0.5, notes)))
    age = np.arange(days)[None, :]
    early = 1 - np.exp(-age / quick[:, None])
    late = 1 - np.exp(-age / rng.uniform(20, 45, notes)[:, None])
    shape = (1 - slow[:, None]) * early + slow[:, None] * late
    shape = np.maximum.accumulate(shape * np.exp(rng.normal(0, 0.02, shape.shape)), axis=1)
    return np.log1p(np.exp(size)[:, None] * shape), np.repeat(odds[:, None], days, axis=1)


def forecast_quality(
    logs: Array, quality: Array, age: int, later: int, share: float = 0.6
) -> dict[str, float]:
    """Learn from the first notes, forecast the last, and return errors (median share), their ratio, coverage and n."""
    both = np.flatnonzero(np.isfinite(logs[:, age]) & np.isfinite(logs[:, later]))
    asked = both[int(len(both) * share) :]
    first = asked[0]
    grown = maturing.predict_growth(logs[:first], quality[:first], age, later, logs[asked], quality[asked])
    now, then = logs[asked, age], logs[asked, later]
    middle, low, high = (
        now + np.maximum(x, 0) for x in (grown.middle, grown.middle - grown.below, grown.middle + grown.above)
    )
    error, still = (float(np.median(np.abs(np.expm1(x - then)))) for x in (middle, now))
    pattern = now + np.nansum(maturing.development(logs[:first, age : later + 1]))
    return {
        "error": error,
        "last": still,
        "ratio": error / still,
        "pattern": float(np.median(np.abs(np.expm1(pattern - then)))),
        "coverage": float(((then >= low - 1e-12) & (then <= high)).mean()),
        "n": float(len(asked)),
    }


def _longevity_simulated() -> list[str]:
    logs, odds = lives(np.random.default_rng(SEED), 260)
    rows = [("notes", age, later, forecast_quality(logs, odds, age, later)) for age, later in SIMULATED_AGES]
    return _longevity_lines("simulated", rows)


def _longevity_lines(where: str, rows: list[tuple[str, int, int, dict[str, float]]]) -> list[str]:
    good = sum(q["ratio"] <= 0.75 for *_, q in rows)
    inside = sum(0.72 <= q["coverage"] <= 0.88 for *_, q in rows)
    lines = [
        (
            f"longevity, {where} {metric} day {age} to {later}: error {q['error']:.3f} "
            f"({q['ratio']:.2f} of the last value's, pattern alone {q['pattern']:.3f}), 80% intervals "
            f"hold {q['coverage']:.2f} of {q['n']:.0f}"
        )
        for metric, age, later, q in rows
    ]
    return [
        *lines,
        (
            f"longevity, {where}: at most .75 of the last value's error in {good} of {len(rows)} "
            f"settings {bar(good / len(rows), least=0.8)}, coverage .72-.88 in {inside} "
            f"{bar(inside / len(rows), least=0.8)}"
        ),
    ]


def videos(path: Path) -> tuple[dict[str, Array], Array]:
    """Lay real daily counts out by age, oldest first; quality is the like rate, for there are no saves."""
    raw = pl.read_csv(path, schema_overrides={"date": pl.String}, infer_schema_length=None)
    part = pl.col("date").str.split(".")
    day = pl.concat_str(pl.lit("2017-"), part.list.get(1), pl.lit("-"), part.list.get(0)).str.to_date()
    dated = raw.with_columns(day=day).with_columns(first=pl.col("day").min().over("video_id"))
    aged = dated.with_columns(age=(pl.col("day") - pl.col("first")).dt.total_days()).unique(
        ["video_id", "age"]
    )
    # Videos of the first day may be of any age.
    aged = aged.filter(pl.col("first") > pl.col("first").min())
    found = {}
    for metric in ("views", "likes", "comments"):
        wide = (
            aged.sort("age")
            .pivot(on="age", index=["first", "video_id"], values=metric)
            .sort("first", "video_id")
        )
        table = np.full((wide.height, aged["age"].max() + 1), np.nan)  # type: ignore[operator]
        for name in wide.columns[2:]:
            table[:, int(name)] = np.log1p(wide[name].cast(pl.Float64).to_numpy())
        found[metric] = np.where(np.isfinite(table), np.fmax.accumulate(table, axis=1), np.nan)
    return found, found["likes"] - found["views"]


def _longevity_real(path: Path) -> list[str]:
    logs, quality = videos(path)
    rows = [
        (metric, age, later, forecast_quality(table, quality, age, later))
        for metric, table in logs.items()
        for age, later in AGES
    ]
    return _longevity_lines("real", rows)


def placebo_rate(
    response: Array, creators: NDArray[np.int64], runs: int, tags: int, by_creator: float
) -> dict[str, float]:
    """Hang tags on notes at random and count what is found.

    Args:
        response: Log interactions.
        creators: Creator numbers.
        runs: Campaigns.
        tags: Tags a campaign.
        by_creator: How strongly a tag belongs to some creators (0: by chance alone).
    """
    from statsmodels.regression.linear_model import OLS

    rng = np.random.default_rng(SEED)
    within, across, any_claim = [], [], []
    for _ in range(runs):
        lean = rng.normal(0, by_creator, (creators.max() + 1, tags))[creators] - 1.0
        table = (rng.random((len(creators), tags)) < 1 / (1 + np.exp(-lean))).astype(float)
        both = np.array([_made_both(tag, creators) for tag in table.T])
        found = note_effects.effects_within(creators, np.full(len(creators), np.nan), response, table)
        within.append(within_creator.p_values(*note_effects.contrast(found, np.eye(tags), both)))
        naive = OLS(response, np.column_stack([np.ones(len(response)), table])).fit()
        across.append(naive.pvalues[1:])
        any_claim.append(holm(within[-1], 0.05).any())
    return {
        "within": float((np.array(within) < 0.05).mean()),
        "across": float((np.array(across) < 0.05).mean()),
        "claim": float(np.mean(any_claim)),
    }


def _made_both(tag: Array, creators: NDArray[np.int64]) -> int:
    """Return how many creators have notes with the tag and notes without it."""
    share = np.bincount(creators, tag) / np.bincount(creators)
    return int(((share > 0) & (share < 1)).sum())


def panel(rng: np.random.Generator, creators: int, notes: int) -> tuple[Array, NDArray[np.int64]]:
    """Make log interactions of creators who differ a lot, their notes less, with a few that fly."""
    who = np.repeat(np.arange(creators), notes)
    flies = (rng.random(len(who)) < 0.02) * rng.exponential(1.5, len(who))
    return rng.normal(5, 1.2, creators)[who] + rng.normal(0, 0.6, len(who)) + flies, who


def _placebo_lines(where: str, response: Array, creators: NDArray[np.int64], runs: int) -> list[str]:
    found = placebo_rate(response, creators, runs, 20, 1.5)
    return [
        (
            f"what worked, {where}: tags that mean nothing pass 5% in {found['within']:.3f} (creators "
            f"not taken off: {found['across']:.2f}); any false claim in {found['claim']:.3f} of {runs} "
            f"campaigns {bar(found['claim'], most=0.08)}"
        )
    ]


def _placebo_simulated() -> list[str]:
    return _placebo_lines("simulated", *panel(np.random.default_rng(SEED), 40, 8), 200)


def _placebo_real(path: Path) -> list[str]:
    posts = pl.read_csv(path).drop_nulls(["likes", "comments"])
    kept = posts.filter(pl.len().over("creator_id") >= 10).sort("creator_id").head(12_000)
    response = (kept["likes"] + kept["comments"]).cast(pl.Float64).log1p().to_numpy()
    return _placebo_lines(
        "real creators", response, kept["creator_id"].rank("dense").to_numpy().astype(np.int64) - 1, 60
    )


def boost_shares(campaigns: int, notes: int = 24, rounds: int = 10) -> dict[str, float]:
    """Spend a budget in rounds, learning between them; return interactions as a share of those with perfect knowledge.

    Saturation is known to the policy only through the organic reach it depends on, give or take a third.
    """
    found: dict[str, list[float]] = {"ours": [], "uniform": [], "top five": []}
    overspent = 0.0
    for number in range(campaigns):
        rng = np.random.default_rng([SEED, number])
        shown = np.exp(rng.normal(10.3, 0.8, notes))
        truth = rng.gamma(2.0, 0.003, notes)
        organic_rate = truth * np.exp(rng.normal(0.2, 0.45, notes))
        organic = rng.poisson(organic_rate * shown).astype(float)
        cpm = np.full(notes, 50.0)
        saturation = cpm / 1000 * shown * np.exp(rng.normal(0, 0.3, notes))
        budget = 0.35 * float((cpm / 1000 * shown).sum())
        spent = _spend(rng, organic, shown, truth, saturation, cpm, budget, rounds)
        overspent = max(overspent, float(spent.sum()) - budget)

        def gain(money, q=truth, s=saturation, c=cpm):
            return float((q * 1000 / c * s * -np.expm1(-money / s)).sum())

        best = gain(_oracle(truth, saturation, cpm, budget))
        first = np.argsort(-organic)[:5]
        found["ours"].append(gain(spent) / best)
        found["uniform"].append(gain(np.full(notes, budget / notes)) / best)
        found["top five"].append(gain(np.where(np.isin(np.arange(notes), first), budget / 5, 0.0)) / best)
    return {**{name: float(np.mean(shares)) for name, shares in found.items()}, "overspent": overspent}


def _spend(
    rng: np.random.Generator,
    organic: Array,
    shown: Array,
    truth: Array,
    saturation: Array,
    cpm: Array,
    budget: float,
    rounds: int,
) -> Array:
    spent = np.zeros(len(shown))
    money: list[Array] = []
    got: list[Array] = []
    for _ in range(rounds):
        table = np.array(money).reshape(-1, len(shown))
        seen = response.Tranches.of_days(table, table * 1000 / cpm, np.array(got).reshape(table.shape))
        step = budget / rounds / 12
        known = response.learn(organic, shown, seen, cpm, least_reach=step)
        more = sum(
            boosting.allocate(known, spent, budget_cny=budget / rounds, tranche_cny=step, target_cny=1e9)
        )
        left = np.exp(-spent / saturation) - np.exp(-(spent + more) / saturation)
        got.append(rng.poisson(truth * 1000 / cpm * saturation * left).astype(float))
        money.append(np.asarray(more, dtype=float))
        spent = spent + more
    return spent


def _oracle(truth: Array, saturation: Array, cpm: Array, budget: float) -> Array:
    """Spend so that the last yuan brings the same everywhere, with perfect knowledge."""
    low, high = 0.0, float((truth * 1000 / cpm).max())
    money = np.zeros(len(truth))
    for _ in range(80):
        price = (low + high) / 2
        money = saturation * np.log(np.maximum(truth * 1000 / cpm / price, 1.0))
        low, high = (price, high) if money.sum() > budget else (low, price)
    return money


def _boosts() -> list[str]:
    found = boost_shares(300)
    return [
        (
            f"boosting: {found['ours']:.3f} of who knew everything {bar(found['ours'], least=0.92)} in "
            f"300 simulated campaigns ({found['ours'] / found['uniform']:.2f}x an even split at "
            f"{found['uniform']:.3f} {bar(found['ours'] / found['uniform'], least=1.15)}; the five "
            f"leaders {found['top five']:.3f}); most spent over budget {max(found['overspent'], 0):.2f} "
            f"{bar(found['overspent'], most=0.005)}"
        )
    ]
