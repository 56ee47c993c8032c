"""Cells to evidence: what a column holds, whatever its header says, and whether it can be read as a canonical column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import TypeVar

import dataframely as dy
import polars as pl

from xhs_workbench.intake.cells import values
from xhs_workbench.intake.cells.columns import PRICE, answers_only, read_column, says_no_category
from xhs_workbench.intake.drafting.words import understand, vocabulary
from xhs_workbench.intake.recognising.elsewhere import TOLD_IN_CELL, ZONE
from xhs_workbench.intake.recognising.links import NOTE_LINK, PROFILE_LINK, SOME_LINKS
from xhs_workbench.intake.recognising.sources import Header, Source, normalise
from xhs_workbench.intake.recognising.years import LOST_ZERO
from xhs_workbench.tables import columns_of

SAMPLE = 400
"""Filled cells of a column that are looked at."""
MOST = 0.8
"""Share of the filled cells that must read as a column's type; a column read with more gaps is no reading of it."""
STARS = r"(?:[白牡]羊|金牛|双子|巨蟹|狮子|处女|天秤|天蝎|射手|摩羯|水瓶|双鱼)座|\A\W*\d{1,2}岁"
KINDS_OF_CONTENT = re.compile(r"(?i)(?:内容|笔记|作品|分类|类目)标签|content tags?|category tags?")
A_WORD_OR_TWO = 2
REMARKS = frozenset({"note", "notes"})
"""English for a remark as well as for what is posted: no two posts have the same title."""
NEARLY_ALL = 0.95
HALF = 0.5
"""So many states of orders must be known before they are read: what was cancelled must not count, whatever 退款中 is."""
SOME = 0.3
"""Share of the filled cells that must be days before what looks like a decimal beside them is one."""
FEW_KINDS = 30
"""An enumeration has no more different texts than this."""
PLAIN_NOTE = frozenset({"note", "notes", "笔记", "普通笔记", "normalnote", "normalnotes"})
ONE_OF_TWO = ("image", "video")
RED_TEXT = re.compile(r"(?i)(?:小?红[书薯]号|小红书id|red\s*id|xhs\s*id)\s*[:：]?\s*([0-9A-Za-z_.-]{4,30})")
"""A 小红书号 written where a link to the profile was to be."""
HEX = re.compile(r"[0-9a-f]{24}\Z")
REMARK = re.compile(r"[^\d/.:]{1,12}")
LINK = re.compile(r"\s*(?:https?://|www\.)\S+")
SHORT_LINK = re.compile(r"xhslink\.(?:com|cn)/", re.IGNORECASE)
NUMBER = re.compile(r"[-+¥￥]?\s*[0-9][0-9,. ]*(?:[万wkWK亿千]\+?|%|\+)?\Z")
DAY = re.compile(r"(?:19|20)\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}")
PERCENT = re.compile(r"[-+]?\s*[0-9][0-9.,]*\s*%\Z")
OBJECTS = re.compile(r"\[?\{\s*\"|\[\]|\{\}")
"""Objects written out as text: a list of an author's notes, of pictures or of tags inside a cell."""
SHORT_DATE = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})\b")
ZONED = re.compile(TOLD_IN_CELL.replace(r"\z", r"\Z"))
NOT_YET = r"(?i)\A(?:未|待|暂|尚|还没|不足|不满|not (?:yet|due)|pending|tb[adc])[^\d]{0,12}(?:\d{1,3}\s*[天日周h])?\z"
"""Words where a figure will stand later: 未到期, 待更新, pending."""
IN_KIND = r"(?i)\A[^\d]{0,8}(?:置换|互换|赠送|免费|互免|实物|产品|房券|餐券|barter|gifted|free|in kind|contra)[^\d]{0,8}\z"
"""What stands for money where somebody was paid in goods."""
ID_LIKE = re.compile(r"[A-Za-z0-9_.\-]{3,64}\Z")
ROWS_FROM = 3
"""Fewer rows than this cannot be told to count themselves."""
SERIAL = r"^(?i)(?:no\.?|第|[a-z]|#)\s*-?"
"""What may stand before a running number; an order's number begins with more."""
HOW_MANY = re.compile(
    r"(?i)(?<!\d)\d{1,2}\s*(?:[x×*]|条|篇|支|个|则)\s*|\s*[x×*]\s*\d{1,2}(?!\d)|(?<=[\u4e00-\u9fff])\d{1,2}\s*[条篇支个则]?\Z"
)
"""How many of a kind were agreed (1x photo note, 图文*1, 视频1条): the kind is what the cell says."""
STEP, ROUND, LEAST_ASKED = 50, 0.9, 200
"""Prices are asked in steps of fifty yuan, nearly all of them, and usually from some hundreds on."""
LONGEST_WORD = 12
CARRIED = frozenset({"relative_date", "no_year"})
"""Doubts that only the time of the crawl is missing for: the cell is a date."""


Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Cells:
    """What the cells of one column are.

    Args:
        header: Its header.
        filled: A sample of the cells that say something, as text.
        first: The cells of the first rows, empty ones too.
        share: Kind -> share of `filled` that is of it: `hex`, `note_link`, `profile_link`, `short_link`,
            `link`, `number`, `percent`, `objects`, `day`, `short_date`,
            `zoned`, `id_like`.
        row_number: The cells count the rows.
        fill: Share of all rows that are filled.
        unique: Share of `filled` that differ.
    """

    header: Header
    filled: pl.Series
    first: pl.Series
    share: dict[str, float]
    row_number: bool
    fill: float
    unique: float
    _known: dict[Hashable, object] = field(init=False, repr=False, compare=False, default_factory=dict)

    def once(self, question: Hashable, work: Callable[[], Answer]) -> Answer:
        """Answer a question about these cells once: ten tables ask the same of each column, for each of theirs of a type."""
        if question not in self._known:
            self._known[question] = work()
        answer: Answer = self._known[question]  # type: ignore[assignment]
        return answer

    @property
    def kinds(self) -> list[str]:
        """The different texts among the filled cells."""
        return self.once("kinds", lambda: self.filled.unique().to_list())

    def mostly(self, kind: str) -> bool:
        """Whether most cells are of a kind."""
        return self.share[kind] >= MOST


