"""The same counts after a day, a week, two weeks side by side: one window is the notes', and none is added to another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import polars as pl

from xhs_workbench.findings import Text
from xhs_workbench.intake.cells.values import MISSING, parse_count
from xhs_workbench.intake.drafting.evidence import Cells
from xhs_workbench.intake.drafting.words import MEASURES, Meaning, understand
from xhs_workbench.intake.recognising.sources import Header

DAYS = {
    "h": 1 / 24,
    "小时": 1 / 24,
    "时": 1 / 24,
    "d": 1.0,
    "天": 1.0,
    "日": 1.0,
    "w": 7.0,
    "周": 7.0,
    "m": 30.0,
    "月": 30.0,
}
FIRST = {"日": 1.0, "天": 1.0, "周": 7.0, "月": 30.0}
AFTER = r"(?:发布|上线|发文|发帖|投放)?(?:后|满|前|第)?\s*"
SINCE = re.compile(
    rf"(?i){AFTER}(?:首(?:个)?(?P<first>[日天周月])"
    r"|(?<![a-z0-9])(?P<sign>d|t|day|w|week|m|month)\s*\+?\s*(?P<after>\d{1,3})(?![0-9])"
    r"|(?<!\d)(?P<n>\d{1,3})\s*[- ]?(?P<unit>小时|个?月|天|日|周|hours?|hrs?|h|days?|d|weeks?|wks?|w|months?)(?![a-z]))"
    r"\s*(?:内|累计|后|时|总)?"
)
"""How long after posting a count was taken: 首日, 发布后7天, D14, 24h, 30 days."""
LATELY = re.compile(r"(?i)近|过去|最近|最新|last|past|recent|median|中位|均|avg|average|mean|预估|est")
"""Words of figures of an account's other notes, over the days before today."""
PLAIN = frozenset({"note", "publish", "window"})
COUNTS = MEASURES - {"price", "id", "fans"}
HALF = 0.5
NEARLY = 0.98
"""What a longer window may have less than a shorter one: posts are cleaned of bought likes."""
OTHER = Text(
    "the same after another span of days, which the one that is read holds or is held by",
    "同一指标的其他统计周期：与所读周期互相包含",
)
UNSURE = Text(
    "the same after several spans of days, and nothing says which one is meant: map the right one",
    "同一指标有多个统计周期，无法判断应取哪一个：请手动映射",
)


@dataclass(frozen=True)
class Windows:
    """What is counted after several spans of days.

    Args:
        read: Index of a header -> what it means without its span, for the span that is read.
        left: Indexes of headers of the other spans.
        said: What is read and what not.
        ordered: Whether each longer span holds the shorter ones.
    """

    read: dict[int, Meaning] = field(default_factory=dict)
    left: frozenset[int] = frozenset()
    said: Text | None = None
    ordered: bool = True

    @property
    def all(self) -> frozenset[int]:
        """Indexes of all headers that name a span."""
        return self.left | frozenset(self.read)


def span_of(header: Header) -> tuple[float, Meaning] | None:
    """Return how many days after posting a header's figure was counted, and what it means without that; None without it."""
    texts = [*header.groups, header.text]
    if any(LATELY.search(text) for text in texts):
        return None
    found = [(at, hit) for at, text in enumerate(texts) if (hit := SINCE.search(_spaced(text)))]
    if len(found) != 1:
        return None
    at, hit = found[0]
    texts[at] = _spaced(texts[at]).replace(hit[0], " ")
    *groups, own = texts
    if any((said := understand(group)).rest or said.tags - PLAIN for group in groups):
        return None
    meaning = understand(own)
    if meaning.rest or not meaning.tags & COUNTS or meaning.tags & {"unit_price", "rate", "spend", "cpm"}:
        return None
    return _days_after(hit), Meaning(meaning.tags - {"window", "publish", "note"})


