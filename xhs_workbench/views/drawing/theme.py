"""One palette and one chart style for everything a client sees."""

from __future__ import annotations

from typing import Any

INK, SOFT, LINE, PAPER = "#221f1d", "#6d665f", "#e4ddd3", "#fbf9f6"
ROSE, TEAL, SAND, SLATE, PLUM, MOSS = "#a8324a", "#2f6f6d", "#c39b62", "#5b6b7f", "#6f4a6e", "#7a8450"
LINE_DARK = "#cfc4b5"
SKY, CLAY = "#5c9bb8", "#d98a6a"
GREY = "#9a8f84"
"""What is as usual, or cannot be called."""
CATEGORY = [ROSE, TEAL, SAND, SLATE, PLUM, MOSS, SKY, CLAY]
TEXT_FONT = (
    "'Helvetica Neue','PingFang SC','Noto Sans CJK SC','Source Han Sans SC','Microsoft "
    "YaHei',Arial,sans-serif"
)


def chart_config() -> dict[str, Any]:
    """Return the Vega-Lite config of every chart: quiet axes, no frame, our palette."""
    return {
        "background": None,
        "font": TEXT_FONT,
        "view": {"stroke": None},
        "range": {"category": CATEGORY, "heatmap": ["#f6efe6", "#dba9a5", ROSE]},
        "axis": {
            "domain": False,
            "ticks": False,
            "gridColor": LINE,
            "labelColor": SOFT,
            "titleColor": SOFT,
            "titleFontWeight": "normal",
            "labelFontSize": 12,
            "titleFontSize": 12,
            "labelPadding": 8,
            "titlePadding": 10,
            "labelLimit": 220,
            "labelSeparation": 8,
        },
        "legend": {
            "labelColor": INK,
            "titleColor": SOFT,
            "titleFontWeight": "normal",
            "labelFontSize": 12,
            "symbolSize": 90,
            "orient": "top",
            "title": None,
            "offset": 4,
            "labelLimit": 240,
        },
        "bar": {"color": ROSE, "cornerRadiusEnd": 2},
        "line": {"color": ROSE, "strokeWidth": 2.2},
        "point": {"color": ROSE, "filled": True, "size": 60},
        "rule": {"color": SOFT},
        "text": {"color": INK, "fontSize": 12},
    }
