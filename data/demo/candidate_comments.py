"""Ten comments under each of six notes of 24 candidates, as a crawl keeps them by default. SYNTHETIC. 合成数据。

Drawn from a generator of its own, so that the other files stay as they are. Planted: the four creators with a
comment group share one circle of accounts and two wordings; two honest creators of one field share a third of
their readers.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

import numpy as np
from comments import FAMILIES, _fill
from truth import Creator

SEED = 619
NOTES, A_NOTE, HONEST, CIRCLE = 6, 10, 20, 14
CRAWLED_HOURS = 70
TEMPLATES = ("博主分享得太用心了每一篇都看完学到很多东西", "真的每次都被种草到已经推荐给身边的朋友了呢")


def make_candidate_comments(
    creators: list[Creator], effects: bool
) -> tuple[list[dict], dict[str, list[str]]]:
    """Return the rows, and who was planted."""
    rng = np.random.default_rng(SEED)
    pods = [c for c in creators if c.fraud == "pods"] if effects else []
    pool = [c for c in creators if not c.fraud and c.tier in ("micro", "koc")]
    honest = [pool[int(i)] for i in rng.choice(len(pool), HONEST, replace=False)]
    twins = honest[:2] if effects else []
    circle = [_account(f"circle{i}") for i in range(CIRCLE)]
    names = [name for name in FAMILIES if name not in ("template_bot", "emoji_only", "mention_only")]
    shares = np.array([FAMILIES[name][0] for name in names])
    rows = []
    for creator in [*pods, *honest]:
        own = [_account(f"fan {creator.id} {i}") for i in range(90)]
        shared = [_account(f"twin fan {i}") for i in range(40)] if creator in twins else []
        for post in sorted(creator.posts, key=lambda p: p["posted"])[-NOTES:]:
            for _ in range(min(A_NOTE, post["comments"])):
                family = str(rng.choice(names, p=shares / shares.sum()))
                row = {
                    "note_id": post["id"],
                    "likes": int(rng.pareto(1.6)),
                    "parent_comment_id": "",
                    "nickname": f"薯***{int(rng.integers(0, 99))}",
                }
                row |= {
                    "content": _fill(rng, str(rng.choice(FAMILIES[family][1]))),
                    "who": own[int(rng.integers(0, len(own)))],
                }
                after = float(rng.uniform(0.1, CRAWLED_HOURS))
                if creator in pods and rng.random() < 0.7:
                    row |= {
                        "content": str(rng.choice(TEMPLATES)),
                        "who": circle[int(rng.integers(0, CIRCLE))],
                    }
                    after = float(rng.uniform(0.05, 0.9))
                elif shared and rng.random() < 0.4:
                    row["who"] = shared[int(rng.integers(0, len(shared)))]
                rows.append(row | _when(rng, post["posted"], after))
    return rows, {"pods": [c.id for c in pods], "shared_readers": [c.id for c in twins]}


def _account(name: str) -> str:
    return hashlib.sha256(f"candidate commenter {name}".encode()).hexdigest()[:16]


def _when(rng: np.random.Generator, posted: datetime, hours: float) -> dict:
    at = posted + timedelta(hours=hours)
    return {
        "at": at,
        "comment_id": f"{int(at.timestamp()):08x}" + "".join(f"{x:x}" for x in rng.integers(0, 16, size=16)),
    }
