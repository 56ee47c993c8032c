"""The bar of a measured number, printed after it: a line that misses its bar says so, and the run ends with 1."""

from __future__ import annotations

MISSED = "MISSED"


def bar(value: float, least: float | None = None, most: float | None = None) -> str:
    """Return the bar in words and whether the value meets it.

    Args:
        value: What was measured; not a number misses every bar.
        least: The smallest value that holds.
        most: The largest.

    >>> bar(0.93, least=0.92), bar(0.1, most=0.08), bar(4.78, 4.64, 5.14)
    ('(at least 0.92: held)', '(at most 0.08: MISSED)', '(4.64 to 5.14: held)')
    """
    held = (least is None or value >= least) and (most is None or value <= most)
    if least is not None and most is not None:
        wanted = f"{least:,g} to {most:,g}"
    else:
        wanted = f"at most {most:,g}" if least is None else f"at least {least:,g}"
    return f"({wanted}: {'held' if held else MISSED})"
