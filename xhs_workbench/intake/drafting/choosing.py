"""Which header becomes which column of one table, and how the columns without a header are made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import polars as pl

from xhs_workbench.findings import Text
from xhs_workbench.intake.drafting.evidence import NOTE_LINK, PROFILE_LINK, Cells, fits, said_of
from xhs_workbench.intake.drafting.layout import meaning_of
from xhs_workbench.intake.drafting.words import Meaning, candidates
from xhs_workbench.tables import TABLES

GUESSED = 2.0
"""From this distance on a match is a guess to be checked."""
UNIQUE = 0.9
"""Share of rows that must differ for a name or a title to stand for an id."""
MEASURES = ("likes", "saves", "comments", "shares", "reads", "impressions", "interactions")
PEOPLE = frozenset({"creator", "user", "fans", "red_id", "home"})
"""Tags of headers that speak of a person; in a note list every other header speaks of the note."""
OF_AN_AUTHOR = ("creator_id", "creator_name", "red_id", "profile_url", "followers", "likes_saves_total", "notes_total")
"""What a note list says of the people who wrote the notes."""


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
        lacking: Why this table cannot be filled; None when it can.
    """

    table: str
    chosen: dict[str, tuple[Cells, float]] = field(default_factory=dict)
    derive: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    constants: dict[str, Any] = field(default_factory=dict)
    said: list[Text] = field(default_factory=list)
    rejected: dict[str, Text] = field(default_factory=dict)
    lacking: Text | None = None

    def has(self, *columns: str) -> bool:
        """Whether one of the columns is read or made."""
        return any(c in self.chosen or c in self.derive or c in self.constants for c in columns)

    @property
    def score(self) -> float:
        """How much of the sheet the table explains; a header that names its rows counts twice."""
        named = sum(self.chosen[key][1] < 1 for key in TABLES[self.table].primary_key() if key in self.chosen)
        return sum(1.0 if rank < GUESSED else 0.6 for _, rank in self.chosen.values()) + 0.5 * len(self.derive) + named

    @property
    def headers(self) -> frozenset[str]:
        """The headers it reads or takes something out of."""
        taken = (rule["header"] for rules in self.derive.values() for rule in rules if "header" in rule)
        return frozenset((*(cells.header.text for cells, _ in self.chosen.values()), *taken))


def choose(table: str, columns: Sequence[Cells], *, only: Sequence[str] = (), at: datetime | None = None) -> Plan:
    """Choose headers for the columns of a table, then make the keys that no header holds.

    Args:
        table: Canonical table.
        columns: The sheet's columns.
        only: Columns to fill; none means all.
        at: When the file was made, for relative dates.
    """
    pairs: list[tuple[float, float, int, str, Cells]] = []
    for cells in columns:
        tags = meaning_of(cells.header).tags
        if only and not (tags & PEOPLE or {"likes", "saves"} <= tags or cells.mostly("profile_link")):
            continue
        found = _candidates(table, cells)
        wanted = [(column, rank) for column, rank in found.items() if not only or column in only]
        for column, rank in wanted:
            if (
                column == "creator_id"
                and not (meaning_of(cells.header).tags & {"id", "red_id"})
                and not cells.mostly("hex")
            ):
                continue
            if fits(table, column, cells, collected_at=at):
                pairs.append((rank, -round(cells.fill, 1), cells.header.index, column, cells))
    plan, taken = Plan(table), set[int]()
    for rank, _, index, column, cells in sorted(pairs, key=lambda pair: pair[:4]):
        if column not in plan.chosen and index not in taken:
            plan.chosen[column] = (cells, rank)
            taken.add(index)
    if table == "notes":
        taken -= _drop_authors_own(plan)
    COMPLETED[table](plan, [cells for cells in columns if cells.header.index not in taken])
    return plan


