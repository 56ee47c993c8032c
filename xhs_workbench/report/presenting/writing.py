"""A deck as data becomes a file: each slide on its layout, its parts placed under each other, its notes and its foot."""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from lxml import etree
from pptx.oxml.ns import qn

from xhs_workbench.report.charting.charts import chart_height, draw_chart
from xhs_workbench.report.presenting.boxes import draw_cards, draw_tiles
from xhs_workbench.report.presenting.drawing import clean, dress, fill, picture, text
from xhs_workbench.report.presenting.fitting import LEADING, height, lines
from xhs_workbench.report.presenting.grids import CAPTION, caption_paras, draw_table, grid_height, note_paras
from xhs_workbench.report.presenting.looks import Look
from xhs_workbench.report.presenting.paging import (
    BETWEEN,
    COLUMN_GAP,
    TITLE,
    column_width,
    heights,
    over_picture,
    pages_of,
    short_titled,
    title_lines,
    together,
)
from xhs_workbench.report.presenting.slides import (
    Cards,
    Column,
    Deck,
    Grid,
    Money,
    Para,
    Part,
    Picture,
    Slide,
    Tiles,
    Words,
)
from xhs_workbench.report.presenting.template import (
    MADE,
    WIDTH,
    Area,
    Canvas,
    blank_properties,
    emu,
    open_canvas,
)
from xhs_workbench.views.sketching.pen import letters, shorten

LEAST_SLIDES, MOST_SLIDES = 15, 25
SPREADS = (4, 3, 2, 1)
"""Cards on a slide, tried in turn in a deck that would have fewer slides than it should."""
COVER_SIZES = (36.0, 28.0, 24.0, 20.0)
"""Of a campaign's name on the cover; the first is the template's."""
FOOT_SIZE = 10.0
FLOOR = 6.86
"""Where the free place ends, inches; the foot stands below."""
MARGIN = 0.6
LOGO = Area(0.6, 0.55, 3.2, 1.0)
"""Within the cover's panel of the house's template."""


def write_deck(deck: Deck, look: Look, template: str | None = None) -> bytes:
    """Return the .pptx of a deck.

    Args:
        deck: Its slides.
        look: Colours and logo.
        template: Path of the brand's template; None for the house's.

    Raises:
        IntakeError: The template is refused.
        ReportError: A text does not fit any slide.
    """
    canvas = open_canvas(look, template)
    for page in pages(deck, canvas):
        _draw_slide(canvas, deck, page)
    return _saved(canvas, deck)


def pages(deck: Deck, canvas: Canvas) -> list[Slide]:
    """Return the slides of a deck as they will be drawn, with as much of the appendix as a deck holds.

    Args:
        deck: As planned.
        canvas: Whose free places they must fit.

    Raises:
        ReportError: A text does not fit any slide.
    """
    free = _free(canvas, 1)
    packed = replace(deck, appendix=tuple(together(deck.appendix, free.width, free.height)))
    if not canvas.own:
        deck = _cover_told_beside(deck)
        packed = replace(packed, slides=deck.slides)
    made: list[Slide] = []
    for across, tried in ((0, packed), (0, deck), *((across, deck) for across in SPREADS)):
        made = _with_appendix(tried, canvas, [fewer_cards(slide, across) for slide in deck.slides])
        if len(made) >= LEAST_SLIDES:
            break
    return made


def _cover_told_beside(deck: Deck) -> Deck:
    """Say on a slide of its own what our cover says beside its title: a brand's template has no known place for it."""
    cover, *rest = deck.slides
    if cover.layout != "cover" or len(cover.columns) < 2:
        return deck
    made, told = cover.columns[0], cover.columns[1]
    [words] = told.parts
    assert isinstance(words, Words)
    head, *more = words.paras
    columns = (Column((Words(tuple(more)),), 0.62), replace(made, share=0.38))
    return replace(deck, slides=(cover, Slide(head.text, columns=columns), *rest))


