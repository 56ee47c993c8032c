"""Which header becomes which column of one table, and how the columns without a header are made."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

import dataframely as dy
import polars as pl

from xhs_workbench.findings import Text
from xhs_workbench.intake.drafting import money
from xhs_workbench.intake.drafting.evidence import (
    ROWS_FROM,
    Cells,
    asks_money,
    fits,
    flagged_kind,
    said_of,
    says_kinds,
)
from xhs_workbench.intake.drafting.keys import COMPLETED, EXAMPLE
from xhs_workbench.intake.drafting.layout import meaning_of
from xhs_workbench.intake.drafting.plan import GUESSED, Plan, in_units
from xhs_workbench.intake.drafting.windows import OTHER, UNSURE, Windows, side_by_side
from xhs_workbench.intake.drafting.words import MEASURES, Meaning, candidates, understand
from xhs_workbench.tables import columns_of

PEOPLE = frozenset({"creator", "user", "fans", "red_id", "home"})
"""Tags of headers that speak of a person; in a note list every other header speaks of the note."""
CHOICES = frozenset({"image", "video", "all_formats"})
"""Tags of the two kinds of notes."""
ONE_KIND = (frozenset({"image"}), frozenset({"video"}))
"""Headers that only name a kind of note."""
EITHER = Text(
    "the name stands under several groups, and nothing says which one is meant: map the right one",
    "同名列位于多个分组下，无法判断应取哪一列：请手动映射",
)
A_PART = Text(
    "another header counts the same of another part: neither is the whole",
    "另有一列统计同一指标的其他部分：两者均非合计",
)
TWO_LANGUAGES = re.compile(
    r"([^A-Za-z]*[\u4e00-\u9fff][^A-Za-z]*?)[\s/|(（_-]+([A-Za-z][A-Za-z .&%/'-]*[)）]?)"
)
PRICE = {"notes": "price_cny", "placements": "quote_cny"}
"""What was paid to a creator, where a list of notes or orders says it."""
LATIN_FIRST = re.compile(
    r"([A-Za-z][A-Za-z .&%/'-]*?)[\s/|(（_-]+([^A-Za-z]*[\u4e00-\u9fff][^A-Za-z]*[)）]?)"
)
TOLD_BY_HALF = frozenset(
    {
        "planned",
        "publish",
        "product",
        "sample",
        "brand",
        "mcn",
        "direction",
        "category",
        "content_format",
        "persona",
        "gender",
    }
)
"""What one half of a header in two languages may tell alone."""
CERTAIN = 0.5
SEVERAL_NAMES = 0.3
"""Share of rows that differ in a column of names whose header is only a guess."""
AN_ACCOUNT = 0.3
OF_POSTS = frozenset({"notes", "placements"})
"""Tables of what a note brought from its posting on."""
PLATFORM_IDS = frozenset({"note_id", "creator_id", "comment_id"})
OF_AN_AUTHOR = (
    "creator_id",
    "creator_name",
    "red_id",
    "profile_url",
    "followers",
    "likes_saves_total",
    "notes_total",
)
"""What a note list says of the people who wrote the notes."""
OF_AN_ORDER = (
    "order_id",
    "note_id",
    "creator_id",
    "creator_name",
    "campaign_name",
    "brand",
    "spu",
    "note_type",
    "content_direction",
    "ordered_at",
    "planned_at",
    "quote_cny",
    "service_fee_cny",
)
"""What a note list says of what was ordered; what the notes brought is the notes'."""


def choose(
    table: str, columns: Sequence[Cells], *, only: Sequence[str] = (), at: datetime | None = None
) -> Plan:
    """Choose headers for the columns of a table, then make the keys that no header holds.

    Args:
        table: Canonical table.
        columns: The sheet's columns.
        only: Columns to fill; none means all.
        at: When the file was made, for relative dates.
    """
    plan, taken = Plan(table), set[int]()
    pairs: list[tuple[float, float, int, str, Cells]] = []
    unread: list[tuple[str, Cells]] = []
    creators = any("creator" in meaning_of(cells.header).tags for cells in columns)
    spans = side_by_side(columns)
    ours = spans if table in OF_POSTS else Windows({}, spans.all, None, ordered=False)
    for cells in columns:
        if stands_twice(cells, columns) or _unsettled(cells, columns, ours):
            continue
        tags = meaning_of(cells.header).tags
        if only and not (tags & PEOPLE or {"likes", "saves"} <= tags or cells.mostly("profile_link")):
            continue
        found = _with_open_sum(plan, cells, columns, _candidates(table, cells, ours.read))
        wanted = [(column, rank) for column, rank in found.items() if not only or column in only]
        for column, rank in wanted:
            if (
                column == "creator_id"
                and not (meaning_of(cells.header).tags & {"id", "red_id"})
                and not cells.mostly("hex")
            ):
                continue
            if fits(table, column, cells, collected_at=at):
                sure = _sureness(table, column, cells, creators=creators)
                pairs.append((rank - sure, -round(cells.fill, 1), cells.header.index, column, cells))
            elif rank < 1:
                unread.append((column, cells))
    plan.rejected |= {one.header.text: EITHER for one in columns if _either(one, columns)}
    plan.rejected |= {one.header.text: A_PART for one in columns if _a_part(one, columns)}
    why = OTHER if ours.ordered else UNSURE
    plan.rejected |= {one.header.text: why for one in columns if one.header.index in ours.left}
    plan.said += [ours.said] if ours.said is not None else []
    for rank, _, index, column, cells in sorted(pairs, key=lambda pair: pair[:4]):
        if column not in plan.chosen and index not in taken:
            plan.chosen[column] = (cells, rank)
            taken.add(index)
    in_units(plan, unread, columns)
    taken |= {plan.chosen[column][0].header.index for column in plan.scale}
    taken -= _dropped(plan)
    taken |= _total_of_a_profile(plan, columns, taken)
    COMPLETED[table](plan, [cells for cells in columns if cells.header.index not in taken])
    return plan