def _candidates(table: str, cells: Cells) -> dict[str, float]:
    """Return the columns a header may be by its name, and by its links whatever its name."""
    meaning = meaning_of(cells.header)
    penalty = 0.0
    if meaning.rest:
        if len(meaning.rest) > 1 or len(meaning.rest[0]) > 1 or meaning.rest[0].isascii():
            meaning = Meaning(frozenset())
        penalty = GUESSED
    window = 0.1 if "window" in meaning.tags else 0.0
    found = {column: rank + penalty + window for column, rank in candidates(table, meaning)}
    if table in ("notes", "creators") and "cover" not in meaning.tags:
        column = {"notes": "note_url", "creators": "profile_url"}[table]
        if cells.mostly("note_link" if table == "notes" else "profile_link") or (
            table == "notes" and cells.mostly("short_link")
        ):
            found = {column: found.get(column, 0.5) + (0.3 if "pgy." in str(cells.filled[0]) else 0.0)}
    return found


def _drop_authors_own(plan: Plan) -> set[int]:
    """Take out what is the author's, not the note's: 关注数 may be whom the author follows; return the headers set free."""
    author = plan.chosen.get("creator_id") or plan.chosen.get("creator_name")
    freed = set[int]()
    if author is not None and "follows" in plan.chosen and said_of(author[0], plan.chosen["follows"][0]):
        cells, _ = plan.chosen.pop("follows")
        freed.add(cells.header.index)
        plan.rejected[_name(cells)] = Text("the same in all rows of an author: the author's figure, not the note's",
                                               "同一作者各行相同：为作者数据，而非笔记数据")  # fmt: skip
    return freed


def _linked(spare: Sequence[Cells], kind: str) -> Cells | None:
    return next((cells for cells in spare if cells.mostly(kind)), None)


def _name(cells: Cells) -> str:
    return cells.header.text


def _take(plan: Plan, column: str, cells: Cells, rule: dict[str, str], en: str, zh: str) -> None:
    plan.derive.setdefault(column, []).append({"header": _name(cells), **rule})
    plan.said.append(Text(f"{column} is {en} {_name(cells)}.", f"{column} {zh}「{_name(cells)}」。"))


def _from_link(plan: Plan, column: str, cells: Cells, regex: str) -> None:
    _take(plan, column, cells, {"regex": regex}, "taken out of the links under", "取自链接列")


def _hash(plan: Plan, column: str, parts: Sequence[str]) -> None:
    plan.derive[column] = [{"hash_of": ",".join(parts)}]
    plan.said.append(
        Text(
            f"No header holds an id: {column} is made of {' and '.join(parts)}. Such rows join no other file.",
            f"文件没有 ID 列：{column} 由 {'、'.join(parts)} 生成，无法与其他文件关联。",
        )
    )


def _differ(plan: Plan, parts: Sequence[str]) -> bool:
    """Whether the sampled rows differ in the columns that are to name them."""
    texts = [plan.chosen[part][0].filled for part in parts]
    n = min(map(len, texts))
    if not n:
        return False
    frame = pl.DataFrame({str(i): text.head(n) for i, text in enumerate(texts)})
    return frame.n_unique() >= UNIQUE * n


def _complete_notes(plan: Plan, spare: Sequence[Cells]) -> None:
    note_id = plan.chosen.get("note_id")
    linked = "note_url" in plan.chosen and plan.chosen["note_url"][0].mostly("note_link")
    if note_id and linked and not note_id[0].mostly("hex"):
        del plan.chosen["note_id"]
    if "note_id" not in plan.chosen and linked:
        plan.derive["note_id"] = [{"from": "note_url", "regex": NOTE_LINK}]
        name = _name(plan.chosen["note_url"][0])
        plan.said.append(Text(f"note_id is taken out of the links under {name}.", f"note_id 取自链接列「{name}」。"))
    if not plan.has("note_id"):
        parts = [name for name in ("title", "creator_name", "published_at") if name in plan.chosen]
        if len(parts) > 1 and _differ(plan, parts):
            _hash(plan, "note_id", parts)
    _author(plan, spare)
    if not plan.has("note_id"):
        plan.lacking = Text(
            "no note id, no link to a note, and no title that names one", "没有笔记 ID、笔记链接，也没有可区分的标题"
        )
    elif not plan.has(*MEASURES, "reads_estimated") and not ({"title", "published_at"} <= set(plan.chosen)):
        plan.lacking = Text("nothing is counted of the notes", "没有任何笔记数据列")


