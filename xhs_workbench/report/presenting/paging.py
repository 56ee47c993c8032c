"""Slides whose parts all fit: what is too long goes on to a next slide, what cannot is refused, nothing is shrunk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xhs_workbench.errors import Problem, ReportError
from xhs_workbench.report.charting.charts import chart_height
from xhs_workbench.report.presenting.boxes import GAP, card_rows, tiles_height
from xhs_workbench.report.presenting.boxes import SIZES as CARD_SIZES
from xhs_workbench.report.presenting.drawing import clean
from xhs_workbench.report.presenting.fitting import height, lines
from xhs_workbench.report.presenting.grids import (
    CAPTION,
    SIZES,
    around,
    grid_height,
    is_roomy,
    row_heights,
    widths,
)
from xhs_workbench.report.presenting.slides import (
    Cards,
    Column,
    Grid,
    Money,
    Para,
    Part,
    Picture,
    Slide,
    Tiles,
    Words,
)

TITLE, MOST_LINES = 24.0, 3
LEAST_CHART = 2.3
"""A chart lower than that says nothing, inches."""
LEAST_ROWS = 4
"""Of a table that shows its first rows only."""
MOST_ENLARGED, MOST_TOGETHER = 3, 30
"""A table over more slides is not tried in larger letters, and more rows than these fit no one slide."""
MONEY = 1.55
BETWEEN = 0.22
COLUMN_GAP = 0.45


def column_width(column: Column, slide: Slide, width: float) -> float:
    """Return the width of a column on a slide, inches."""
    return (width - COLUMN_GAP * (len(slide.columns) - 1)) * column.share


def title_lines(title: str, width: float) -> int:
    """Return how many lines a title takes."""
    return lines(clean(title, title=True), width, TITLE)


def short_titled(slide: Slide, width: float) -> Slide:
    """Return a slide whose title fits; one that does not is said under the chapter's name."""
    if slide.layout != "statement" or title_lines(slide.title, width) <= MOST_LINES:
        return slide
    lead = Column((Words((Para(slide.title, 16, bold=True),)),))
    first = slide.columns[0] if slide.columns else Column(())
    columns = (
        (Column((*lead.parts, *first.parts), first.share), *slide.columns[1:]) if slide.columns else (lead,)
    )
    return replace(slide, title=slide.heading or clean(slide.title)[:40], columns=columns)


def over_picture(part: Picture, width: float) -> float:
    """Return the height of the words over a chart, inches."""
    return height([Para(part.title, CAPTION, bold=True)], width) + 0.08 if part.title else 0.0


def heights(parts: Sequence[Part], width: float, room: float) -> list[float]:
    """Return how tall parts under each other are, inches: cards take what the others leave, charts are at their least."""
    fixed = [0.0 if isinstance(part, Cards) else part_height(part, width, room) for part in parts]
    free = room - sum(fixed) - BETWEEN * (len(parts) - 1)
    return [
        _cards_height(part, width, free, room) if isinstance(part, Cards) else tall
        for part, tall in zip(parts, fixed, strict=True)
    ]


def _cards_height(cards: Cards, width: float, free: float, room: float) -> float:
    try:
        return part_height(cards, width, free)
    except ValueError:
        return part_height(cards, width, room)


def part_height(part: Part, width: float, room: float) -> float:
    """Return how tall a part is at least, inches."""
    if isinstance(part, Words):
        return height(part.paras, width)
    if isinstance(part, Tiles):
        return tiles_height(part, width)
    if isinstance(part, Money):
        return MONEY
    if isinstance(part, Picture):
        return min(chart_height(part.data, room), LEAST_CHART) + over_picture(part, width)
    if isinstance(part, Cards):
        rows, _ = card_rows(part, width, room)
        return sum(tall for _, tall in rows) + GAP * (len(rows) - 1)
    return grid_height(part, width)


def pages_of(slide: Slide, width: float, room: float) -> list[Slide]:
    """Return a slide as one or more that fit.

    Args:
        slide: As planned; its title fits.
        width: Of the free place under the title, inches.
        room: Its height, inches.

    Raises:
        ReportError: A card, a row or a paragraph is taller than a slide.
    """
    if slide.layout != "statement":
        return [slide]
    try:
        made = _in_largest_letters(slide, width, room)
    except ValueError as error:
        raise _too_long(slide, str(error)) from error
    if len(made) == 1:
        return made
    return [
        replace(page, title=f"{page.title} ({number}/{len(made)})")
        if title_lines(f"{page.title} ({number}/{len(made)})", width) <= MOST_LINES
        else page
        for number, page in enumerate(made, 1)
    ]


