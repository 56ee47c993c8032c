"""What papermill finds under the engine name `xhs`.

papermill loads its entry points while it is itself being imported, and our engine is made from papermill's; a class that
fetches the engine when it is first asked for something keeps the two from waiting for one another, whoever is imported first.
"""

from __future__ import annotations

from typing import Any


class _Fetched(type):
    """A class whose attributes are those of `engine.ReportEngine`."""

    def __getattr__(cls, name: str) -> Any:
        from xhs_workbench.report.executing.engine import ReportEngine as Engine

        return getattr(Engine, name)


class ReportEngine(metaclass=_Fetched):
    """The engine of `executing.engine`, fetched at its first use."""
