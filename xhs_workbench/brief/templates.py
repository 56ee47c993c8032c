"""Starting briefs: a common base, then an objective, then an industry.

The files are `templates/brief/*.yaml`; ‹…› marks what is still to be written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xhs_workbench import paths
from xhs_workbench.errors import ParamsError, Problem
from xhs_workbench.params.yaml_files import read_params_file

FOLDER = paths.TEMPLATES / "brief"
OBJECTIVES = ("awareness", "ugc", "launch", "traffic")
INDUSTRIES = ("beauty", "fashion", "food_drink", "mother_baby", "electronics", "travel", "health")


def start_brief(objective: str, industry: str) -> dict[str, Any]:
    """Return a starting brief as plain data, with placeholders for what only the client knows.

    Args:
        objective: One of `OBJECTIVES`.
        industry: One of `INDUSTRIES`; gives claims, labels and formats of the category, and where traffic
            goes.

    Raises:
        ParamsError: No such template.
    """
    for name, known in ((objective, OBJECTIVES), (industry, INDUSTRIES)):
        if name not in known:
            raise ParamsError(
                Problem(
                    "no such template",
                    "没有这个模板",
                    value=name,
                    fix_en=f"known: {', '.join(known)}.",
                    fix_zh="请使用列出的模板。",
                    code="XHS-P040",
                )
            )
    data: dict[str, Any] = {}
    for file in ("every_brief", f"objective_{objective}", f"industry_{industry}"):
        data = _lay_over(data, read_params_file(FOLDER / f"{file}.yaml").data)
    formats, traffic = data.pop("formats"), data.pop("traffic")
    data["objective"].setdefault("kind", traffic)
    for item in data["deliverables"]:
        item["format"] = formats[item["format"] - 1]
    return data


def _lay_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Merge two levels: mappings key by key, lists joined without repetition, anything else replaced."""
    merged = dict(below)
    for key, value in above.items():
        there = merged.get(key)
        if isinstance(there, dict) and isinstance(value, dict):
            merged[key] = _lay_over(there, value)
        elif isinstance(there, list) and isinstance(value, list):
            merged[key] = there + [item for item in value if item not in there]
        else:
            merged[key] = value
    return merged