def together(slides: Sequence[Slide], width: float, room: float) -> list[Slide]:
    """Return slides of tables with those that fit one slide put together, each table under its own name.

    Args:
        slides: Of an appendix, in order.
        width: Of the free place under a title of one line, inches.
        room: Its height, inches.
    """
    made: list[Slide] = []
    for slide in slides:
        both = _slides_joined(made[-1], slide) if made else None
        if both is not None and title_lines(both.title, width) == 1 and len(_split(both, width, room)) == 1:
            made[-1] = both
        else:
            made.append(slide)
    return made


def _slides_joined(one: Slide, other: Slide) -> Slide | None:
    """Return two slides of tables as one; None where they hold something else, or one must be kept and the other not."""
    alike = one.first == other.first and len(one.columns) == len(other.columns) == 1
    rows = sum(len(part.rows) for part in (*one.parts, *other.parts) if isinstance(part, Grid))
    if (
        not alike
        or rows > MOST_TOGETHER
        or not all(isinstance(part, Grid) for part in (*one.parts, *other.parts))
    ):
        return None
    parts = (*_named_tables(one), *_named_tables(other))
    heading = one.heading if one.heading == other.heading else ""
    notes = tuple(dict.fromkeys((*one.notes, *other.notes)))
    title = f"{one.title} · {other.title}"
    return replace(one, title=title, heading=heading, columns=(Column(parts),), notes=notes)


def _named_tables(slide: Slide) -> list[Part]:
    """Return the tables of a slide; one without a name takes the slide's."""
    return [
        replace(part, title=part.title or slide.title) if isinstance(part, Grid) else part
        for part in slide.parts
    ]


def _in_largest_letters(slide: Slide, width: float, room: float) -> list[Slide]:
    """Return the pages of a slide with its tables in the largest letters that make no page more and shrink no card."""
    made = _with_larger_cards(_split(slide, width, room), width, room)
    if len(made) > MOST_ENLARGED or not any(isinstance(part, Grid) for part in slide.parts):
        return made
    cards = _heights_of_cards(slide, width, room)
    for size in SIZES[:-1]:
        larger = _with_letters(slide, size, width)
        if larger is None or _heights_of_cards(larger, width, room) < cards:
            continue
        try:
            pages = _split(larger, width, room)
        except ValueError:
            continue
        if len(pages) == len(made):
            return pages
    return made


def _with_larger_cards(pages: list[Slide], width: float, room: float) -> list[Slide]:
    """Return slides over which cards are divided with all of these in the largest letters in which each slide still holds its own."""
    if not any(isinstance(part, Cards) and part.many for page in pages for part in page.parts):
        return pages
    for size in CARD_SIZES:
        larger = [_with_cards_of(page, size) for page in pages]
        try:
            if all(len(_split(page, width, room)) == 1 for page in larger):
                return larger
        except ValueError:
            continue
    return pages


def _with_cards_of(page: Slide, size: float) -> Slide:
    columns = (
        replace(
            column,
            parts=tuple(
                replace(part, size=size) if isinstance(part, Cards) and part.many else part
                for part in column.parts
            ),
        )
        for column in page.columns
    )
    return replace(page, columns=tuple(columns))


def _with_letters(slide: Slide, size: float, width: float) -> Slide | None:
    """Return a slide whose tables stand in letters of a size; None where one would be too wide, or takes a chart's room."""
    columns = []
    for column in slide.columns:
        wide = column_width(column, slide, width)
        parts = tuple(replace(part, size=size) if isinstance(part, Grid) else part for part in column.parts)
        tables = [part for part in parts if isinstance(part, Grid)]
        if tables and any(isinstance(part, Picture) for part in parts):
            return None
        if not all(is_roomy(table, wide) for table in tables):
            return None
        columns.append(replace(column, parts=parts))
    return replace(slide, columns=tuple(columns))


def _heights_of_cards(slide: Slide, width: float, room: float) -> list[float]:
    return [
        tall
        for column in slide.columns
        for part, tall in zip(
            column.parts, heights(column.parts, column_width(column, slide, width), room), strict=True
        )
        if isinstance(part, Cards)
    ]