def look(header: Header, cells: pl.Series) -> Cells:
    """Look at the cells of a column below its header; text, null where empty."""
    text = pl.col("t").str.strip_chars()
    rows = pl.DataFrame({"t": cells}).filter(pl.col("t").is_not_null()).select(text)
    said = rows.filter(~text.str.to_lowercase().is_in(list(values.MISSING))).to_series().rename(cells.name)
    filled = said.head(SAMPLE)
    texts = filled.to_list()
    tests = {
        "hex": HEX.match,
        "note_link": re.compile(NOTE_LINK).search,
        "profile_link": re.compile(PROFILE_LINK).search,
        "short_link": SHORT_LINK.search,
        "link": LINK.match,
        "number": NUMBER.match,
        "percent": PERCENT.match,
        "objects": OBJECTS.match,
        "day": DAY.match,
        "short_date": SHORT_DATE.match,
        "zoned": ZONED.search,
        "id_like": ID_LIKE.match,
    }
    n = max(len(texts), 1)
    share = {kind: sum(bool(test(text)) for text in texts) / n for kind, test in tests.items()}
    if share["link"] + share["short_link"] >= SOME_LINKS:
        spoken = sum(bool(REMARK.fullmatch(text)) for text in texts)  # 待发布 where the link will stand
        for kind in ("note_link", "profile_link", "short_link", "link"):
            share[kind] = min(share[kind] * n / max(n - spoken, 1), 1.0)
    if share["note_link"] >= SOME_LINKS:
        share["note_link"] = min(
            share["note_link"] + share["short_link"], 1.0
        )  # one column, two ways to share
    if share["profile_link"] >= SOME_LINKS:
        share["profile_link"] = min(share["profile_link"] + share["short_link"], 1.0)
        numbered = sum(
            bool(RED_TEXT.search(text)) for text in texts
        )  # 小红书号：… where the link is not known
        share["profile_link"] = min(share["profile_link"] + numbered / n, 1.0)
    share["profile_link"] = 0.0 if share["note_link"] >= MOST else share["profile_link"]
    return Cells(
        header,
        filled,
        cells.head(SAMPLE),
        share,
        _counts_rows(cells),
        len(said) / max(len(cells), 1),
        filled.n_unique() / n,
    )


def _counts_rows(cells: pl.Series) -> bool:
    """Say whether a column is 1, 2, 3 … or 0, 1, 2 … down the sheet, totals rows at the end aside."""
    numbers = cells.drop_nulls().cast(pl.Float64, strict=False).drop_nulls()
    if len(numbers) < ROWS_FROM or len(numbers) < 0.9 * len(cells):
        return False
    first = numbers[0]
    return first in (0.0, 1.0) and bool((numbers.diff().drop_nulls() == 1).all())


