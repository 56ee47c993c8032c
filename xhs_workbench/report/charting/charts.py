"""A picture of the story as a native chart, by its shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from xhs_workbench.report.charting.charts_of_days import draw_days
from xhs_workbench.report.charting.charts_of_points import draw_points
from xhs_workbench.report.charting.charts_of_rows import draw_bars, draw_stacks, draw_steps
from xhs_workbench.report.charting.placing import Data
from xhs_workbench.report.presenting.template import Area, Canvas

SHAPES: Mapping[str, Callable[[Canvas, Any, Area, Data, str], Any]] = {
    "bars": draw_bars,
    "dots": draw_bars,
    "stacks": draw_stacks,
    "steps": draw_steps,
    "points": draw_points,
    "timeline": draw_days,
}
"""Shape of a sketch -> its chart; one without an entry is told as a table."""
PITCH = 0.85
"""Height of a row of bars at most, inches: three bars on a whole slide would be planks."""
BY_ROWS = ("bars", "dots", "stacks", "steps")


def is_chart(data: Data) -> bool:
    """Say whether a sketch can be drawn as a chart that can be edited, and has something to draw."""
    if data["shape"] not in SHAPES or not data["rows"]:
        return False
    if data["shape"] == "timeline":
        return len({day for row in data["rows"] for day, value in row["points"] if value is not None}) > 1
    if data["shape"] == "points":
        return sum(row.get("x") is not None and row.get("y") is not None for row in data["rows"]) > 1
    if data["shape"] == "steps":
        return any(row["value"] and row["value"] > 0 for row in data["rows"])
    return True


def chart_height(data: Data, room: float) -> float:
    """Return how tall a chart should be in a room, inches."""
    return min(room, len(data["rows"]) * PITCH + 0.6) if data["shape"] in BY_ROWS else room


def draw_chart(canvas: Canvas, slide: Any, area: Area, data: Data, says: str) -> Any:
    """Draw a sketch."""
    return SHAPES[data["shape"]](canvas, slide, area, data, says)
