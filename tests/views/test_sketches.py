"""The story's pictures: nothing hostile comes out as markup, nothing leaves the drawing, bars are as long as they say."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xhs_workbench.views.sketching.charts_of_points import LEFT, RIGHT, draw_points
from xhs_workbench.views.sketching.drawing import SHAPES, drawn
from xhs_workbench.views.sketching.pen import Pen, letters, shorten, ticks

TEXT = st.text(max_size=40) | st.sampled_from(
    ["<script>alert(1)</script>", '"/><img src=x onerror=1>', "阿柠碎碎念"]
)
SIZE = st.floats(-1e6, 1e9, allow_nan=False)
AT_LEAST_0 = st.floats(0, 1e9, allow_nan=False)
NONE = st.none()
TONE = st.sampled_from(["good", "bad", "plain", "soft", "x onload=1"])
DAY = st.dates().map(lambda day: day.isoformat())
ROWS = {
    "bars": st.fixed_dictionaries(
        {"label": TEXT, "value": AT_LEAST_0 | NONE, "text": TEXT, "tone": TONE, "target": NONE | AT_LEAST_0}
    ),
    "dots": st.fixed_dictionaries(
        {"label": TEXT, "value": SIZE, "text": TEXT, "tone": TONE, "low": SIZE, "high": SIZE}
    ),
    "stacks": st.fixed_dictionaries(
        {
            "label": TEXT,
            "parts": st.lists(
                st.fixed_dictionaries({"label": TEXT, "share": st.floats(0, 1), "text": TEXT, "tone": TONE}),
                max_size=4,
            ),
        }
    ),
    "steps": st.fixed_dictionaries({"label": TEXT, "value": AT_LEAST_0, "text": TEXT, "rate": TEXT}),
    "points": st.fixed_dictionaries({"x": SIZE | NONE, "y": SIZE, "label": TEXT, "tone": TONE}),
    "timeline": st.fixed_dictionaries(
        {"label": TEXT, "tone": TONE, "points": st.lists(st.tuples(DAY, AT_LEAST_0 | NONE), max_size=5)}
    ),
    "spans": st.fixed_dictionaries({"label": TEXT, "start": DAY, "end": DAY, "tone": TONE}),
}
MORE = {
    "spans": {"today": {"day": "2026-05-06", "label": "today"}},
    "bars": {"reference": {"value": 10, "label": "t"}},
    "dots": {"reference": {"value": 1, "label": "t"}, "log": True},
    "points": {
        "x_axis": "x",
        "y_axis": "y",
        "corners": ["a", "b", "c", "d"],
        "x_line": {"value": 3, "label": "m"},
    },
    "timeline": {"lanes": [{"label": "notes", "tone": "plain", "days": ["2026-05-06"]}], "spans": []},
}


@pytest.mark.parametrize("shape", SHAPES)
@given(data=st.data())
def test_whatever_is_in_a_row_it_is_drawn_as_marks_and_words(shape, data):
    rows = data.draw(st.lists(ROWS[shape], max_size=6))
    markup = str(drawn({"shape": shape, "rows": rows, "title": "<b>", "note": "", **MORE.get(shape, {})}))
    signs = "".join(sign for sign in markup if sign >= " " or sign in "\t\n")
    for svg in re.findall(r"<svg.*?</svg>", signs, re.DOTALL):
        tags = {node.tag for node in ET.fromstring(svg).iter()}
        assert tags <= {"svg", "text", "rect", "line", "circle", "polyline"}
        assert all(not name.startswith("on") for node in ET.fromstring(svg).iter() for name in node.attrib)
        assert not re.search(r"nan|inf", re.sub(r'aria-label="[^"]*"|>[^<]*<|class="[^"]*"', "", svg))


def test_a_bar_is_as_long_as_its_value():
    rows = [{"label": "a", "value": 50.0, "text": "50"}, {"label": "b", "value": 100.0, "text": "100"}]
    wide = str(drawn({"shape": "bars", "rows": rows, "title": "t", "note": ""})).split("</svg>")[0]
    short, long = (float(width) for width in re.findall(r'<rect [^>]*width="([\d.]+)" height="12"', wide))
    assert long == pytest.approx(2 * short, abs=0.2)


def test_names_of_points_hide_no_other_name():
    rows = [{"x": 1 + n / 50, "y": 1.0, "label": f"creator {n}"} for n in range(8)]
    text = str(
        drawn({"shape": "points", "rows": rows, "title": "t", "note": "", "x_axis": "x", "y_axis": "y"})
    )
    places = [
        (float(x), float(y), words)
        for x, y, words in re.findall(
            r'<text x="([\d.]+)" y="([\d.]+)" class="name"[^>]*>(creator \d)<',
            text.split("</svg>", maxsplit=1)[0],
        )
    ]
    assert len(places) >= 3
    for x, y, words in places:
        for other_x, other_y, other in places:
            apart = abs(y - other_y) >= 11 or x + letters(words) <= other_x or other_x + letters(other) <= x
            assert words == other or apart


@given(st.floats(-1e9, 1e9), st.floats(0, 1e9), st.integers(1, 8))
def test_ticks_lie_between_the_ends_and_are_few(low, span, most):
    found = ticks(low, low + span, most)
    assert 1 <= len(found) <= most
    slack = (abs(low) + span) * 1e-6 + 1e-6  # less than a pixel
    assert all(low - slack <= value <= low + span + slack for value in found)


def test_a_long_name_is_cut_with_a_sign():
    assert shorten("abcdefghij", letters("abcde")) == "abcd…"


@pytest.mark.parametrize("middle", [20.0, 50.0])
def test_the_words_of_a_corner_stay_in_their_part_and_break_rather_than_end_in_dots(middle):
    """On a phone "high cost, well liked" takes 141 px; either side of the middle line there is less."""
    rows = [{"x": value, "y": value, "label": ""} for value in (0.0, 20.0, 50.0, 100.0)]
    corners = [
        "low cost, well liked",
        "high cost, well liked",
        "low cost, little liked",
        "high cost, little liked",
    ]
    lines = {"x_line": {"value": middle, "label": "middle"}, "y_line": {"value": 50.0, "label": "middle"}}
    pen = Pen(350.0)
    draw_points(pen, {"rows": rows, "x_axis": "cost", "y_axis": "rate", "corners": corners, **lines})
    said = re.findall(
        r'<text x="([\d.]+)"[^>]*class="corner" text-anchor="(\w+)">([^<]*)<', "".join(pen.parts)
    )
    line = LEFT + (350.0 - LEFT - RIGHT) * middle / 107
    for x, side, words in said:
        start, end = (
            (float(x), float(x) + letters(words))
            if side == "start"
            else (float(x) - letters(words), float(x))
        )
        assert end <= line if side == "start" else start >= line, words
    if middle == 50.0:
        assert not any("…" in words for _, _, words in said)
        assert "high cost," in [words for _, _, words in said]