def counted_by_spans(headers: Sequence[Header]) -> bool:
    """Say whether a list counts the same after several spans of days, and nothing without a span."""
    spans = [span_of(header) for header in headers]
    found = {(days, meaning.tags) for days, meaning in filter(None, spans)}
    whole = any(
        span is None
        and (meaning := understand(header.text, header.groups)).known
        and meaning.tags - PLAIN <= COUNTS
        for header, span in zip(headers, spans, strict=True)
        if understand(header.text, header.groups).tags & COUNTS
    )
    return len(found) > len({tags for _, tags in found}) and not whole


def _spaced(text: str) -> str:
    return text.replace("_", " ")


def _days_after(hit: re.Match[str]) -> float:
    if hit["first"]:
        return FIRST[hit["first"]]
    if hit["after"]:
        sign = hit["sign"].lower()[0]
        return int(hit["after"]) * DAYS.get(sign, 1.0)
    unit = hit["unit"].lower().removeprefix("个")
    return int(hit["n"]) * (DAYS[unit] if unit in DAYS else DAYS[unit[0]])


def side_by_side(columns: Sequence[Cells]) -> Windows:
    """Find counts that stand in a sheet after several spans of days, and which span is the notes'.

    Where a count stands there without a span too, that is the whole, and no span of it is read.

    Args:
        columns: The sheet's columns.
    """
    spans = {cells.header.index: said for cells in columns if (said := span_of(cells.header)) is not None}
    by_meaning: dict[frozenset[str], set[float]] = {}
    for days, meaning in spans.values():
        by_meaning.setdefault(meaning.tags, set()).add(days)
    if not any(len(days) > 1 for days in by_meaning.values()):
        return Windows()
    cells_of = {cells.header.index: cells for cells in columns}
    lengths = sorted({said for said, _ in spans.values()})
    reached = [
        one for one in lengths if _reached([cells_of[at] for at, said in spans.items() if said[0] == one])
    ]
    if not reached or not _hold_one_another(spans, cells_of):
        return Windows({}, frozenset(spans), None, ordered=False)
    longest = reached[-1]
    whole = {
        understand(cells.header.text, cells.header.groups).tags - PLAIN
        for cells in columns
        if cells.header.index not in spans
    }
    read = {
        at: meaning for at, (own, meaning) in spans.items() if own == longest and meaning.tags not in whole
    }
    named = ", ".join(
        dict.fromkeys(_span_named(cells_of[at].header) for at, said in spans.items() if said[0] == longest)
    )
    text = Text(
        f"Counts after {len(lengths)} spans of days stand side by side; only one of them is read: {named}.",
        f"同一指标有 {len(lengths)} 个统计周期并列，只读取其一：{named}。",
    )
    return Windows(read, frozenset(spans) - frozenset(read), text if read else None)


def _span_named(header: Header) -> str:
    return header.groups[-1] if header.groups else header.text


def _figures(cells: Cells) -> pl.Series:
    said = [
        None if text is None or text.strip().lower() in MISSING else _count(text, cells.header.scale)
        for text in cells.first.to_list()
    ]
    return pl.Series(cells.header.text, said, dtype=pl.Float64)


def _count(text: str, scale: float) -> float | None:
    value = parse_count(text).value
    return None if value is None else float(value) * scale


def _reached(columns: Sequence[Cells]) -> bool:
    """Whether at least half of the notes have figures of a span."""
    return all((figures := _figures(cells)).count() >= HALF * len(figures) for cells in columns)


def _hold_one_another(spans: dict[int, tuple[float, Meaning]], cells_of: dict[int, Cells]) -> bool:
    """Whether in each row the longer span has no less than the shorter: else they are weeks one after the other."""
    by_meaning: dict[frozenset[str], list[tuple[float, int]]] = {}
    for at, (days, meaning) in spans.items():
        by_meaning.setdefault(meaning.tags, []).append((days, at))
    for found in by_meaning.values():
        ordered = [at for _, at in sorted(found)]
        for shorter, longer in pairwise(ordered):
            rows = pl.DataFrame(
                {"a": _figures(cells_of[shorter]), "b": _figures(cells_of[longer])}
            ).drop_nulls()
            if rows.filter(pl.col("b") < NEARLY * pl.col("a")).height:
                return False
    return True
