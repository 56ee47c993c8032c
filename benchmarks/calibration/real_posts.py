"""Real posts as a world: 327 accounts of another platform, with a lift or an effect of formats planted or none.

`../shared/real_data/creator_panel_instagram.csv` (InstaFake, CC BY-NC: read where it lies, never copied). A day is
drawn; creators who posted enough before it and again within the posting window make a campaign. Nothing was paid
for, so every lift found without one planted is false.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.calibration.worlds import FORMATS, POSTING_DAYS, Array, Panel, Wish, World, price_by_size

FILE = Path(__file__).resolve().parents[3] / "shared" / "real_data" / "creator_panel_instagram.csv"
NAME = "real posts (Instagram)"
DAY = 86_400.0
TRIES = 400


@cache
def _posts() -> dict[str, tuple[Array, Array]]:
    rows = pl.read_csv(FILE).sort("creator_id", "posted_at_unix")
    return {
        str(name): (
            part["posted_at_unix"].to_numpy() / DAY,
            (part["likes"] + part["comments"]).cast(pl.Float64).to_numpy(),
        )
        for (name,), part in rows.group_by("creator_id", maintain_order=True)
    }


def real_posts(rng: np.random.Generator, wish: Wish) -> Panel:
    """Draw a campaign of real posts; what a wish says of reach and of formats' shares does not apply.

    Raises:
        LookupError: No day was found on which so many creators qualify.
    """
    posts = _posts()
    last = max(days[-1] for days, _ in posts.values())
    for _ in range(TRIES):
        today = last - rng.uniform(POSTING_DAYS, 450)
        chosen = [found for one in posts.values() if (found := _window(one, today, wish)) is not None]
        if len(chosen) >= wish.creators:
            picked = [chosen[at] for at in rng.permutation(len(chosen))[: wish.creators]]
            return _as_panel(rng, picked, wish)
    raise LookupError(f"no day with {wish.creators} creators of {wish.own} posts before it")


def _window(one: tuple[Array, Array], today: float, wish: Wish) -> tuple[Array, Array] | None:
    """Return days (0: today) and counts of own posts, the next `placed`, and `after` later ones; None if there are too few."""
    days, counts = one
    start = int(np.searchsorted(days, today))
    later = int(np.searchsorted(days, today + wish.after_from)) + wish.placed
    if start < wish.own or later + wish.after > len(days):
        return None
    if wish.placed and days[min(start + wish.placed - 1, len(days) - 1)] > today + POSTING_DAYS:
        return None
    if wish.after and days[later + wish.after - 1] > today + wish.after_from + wish.after_days:
        return None
    at = np.r_[start - wish.own : start + wish.placed, later : later + wish.after]
    return days[at] - today, counts[at]


def _as_panel(rng: np.random.Generator, picked: list[tuple[Array, Array]], wish: Wish) -> Panel:
    many = wish.own + wish.placed + wish.after
    creator = np.repeat(np.arange(len(picked)), many)
    kind = np.zeros(many, dtype=bool)
    kind[wish.own : wish.own + wish.placed] = True
    placed = np.tile(kind, len(picked))
    day, count = (np.concatenate([one[part] for one in picked]) for part in (0, 1))
    form = rng.integers(0, FORMATS, len(day))
    count = np.floor(count * np.where(placed, wish.lift, 1.0) * np.where(form == 0, wish.format_effect, 1.0))
    usual = np.array([np.log1p(one[1][: wish.own]).mean() for one in picked])[creator]
    return Panel(
        creator,
        day,
        count,
        form,
        placed,
        price_by_size(rng, usual, creator, placed),
        np.full(len(day), np.nan),
    )


def with_real(worlds: dict[str, World]) -> dict[str, World]:
    """Add the real posts to the made-up worlds, where the file is."""
    return worlds | ({NAME: real_posts} if FILE.exists() else {})
