"""One table as it could be filled from a sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from xhs_workbench.findings import Text
from xhs_workbench.intake.drafting.evidence import HALF, Cells
from xhs_workbench.intake.drafting.layout import meaning_of
from xhs_workbench.intake.drafting.words import candidates
from xhs_workbench.tables import TABLES

GUESSED = 2.0
"""From this distance on a match is a guess to be checked."""
UNIQUE = 0.9
"""Share of rows that must differ for a name or a title to stand for an id."""
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
        scale: Column -> what its bare figures are multiplied with, where nothing but its cells says so.
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
    scale: dict[str, int] = field(default_factory=dict)
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


WAN = 10_000
FEW = 3
"""Rows from which on figures beside one another say something of their units."""
MOSTLY = 0.8
HAN = re.compile(r"[\u4e00-\u9fff]")
BARE = r"\A[0-9]{1,4}(?:\.[0-9]+)?\z"
_PRICED = dict.fromkeys(("price_image_cny", "price_video_cny", "price_cny", "quote_cny"), (40, 0.0005, 2))
_OF_ONE_NOTE = {"reads": (300, 0.001, 30), "interactions": (100, 1e-4, 5), "likes": (100, 1e-4, 5)}
"""What one note brought says less: a list may be of just those notes that went far beyond their authors' followers."""
_USUAL = {
    **dict.fromkeys(("reads_median", "reads_median_coop"), (300, 0.001, 30)),
    **dict.fromkeys(("interactions_median", "interactions_median_coop"), (100, 1e-4, 5)),
    "likes_saves_total": (5000, 0.05, 300),
}
RATIOS: dict[str, dict[str, tuple[float, float, float]]] = {
    "followers": {**_PRICED, **_USUAL, **_OF_ONE_NOTE},
    "likes_saves_total": {"followers": (500, 0.003, 20)},
    "impressions": {"reads": (50, 0.005, 1), "likes": (50, 0.002, 0.3), "clicks": (100, 0.002, 0.6)},
    "reads": {"likes": (100, 0.005, 0.5), "interactions": (100, 0.005, 0.6), "impressions": (1000, 1, 300)},
}
"""Column -> column beside it -> how many times the plain figure it must be, in the median row, for the plain figure to be
absurd; and between what it lies of one that is ten thousand times as large."""


def in_units(
    plan: Plan,
    unread: Sequence[tuple[str, Cells]],
    columns: Sequence[Cells],
    *,
    told: bool = False,
    proved: bool = False,
) -> None:
    """Read bare figures in 万 where the cells beside them leave nothing else: 12.5 is no count of followers.

    Args:
        plan: The table with its chosen columns; those whose plain figures are absurd are taken out of it.
        unread: Columns named like a count whose cells are not whole numbers.
        columns: All columns of the sheet.
        told: A person chose the columns: none is taken out, and fractions of a count are read in 万.
        proved: Only where the columns beside them say so.
    """
    broken = [(column, cells) for column, cells in unread if column not in plan.chosen and column in RATIOS]
    whole = [(column, plan.chosen[column][0]) for column in RATIOS if column in plan.chosen]
    suspects = [(c, cells, True) for c, cells in broken] + [(c, cells, False) for c, cells in whole]
    suspects = [
        (c, cells, part) for c, cells, part in suspects if cells.header.scale == 1 and _is_short(cells)
    ]
    if not suspects:
        return
    counted = _figures_by_name(columns)
    for _ in (1, 2):  # what is settled settles the next: followers by prices, then likes by followers
        for column, cells, parted in suspects:
            open_ones = {other for other, _, broken in suspects if broken and other not in plan.scale}
            beside = {other: one for other, one in counted.items() if other not in open_ones}
            if column == "followers" and not parted:
                beside = {other: one for other, one in beside.items() if other not in _OF_ONE_NOTE}
            said = _unit_of(column, cells, beside, plan.scale)
            if column in plan.scale or (not parted and said in (PLAIN_FITS, UNKNOWN)):
                continue
            if HAN.search(cells.header.text) and (said == IN_WAN or (told and parted and not proved)):
                plan.chosen[column] = (cells, GUESSED)
                plan.scale[column] = WAN
                plan.rejected.pop(cells.header.text, None)
                plan.said.append(_in_wan(cells.header.text, column))
            elif not told:
                plan.chosen.pop(column, None)
                plan.rejected[cells.header.text] = _unit_unknown(column)


