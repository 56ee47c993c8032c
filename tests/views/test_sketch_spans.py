"""Spans of days as a sketch: where bars and days stand, worked out by hand."""

from __future__ import annotations

import re
from datetime import date

import hypothesis.strategies as st
import pytest
from hypothesis import given

from xhs_workbench.report.rendering.story_grids import picture_rows
from xhs_workbench.views.sketching.drawing import drawn
from xhs_workbench.views.wording import words

TWO = [
    {"label": "A", "start": "2026-05-04", "end": "2026-05-10", "tone": "good"},  # Monday to Sunday
    {"label": "B", "start": "2026-05-11", "end": "2026-05-17"},
]


def drawing(rows, **more):
    """Return the wide drawing."""
    made = str(drawn({"shape": "spans", "rows": rows, "title": "t", "note": "", **more}))
    return re.findall(r"<svg.*?</svg>", made, re.DOTALL)[0]


def bars(svg):
    return [
        (float(x), float(width), kind)
        for x, width, kind in re.findall(
            r'<rect x="([\d.]+)" [^>]*?width="([\d.]+)"[^>]*class="([^"]+)"', svg
        )
    ]


def test_two_equal_weeks_share_the_width_behind_the_names():
    # One latin letter is 6.7 px wide, so names take 20.7 of 680 px and each week half of the rest.
    first, second = bars(drawing(TWO))
    half = (680 - (0.56 * 12 + 14)) / 2
    assert first == (pytest.approx(20.7, abs=0.1), pytest.approx(half, abs=0.1), "mark good")
    assert second == (pytest.approx(20.7 + half, abs=0.1), pytest.approx(half, abs=0.1), "mark plain")


def test_the_axis_names_mondays_and_today_is_a_line_only_inside():
    inside = drawing(TWO, today={"day": "2026-05-12", "label": "today"})
    assert re.findall(r">(\d+ [A-Z][a-z]+)<", inside) == ["4 May", "11 May"]
    assert "reference" in inside
    assert "today" in inside
    assert "reference" not in drawing(TWO, today={"day": "2026-06-12", "label": "today"})


days = st.dates(date(2025, 12, 1), date(2026, 12, 31))


@given(st.lists(st.tuples(st.text(max_size=60), days, st.integers(0, 200)), min_size=1, max_size=15))
def test_no_bar_leaves_the_drawing_and_names_are_escaped(rows):
    spans = [
        {"label": label, "start": str(day), "end": str(date.fromordinal(day.toordinal() + more))}
        for label, day, more in rows
    ]
    svg = drawing(spans)
    assert len(bars(svg)) == len(spans)
    assert all(x >= 0 and x + width <= 683.1 for x, width, _ in bars(svg))
    assert re.findall(r"<(?!/?(?:svg|text|rect|line)\b)", svg) == []


def test_the_spreadsheet_holds_the_days():
    heads, rows = picture_rows({"shape": "spans", "rows": TWO}, words("en"))
    assert [head for head, _ in heads] == ["", "From", "To"]
    assert [value for value, _ in rows[1]] == ["B", "2026-05-11", "2026-05-17"]
