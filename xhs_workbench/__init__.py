"""Read the export files of a Xiaohongshu creator campaign, answer questions about it, and make reports for the client.

    import xhs_workbench as xhs

    data = xhs.read("exports/*.xlsx")
    xhs.metric(data.notes, "engagement rate", by="note_type")

The docstring of each verb says what it takes and what it returns; `dir(xhs)` lists the verbs. Verbs take
pandas and polars frames and return the kind they were given. Heavy libraries are imported only when a verb
first needs them.
"""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module
from typing import TYPE_CHECKING, Any

from xhs_workbench.late_imports import put_off

if TYPE_CHECKING:
    from xhs_workbench.verbs.choosing import estimate, flags, plan, score
    from xhs_workbench.verbs.effects import boosts, search_lift
    from xhs_workbench.verbs.frames import to_pandas
    from xhs_workbench.verbs.hearing import intents, opinion_shares, sentiment, themes
    from xhs_workbench.verbs.numbers import compare, list_metrics, metric, tiers
    from xhs_workbench.verbs.reading import inspect, read, read_brief
    from xhs_workbench.verbs.sending import check, export, make_reports
    from xhs_workbench.verbs.showing import chart, table

__all__ = [
    "boosts",
    "chart",
    "check",
    "compare",
    "estimate",
    "export",
    "flags",
    "inspect",
    "intents",
    "list_metrics",
    "make_reports",
    "metric",
    "opinion_shares",
    "plan",
    "read",
    "read_brief",
    "score",
    "search_lift",
    "sentiment",
    "table",
    "themes",
    "tiers",
    "to_pandas",
]

VERBS = {
    "reading": ("inspect", "read", "read_brief"),
    "numbers": ("compare", "list_metrics", "metric", "tiers"),
    "choosing": ("estimate", "flags", "plan", "score"),
    "hearing": ("intents", "opinion_shares", "sentiment", "themes"),
    "effects": ("boosts", "search_lift"),
    "showing": ("chart", "table"),
    "sending": ("check", "export", "make_reports"),
    "frames": ("to_pandas",),
}
"""File of `verbs/` -> the verbs in it."""

put_off()


def __getattr__(name: str) -> Any:
    """Import a verb when it is first used.

    Raises:
        AttributeError: No such verb; names the closest.
    """
    for file, verbs in VERBS.items():
        if name in verbs:
            return getattr(import_module(f"xhs_workbench.verbs.{file}"), name)
    if name == "__version__":
        from importlib.metadata import version

        return version("xhs-workbench")
    close = get_close_matches(name, __all__, n=1)
    if name.startswith("read_"):  # one verb reads every kind of file
        close = get_close_matches(name, __all__, n=1, cutoff=0.8) or ["read"]
    hint = f"; did you mean {close[0]}?" if close and not name.startswith("_") else ""
    raise AttributeError(f"module 'xhs_workbench' has no {name}{hint}")


def __dir__() -> list[str]:
    return list(__all__)
