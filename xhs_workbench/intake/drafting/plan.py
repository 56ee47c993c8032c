"""One table as it could be filled from a sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from xhs_workbench.findings import Text
from xhs_workbench.intake.drafting.evidence import Cells
from xhs_workbench.intake.drafting.layout import meaning_of
from xhs_workbench.tables import TABLES

GUESSED = 2.0
"""From this distance on a match is a guess to be checked."""
MEASURES = ("likes", "saves", "comments", "shares", "reads", "impressions", "interactions")

NO_ID = "unknown-note"
NOTE_UNKNOWN = Text(
    f"No header says which note was commented on: note_id is {NO_ID} for every row; write the note's id "
    "there if the file is of one note.",
    f"没有列说明评论属于哪篇笔记：note_id 暂写为 {NO_ID}；若文件只含一篇笔记的评论，请改成该笔记 ID。",
)
OF_ONE_NOTE = r"(?<![0-9a-f])([0-9a-f]{24})(?![0-9a-f])"
"""A note's id in the name of a file of its comments."""


@dataclass
class Plan:
    """One table as it could be filled from a sheet.

    Args:
        table: Canonical table.
        chosen: Column -> the cells it is read from, and how far the header is from its exact name.
        derive: Column -> rules, as in a mapping.
        constants: Column -> value for every row.
        said: What was made rather than read, in sentences.
        rejected: Header -> why a column that its name fits was not read from it.
        counted: Header of the time at which the rows were counted; empty where only its name tells it.
        lacking: Why this table cannot be filled; None when it can.
        named_only: What is lacking is any figure: its rows are notes that somebody listed, and may be read as such.
    """

    table: str
    chosen: dict[str, tuple[Cells, float]] = field(default_factory=dict)
    derive: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    constants: dict[str, Any] = field(default_factory=dict)
    said: list[Text] = field(default_factory=list)
    rejected: dict[str, Text] = field(default_factory=dict)
    counted: str = ""
    lacking: Text | None = None
    named_only: bool = False

    def has(self, *columns: str) -> bool:
        """Whether one of the columns is read or made."""
        return any(c in self.chosen or c in self.derive or c in self.constants for c in columns)

    @property
    def score(self) -> float:
        """How much of the sheet the table explains; a header that names its rows counts twice."""
        named = sum(self.chosen[key][1] < 1 for key in TABLES[self.table].primary_key() if key in self.chosen)
        return (
            sum(1.0 if rank < GUESSED else 0.6 for _, rank in self.chosen.values())
            + 0.5 * len(self.derive)
            + named
        )

    @property
    def headers(self) -> frozenset[str]:
        """The headers it reads or takes something out of."""
        taken = (rule["header"] for rules in self.derive.values() for rule in rules if "header" in rule)
        return frozenset((*(cells.header.text for cells, _ in self.chosen.values()), *taken))


def name_by_file(plan: Plan, file: str) -> None:
    """Take the note that was commented on out of the name of the file, where no column says it and the name has one id."""
    if plan.constants.get("note_id") != NO_ID or len(set(re.findall(OF_ONE_NOTE, file))) != 1:
        return
    del plan.constants["note_id"]
    plan.derive = {"note_id": [{"file": OF_ONE_NOTE, "else": NO_ID}], **plan.derive}
    said = Text(
        "note_id is taken out of the name of the file: all its comments are on that note.",
        "note_id 取自文件名：文件中的评论均属于该笔记。",
    )
    plan.said = [said if text is NOTE_UNKNOWN else text for text in plan.said]


BROUGHT = frozenset(
    {"likes", "saves", "comment", "shares", "reads", "impressions", "interactions", "price", "spend", "fee"}
)
"""Tags of what a note cost or brought; a list that has them is one of notes or orders."""
EXPECTED = ("impressions", "reads", "interactions")
"""What a plan says that its notes will bring."""


def lacks_of_a_plan(plan: Plan, spare: Sequence[Cells]) -> Text | None:
    """Return why a calendar of contents is none: a list of orders or of notes has its days and creators too."""
    tags = [meaning_of(cells.header).tags for cells in spare]
    expected = plan.has(*EXPECTED)
    brought = any(
        said & BROUGHT
        and cells.mostly("number")
        and not (expected and said & {"estimated", "fee", "planned"})
        for cells, said in zip(spare, tags, strict=True)
    )
    day = plan.chosen.get("planned_from")
    told = day is not None and "planned" in meaning_of(day[0].header).tags
    ahead = told or plan.has("phase", "spend_cny") or any(said & {"draft", "hand_in"} for said in tags)
    if not plan.has("planned_from") or not plan.has("creator_name", "creator_id"):
        return Text("no planned day or no creator", "缺少计划发布日或博主列")
    if (
        brought
        or not plan.has("note_type", "content_direction", "note_id")
        or (not told and plan.has("note_id"))
        or (plan.has(*EXPECTED, "cost_cny") and not (expected and ahead))
    ):
        return Text("not only a plan of notes", "不只是内容排期")
    return None
