"""Comments as columns of code points: cleaned without losing opinions, a million at a time.

Common packages are slow because they make a Python call per comment. Here a column becomes one array of code
points with the start of each comment; cleaning, matching and scoring are a few passes over that array.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

CHUNK = 50_000
"""Comments processed at a time; limits memory, however long the column."""
LONGEST = 500
"""Characters of a comment that are read; the platform's own limit is lower."""
SHORT = 4
"""A comment with at most this many letters and no listed word is too short to express an opinion."""
LATIN_WORDS = 3
"""A comment without Chinese and with this many Latin words is in another language; "so nice" is still
read."""
LONGEST_NAME = 30
LONGEST_EMOJI = 8
NAME_ENDS = "，。,!！?？:：；;、)）]】"
CLAUSE_ENDS = "，。！？；、,.!?;~～… "
QUESTION_MARKS = "？?"
ASKS = "吗嘛么呢"
PARTICLES = "吗嘛么"
"""At the end of a clause these ask; 呢 does so behind a question word alone (环境不错呢 does not ask)."""
END = "\n"
MARKS = "‹[a-z]{2,8}›"
"""Marks that intake put in place of contacts (‹phone›). They are not the writer's words, so they count as no
term, opinion or length."""
SELECTOR = 0xFE0F
"""Says that the character before it is drawn as an emoji; ❤ means the same with and without it."""
PLANE = 0x20000
"""Code points looked up in tables; rarer Chinese characters lie above and count as words."""
TOP = 0x110000
"""Code points there can be."""
HAN = range(0x3400, 0xA000)
"""Code points of Chinese characters below `PLANE` that have a simplified form."""
WORD, CLAUSE, QUESTION, ASK, NAME_END, CHINESE, FOREIGN, LATIN = 1, 2, 4, 8, 16, 32, 64, 128
Codes = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Texts:
    """Cleaned comments as one array.

    Args:
        codes: Code points of all comments, each followed by a line feed.
        starts: Start of each comment in `codes`, plus the end of the last.
    """

    codes: Codes
    starts: Places

    def __len__(self) -> int:
        return len(self.starts) - 1

    def joined(self) -> str:
        """Return all comments as one string, one line each."""
        return self.codes.tobytes().decode("utf-32-le", "replace")

    def owner(self, at: Places) -> Places:
        """Return the comment at each position."""
        return np.searchsorted(self.starts, at, side="right") - 1

    @cached_property
    def kinds(self) -> npt.NDArray[np.uint8]:
        """Return what each code point is (see `kinds`)."""
        return kinds().take(self.codes)

    def marks(self, kind: int) -> Flags:
        """Say of each code point whether it is of a kind (`WORD`, `CLAUSE`, …)."""
        return (
            (self.kinds & np.uint8(kind)).view(bool) if kind == WORD else (self.kinds & np.uint8(kind)) != 0
        )

    def count(self, flags: Flags) -> Places:
        """Count marked code points by comment."""
        if not len(self):
            return np.zeros(0, dtype=np.int64)
        return np.add.reduceat(flags, self.starts[:-1], dtype=np.int64)

    def count_within(self, kind: int, start: Places, end: Places) -> Places:
        """Count code points of a kind in each of a few spans."""
        lengths = end - start
        which = np.repeat(np.arange(len(start)), lengths)
        marked = self.kinds[_inside(start, lengths)] & np.uint8(kind)
        return np.bincount(which[marked != 0], minlength=len(start))

    def count_few(self, flags: Flags) -> Places:
        """Count marked code points by comment where few are marked."""
        return np.bincount(self.owner(np.flatnonzero(flags)), minlength=len(self))

    def some(self, kept: Flags) -> Texts:
        """Return some of the comments."""
        lengths = np.diff(self.starts)
        starts = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths[kept])])
        return Texts(self.codes[np.repeat(kept, lengths)], starts)

    def without(self, flags: Flags) -> Texts:
        """Return the comments without the marked code points."""
        gone = self.count_few(flags)
        lengths = np.diff(self.starts) - gone
        return Texts(self.codes[~flags], np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)]))


@cache
def folds() -> Codes:
    """Return code point -> its NFKC form, lower case, simplified, if that is one character: Ｙ is y, ① is 1, 難 is 难."""
    table = np.arange(PLANE + 1, dtype=np.uint32)
    simple = simplified()
    for code in range(PLANE):
        folded = unicodedata.normalize("NFKC", chr(code)).lower() if not 0xD800 <= code < 0xE000 else "\ufffd"
        if len(folded) == 1:
            table[code] = ord(simple.get(folded, folded))
    # Other line separators are folded to line feeds; only the one between comments may stay.
    table[(table == ord(END)) & (np.arange(PLANE + 1) != ord(END))] = ord(" ")
    return table