def percent_of(columns: Sequence[Cells]) -> str | None:
    """Say what bare numbers in share columns mean: all at most 1 are fractions; None where the columns disagree."""
    said = set()
    for one in columns:
        bare = _bare_numbers(one)
        if (bare != 0).any():
            said.add("percent" if (bare.abs() > 1).any() else "fraction")
    return None if len(said) > 1 else next(iter(said), "percent")


def said_of(author: Cells, cells: Cells) -> bool:
    """Say whether figures belong to the author of a row rather than to the row: the same in all rows of each author."""
    rows = pl.DataFrame({"author": author.first, "figure": cells.first}).drop_nulls()
    groups = (
        rows.group_by("author")
        .agg(pl.len().alias("n"), pl.col("figure").n_unique().alias("kinds"))
        .filter(pl.col("n") > 1)
    )
    return groups.height > 1 and bool((groups["kinds"] == 1).all()) and rows["figure"].n_unique() > 1


def has_bare_numbers(cells: Cells) -> bool:
    """Say whether any cell is a number without a % sign, so that a convention is needed to read it."""
    return bool((_bare_numbers(cells) != 0).any())


def _bare_numbers(cells: Cells) -> pl.Series:
    def finite() -> pl.Series:
        numbers = cells.filled.cast(pl.Float64, strict=False)
        return numbers.filter(numbers.is_finite())

    return cells.once("bare numbers", finite)


@cache
def choices(column: str) -> dict[str, str]:
    """Return normalised text -> canonical value of an enumeration."""
    return {
        normalise(text): value
        for value, texts in vocabulary()["values"].get(column, {}).items()
        for text in texts
    }


def choice_of(column: str, text: str) -> str | None:
    """Return the canonical value that a text says: a known one, or words that name one value only (图文 Image)."""
    known = choices(column)
    if (value := known.get(normalise(text))) is not None:
        return value
    meaning = understand(HOW_MANY.sub(" ", text))
    named = {value for value in known.values() if value in meaning.tags}
    return named.pop() if meaning.known and len(named) == 1 else None


def flagged_kind(cells: Cells) -> str:
    """Return the kind of note of which a header asks whether a row is one (`is_video`: 1, 0); empty for other columns."""
    tags = understand(cells.header.text).tags
    kinds = tags & set(choices("note_type").values())
    asks = len(kinds) == 1 and bool(tags & {"yesno", "type"})
    flags = {text.lower() for text in cells.kinds}
    return next(iter(kinds)) if asks and flags and flags <= values.TRUE | values.FALSE else ""


def says_kinds(cells: Cells) -> bool:
    """Say whether the cells are the two kinds of notes, and both of them: one word in all rows may mean anything."""
    said = cells.kinds
    return (
        1 < len(said) <= FEW_KINDS
        and len({choice_of("note_type", text) for text in said} - {None})
        == len(set(choices("note_type").values()))
        and all(choice_of("note_type", text) for text in said)
    )


def asks_money(cells: Cells) -> bool:
    """Say whether figures under 图文 or 视频 are what a person asks for a note: hundreds, in steps of fifty.

    Counts of notes are smaller, and what was read or liked is no round figure.
    """
    figures = cells.filled.str.replace_all(r"[,¥￥元\s]", "").cast(pl.Float64, strict=False).drop_nulls()
    figures = figures.filter(figures > 0)
    round_ones = int((figures % STEP == 0).sum())
    usual = figures.median()
    return (
        len(figures) >= max(ROWS_FROM, MOST * len(cells.filled))
        and round_ones >= ROUND * len(figures)
        and isinstance(usual, float)
        and usual >= LEAST_ASKED
    )


def _choice(column: str, cells: Cells, text: str) -> str | None:
    """Return the canonical value of a cell, read as yes or no where the header asks for one kind."""
    kind = flagged_kind(cells) if column == "note_type" else ""
    if not kind:
        return choice_of(column, text) or _beside_videos(column, cells, text)
    other = next(value for value in choices(column).values() if value != kind)
    return kind if text.lower() in values.TRUE else other


def _beside_videos(column: str, cells: Cells, text: str) -> str | None:
    """Return image for `note` where the only other kind is video: some tools call a note of pictures just so."""
    said = set(cells.kinds)
    if column != "note_type" or normalise(text) not in PLAIN_NOTE or len(said) != len(ONE_OF_TWO):
        return None
    return "image" if {choice_of(column, other) for other in said - {text}} == {"video"} else None