def _author(plan: Plan, spare: Sequence[Cells]) -> None:
    """Name the author by a profile link or a 小红书号 where no header holds the id."""
    if "creator_id" in plan.chosen:
        if not plan.chosen["creator_id"][0].mostly("hex"):
            _red(plan, plan.chosen.pop("creator_id")[0])
        return
    if (link := _linked(spare, "profile_link")) is not None:
        _from_link(plan, "creator_id", link, PROFILE_LINK)


def _red(plan: Plan, cells: Cells) -> None:
    if "red_id" in meaning_of(cells.header).tags:
        _take(plan, "creator_id", cells, {"prefix": "red-"}, "the", "即")
    else:
        plan.chosen["creator_id"] = (cells, 0.0)


def _complete_creators(plan: Plan, spare: Sequence[Cells]) -> None:
    own = plan.chosen.get("creator_id")
    linked = "profile_url" in plan.chosen
    if own and linked and not own[0].mostly("hex"):
        del plan.chosen["creator_id"]
    if "creator_id" not in plan.chosen:
        if linked:
            plan.derive.setdefault("creator_id", []).append({"from": "profile_url", "regex": PROFILE_LINK})
            name = _name(plan.chosen["profile_url"][0])
            plan.said.append(
                Text(f"creator_id is taken out of the links under {name}.", f"creator_id 取自链接列「{name}」。")
            )
        if (link := _linked(spare, "profile_link")) is not None:
            _from_link(plan, "creator_id", link, PROFILE_LINK)
        if "red_id" in plan.chosen:
            plan.derive.setdefault("creator_id", []).append({"from": "red_id", "prefix": "red-"})
            name = _name(plan.chosen["red_id"][0])
            plan.said.append(
                Text(f"creator_id is the {name} where no link says it.", f"没有链接时 creator_id 即「{name}」。")
            )
    if not plan.has("creator_id") and "creator_name" in plan.chosen and _differ(plan, ["creator_name"]):
        _hash(plan, "creator_id", ["creator_name"])
    if not plan.has("creator_id"):
        plan.lacking = Text("no creator id, no link to a profile, no 小红书号", "没有博主 ID、主页链接或小红书号")
    elif not (set(plan.chosen) - {"creator_id", "creator_name", "red_id", "profile_url"}):
        plan.lacking = Text("nothing is said of the creators but who they are", "除身份外没有任何博主数据")


def _complete_comments(plan: Plan, spare: Sequence[Cells]) -> None:
    if "note_id" not in plan.chosen:
        if (link := _linked(spare, "note_link")) is not None:
            _from_link(plan, "note_id", link, NOTE_LINK)
        else:
            plan.constants["note_id"] = "unknown-note"
            plan.said.append(
                Text("No header says which note was commented on: note_id is unknown-note for every row; write the note's id "
                     "there if the file is of one note.",
                     "没有列说明评论属于哪篇笔记：note_id 暂写为 unknown-note；若文件只含一篇笔记的评论，请改成该笔记 ID。")
            )  # fmt: skip
    named = plan.chosen.get("commenter_hash")
    link = _linked(spare, "profile_link")
    if link is not None and (named is None or "name" in meaning_of(named[0].header).tags):
        plan.chosen.pop("commenter_hash", None)
        _from_link(plan, "commenter_hash", link, PROFILE_LINK)
    if "comment_id" not in plan.chosen:
        parts = [name for name in ("note_id", "commenter_hash", "created_at", "content") if plan.has(name)]
        plan.derive["comment_id"] = [{"hash_of": ",".join(parts)}]
        plan.said.append(
            Text(f"comment_id is made of {' and '.join(parts)}.", f"comment_id 由 {'、'.join(parts)} 生成。")
        )
    if "content" not in plan.chosen:
        plan.lacking = Text("no words of a comment", "没有评论内容列")
    elif not plan.has("created_at", "commenter_hash"):
        plan.lacking = Text("neither a time nor a commenter", "既没有评论时间也没有评论者")


