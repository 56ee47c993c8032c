"""A page's data take less room by columns, and come out in the browser as they went in."""

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.packed import as_rows
from xhs_workbench import paths
from xhs_workbench.views.packing import pack

PLAIN = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["", "护肤", "a › row 7", "a › row 12", "b › row 7", "a › row 07", "§a", "__proto__"])
)
KEYS = st.sampled_from(["name", "t", "v", "§a", "§n", "§o", "__proto__", "length"])
VALUES = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=25,
)
ROWS = st.lists(
    st.fixed_dictionaries({"t": PLAIN, "v": st.lists(VALUES, max_size=5)}), min_size=4, max_size=7
)


@pytest.fixture(scope="module")
def browser_page(chromium):
    page = chromium.new_page()
    page.evaluate(
        (paths.TEMPLATES / "report" / "unpack.js").read_text("utf-8") + "globalThis.asRows = asRows;"
    )
    yield page
    page.close()


@given(VALUES | ROWS)
@example([[1, True], [1.0, True], [0, False], [2, None]])
@example([{"§k": 1}, {"§k": 2}, {"§k": 3}, {"§k": 4}])
@example([[], [1], [1, 2], []])
@settings(deadline=None)
def test_the_browser_reads_what_was_put_in(browser_page, value):
    """Asked as text, so that 1 and true, and the order of keys, count; a number is the same however it is written."""
    packed = json.loads(json.dumps(pack(value)))
    read = browser_page.evaluate("(text) => JSON.stringify(asRows(JSON.parse(text)))", json.dumps(packed))
    plain = browser_page.evaluate("(text) => JSON.stringify(JSON.parse(text))", json.dumps(value))
    assert read == plain
    assert as_rows(packed) == value


def strings(value):
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from strings(inner)
    if isinstance(value, dict):
        yield from value


@given(VALUES | ROWS)
def test_no_text_is_cut_but_before_the_number_of_a_row(value):
    """Whoever looks for a name in the page's data must find it: 《13800138000》 in two halves would be missed."""
    kept = set(strings(pack(value)))
    assert {text.rstrip("0123456789") if "› row " in text else text for text in strings(value)} <= {
        text.rstrip("0123456789") if "› row " in text else text for text in kept
    }


def test_what_repeats_is_written_once():
    """320 creators of two tiers: 2 texts and 320 numbers; 320 times the same: one value."""
    rows = [
        {"tier": ("Mid", "KOC")[n % 2], "of": "Lumira", "source": f"a.xlsx › row {n + 1}"} for n in range(320)
    ]
    keys, (tier, of, source) = pack(rows)["§k"], pack(rows)["§c"]
    assert keys == ["tier", "of", "source"]
    assert tier == {"§d": ["Mid", "KOC"], "§i": [0, 1] * 160}
    assert of == {"§a": "Lumira", "§l": 320}
    assert source == {"§b": {"§a": "a.xlsx › row ", "§l": 320}, "§e": list(range(1, 321))}