def chosen_texts(column: str, cells: Cells) -> dict[str, list[str]]:
    """Return canonical value -> the texts of this column that say it."""
    found: dict[str, list[str]] = {}
    for text in dict.fromkeys(cells.filled.to_list()):
        if (value := _choice(column, cells, text)) is not None:
            found.setdefault(value, []).append(text)
    return found


def fits(table: str, column: str, cells: Cells, *, collected_at: datetime | None = None) -> bool:
    """Say whether the cells can be what a canonical column holds: read by the column's own parser, not only not refused."""
    kind = columns_of(table)[column]
    if not len(cells.filled) or (cells.row_number and not isinstance(kind, dy.Int64)):
        return False
    if isinstance(kind, dy.Enum):
        said = Counter(cells.filled.to_list())
        known = sum(n for text, n in said.items() if _choice(column, cells, text))
        least = HALF if column == "order_status" else MOST
        return len(said) <= FEW_KINDS and known >= least * len(cells.filled)
    if isinstance(kind, dy.String):
        return _is_text(table, column, kind, cells)
    if cells.share["hex"] > 0.2 or cells.share["link"] > 0.2:
        return False
    elsewhere = isinstance(kind, dy.Datetime | dy.Date) and ZONE.search(cells.header.text.replace("_", " "))
    if elsewhere and not cells.mostly("zoned"):
        return False  # another zone's times are not China's
    # All that a reading depends on but the cells themselves: likes, saves and comments are read alike.
    unit = (kind.metadata or {}).get("unit")
    alike = (
        type(kind),
        str(kind.dtype),
        kind.nullable,
        getattr(kind, "min", None),
        getattr(kind, "max", None),
    )
    named = column if unit == "fraction" else (column.startswith(PRICE), "_median" in column)
    read = cells.once((alike, unit, named, collected_at), lambda: _reads(column, kind, cells, collected_at))
    return read >= MOST


def _is_text(table: str, column: str, kind: dy.String, cells: Cells) -> bool:
    if column in ("note_url", "profile_url"):
        wanted = "note_link" if column == "note_url" else "profile_link"
        return cells.mostly(wanted) or (cells.mostly("short_link") and column == "note_url")
    if kind.max_length is not None or column in ("commenter_hash", "red_id"):
        return _is_id(table, column, cells)
    if column == "category" and (says_no_category(cells.filled) or _is_of_a_profile(cells)):
        return False
    if answers_only(column, cells.filled) or (column == "hashtags" and _are_kinds_of_content(cells)):
        return False
    if column == "brand" and _names_several(cells):
        return False
    if column == "title" and cells.header.text.strip().lower() in REMARKS and cells.unique < NEARLY_ALL:
        return False
    plain = max(cells.share[kind] for kind in ("hex", "link", "objects")) <= 0.2 and cells.share["day"] < MOST
    return plain and (cells.share["number"] < MOST or column == "term")


def _are_kinds_of_content(cells: Cells) -> bool:
    """Say whether tags are one or two words a note out of a few (内容标签: 护肤, 彩妆), none with a #: no note carries them."""
    if not KINDS_OF_CONTENT.search(cells.header.text) or cells.filled.str.contains("[#＃]").any():
        return False
    said = cells.filled.str.replace_all(r"[,，、;；/|\s]+", ",").str.split(",")
    words = said.explode()
    n = len(cells.filled)
    return n >= ROWS_FROM and len(words) <= A_WORD_OR_TWO * n and words.n_unique() <= HALF * n


def _names_several(cells: Cells) -> bool:
    """Say whether some rows name several and others one of them: what notes speak of, not whom one was made for."""
    kinds, mentioned = cells.filled.unique(), "mentioned" in understand(cells.header.text).tags
    if mentioned and (len(kinds) > 1 or cells.fill < MOST):
        return True
    split = kinds.str.split("/").list.eval(pl.element().str.strip_chars())
    alone = split.filter(split.list.len() == 1).list.first().to_list()
    return any(set(names) & set(alone) for names in split.filter(split.list.len() > 1).to_list())


def _is_of_a_profile(cells: Cells) -> bool:
    """Say whether tags are what a profile shows of a person: a star sign or an age, beside a town or a trade."""
    return understand(cells.header.text).tags == {"tags"} and bool(cells.filled.str.contains(STARS).any())