def _complete_placements(plan: Plan, spare: Sequence[Cells]) -> None:
    if "note_id" not in plan.chosen and (link := _linked(spare, "note_link")) is not None:
        _from_link(plan, "note_id", link, NOTE_LINK)
    if "creator_id" not in plan.chosen and (link := _linked(spare, "profile_link")) is not None:
        _from_link(plan, "creator_id", link, PROFILE_LINK)
    if "order_id" not in plan.chosen:
        parts = [name for name in ("note_id", "creator_id", "creator_name") if plan.has(name)]
        if parts:
            _hash(plan, "order_id", parts)
    if not plan.has("quote_cny", "own_cost_cny", "service_fee_cny"):
        plan.lacking = Text("no price of an order", "没有订单价格列")
    elif not plan.has("order_id") or not plan.has("note_id", "creator_name", "creator_id"):
        plan.lacking = Text("nothing says what was ordered", "没有可识别订单的列")
    elif not plan.has(*MEASURES, "ordered_at", "planned_at") and "order_id" not in plan.chosen:
        plan.lacking = Text("neither an order number nor what it brought", "既没有订单号也没有投放结果")


def _needs(*wanted: str) -> Callable[[Plan, Sequence[Cells]], None]:
    """Return a completion that only asks for columns; `a|b` is satisfied by either."""

    def complete(plan: Plan, spare: Sequence[Cells]) -> None:
        lacking = [one for one in wanted if not plan.has(*one.split("|"))]
        if lacking:
            named = ", ".join(one.replace("|", " / ") for one in lacking)
            plan.lacking = Text(f"no header for {named}", f"缺少 {named} 列")

    return complete


def _complete_traffic(plan: Plan, spare: Sequence[Cells]) -> None:
    if "channel" not in plan.chosen:
        plan.constants["channel"] = "store"
        plan.said.append(
            Text("No header names a channel: every row is of the channel store.", "没有渠道列：每行渠道记为 store。")
        )
    _needs("day", "visits|orders|order_value_cny")(plan, spare)


def _complete_drafts(plan: Plan, spare: Sequence[Cells]) -> None:
    if "draft_id" not in plan.chosen:
        parts = [name for name in ("creator_name", "creator_id", "title") if name in plan.chosen]
        plan.derive["draft_id"] = [{"hash_of": ",".join(parts)}] if parts else []
    if "draft_round" not in plan.chosen:
        plan.constants["draft_round"] = 1
        plan.said.append(
            Text("No header numbers the round: every draft is of round 1.", "没有轮次列：稿件轮次均记为 1。")
        )
    _needs("body", "title|creator_name", "handed_in_at|planned_at|draft_id|hashtags")(plan, spare)
    if plan.lacking is None and not plan.derive.get("draft_id", [1]):
        plan.lacking = Text("nothing names a draft", "没有可识别稿件的列")


COMPLETED: dict[str, Callable[[Plan, Sequence[Cells]], None]] = {
    "notes": _complete_notes,
    "creators": _complete_creators,
    "comments": _complete_comments,
    "placements": _complete_placements,
    "paid": _needs("spend_cny", "clicks|impressions", "day|note_id|creative_id"),
    "search_index": _needs("term", "day", "index"),
    "search_ranks": _needs("term", "day", "note_id", "note_rank"),
    "traffic": _complete_traffic,
    "drafts": _complete_drafts,
}
"""Table -> what makes its keys and says what it lacks."""
