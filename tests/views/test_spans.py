"""The plan in days: where each bar begins and ends, and where its days are written."""

import re

import pytest

from xhs_workbench.views.sketching.drawing import SHAPES, WIDTHS
from xhs_workbench.views.sketching.pen import Pen, letters


def drawn(rows, width=680.0):
    pen = Pen(width)
    SHAPES["spans"](pen, {"rows": rows})
    return pen, pen.svg("wide", "plan")


def row(label, start, end, text="", **more):
    return {"label": label, "start": start, "end": end, "text": text, **more}


def bars(svg):
    found = re.findall(r'<rect x="([\d.]+)" y="[\d.-]+" width="([\d.]+)"', svg)
    return [(float(x), float(width)) for x, width in found]


def test_a_span_holds_both_its_days():
    """Ten days over the room beside a name of 4 letters: 4 x 6.72 + 14 = 40.88 px; a day is 63.9 px."""
    _, svg = drawn([row("abcd", "2026-04-01", "2026-04-10"), row("efgh", "2026-04-01", "2026-04-05")])
    room = letters("abcd") + 14
    (x1, wide), (x2, half) = bars(svg)
    assert x1 == x2 == pytest.approx(room, abs=0.1)
    assert wide == pytest.approx(680 - room, abs=0.1)
    assert half == pytest.approx((680 - room) / 2, abs=0.1)


def test_days_are_written_right_left_or_inside_and_never_off_the_drawing():
    text = "04-01 – 04-10"
    _, svg = drawn(
        [
            row("a", "2026-04-01", "2026-04-02", text),
            row("b", "2026-06-01", "2026-06-30", text),
            row("c", "2026-04-01", "2026-06-30", text),
        ]
    )
    assert re.findall(r'class="(soft|inside plain)" text-anchor="(\w+)">04-01 –', svg) == [
        ("soft", "start"),
        ("soft", "end"),
        ("inside plain", "start"),
    ]


def test_one_day_is_still_seen_and_names_are_escaped():
    pen, svg = drawn([row("<b>", "2026-04-01", "2026-04-01"), row("x", "2026-04-01", "2027-04-01")])
    assert "<b>" not in svg
    assert bars(svg)[0][1] >= 1.5
    assert pen.height > 0


def test_nothing_is_drawn_of_nothing():
    assert bars(drawn([])[1]) == []


def test_a_phone_has_the_names_above():
    _, svg = drawn([row("a long name of a step", "2026-04-01", "2026-04-30")], WIDTHS["narrow"])
    assert bars(svg)[0] == (0.0, 350.0)