def _total_of_a_profile(plan: Plan, columns: Sequence[Cells], taken: set[int]) -> set[int]:
    """Read the interactions of a profile as its likes and saves, where it also says how many others it follows.

    So the platform counts a person: 关注, 粉丝, 获赞与收藏; a vendor's engagements stand in no such row.
    """
    said = {cells.header.index: meaning_of(cells.header) for cells in columns}
    profile = any(one.known and one.tags in ({"follow"}, {"following"}) for one in said.values())
    if plan.table != "creators" or "likes_saves_total" in plan.chosen or not profile:
        return set()
    found = [
        cells
        for cells in columns
        if cells.header.index not in taken
        and said[cells.header.index].known
        and said[cells.header.index].tags - PEOPLE == {"interactions"}
        and fits("creators", "likes_saves_total", cells)
    ]
    if not found:
        return set()
    exact = max(found, key=lambda cells: cells.share["number"])
    plan.chosen["likes_saves_total"] = (exact, GUESSED)
    return {exact.header.index}


def _with_open_sum(
    plan: Plan, cells: Cells, columns: Sequence[Cells], found: dict[str, float]
) -> dict[str, float]:
    """Return what a header may be; a sum of which nothing says who got it (费用) is a guess at best, else it is asked."""
    price = PRICE.get(plan.table)
    if price is None or not money.is_open(meaning_of(cells.header)):
        return found
    others = {column: rank for column, rank in found.items() if column != price}
    if money.is_paid_to_creators(columns, cells):
        return {**others, price: GUESSED}
    if not others:
        plan.rejected[cells.header.text] = money.ASKED
    return others


def _sureness(table: str, column: str, cells: Cells, *, creators: bool) -> float:
    """Return how much surer than its header a column's cells make it."""
    tags = meaning_of(cells.header).tags
    if creators and column == "creator_name" and "user" in tags and "creator" not in tags:
        return -AN_ACCOUNT  # beside 博主, an account is somebody else's
    # Choices of a list, and ids as only the platform has them, say more than a header.
    named = column in PLATFORM_IDS and cells.mostly("hex")
    return CERTAIN if named or isinstance(columns_of(table)[column], dy.Enum) else 0.0


def _either(cells: Cells, columns: Sequence[Cells]) -> bool:
    """Say whether a name stands under several groups, and its own is one of which we do not know every word (D7, 首日)."""
    own = cells.header
    unknown = any(understand(group).rest for group in own.groups)
    return unknown and any(one.header.leaf == own.leaf and one.header.groups != own.groups for one in columns)


def _a_part(cells: Cells, columns: Sequence[Cells]) -> bool:
    """Say whether a header we only guess at counts a part of something: another header says the same of another part.

    Beside 搜索_展现量, 某流_展现量 is not all impressions, though its figure is a count of them.
    """
    own = meaning_of(cells.header)
    if not own.rest or not own.tags & MEASURES:
        return False
    return any(
        one is not cells and other.tags >= own.tags and (other.tags > own.tags or other.rest)
        for one in columns
        if (other := meaning_of(one.header))
    )


def stands_twice(cells: Cells, columns: Sequence[Cells]) -> bool:
    """Say whether a header cannot be named in a mapping, because another column has the same name and groups."""
    own = (cells.header.whole, cells.header.groups)
    return sum((one.header.whole, one.header.groups) == own for one in columns) > 1


