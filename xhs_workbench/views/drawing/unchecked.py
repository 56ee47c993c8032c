"""Charts without the check of every row against Vega-Lite's schema, for batches: it costs more than drawing them.

The shapes in `charts` are checked by the tests, where this is not used; what differs between reports is data,
and a row's values are plain numbers and texts (`charts.plain_rows`). The specification that comes out is the
same.
"""

from __future__ import annotations

from typing import Any


def skip_chart_checks() -> None:
    """Leave out the checks in this process."""
    from altair.utils import schemapi

    def unchecked(*_: Any, **__: Any) -> None:
        return None

    schemapi.disable_debug_mode()
    schemapi.SchemaBase.validate = unchecked  # type: ignore[method-assign]
