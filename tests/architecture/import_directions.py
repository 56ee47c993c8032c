"""Who may import whom: the table behind the picture in docs/explanations/architecture.md, and the function that checks the code against it."""

from __future__ import annotations

import ast
from pathlib import Path

GROUND = {
    "errors",
    "findings",
    "late_imports",
    "paths",
    "plurals",
    "who_sees",
    "telling",
    "work_folder",
    "worked_out",
    "written",
}
SHARED = GROUND | {"statistics", "tables", "tables_of_returns", "table_fields", "params"}
TOOLS = SHARED | {"metrics", "language", "memory", "images"}

MAY_IMPORT: dict[str, set[str]] = {
    "errors": set(),
    "who_sees": set(),
    "findings": {"who_sees"},
    "telling": {"findings"},
    "written": {"findings"},
    "plurals": set(),
    "late_imports": set(),
    "work_folder": set(),
    "worked_out": set(),
    "paths": {"errors", "work_folder"},
    "statistics": set(),
    "table_fields": set(),
    "tables_of_returns": {"table_fields"},
    "tables": {"table_fields", "tables_of_returns"},
    "params": GROUND,
    "intake": SHARED,
    "metrics": SHARED,
    "language": SHARED,
    "memory": SHARED,
    "images": SHARED,
    "brief": TOOLS,
    "selection": TOOLS,
    "content": TOOLS,
    "live": TOOLS,
    "results": TOOLS,
    "views": GROUND,
    # It asks other rooms for names, so that a mistyped metric, tier, column or rule is refused before a
    # kernel starts.
    "report": TOOLS | {"views", "intake", "selection", "content", "live", "results"},
    # The analyst's desk: it knows which campaigns, files and reports there are, and asks other rooms to do
    # the work.
    "workspace": SHARED | {"brief", "intake", "report"},
    # What an analyst calls from a notebook of her own: it asks each room and computes nothing itself.
    "verbs": TOOLS | {"intake", "selection", "live", "results", "views", "report"},
    "cli": SHARED | {"report", "intake", "workspace", "memory"},
}
"""Room -> rooms of ours it may import.

The five steps never see each other; `views` knows nothing of campaigns.
"""

FENCED: dict[str, set[str]] = {
    "papermill": {"report"},
    "nbconvert": {"report"},
    "jupyter_client": {"report"},
    "distributed": {"report/executing/cluster"},
    "fsspec": {"report"},
    "altair": {"views"},
    "ipywidgets": {"views"},
    "anywidget": {"views"},
    "vl_convert": set(),
    "statsmodels": set(),
    "pandas": {"verbs"},
    "fastexcel": {"intake/opening/workbook"},
    "jupyter_server": {"workspace/addresses"},
    "openpyxl": set(),
    "duckdb": {"memory"},
    "PIL": {"images"},
    "scipy.optimize": {"selection", "statistics"},
    "ruamel": {"params"},
    "docx": {"brief/writing/word"},
    "pptx": {"report/presenting", "report/charting"},
    "xlsxwriter": {"report/rendering/numbers_file", "report/charting/workbooks", "selection/judging/rubric"},
}
"""Third-party package -> the only places that may import it."""


def wrong_imports(package: Path) -> list[str]:
    """Return one line for each import that the tables do not allow."""
    found: list[str] = []
    for file in sorted(package.rglob("*.py")):
        place = file.relative_to(package).with_suffix("").as_posix()
        room = place.split("/")[0]
        for module in _imported(file):
            found += _judge(place, room, module, package.name)
    return found


def _judge(place: str, room: str, module: str, package: str) -> list[str]:
    parts = module.split(".")
    if parts[0] == package:
        target = parts[1] if len(parts) > 1 else ""
        allowed = MAY_IMPORT.get(room, set()) | {room}
        return [] if room == "__init__" or target in allowed else [f"{place} imports {module}"]
    for fenced, rooms in FENCED.items():
        inside = module == fenced or module.startswith(fenced + ".")
        if inside and not any(
            place == where or place.startswith(where + "/") or place.startswith(where) for where in rooms
        ):
            return [
                (
                    f"{place} imports {module}, which belongs in "
                    f"{', '.join(sorted(rooms)) or 'tests and benchmarks'}"
                )
            ]
    return []


def _imported(file: Path) -> list[str]:
    modules: list[str] = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            ours = node.module == "xhs_workbench" or "scipy" in node.module
            modules += [f"{node.module}.{alias.name}" for alias in node.names] if ours else [node.module]
    return modules
