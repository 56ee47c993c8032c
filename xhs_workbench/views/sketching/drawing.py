"""A sketch as SVG: each shape's function, called once for a desk and once for a phone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from xhs_workbench.views.sketching.charts_of_days import draw_timeline
from xhs_workbench.views.sketching.charts_of_points import draw_points
from xhs_workbench.views.sketching.charts_of_rows import draw_bars, draw_dots, draw_stacks, draw_steps
from xhs_workbench.views.sketching.charts_of_spans import draw_spans
from xhs_workbench.views.sketching.pen import Pen

WIDTHS = {"wide": 680.0, "narrow": 350.0}
"""Of the desk's drawing and of the phone's; the style sheet shows one of them."""
SHAPES: Mapping[str, Callable[[Pen, Mapping[str, Any]], None]] = {
    "bars": draw_bars,
    "dots": draw_dots,
    "stacks": draw_stacks,
    "steps": draw_steps,
    "points": draw_points,
    "timeline": draw_timeline,
    "spans": draw_spans,
}


def drawn(data: Mapping[str, Any]) -> Markup:
    """Return a sketch's SVG in both widths.

    Args:
        data: `Sketch.content` in one language.
    """
    made = []
    for name, width in WIDTHS.items():
        pen = Pen(width)
        SHAPES[data["shape"]](pen, data)
        made.append(pen.svg(name, ". ".join(text for text in (data["title"], data["note"]) if text)))
    return Markup('<div class="xhs-sketch">{}</div>').format(Markup("").join(made))