@cache
def simplified() -> dict[str, str]:
    """Return traditional character -> simplified, one to one, by OpenCC, plus pronouns that it keeps: 妳, 牠, 祂."""
    import opencc

    signs = [chr(code) for code in HAN]
    made = opencc.OpenCC("t2s").convert(END.join(signs)).split(END)
    pairs = {sign: one for sign, one in zip(signs, made, strict=True) if len(one) == 1 and one != sign}
    return pairs | {"妳": "你", "牠": "它", "祂": "它", "甚": "什"}


def clean_text(column: pl.Series) -> pl.Series:
    """Return comments as texts, cleaned as `clean` does; a null becomes an empty text.

    >>> clean_text(pl.Series(["@某某 這個真的很難用！"])).to_list()
    [' 这个真的很难用!']
    """
    texts = clean(column.cast(pl.String)).joined().split(END)[:-1]
    return pl.Series(column.name, texts, dtype=pl.String)


@cache
def kinds() -> npt.NDArray[np.uint8]:
    """Return code point -> what it is, as a sum of `WORD`, `CLAUSE`, `QUESTION`, `ASK`, `NAME_END`, `CHINESE`, `FOREIGN`, `LATIN`."""
    codes = np.arange(PLANE)
    letter, number, space = _classes()
    han = (codes >= HAN.start) & (codes < HAN.stop)
    wide = (codes >= 0xFF00) & (codes < 0xFF60)
    table = np.zeros(TOP, dtype=np.uint8)
    for kind, marked in (
        (WORD, letter | number),
        (CLAUSE, _among(codes, CLAUSE_ENDS + END)),
        (QUESTION, _among(codes, QUESTION_MARKS)),
        (ASK, _among(codes, PARTICLES)),
        (NAME_END, space | _among(codes, NAME_ENDS + "@")),
        (CHINESE, han),
        (LATIN, (codes >= ord("a")) & (codes <= ord("z"))),
        (FOREIGN, letter & ~han & (codes > 0x24F) & ~wide),
    ):
        table[:PLANE][marked] |= np.uint8(kind)
    table[PLANE:] = WORD | CHINESE
    return table


def _classes() -> tuple[Flags, Flags, Flags]:
    """Say of each code point below `PLANE` whether it is a letter, a number, a space."""
    signs = list(map(chr, range(PLANE)))
    first = np.array([category[0] for category in map(unicodedata.category, signs)])
    return first == "L", first == "N", np.array([sign.isspace() for sign in signs])


def _among(codes: npt.NDArray[np.int64], signs: str) -> Flags:
    return np.isin(codes, [ord(sign) for sign in signs])


def clean(column: pl.Series, *, digits: bool = False) -> Texts:
    r"""Fold a column of comments: NFKC, lower case, no @friends, a character that repeats kept twice.

    Bracket emoji and emoji are kept, because they express opinion. A null is an empty comment.

    Args:
        column: The comments.
        digits: Keep digits as often as they repeat: 1000 is not 100, while 6666 is 66.

    >>> clean(pl.Series(["@小红薯12 ＹＹＤＳ真的好用啊啊啊啊[赞R]"])).joined()
    ' yyds真的好用啊啊[赞r]\n'
    """
    cells = column.fill_null("").str.slice(0, LONGEST)
    joined = _one_string(cells)
    if "‹" in joined:
        joined = _one_string(cells := cells.str.replace_all(MARKS, " "))
    if joined.count(END) > len(cells):
        joined = _one_string(cells.str.replace_all(END, " ", literal=True))
    return clean_lines(joined, digits=digits)


def _one_string(cells: pl.Series) -> str:
    return (cells.str.join(END).item() or "") + END if len(cells) else ""


def clean_lines(joined: str, *, digits: bool = False) -> Texts:
    r"""Fold comments as `clean` does, without a query: a process that forks must not have run one.

    Args:
        joined: The comments, each closed by a line feed; none holds one, a mark of intake, or more than `LONGEST` characters.
        digits: Keep digits as often as they repeat.

    >>> clean_lines("ＹＹＤＳ\n\n難用\n").joined()
    'yyds\n\n难用\n'
    """
    raw = np.frombuffer(joined.encode("utf-32-le", "replace"), dtype=np.uint32)
    codes = folds().take(raw, mode="clip")
    rare = np.flatnonzero(raw > PLANE)
    codes[rare] = raw[rare]
    texts = Texts(codes, np.append(0, np.flatnonzero(raw == ord(END)) + 1))
    friends, selector = codes == ord("@"), codes == SELECTOR
    if friends.any():
        texts = texts.without(names(texts) | selector)
    elif selector.any():
        texts = texts.without(selector)
    often = _thrice(texts.codes)
    if digits:
        often &= (texts.codes < ord("0")) | (texts.codes > ord("9"))
    return texts.without(often) if often.any() else texts


