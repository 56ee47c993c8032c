"""The class that papermill finds under the engine name `xhs`.

papermill loads its entry points while it is being imported itself, and our engine is derived from
papermill's. This class fetches the engine on first use, so that neither import has to wait for the other.
"""

from __future__ import annotations

from typing import Any


class _Fetched(type):
    """A class whose attributes are those of `engine.ReportEngine`."""

    def __getattr__(cls, name: str) -> Any:
        from xhs_workbench.report.executing.engine import ReportEngine as Engine

        return getattr(Engine, name)


class ReportEngine(metaclass=_Fetched):
    """The engine of `executing.engine`, fetched on first use."""