def _is_id(table: str, column: str, cells: Cells) -> bool:
    if column == "rater":
        return cells.share["number"] < MOST
    if column == "order_id" and understand(cells.header.text).tags & {"money", "price"}:
        return False  # 订单金额 is no number of an order
    if column == "commenter_hash":
        return cells.share["link"] <= 0.2
    if table == "creators" and _counts_rows(cells.filled.str.replace(SERIAL, "")):
        return False  # A001, A002, … number the list; an order may have such a number, a person has none
    named = "red_id" in understand(cells.header.text).tags
    if column == "red_id" and not named and _made_by_a_system(cells):
        return False
    if column == "red_id":
        return cells.mostly("id_like") and cells.share["hex"] <= 0.2 and cells.share["day"] <= 0.2
    if (table, column) in {("creators", "creator_id"), ("notes", "creator_id")}:
        return cells.mostly("hex") or (cells.mostly("id_like") and cells.share["day"] <= 0.2)
    if column == "note_id" and table != "notes" and understand(cells.header.text).tags == {"id"}:
        return cells.mostly("hex")  # ID beside a creator's name is as often the creator's 小红书号
    return cells.mostly("id_like") and cells.share["day"] <= 0.2


def _made_by_a_system(cells: Cells) -> bool:
    """Whether ids are a program's own (rec8a1f…): all begin with the same letters and are equally long."""
    texts = cells.filled.to_list()
    begun = {text[:3] for text in texts}
    alike = len(begun) == 1 and len({len(text) for text in texts}) == 1
    return len(texts) >= ROWS_FROM and alike and begun.pop().isalpha()


def _reads(column: str, kind: dy.Column, cells: Cells, collected_at: datetime | None) -> float:
    """Return the share of cells that the column's parser turns into a value."""
    percent = (
        (percent_of([cells]) or "percent") if (kind.metadata or {}).get("unit") == "fraction" else "percent"
    )
    trial = Source("trial", "", "", (), {}, percent=percent)
    read = read_column(
        column,
        _nullable(kind),
        cells.filled,
        source=trial,
        scale=cells.header.scale,
        collected_at=collected_at,
    )
    good = len(read.values) - read.values.null_count()
    if good == len(cells.filled):
        return 1.0
    # A date all the same; the whole sheet may settle its order.
    unsettled = pl.col("refusal") == "ambiguous_date"
    dated = read.remarks.filter(pl.col("doubt").is_in(list(CARRIED)) | unsettled)["at"]
    missing = read.remarks.filter(pl.col("doubt") == "missing")["at"].n_unique()
    missing += cells.once("placeholders", lambda: _placeholders(cells))
    lost = int(read.values.gather(dated).null_count()) if isinstance(kind, dy.Datetime | dy.Date) else 0
    if isinstance(kind, dy.Datetime | dy.Date) and good + lost >= SOME * len(cells.filled):
        # Among days, 11.2 is one too, though its zero may be lost; which one, the days around it may say.
        lost += int((cells.filled.str.contains(LOST_ZERO) & read.values.is_null()).sum())
    if isinstance(kind, dy.Datetime | dy.Date) and 2 * (good + lost) >= len(cells.filled):
        words = (~cells.filled.str.contains(r"\d")) & read.values.is_null()
        missing += int(words.sum())  # 待发布, Not live yet: the day is still to come
    elif not isinstance(kind, dy.Datetime | dy.Date) and 2 * good >= len(cells.filled):
        missing += int((cells.filled.str.contains(NOT_YET) & read.values.is_null()).sum())
        if (kind.metadata or {}).get("unit") == "CNY":
            missing += int((cells.filled.str.contains(IN_KIND) & read.values.is_null()).sum())
    return (good + lost) / max(len(cells.filled) - missing, 1)


def _placeholders(cells: Cells) -> int:
    """Count cells that only say the column's own word: the site writes 赞 under the heart where nobody has liked a note."""
    own = understand(cells.header.text).tags
    words = {text for text in cells.kinds if text.isalpha() and len(text) <= LONGEST_WORD}
    same = [word for word in words if (said := understand(word)).known and said.tags <= own]
    return int(cells.filled.is_in(same).sum()) if same else 0


def _nullable(kind: dy.Column) -> dy.Column:
    """Return a column that refuses no empty cell: whether rows would be lost is tried on the whole file later."""
    if kind.nullable:
        return kind
    return (
        dy.Date(nullable=True)
        if isinstance(kind, dy.Date)
        else dy.Int64(nullable=True, min=getattr(kind, "min", 0) or 0)
    )
