"""The JavaScript library that draws charts in the page: Vega, Vega-Lite and vega-embed in one text.

A separate module, so that a process that only makes the bundle starts quickly.
"""

from __future__ import annotations

VEGA_LITE = "6.4"
_bundle: list[str] = []


def chart_bundle() -> str:
    """Return the bundle. Making it starts threads, so before a fork it is obtained from another process."""
    if not _bundle:
        import vl_convert

        _bundle.append(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=VEGA_LITE))
    return _bundle[0]


def take_chart_bundle(text: str) -> None:
    """Use a bundle that another process made."""
    _bundle[:] = [text]