def names(texts: Texts) -> Flags:
    """Mark @friends: from the sign to the next space or punctuation."""
    at = np.flatnonzero(texts.codes == ord("@")).astype(np.int64)
    stops = np.flatnonzero(texts.marks(NAME_END)).astype(np.int64)
    end = np.minimum(stops[np.searchsorted(stops, at + 1)], at + 1 + LONGEST_NAME)
    real = end > at + 1
    return _spans(len(texts.codes), at[real], end[real])


def bracket_emoji(texts: Texts) -> Flags:
    """Mark the platform's emoji codes, such as [笑哭R]."""
    return _spans(len(texts.codes), *_brackets(texts))


def _brackets(texts: Texts) -> tuple[Places, Places]:
    """Return where the platform's emoji codes begin and end."""
    opened = np.flatnonzero(texts.codes == ord("[")).astype(np.int64)
    closed = np.flatnonzero((texts.codes == ord("]")) | (texts.codes == ord(END))).astype(np.int64)
    if not len(opened) or not len(closed):
        return opened[:0], opened[:0]
    end = closed[np.minimum(np.searchsorted(closed, opened), len(closed) - 1)]
    real = (end > opened + 1) & (end - opened <= LONGEST_EMOJI + 1) & (texts.codes[end] == ord("]"))
    return opened[real], end[real] + 1


def _spans(size: int, start: Places, end: Places) -> Flags:
    flags = np.zeros(size, dtype=bool)
    flags[_inside(start, end - start)] = True
    return flags


def _inside(start: Places, lengths: Places) -> Places:
    """Return every position in spans, one span after the other."""
    before = np.cumsum(lengths) - lengths
    return np.repeat(start - before, lengths) + np.arange(int(lengths.sum()))


def _thrice(codes: Codes) -> Flags:
    flags = np.zeros(len(codes), dtype=bool)
    if len(codes) > 2:
        flags[2:] = (codes[2:] == codes[1:-1]) & (codes[2:] == codes[:-2]) & (codes[2:] != ord(END))
    return flags


def why_not_scored(column: pl.Series, texts: Texts, terms: Places | None = None) -> pl.Series:
    """Say why no opinion was read: `empty`, `only_mention`, `only_emoji`, `too_short`, `other_language`; else null.

    Length counts letters, digits and Chinese characters, without @friends and emoji. A comment with a listed
    word or an emoji of opinion may be read, whatever its length.

    Args:
        column: The comments as they are.
        texts: The same, cleaned.
        terms: How many listed words of opinion each comment holds; None: only length counts.
    """
    words = texts.count(texts.marks(WORD))
    start, end = _brackets(texts)
    if len(start):
        # [[笑R] opens twice and closes once: its letters count once.
        first = np.append(True, end[1:] != end[:-1])
        start, end = start[first], end[first]
        words -= np.bincount(texts.owner(start), texts.count_within(WORD, start, end), len(texts)).astype(
            np.int64
        )
    found = np.zeros(len(texts), dtype=bool) if terms is None else terms > 0
    foreign = other_language(texts)
    reasons = pl.Series("why_not", [None], dtype=pl.String).new_from_index(0, len(column))
    at = np.flatnonzero(((words <= SHORT) & ~found) | foreign)
    if not len(at):
        return reasons
    few = pl.DataFrame({"t": column.gather(at).fill_null(""), "words": words[at], "foreign": foreign[at]})
    text = pl.col("t")
    said = few.select(
        why_not=pl.when("foreign")
        .then(pl.lit("other_language"))
        .when(pl.col("words") > 0)
        .then(pl.lit("too_short"))
        .when(text.str.strip_chars() == "")
        .then(pl.lit("empty"))
        .when(text.str.contains("[@＠]"))
        .then(pl.lit("only_mention"))
        .otherwise(pl.lit("only_emoji"))
    )["why_not"]
    return reasons.scatter(at, said)


def other_language(texts: Texts) -> Flags:
    """Say whether each comment is in another language: no Chinese and three Latin words, or mostly other letters.

    Japanese comments contain Chinese characters too and are recognised by kana. A single の or an English word
    is Chinese slang.
    """
    latin = texts.marks(LATIN)
    begins = latin.copy()
    begins[1:] &= ~latin[:-1]
    words, foreign = texts.count_few(begins), texts.count_few(texts.marks(FOREIGN))
    found = np.zeros(len(texts), dtype=bool)
    doubtful = np.flatnonzero((words >= LATIN_WORDS) | (foreign >= 2))
    chinese = texts.count_within(CHINESE, texts.starts[doubtful], texts.starts[doubtful + 1])
    words, foreign = words[doubtful], foreign[doubtful]
    found[doubtful] = ((chinese == 0) & (words >= LATIN_WORDS)) | ((foreign >= 2) & (2 * foreign > chinese))
    return found


def chunks(column: pl.Series, size: int = CHUNK) -> Iterator[pl.Series]:
    """Yield a column in pieces that fit into memory together with their results."""
    for start in range(0, len(column), size):
        yield column.slice(start, size)
