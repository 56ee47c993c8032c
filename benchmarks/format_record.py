"""Format records against raw cell means, on planted creators: error, coverage, and the result of an assignment by them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from xhs_workbench.content.planning.format_plan import plan_formats
from xhs_workbench.content.planning.format_record import format_records
from xhs_workbench.metrics.note_formats import FORMATS
from xhs_workbench.params import BriefParams

GENERAL = np.array([0.0, -0.2, 0.3, 0.05])


def planted(
    rng: np.random.Generator, creators: int, between: float, noise: float = 0.55
) -> tuple[pl.DataFrame, np.ndarray]:
    """Make notes of creators whose own format effects are known (log, standard deviation `between`)."""
    level, own = rng.normal(6, 1, creators), rng.normal(0, between, (creators, 4))
    rows = []
    for i in range(creators):
        for form in rng.choice(4, size=int(rng.integers(8, 13)), p=rng.dirichlet([2.0, 2.5, 1.2, 1.3])):
            y = level[i] + GENERAL[form] + own[i, form] + rng.normal(0, noise) + (rng.random() < 0.02) * 2.2
            rows.append((f"c{i:04d}", FORMATS[form], int(np.exp(y))))
    notes = pl.DataFrame(rows, schema=["creator_id", "format", "likes"], orient="row").with_columns(
        saves=pl.lit(0), comments=pl.lit(0), shares=pl.lit(0), is_commercial=pl.lit(False)
    )
    return notes, GENERAL + own


def judge(rng: np.random.Generator, creators: int, between: float) -> dict[str, float]:
    """Compare estimates with what was planted, within creators (a creator's level cannot be known and does not matter)."""
    notes, truth = planted(rng, creators, between)
    brief = BriefParams(brief="params/demo/brief.yaml").read_brief()
    records = format_records(notes, brief).sort("creator_id")
    effect = records["effect"].to_numpy().reshape(-1, 4)
    raw = np.log(records["raw_ratio"].cast(pl.Float64).to_numpy().reshape(-1, 4))
    seen = np.isfinite(raw)
    real = truth - np.nanmean(np.where(seen, truth, np.nan), axis=1, keepdims=True)

    def error(found: np.ndarray) -> float:
        apart = np.where(
            seen, found - np.nanmean(np.where(seen, found, np.nan), axis=1, keepdims=True) - real, np.nan
        )
        return float(np.sqrt(np.nanmean(apart**2)))

    wide = np.log((records["upper"] / records["lower"]).to_numpy().reshape(-1, 4)) / 2
    # The pool's mix of formats sets the zero of `effect`; the truth is shifted to it.
    shares = records.group_by("format", maintain_order=True).agg(pl.col("n").sum())["n"].to_numpy()
    centred = truth - (shares / shares.sum()) @ truth.mean(axis=0)
    covered = np.abs(effect - centred) <= wide
    people = pl.DataFrame(
        {
            "creator_id": [f"c{i:04d}" for i in range(24)],
            "creator_name": None,
            "followers": 1,
            "tier": ["mid"] * 2 + ["micro"] * 7 + ["koc"] * 15,
        }
    )
    plan = plan_formats(records, people, brief)
    got = [truth[int(c[1:]), FORMATS.index(f)] for c, f in plan.select("creator_id", "format").iter_rows()]
    lots = []
    for form, tier in plan.select("format", "tier").iter_rows():
        own = [i for i, t in enumerate(people["tier"]) if t == tier]
        lots.append(float(truth[own, FORMATS.index(form)].mean()))
    promised = float((plan["effect"] - plan["by_chance"]).mean())
    return {
        "ratio": error(effect) / error(np.where(seen, raw, 0.0)),
        "coverage": float(covered.mean()),
        "gain": float(np.mean(got) - np.mean(lots)),
        "promised": promised,
    }


SHORT = {"rounds": 8}


def run(rounds: int = 40) -> Iterator[str]:
    """Yield what was measured, a line each."""
    for between in (0.0, 0.15, 0.3, 0.5):
        rng = np.random.default_rng(7)
        found = [judge(rng, 300, between) for _ in range(rounds)]
        mean = {key: float(np.mean([row[key] for row in found])) for key in found[0]}
        yield (
            f"formats per creator, 300 creators x 8-12 notes, planted sd {between}: RMSE {mean['ratio']:.2f} of raw cell means, "
            f"90 % intervals hold {mean['coverage']:.0%}, assignment delivers {np.expm1(mean['gain']):+.1%} over lots "
            f"(promised {np.expm1(mean['promised']):+.1%})"
        )


if __name__ == "__main__":
    print("\n".join(run()))
