"""Small pools of candidates drawn by a seed, with quotas and budgets that sometimes fit and sometimes do not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from tests.claims.campaigns import CHINA, Files
from xhs_workbench.params import SelectionParams
from xhs_workbench.params.brief import Brief, Kpi

SHAPES = (
    "full",
    "full",
    "no quotes",
    "small budget",
    "quotas too high",
    "few notes",
    "no portraits",
    "one creator",
    "nobody",
)
TIERS = {"koc": (1_000, 9_999), "micro": (10_000, 49_999), "mid": (50_000, 499_999)}


@dataclass
class Pool:
    """What one selection's notebook is given."""

    shape: str
    brief: Brief
    params: SelectionParams
    data: Files


def draw_pool(number: int, brief: Brief, params: SelectionParams) -> Pool:
    """Draw one pool of candidates.

    Args:
        number: Its seed; its shape follows from it.
        brief: The brief whose words it takes.
        params: The parameters whose weights it takes.
    """
    rng, shape = np.random.default_rng([23, number]), SHAPES[number % len(SHAPES)]
    size = {"nobody": 0, "one creator": 1}.get(shape, int(rng.integers(8, 26)))
    creators = [_creator(rng, n, shape) for n in range(size)]
    data = Files(creators=creators, notes=[row for one in creators for row in _notes(rng, one, shape)])
    quotas = {"koc": (1, int(rng.integers(2, 6))), "micro": (0, int(rng.integers(1, 4))), "mid": (0, 2)}
    if shape == "quotas too high":
        quotas["mid"] = (9, 12)
    if shape == "one creator":
        quotas = dict.fromkeys(quotas, (0, 1))
    budget = float(rng.integers(200, 900)) if shape == "small budget" else float(rng.integers(4_000, 40_000))
    aims = [Kpi(metric="interactions_4", target=float(rng.choice([300, 3_000, 30_000])))]
    aims += [Kpi(metric="saves", target=float(rng.choice([100, 1_000])))] if rng.random() < 0.6 else []
    aims += [Kpi(metric="cpe", target=4.0)] if rng.random() < 0.5 else []
    return Pool(
        shape,
        brief.model_copy(
            update={
                "kpis": tuple(aims) if rng.random() < 0.8 else (),
                "budget": brief.budget.model_copy(update={"creators_cny": budget}),
            }
        ),
        params.model_copy(
            update={
                "quotas": quotas,
                "gates": (),
                "formats": {},
                "categories": {},
                "conflicts": (),
                "must_in": (),
                "must_out": (),
                "max_share_per_creator": float(rng.choice([0.5, 1.0])),
                "risk": params.risk.model_copy(update={"scenarios": 200}),
                "memory": "",
                "inputs": (),
            }
        ),
        data,
    )


def _creator(rng: np.random.Generator, n: int, shape: str) -> dict[str, Any]:
    low, high = TIERS[str(rng.choice(list(TIERS), p=[0.6, 0.25, 0.15]))]
    followers = int(np.exp(rng.uniform(np.log(low), np.log(high))))
    price = float(round(followers**0.75 * rng.uniform(0.5, 1.6), -1))
    share = float(rng.uniform(0.3, 0.95))
    ages = rng.dirichlet([1, 5, 6, 3, 1])
    names = ("under18", "18_24", "25_34", "35_44", "over44")
    portrait = {"female_share": share, "male_share": 1 - share} | {
        f"age_{name}_share": float(part) for name, part in zip(names, ages, strict=True)
    }
    return {
        "creator_id": f"{n + 1:024x}",
        "creator_name": f"候选{'甲乙丙丁戊己庚辛壬癸'[n % 10]}{n}",
        "category": str(rng.choice(["护肤", "美妆", "母婴"])),
        "followers": followers,
        "price_image_cny": None if shape == "no quotes" else price,
        "reads_median": int(followers * rng.uniform(0.1, 0.5)),
        "interactions_median": int(followers * rng.uniform(0.005, 0.05)),
        "active_fan_share": float(rng.uniform(0.3, 0.7)),
        **({} if shape == "no portraits" else portrait),
    }


def _notes(rng: np.random.Generator, one: dict[str, Any], shape: str) -> list[dict[str, Any]]:
    rows = []
    for n in range(int(rng.integers(0, 3) if shape == "few notes" else rng.integers(4, 12))):
        likes = int(one["followers"] * rng.uniform(0.004, 0.04))
        rows.append(
            {
                "note_id": f"{one['creator_id'][-6:]}{n:018x}",
                **{key: one[key] for key in ("creator_id", "creator_name", "followers")},
                "title": "平常的一天",
                "body": "换季维稳，温和不刺激" if rng.random() < 0.3 else "日常分享",
                "published_at": datetime(2026, 4, 1, 20, tzinfo=CHINA)
                - timedelta(days=int(rng.integers(3, 90))),
                "collected_at": datetime(2026, 4, 10, 8, tzinfo=CHINA),
                "note_type": "image",
                "reads": likes * 15,
                "likes": likes,
                **{name: int(likes * part * rng.uniform(0.5, 1.5)) for name, part in PARTS.items()},
                "is_commercial": bool(rng.random() < 0.3),
            }
        )
    return rows


PARTS = {"saves": 0.3, "comments": 0.08, "shares": 0.05, "follows": 0.02}