def fewer_cards(slide: Slide, across: int) -> list[Slide]:
    """Return a slide as several with fewer cards on each, if its cards may be spread."""
    if not (across and slide.spread and len(slide.columns) == 1 and isinstance(slide.parts[0], Cards)):
        return [slide]
    [column], cards = slide.columns, slide.parts[0]
    count = -(-len(cards.items) // across)
    ends = [-(-len(cards.items) * number // count) for number in range(count + 1)]  # none is left alone
    groups = [cards.items[start:end] for start, end in pairwise(ends)]
    made = []
    for number, items in enumerate(groups, 1):
        after = column.parts[1:] if number == len(groups) else ()
        parts = (Cards(items, across=len(items)), *after)
        title = f"{slide.title} ({number}/{len(groups)})" if len(groups) > 1 else slide.title
        made.append(replace(slide, title=title, columns=(replace(column, parts=parts),)))
    return made


def _with_appendix(deck: Deck, canvas: Canvas, planned: Sequence[Sequence[Slide]]) -> list[Slide]:
    main = [page for slides in planned for slide in slides for page in _pages(canvas, slide)]
    every = [_pages(canvas, slide) for slide in deck.appendix]
    free, chosen = MOST_SLIDES - len(main) - 1, set[int]()
    for place in sorted(range(len(every)), key=lambda place: not deck.appendix[place].first):
        if len(every[place]) <= free:
            free -= len(every[place])
            chosen.add(place)
    kept = [made for place, made in enumerate(every) if place in chosen]
    if not kept or deck.divider is None:
        return main
    listed = tuple(Para(slides[0].title.removesuffix(f" (1/{len(slides)})"), 14, before=4) for slides in kept)
    divider = replace(deck.divider, columns=(Column((Words(listed), *deck.divider.columns[0].parts)),))
    return [*main, divider, *(page for made in kept for page in made)]


def _pages(canvas: Canvas, planned: Slide) -> list[Slide]:
    slide = short_titled(planned, _free(canvas, 1).width)
    free = _free(canvas, title_lines(slide.title, _free(canvas, 1).width))
    return pages_of(slide, free.width, free.height)


def _free(canvas: Canvas, title: int) -> Area:
    """Return the free place of a statement slide under a title of so many lines."""
    stands = canvas.area("statement", "title") or Area(MARGIN, 0.45, 12.13, 0.9)
    foot = canvas.area("statement", "foot")
    top = stands.top + max(title * TITLE * LEADING / 72, 0.0 if canvas.own else stands.height) + 0.25
    floor = min(FLOOR, foot.top - 0.1) if foot and foot.top > top else FLOOR
    return Area(stands.left, top, stands.width, floor - top)


def _draw_slide(canvas: Canvas, deck: Deck, page: Slide) -> None:
    slide = canvas.deck.slides.add_slide(canvas.layouts[page.layout])
    slide.shapes.turbo_add_enabled = True  # ids counted on, not searched for anew by each shape
    title = slide.shapes.title
    lines_of_title = title_lines(page.title, _free(canvas, 1).width)
    _set_title(canvas, title, page)
    _fill_under(canvas, slide, page)
    _empty_left_out(slide, title)
    if page.layout == "statement":
        if page.heading and canvas.own and clean(page.heading) != clean(page.title):
            _kicker(canvas, slide, page.heading)
        _columns(canvas, slide, page, _free(canvas, lines_of_title))
    elif page.layout == "cover":
        _cover(canvas, slide, page, deck)
    elif page.columns:
        _columns(canvas, slide, page, _under_title(canvas))
    _foot(canvas, slide, page, deck)
    if page.notes:
        slide.notes_slide.notes_text_frame.text = "\n".join(clean(line) for line in page.notes)
        dress(slide.notes_slide._element, canvas.look.body, deck.language)
    dress(slide._element, canvas.look.body, deck.language)
    dress(title._element, canvas.look.title, deck.language)


def _set_title(canvas: Canvas, title: Any, page: Slide) -> None:
    words = clean(page.title, title=True)
    if page.layout != "statement":
        stands = canvas.area(page.layout, "title")
        size = _cover_size(words, stands) if canvas.own and stands and page.layout == "cover" else None
        if size is None:
            title.text_frame.text = words
        else:
            fill(canvas, title.text_frame, [Para(words, size, bold=True)])
        return
    fill(canvas, title.text_frame, [Para(words, TITLE, bold=True)])
    if canvas.own:
        stands = canvas.area("statement", "title")
        if stands is not None:
            tall = title_lines(words, stands.width) * TITLE * LEADING / 72
            title.left, title.top = emu(canvas, stands.left), emu(canvas, stands.top)
            title.width, title.height = emu(canvas, stands.width), emu(canvas, tall)


def _cover_size(words: str, stands: Area) -> float | None:
    """Return the letters in which a campaign's long name fits its place on the cover; None for the template's own."""
    room = stands.height * 72 / LEADING
    fitting = [size for size in COVER_SIZES if lines(words, stands.width, size) * size <= room]
    size = fitting[0] if fitting else COVER_SIZES[-1]
    return None if size == COVER_SIZES[0] else size


def _foot_words(deck: Deck, page: Slide, width: float) -> str:
    """Return the foot on one line: a campaign's long name is cut, what else it says is not."""
    tail = " · ".join(part for part in (*deck.foot[1:], page.heading) if part)
    name = deck.foot[0]
    room = width * 72 - letters(f" · {tail}", FOOT_SIZE)  # `letters` is on the safe side by itself
    return " · ".join(part for part in (clean(shorten(name, room, FOOT_SIZE)), tail) if part)


def _fill_under(canvas: Canvas, slide: Any, page: Slide) -> None:
    if not page.under:
        return
    for place in slide.placeholders:
        if place.element.ph.get("type") in ("subTitle", "body"):
            place.text_frame.text = clean(page.under)
            return


def _empty_left_out(slide: Any, title: Any) -> None:
    """Take out places that stayed empty; a reader would see "click to add text"."""
    for place in list(slide.placeholders):
        if place._element is not title._element and not (place.has_text_frame and place.text_frame.text):
            place._element.getparent().remove(place._element)


def _kicker(canvas: Canvas, slide: Any, heading: str) -> None:
    stands = canvas.area("statement", "title")
    if stands is not None:
        spot = Area(stands.left, stands.top - 0.26, stands.width, 0.22)
        text(canvas, slide, spot, [Para(heading, 11, bold=True, colour="accent_word")], name="Chapter")


def _under_title(canvas: Canvas) -> Area:
    """Return the free place under a divider's title."""
    stands = canvas.area("divider", "title") or Area(MARGIN, 0.6, 12.13, 1.0)
    top = stands.top + stands.height + 0.2
    return Area(stands.left, top, stands.width, FLOOR - top)


def _cover(canvas: Canvas, slide: Any, page: Slide, deck: Deck) -> None:
    """Write the cover's definitions beside the panel, and who made it into the panel, where that is ours."""
    look = canvas.look
    if look.logo:
        picture(canvas, slide, look.logo, LOGO, look.logo_name)
    if not canvas.own:
        return
    left, *right = page.columns
    ink = "white" if look.on("accent") == look.colours["white"] else "ink"
    paras = [
        Para(para.text, para.size, para.bold, ink, para.before)
        for part in left.parts
        if isinstance(part, Words)
        for para in part.paras
    ]
    if deck.banner:
        paras = [Para(deck.banner, 13, bold=True, colour=ink), *paras]
    text(canvas, slide, Area(0.6, 4.2, 3.6, 2.7), paras, anchor="bottom", name="Made by")
    title = canvas.area("cover", "title") or Area(5.2, 0.9, 7.5, 1.5)
    top = 3.15
    for column in right:
        _stack(canvas, slide, column.parts, Area(title.left, top, title.width, FLOOR - top))


def _columns(canvas: Canvas, slide: Any, page: Slide, free: Area) -> None:
    left = free.left
    for column in page.columns:
        wide = column_width(column, page, free.width)
        _stack(canvas, slide, column.parts, Area(left, free.top, wide, free.height))
        left += wide + COLUMN_GAP


def _stack(canvas: Canvas, slide: Any, parts: Sequence[Part], free: Area) -> None:
    """Place parts under each other; charts share what the others leave."""
    tall = heights(parts, free.width, free.height)
    charts = [place for place, part in enumerate(parts) if isinstance(part, Picture)]
    left = free.height - sum(tall) - BETWEEN * (len(parts) - 1)
    for place in charts:
        part = parts[place]
        assert isinstance(part, Picture)
        wanted = chart_height(part.data, free.height) + over_picture(part, free.width)
        tall[place] = max(min(wanted, tall[place] + left / len(charts)), tall[place])
    top = free.top
    for part, high in zip(parts, tall, strict=True):
        _draw(canvas, slide, part, Area(free.left, top, free.width, high))
        top += high + BETWEEN


def _draw(canvas: Canvas, slide: Any, part: Part, area: Area) -> None:
    if isinstance(part, Words):
        text(canvas, slide, area, part.paras)
    elif isinstance(part, Tiles):
        draw_tiles(canvas, slide, area, part)
    elif isinstance(part, Money):
        _draw_money(canvas, slide, area, part)
    elif isinstance(part, Picture):
        _picture(canvas, slide, area, part)
    elif isinstance(part, Cards):
        draw_cards(canvas, slide, area, part)
    else:
        _grid(canvas, slide, area, part)


def _picture(canvas: Canvas, slide: Any, area: Area, part: Picture) -> None:
    over = over_picture(part, area.width)
    if part.title:
        spot = Area(area.left, area.top, area.width, over)
        text(canvas, slide, spot, [Para(part.title, CAPTION, bold=True)], name="Measure")
    says = ". ".join(line for line in (clean(part.data["title"]), clean(part.data["note"])) if line)
    draw_chart(
        canvas, slide, Area(area.left, area.top + over, area.width, area.height - over), part.data, says
    )


def _grid(canvas: Canvas, slide: Any, area: Area, grid: Grid) -> None:
    top = area.top
    if caption := caption_paras(grid):
        tall = height(caption, area.width)
        text(canvas, slide, Area(area.left, top, area.width, tall), caption, name="Caption")
        top += tall + 0.08
    draw_table(canvas, slide, Area(area.left, top, area.width, area.height), grid)
    if note := note_paras(grid):
        tall = height(note, area.width)
        foot = area.top + grid_height(grid, area.width) - tall
        text(canvas, slide, Area(area.left, foot, area.width, tall), note, name="Note")


def _draw_money(canvas: Canvas, slide: Any, area: Area, money: Money) -> None:
    """Draw a sum and what it went on as one bar of amounts."""
    data = money.data
    says = " · ".join(part for part in (str(data["says"]),) if part)
    head = f"{data['label']} {data['total']}" + (f" · {says}" if says else "")
    text(
        canvas, slide, Area(area.left, area.top, area.width, 0.26), [Para(head, 13, bold=True)], name="Money"
    )
    tones = ("plain", "second", "accent", "fourth", "third", "good")
    parts = [
        {"label": part["label"], "value": part["raw"], "text": part["value"], "tone": tone}
        for part, tone in zip(data["parts"], tones, strict=False)
        if part["raw"]
    ]
    if data["left"]:
        spent = sum(part["raw"] for part in data["parts"])
        parts.append(
            {"label": data["rest"], "value": data["raw"] - spent, "text": data["left"], "tone": "soft"}
        )
    told = ", ".join(f"{part['label']} {part['text']}" for part in parts)
    sketch = {
        "shape": "stacks",
        "title": head,
        "note": told,
        "rows": [{"label": data["label"], "parts": parts}],
    }
    draw_chart(
        canvas,
        slide,
        Area(area.left, area.top + 0.26, area.width, area.height - 0.26),
        sketch,
        f"{head}: {told}",
    )


def _foot(canvas: Canvas, slide: Any, page: Slide, deck: Deck) -> None:
    """Give a slide its foot and number: python-pptx leaves these places out."""
    stands = canvas.area(page.layout, "foot")
    words = _foot_words(deck, page, stands.width if stands else WIDTH * 0.7)
    if deck.banner and page.layout != "cover":
        spot = Area(WIDTH - 7.6, 0.14, 7.0, 0.22)
        text(
            canvas,
            slide,
            spot,
            [Para(deck.banner, 10, bold=True, colour="accent_word")],
            "right",
            name="Internal",
        )
    for place in canvas.layouts[page.layout].placeholders:
        kind = place.element.ph.get("type")
        if kind not in ("ftr", "sldNum") or page.layout == "cover":
            continue
        made = copy.deepcopy(place._element)
        for part in made.xpath(".//p:spPr/*"):
            part.getparent().remove(part)
        ids = [int(one) for one in slide._element.xpath(".//p:cNvPr/@id")]
        made.xpath(".//p:cNvPr")[0].set("id", str(max(ids) + 1))
        slide.shapes._spTree.append(made)
        for number in made.iter(qn("a:t")):
            number.text = str(len(canvas.deck.slides))
        if kind == "ftr":
            paras = made.findall(f".//{qn('a:p')}")
            for extra in paras[1:]:
                extra.getparent().remove(extra)
            for child in list(paras[0]):
                paras[0].remove(child)
            run = etree.SubElement(paras[0], qn("a:r"))
            etree.SubElement(run, qn("a:rPr"))
            etree.SubElement(run, qn("a:t")).text = clean(words)


def _saved(canvas: Canvas, deck: Deck) -> bytes:
    """Return the file with blank properties, faces in every default, and one date for all entries."""
    for part in canvas.deck.part.package.iter_parts():
        root = getattr(part, "_element", None)
        if root is not None and part.partname.startswith("/ppt/charts/"):
            dress(root, canvas.look.body, deck.language)
            _whole_defaults(root)
            dress(root, canvas.look.body, deck.language)
    blank_properties(canvas.deck)
    raw = io.BytesIO()
    canvas.deck.save(raw)
    return _dated(raw.getvalue())


def _whole_defaults(root: Any) -> None:
    """Give every text of a chart its own defaults, so that an axis or a label cannot fall back on another face."""
    for props in root.iter(qn("c:txPr")):
        for para in props.iter(qn("a:p")):
            if para.find(f"{qn('a:pPr')}/{qn('a:defRPr')}") is None:
                ppr = para.find(qn("a:pPr"))
                if ppr is None:
                    ppr = etree.Element(qn("a:pPr"))
                    para.insert(0, ppr)
                ppr.append(etree.Element(qn("a:defRPr")))


def _dated(raw: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(zipfile.ZipInfo(entry.filename, MADE), old.read(entry), zipfile.ZIP_DEFLATED)
    return made.getvalue()
