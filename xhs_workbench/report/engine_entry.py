"""What papermill finds under the engine name `xhs`.

papermill loads its entry points while it is itself being imported, and our engine is made from papermill's; a class that
fetches the engine when it is first used keeps the two from waiting for one another, whoever is imported first.
"""

from __future__ import annotations

from typing import Any


class ReportEngine:
    """The engine of `report.engine`, fetched at its first use."""

    @classmethod
    def execute_notebook(cls, *given: Any, **settings: Any) -> Any:
        """Execute a notebook as `engine.ReportEngine` does; arguments and result are papermill's."""
        from xhs_workbench.report.engine import ReportEngine as Engine

        return Engine.execute_notebook(*given, **settings)