PLAIN_FITS, IN_WAN, ABSURD, UNKNOWN = range(4)


def _unit_of(column: str, cells: Cells, beside: Mapping[str, Cells], scale: Mapping[str, int]) -> int:
    """Say what the columns beside a short figure make of it."""
    own, said = _figures(cells, 1), set[int]()
    for other, (absurd, least, most) in RATIOS[column].items():
        if other not in beside or beside[other] is cells:
            continue
        ratios = _figures(beside[other], scale.get(other, 1)) / own
        ratios = ratios.filter(ratios.is_finite() & (ratios > 0))
        middle = ratios.median()
        if len(ratios) < FEW or not isinstance(middle, float):
            continue
        scaled = ratios / WAN
        fits = ((scaled >= least) & (scaled <= most)).sum() >= MOSTLY * len(scaled)
        said.add(PLAIN_FITS if middle < absurd else IN_WAN if fits else ABSURD)
    if PLAIN_FITS in said:
        return PLAIN_FITS if said == {PLAIN_FITS} else UNKNOWN
    return IN_WAN if said == {IN_WAN} else ABSURD if said else UNKNOWN


def _is_short(cells: Cells) -> bool:
    """Say whether nearly all figures are below ten thousand, and none is a whole count above it."""
    short = int(cells.filled.str.contains(BARE).sum())
    return (
        short >= max(FEW, MOSTLY * len(cells.filled))
        and not cells.filled.str.contains(r"\A[0-9,]{5,}\z").any()
    )


def _figures(cells: Cells, scale: int) -> pl.Series:
    """Return the bare figures row by row; null where a cell is none, or has a unit of its own."""
    bare = cells.first.str.strip_chars(" ¥￥元").str.replace_all(",", "", literal=True)
    return bare.cast(pl.Float64, strict=False) * scale * cells.header.scale


def _figures_by_name(columns: Sequence[Cells]) -> dict[str, Cells]:
    """Return the columns of figures by what they count, whichever table of ours they belong to."""
    found: dict[str, Cells] = {}
    for cells in columns:
        meaning = meaning_of(cells.header)
        if meaning.rest or not cells.mostly("number") or cells.mostly("percent"):
            continue
        for table in ("creators", "notes", "paid", "placements"):
            for column, rank in candidates(table, meaning):
                if rank < GUESSED:
                    found.setdefault(column, cells)
    return found


def _in_wan(header: str, column: str) -> Text:
    return Text(
        f"{header} is read in 万 (×10,000), since its figures are no {column} as they stand; scale in the mapping says so.",
        f"「{header}」按“万”读取（×10,000）：按原数不合理；可在映射的 scale 中修改。",
    )


def _unit_unknown(column: str) -> Text:
    return Text(
        f"too small for {column} as they stand, and no unit is said: if they are in 万, read the column and write "
        f"scale: {{{column}: {WAN}}}",
        f"作为 {column} 过小且未注明单位：若单位为万，请映射该列并写 scale: {{{column}: {WAN}}}",
    )


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


NOTE_NAMED = re.compile(
    r"(?i)(?:笔记|帖子?|作品|文章|notes?|posts?)[\s_]*(?:序号|编号|no\.?|#|number|num)\Z|第几篇"
)
"""A header under which notes have the numbers of somebody's list."""


def named_in_words(cells: Cells) -> str:
    """Return what the cells name a commented note by: its title (or its number in a list), or who posted it; empty for others."""
    tags, shares = meaning_of(cells.header).tags, cells.share
    if (
        cells.row_number
        or cells.fill < HALF
        or max(shares[kind] for kind in ("hex", "link", "day", "objects")) > HALF
    ):
        return ""
    spoken = shares["number"] < HALF
    if (
        NOTE_NAMED.search(cells.header.text)
        or tags in ({"title"}, {"note", "title"})
        or (tags == {"note"} and spoken)
    ):
        return "title"
    return "creator" if "creator" in tags and tags <= {"creator", "name"} and spoken else ""


