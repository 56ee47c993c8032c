"""The answers that a day's page is told from, and how it names a note."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from xhs_workbench.findings import Text
from xhs_workbench.live.scheduling.calendar import count_ordered
from xhs_workbench.params.brief import Brief
from xhs_workbench.written import day_words

NOTE_PAGE = "https://www.xiaohongshu.com/explore/"
CREATOR_PAGE = "https://www.xiaohongshu.com/user/profile/"
MOST_TITLE = 14
"""Signs of a title in a sentence; a card shows all of it."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the campaign.

    Args:
        as_of: The day, China time.
        brief: The brief.
        posted: From `posted_by`: the notes that are out.
        waiting: From `carry_states`: comments without an answer.
        comments: How many comments were read; of none nothing is known.
        within_hours: The response time that the team promised itself.
        safety: From `count_safety`.
        boosts: From `plan_boosts`.
        spending: From `sum_spending`.
        target_cpe_cny: Maximum cost of one more interaction; None where none is set.
        pace: From `judge_traction`.
        drafts: From `follow_drafts`.
        slots: From `plan_slots`: the notes still to come.
    """

    as_of: date
    brief: Brief
    posted: pl.DataFrame
    waiting: pl.DataFrame
    comments: int
    within_hours: int
    safety: pl.DataFrame
    boosts: pl.DataFrame
    spending: pl.DataFrame
    target_cpe_cny: float | None
    pace: pl.DataFrame
    drafts: pl.DataFrame
    slots: pl.DataFrame

    @property
    def target_cny(self) -> float | None:
        """What one more interaction may cost: as given, else as the brief says."""
        return self.target_cpe_cny if self.target_cpe_cny is not None else self.brief.boost_limit_cny

    @property
    def ordered(self) -> int:
        """Notes that the brief orders."""
        return count_ordered(self.brief)

    @property
    def unassigned(self) -> bool:
        """True where the files hold more notes than the brief orders: which are the campaign's is not known."""
        return self.posted.height > self.ordered

    @property
    def to_come(self) -> int:
        """Notes still to come: by orders and drafts, else by the brief's count."""
        return self.slots.height or max(self.ordered - self.posted.height, 0)

    @property
    def buying(self) -> pl.DataFrame:
        """Open comments of people about to buy."""
        return self.waiting.filter(pl.col("urgency") == 3)

    @property
    def to_stop(self) -> pl.DataFrame:
        """Notes whose running boost should stop, the dearest first."""
        running = self.boosts.filter((pl.col("decision") == "stop") & (pl.col("spend_cny") > 0))
        return running.sort(["spend_cny", "note_id"], descending=[True, False])

    @property
    def to_boost(self) -> pl.DataFrame:
        """Notes that get money today, by expected gain."""
        return self.boosts.filter(pl.col("now_cny") > 0)

    @property
    def released_cny(self) -> float:
        """Money to add today."""
        return float(self.to_boost["now_cny"].sum())

    @property
    def spent_cny(self) -> float:
        """Money spent on boosts so far."""
        return float(self.spending["spend_cny"].sum())

    def posted_on(self, note_id: str | None) -> date | None:
        """Return the day a note went out."""
        found = self.posted.filter(pl.col("note_id") == note_id)["published_at"].drop_nulls()
        return found[0].date() if len(found) else None

    def short_title(self, row: Mapping[str, Any]) -> str:
        """Return the title of a note as a sentence has room for it."""
        title = str(row.get("title") or "")
        return title if len(title) <= MOST_TITLE else title[:MOST_TITLE].rstrip("，,。 ") + "…"

    def name(self, row: Mapping[str, Any], *, dated: bool = False) -> Text:
        """Return a note as a sentence names it: title and creator, with its day where there is room."""
        short, who = self.short_title(row), row.get("creator_name") or ""
        day = self.posted_on(row.get("note_id")) if dated else None
        said = day_words(day) if day else Text("", "")
        aside = ", ".join(part for part in (who, said.en) if part)
        if not short:
            return Text(
                f"{who or 'a note'}'s note" if who else "a note", f"{who}的笔记" if who else "一篇笔记"
            )
        return Text(
            f"“{short}” ({aside})" if aside else f"“{short}”",
            f"{who}《{short}》" + (f"（{said.zh}）" if said.zh else ""),
        )
