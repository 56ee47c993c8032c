"""The raw tables of a drawn campaign as plain rows, and its targets reckoned again by plain loops."""

from __future__ import annotations

import math
import re
from datetime import datetime, time
from typing import Any

from tests.claims.campaigns import CHINA, Campaign

Row = dict[str, Any]
UNITS = {"K": 1e3, "M": 1e6, "万": 1e4, "亿": 1e8}
NUMBER = re.compile(r"([+-]?)(¥?)(\d[\d,]*(?:\.\d+)?)\s?(K|M|万|亿|%)?")
YOUNG_DAYS = 14
CLOSE = 0.9
COST_METRICS = {"cpe": 1, "cpm_by_impressions": 1000}
PARTS = {"interactions_4": ("likes", "saves", "comments", "shares")}
SHORT = {"cpe": "cost per interaction", "interactions_4": "interactions", "cpm_by_impressions": "CPM"}
AIMS = {"awareness": ("impressions", "reads"), "launch": ("saves", "reads"), "ugc": ()} | dict.fromkeys(
    ("tmall_traffic", "store_traffic"), ("reads", "saves")
)


def numbers(text: str) -> list[float]:
    """Return the numbers of a text; percent as they stand.

    >>> numbers("¥5,433 went into 1.31M reads, 97.2万 and 12%")
    [5433.0, 1310000.0, 972000.0, 12.0]
    """
    return [
        float(digits.replace(",", "")) * UNITS.get(unit, 1) * (-1 if sign == "-" else 1)
        for sign, _, digits, unit in NUMBER.findall(text)
    ]


def near(said: float, known: float, share: float = 0.006) -> bool:
    """Say whether a number as written is the known one, rounded."""
    return math.isclose(said, known, rel_tol=share, abs_tol=0.51 if abs(known) >= 10 else 0.0051)


class Raw:
    """The raw tables as plain rows, each order with its note's counts and its boosts."""

    def __init__(self, campaign: Campaign) -> None:
        table = campaign.data.table
        notes = {row["note_id"]: row for row in table("notes").to_dicts()}
        self.campaign, self.paid = campaign, table("paid").to_dicts()
        self.comments, self.traffic = table("comments").to_dicts(), table("traffic").to_dicts()
        self.searches = table("search_index").to_dicts()
        self.own = campaign.earlier.table("notes").to_dicts()
        self.orders = [
            self._joined(order, notes.get(order["note_id"], {})) for order in table("placements").to_dicts()
        ]

    def _joined(self, order: Row, note: Row) -> Row:
        row = {key: value if value is not None else note.get(key) for key, value in order.items()}
        row |= {key: note.get(key) for key in ("title", "published_at", "content_format")}
        spent = [one["spend_cny"] for one in self.paid if one["note_id"] == order["note_id"]]
        row["boost"] = sum(spent) if self.paid else None
        now = datetime.combine(self.campaign.as_of, time(23, 59, 59), tzinfo=CHINA)
        row["young"] = (now - row["published_at"]).total_seconds() / 3600 // 1 / 24 < YOUNG_DAYS
        row["who"] = row["creator_id"] or row["creator_name"]
        return row

    @property
    def priced(self) -> list[Row]:
        """Orders with a price."""
        return [row for row in self.orders if row["quote_cny"] is not None]

    def cost(self, row: Row) -> float | None:
        """Return quote and fee, the money that the brief counts."""
        return None if row["quote_cny"] is None else row["quote_cny"] + row["service_fee_cny"]

    def count(self, row: Row, metric: str) -> float | None:
        """Return a count of one order; unknown where a part is."""
        parts = [row[part] for part in PARTS.get(metric, (metric,))]
        return None if any(part is None for part in parts) else float(sum(parts))

    def total(self, metric: str) -> float | None:
        """Return a KPI over all orders; costs over the orders with both sides known."""
        if metric in COST_METRICS:
            below = "interactions_4" if metric == "cpe" else "impressions"
            both = [(self.cost(row), self.count(row, below)) for row in self.orders]
            known = [(top, bottom) for top, bottom in both if top is not None and bottom is not None]
            whole = sum(bottom for _, bottom in known)
            return sum(top for top, _ in known) / whole * COST_METRICS[metric] if whole else None
        known_counts = [n for row in self.orders if (n := self.count(row, metric)) is not None]
        return sum(known_counts) if known_counts else None

    @property
    def spent(self) -> float:
        """All money that the files know."""
        boosts = sum(row["boost"] or 0 for row in self.orders)
        return sum(self.cost(row) or 0 for row in self.priced) + boosts

    @property
    def counted(self) -> str:
        """What notes are ranked by: a count of the objective that is promised, and known for half of them at least."""
        promised = [kpi.metric for kpi in self.campaign.brief.kpis]
        for name in AIMS[self.campaign.brief.objective.kind]:
            known = sum(row[name] is not None for row in self.orders)
            if name in promised and 2 * known >= max(len(self.orders), 1):
                return name
        return "interactions_4"

    @property
    def aim(self) -> str:
        """The goal: the first count of the objective that the brief promises, known or not."""
        promised = [kpi.metric for kpi in self.campaign.brief.kpis]
        for name in AIMS[self.campaign.brief.objective.kind]:
            if name in promised:
                return name
        return "interactions_4"


Reached = tuple[float | None, float, float | None, str]
"""Value, target, share reached, verdict."""


def verdicts(raw: Raw) -> dict[str, Reached]:
    """Return each target's value, target, share reached and verdict, reckoned again."""
    young = any(row["young"] for row in raw.orders)
    found: dict[str, Reached] = {}
    for kpi in raw.campaign.brief.kpis:
        value = raw.total(kpi.metric)
        if not value:
            found[kpi.metric] = (value, kpi.target, None, "unknown")
            continue
        done = kpi.target / value if kpi.metric in COST_METRICS else value / kpi.target
        late = "met" if done >= 1 else "close" if done >= CLOSE else "missed"
        found[kpi.metric] = (value, kpi.target, done, "not_mature" if young and done < 1 else late)
    return found


def percent(share: float) -> int:
    """Return whole percent; what falls short is 99 at most."""
    return min(round(share * 100), 99) if share < 1 else round(share * 100)