def _split(slide: Slide, width: float, room: float) -> list[Slide]:
    for place, column in enumerate(slide.columns):
        wide = column_width(column, slide, width)
        used = 0.0
        for number, (part, need) in enumerate(
            zip(column.parts, heights(column.parts, wide, room), strict=True)
        ):
            if isinstance(part, Grid) and sum(widths(part, wide)) > wide + 0.01:
                if len(slide.columns) == 1:
                    raise ValueError(part.title or ", ".join(part.heads))
                return _divide(slide, place, number, 0.0, (width, room))  # too wide for a column
            if used + need <= room + 0.01:
                used += need + BETWEEN
                continue
            return _divide(slide, place, number, room - used, (width, room))
    return [slide]


def _divide(slide: Slide, place: int, number: int, free: float, size: tuple[float, float]) -> list[Slide]:
    """Divide a slide at a part that does not fit: as much of it as does stays, the rest goes on."""
    width, room = size
    column = slide.columns[place]
    part, after = column.parts[number], column.parts[number + 1 :]
    wide = column_width(column, slide, width)
    stays, goes = _cut(part, wide, free, room)
    if stays is None and number == 0 and len(slide.columns) == 1:
        raise ValueError(_name_of_part(part))
    kept = replace(column, parts=(*column.parts[:number], *((stays,) if stays else ())))
    rest = tuple(one for one in (goes, *after) if one is not None)
    columns = tuple(
        kept if at == place else one for at, one in enumerate(slide.columns) if kept.parts or at != place
    )
    columns = _whole(columns)
    first = [replace(slide, columns=columns)] if columns else []
    more = replace(slide, columns=(Column(rest),))
    kept_pages = [page for one in first for page in _split(one, width, room)]
    return [*kept_pages, *_split(more, width, room)] if rest else kept_pages


def _whole(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Return columns that use the whole width."""
    total = sum(column.share for column in columns)
    return tuple(replace(column, share=column.share / total) for column in columns)


def _cut(part: Part, width: float, free: float, room: float) -> tuple[Part | None, Part | None]:
    """Return what of a part fits the free height, and the rest."""
    if isinstance(part, Grid) and sum(widths(part, width)) <= width + 0.01:
        head, tall = row_heights(part, widths(part, width))
        count = _fitting(head + around(part, width), tall, free)
        if count <= 0:
            return None, part
        if part.short and count >= LEAST_ROWS:
            return replace(part, rows=part.rows[:count]), None
        left = len(part.rows) - count
        if left < count:  # the last slide is not left with a row or two
            count -= (count - left) // 2
        return replace(part, rows=part.rows[:count]), replace(part, rows=part.rows[count:])
    if isinstance(part, Cards):
        rows, _ = card_rows(part, width, room)
        count = _fitting(0.0, [tall + GAP for _, tall in rows], free + GAP)
        taken = sum(len(items) for items, _ in rows[:count])
        if not taken:
            return None, part
        return Cards(part.items[:taken], many=True), Cards(part.items[taken:], many=True)
    if isinstance(part, Words):
        count = _fitting(0.0, [height([para], width) for para in part.paras], free)
        return (Words(part.paras[:count]) if count else None), Words(part.paras[count:])
    return None, part


def _fitting(fixed: float, tall: Sequence[float], free: float) -> int:
    """Return how many of a row of heights fit beside what is fixed."""
    used = fixed
    for count, one in enumerate(tall):
        used += one
        if used > free:
            return count
    return len(tall)


def _name_of_part(part: Part) -> str:
    if isinstance(part, Words):
        return part.paras[0].text[:60]
    if isinstance(part, Grid):
        return part.title or ", ".join(part.heads)
    return type(part).__name__


def _too_long(slide: Slide, what: str) -> ReportError:
    return ReportError(
        Problem(
            "does not fit a slide, and is not shrunk",
            "内容超出一页幻灯片，不会缩小字号",
            file=slide.heading or slide.title,
            value=clean(what)[:80],
            fix_en="shorten this text in the input or the parameters, and make the report again.",
            fix_zh="请在数据或参数中缩短该文字，然后重新生成报告。",
            code="XHS-R081",
        )
    )