def _unsettled(cells: Cells, columns: Sequence[Cells], spans: Windows) -> bool:
    """Say whether a header's name is that of others too, and it is not the one that is meant."""
    at = cells.header.index
    return at not in spans.read and (at in spans.left or _either(cells, columns) or _a_part(cells, columns))


def _candidates(table: str, cells: Cells, spans: Mapping[int, Meaning]) -> dict[str, float]:
    """Return the columns a header may be by its name, and by its links whatever its name."""
    if (spanned := spans.get(cells.header.index)) is not None:
        return {column: rank + GUESSED for column, rank in candidates(table, spanned)}
    meaning = _said_in_brackets(table, cells.header.text, meaning_of(cells.header))
    penalty = 0.0
    if meaning.rest:
        if len(meaning.rest) > 1 or len(meaning.rest[0]) > 1 or meaning.rest[0].isascii():
            meaning = Meaning(frozenset())
        penalty = GUESSED
    if table == "creators" and meaning.tags - {"note", "rate", "coop"} in ONE_KIND and asks_money(cells):
        meaning = Meaning(meaning.tags - {"rate"} | {"price"})  # Photo rate of 1,500, 图文报备 of 1,500
    if meaning.tags and (meaning.tags <= CHOICES or flagged_kind(cells)):
        meaning = Meaning(frozenset({"type"}))  # 图文/视频: the header names what its cells say
    unnamed = not meaning.tags or (not penalty and not candidates(table, meaning))
    if unnamed and table in ("notes", "placements", "drafts", "media_plan") and says_kinds(cells):
        # Whatever the header says, its cells are the two kinds; 内容类型 is a word for it.
        penalty = 0.0 if meaning.tags == {"category"} else GUESSED
        meaning = Meaning(frozenset({"type"}))
    meaning = _as_rate(table, meaning, cells)
    window = 0.1 if "window" in meaning.tags else 0.0
    named = candidates(table, meaning) or _in_one_language(table, cells.header.text)
    found = {column: rank + penalty + window for column, rank in named}
    if penalty and cells.unique < SEVERAL_NAMES:
        found.pop(
            "creator_name", None
        )  # 置换, 付费, 置换 under a header we half know: what was agreed, not who
    return found if "cover" in meaning.tags else _by_links(table, cells, found)


def _by_links(table: str, cells: Cells, found: dict[str, float]) -> dict[str, float]:
    """Take a column of links for those of the rows, whatever its name; a link to one note out of several is none."""
    column = {"notes": "note_url", "creators": "profile_url"}.get(table)
    if column is None or (table == "notes" and EXAMPLE.search(cells.header.text)):
        return {own: rank for own, rank in found.items() if own != "note_url"}
    shortened = table == "notes" and cells.mostly("short_link")
    if not shortened and not cells.mostly("note_link" if table == "notes" else "profile_link"):
        return found
    # A page of the marketplace names the creator too, but the profile itself goes before it.
    return {column: found.get(column, 0.5) + (0.6 if "pgy." in str(cells.filled[0]) else 0.0)}


def _dropped(plan: Plan) -> set[int]:
    """Take out headers whose cells all together say something else than their names; return the headers set free."""
    if plan.table == "creators":
        return _drop_one_for_all(plan)
    if plan.table != "notes":
        return set()
    _tell_counted(plan)
    return _drop_authors_own(plan) | _drop_never_counted(plan)


def _in_one_language(table: str, header: str) -> tuple[tuple[str, float], ...]:
    """Return what a header in two languages says, where its words together say nothing (平均点击成本 CPC).

    What both halves may say goes first, then what the only one that says anything does. Where one half has a word we do
    not know (寄送产品 Gifted product), the other tells a name or a day, but no figure: the unknown word may limit it.
    """
    found = TWO_LANGUAGES.fullmatch(header.strip()) or LATIN_FIRST.fullmatch(header.strip())
    if found is None:
        return ()
    halves = [understand(half.strip("()（）/|-_ ")) for half in found.groups()]
    known = [half for half in halves if half.known]
    if len(known) == 1 and known[0].tags & TOLD_BY_HALF and not known[0].tags & MEASURES:
        return candidates(table, known[0])
    if len(known) < len(halves):
        return ()
    first, second = (dict(candidates(table, half)) for half in halves)
    both = {column: rank for column, rank in first.items() if column in second}
    if not both and first and second and not halves[0].tags & halves[1].tags:
        return ()
    unsaid, said = (halves[0], halves[1]) if not first else (halves[1], halves[0])
    if not (first and second) and unsaid.tags > said.tags:
        return ()  # 寄出日期 date: what is more than a date is no day of ours
    if not both and not (first and second) and any("reason" in half.tags for half in halves):
        return ()  # 备注 Note: a remark, whatever its other word may say
    return tuple((both or (first if not second else second if not first else {})).items())


IN_BRACKETS = re.compile(r"[(（]([^()（）]*)[)）]")


