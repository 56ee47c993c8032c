"""The JavaScript library that draws charts in the page: Vega, Vega-Lite and vega-embed in one text.

The text comes with the package (`vega_6_4.js`, with its licences beside it), so that nobody has to install the 84 MB of vl-convert
that put it together; a test makes it again and compares.
"""

from __future__ import annotations

from pathlib import Path

VEGA_LITE = "6.4"
FILE = Path(__file__).with_name(f"vega_{VEGA_LITE.replace('.', '_')}.js")
_bundle: list[str] = []


def chart_bundle() -> str:
    """Return the text; a page holds it once."""
    if not _bundle:
        _bundle.append(FILE.read_bytes().decode("utf-8"))
    return _bundle[0]


def take_chart_bundle(text: str) -> None:
    """Use another text instead."""
    _bundle[:] = [text]