def _all_named(comments: Plan, spare: Sequence[Cells]) -> bool:
    """Say whether every comment has the id of its note, or a link to it."""
    links = {rule.get("header") for rule in comments.derive.get("note_id", ())}
    own = [cells for cells in spare if cells.header.text in links and cells.share["note_link"] == 1]
    own += [comments.chosen["note_id"][0]] if "note_id" in comments.chosen else []
    return any(cells.fill == 1 for cells in own)


def by_words(comments: Plan, spare: Sequence[Cells]) -> None:
    """Name the note of a comment by its title, or by who posted it, where neither an id nor a link says it."""
    rows = {said: cells for cells in reversed(spare) if (said := named_in_words(cells))}
    if not rows or "note_id" in comments.constants or _all_named(comments, spare):
        return
    said = "title" if "title" in rows else "creator"
    header = rows[said].header.text
    comments.derive.setdefault("note_id", []).append({"header": header, "words": said})
    comments.said.append(
        Text(
            f"Where no id or link says it, a comment is on the note that {header} names, if only one is named so.",
            f"没有笔记 ID 或链接时，评论归到「{header}」所指的笔记（须唯一）。",
        )
    )


def tell_replies(plan: Plan, spare: Sequence[Cells]) -> None:
    """Tell replies by the level of a comment (根评论, 二级评论), where no column names the comment that they answer."""
    if "parent_comment_id" in plan.chosen:
        return
    for cells in spare:
        tags = meaning_of(cells.header).tags
        asks = "reply" in tags and "yesno" in tags
        texts = [text.strip() for text in cells.filled.unique().to_list()]
        rule = IS_REPLY if asks else OF_A_REPLY
        told = {bool(re.search(rule, text)) for text in texts}
        spoken = "comment" in tags or any(re.search(OF_COMMENTS, text) for text in texts)
        of_level = "level" in tags or LEVEL.search(cells.header.text) or tags == {"comment", "type"}
        if (asks or (spoken and of_level and "user" not in tags)) and True in told:
            if not asks and not all(
                re.search(OF_A_REPLY, text) or re.search(OF_A_ROOT, text) for text in texts
            ):
                continue
            rest = {"header": cells.header.text, "regex": rule, "prefix": NO_PARENT}
            plan.derive["parent_comment_id"] = [rest]
            plan.said.append(
                Text(
                    f"parent_comment_id is {NO_PARENT} for the replies that {cells.header.text} tells.",
                    f"「{cells.header.text}」标明的回复，parent_comment_id 写作 {NO_PARENT}。",
                )
            )
            return


LEVEL = re.compile(r"(?i)层级|级别|等级|level")
OF_COMMENTS = r"(?i)评论|回复|reply|root|comment"
OF_A_REPLY = r"(?i)^\s*(?:(?:[二三四2-9]|第[二三]|l[2-9]|level\s*[2-9])\s*级?(?:评论|回复)?|子级?评论|楼中楼|追评|回复(?:评论)?|(?:sub|child)[- _]?(?:comment)?|repl(?:y|ies)|second(?:ary)?)\s*()$"
OF_A_ROOT = r"(?i)^\s*(?:(?:[一1]|第一|l1|level\s*1)\s*级?(?:评论)?|(?:根|主|父级?|顶级|首)评论|评论|root|top([- _]?level)?|parent|main|first|primary|comment)(?:\s*comment)?\s*$"
IS_REPLY = r"(?i)^\s*(?:是|yes|y|true|1)\s*()$"
NO_PARENT = "unknown-comment"
"""The comment that a reply answers, where a file only says that it is one."""


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


def rows_differ(plan: Plan, parts: Sequence[str]) -> bool:
    """Say whether the sampled rows differ in the columns that are to name them."""
    texts = [plan.chosen[part][0].filled for part in parts]
    n = min(map(len, texts))
    if not n:
        return False
    frame = pl.DataFrame({str(i): text.head(n) for i, text in enumerate(texts)})
    return frame.n_unique() >= UNIQUE * n