def _said_in_brackets(table: str, header: str, meaning: Meaning) -> Meaning:
    """Take an expected count of a creator's for the median that stands behind it (预估阅读量（近30天阅读中位数）).

    The marketplace expects of the next note what the last ones had; an estimated median without this is a vendor's.
    """
    if table != "creators" or not {"estimated", "median"} <= meaning.tags:
        return meaning
    behind = [understand(text).tags for text in IN_BRACKETS.findall(header)]
    told = any("median" in tags and "estimated" not in tags and tags & MEASURES for tags in behind)
    return Meaning(meaning.tags - {"estimated"}, meaning.rest) if told else meaning


def _as_rate(table: str, meaning: Meaning, cells: Cells) -> Meaning:
    """Read cells with a % as a rate where the header does not say so: `Followers growth` of 2.4% is no count."""
    if "rate" in meaning.tags or not meaning.tags or not cells.mostly("percent"):
        return meaning
    rate = Meaning(meaning.tags | {"rate"}, meaning.rest)
    return rate if candidates(table, rate) else meaning


def _drop_one_for_all(plan: Plan) -> set[int]:
    """Take out ids that are the same for people of different names: whoever looks after the list is none of them."""
    name = plan.chosen.get("creator_name")
    freed = set()
    for column in ("creator_id", "red_id"):
        own = plan.chosen.get(column)
        if (
            name
            and own
            and len(own[0].filled) >= ROWS_FROM
            and own[0].filled.n_unique() == 1 < name[0].filled.n_unique()
        ):
            del plan.chosen[column]
            plan.rejected[own[0].header.text] = Text(
                "the same in all rows, for people of different names: no id of theirs",
                "各行相同而昵称不同：不是博主的 ID",
            )
            freed.add(own[0].header.index)
    return freed


def _tell_counted(plan: Plan) -> None:
    """Take the times of a list in which each note stands on several of them for those of counting: a note is posted once."""
    posted = plan.chosen.get("published_at")
    named = plan.chosen.get("note_id") or plan.chosen.get("note_url")
    if posted is None or named is None or "publish" in meaning_of(posted[0].header).tags:
        return
    rows = pl.DataFrame({"note": named[0].first, "at": posted[0].first}).drop_nulls()
    several = rows.group_by("note").agg(pl.len().alias("n"), pl.col("at").n_unique().alias("times"))
    several = several.filter(pl.col("n") > 1)
    if several.height and bool((several["times"] == several["n"]).all()):
        plan.counted = plan.chosen.pop("published_at")[0].header.text


def _drop_never_counted(plan: Plan) -> set[int]:
    """Take out reads and impressions that are 0 in all rows beside notes with likes; return the headers set free.

    Interfaces fill in a 0 for what they do not give (`view_count: 0`); read as a count it would be a note nobody saw.
    """
    likes = plan.chosen.get("likes")
    if likes is None or not (likes[0].filled != "0").any():
        return set()
    freed = set()
    for column in ("reads", "impressions"):
        if column in plan.chosen and (plan.chosen[column][0].filled == "0").all():
            cells = plan.chosen.pop(column)[0]
            plan.rejected[cells.header.text] = Text(
                "0 in all rows beside notes with likes: it was not counted",
                "各行均为 0 而笔记有点赞：并未统计",
            )
            freed.add(cells.header.index)
    return freed


def _drop_authors_own(plan: Plan) -> set[int]:
    """Take out what is the author's, not the note's: 关注数 may be whom the author follows; return the headers set free.

    A profile shows 关注, 粉丝, 获赞与收藏 side by side, and what a note brought differs from note to note.
    """
    if "follows" not in plan.chosen:
        return set()
    cells = plan.chosen["follows"][0]
    author = plan.chosen.get("creator_id") or plan.chosen.get("creator_name")
    beside = [plan.chosen[name][0].header.index for name in ("followers",) if name in plan.chosen]
    if cells.filled.n_unique() == 1 and len(cells.filled) >= ROWS_FROM and cells.filled[0] != "0":
        why = Text(
            "the same figure in all rows: no count of what each note brought",
            "各行数值相同：不是各笔记带来的关注",
        )
    elif author is not None and said_of(author[0], cells):
        why = Text(
            "the same in all rows of an author: the author's figure, not the note's",
            "同一作者各行相同：为作者数据，而非笔记数据",
        )
    elif "growth" not in meaning_of(cells.header).tags and any(
        abs(at - cells.header.index) == 1 for at in beside
    ):
        why = Text("beside the author's followers: whom the author follows", "紧邻粉丝数：为作者关注的人数")
    else:
        return set()
    del plan.chosen["follows"]
    plan.rejected[cells.header.text] = why
    return {cells.header.index}
