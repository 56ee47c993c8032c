"""Whether a notebook was given its campaign, or shows the demo because nobody gave it anything.

In a parameters cell, what only a campaign can say stands as `demo:params/demo/brief.yaml`. No value that is
given begins
so, whoever gives it: papermill's cell, a scheduler that rewrites ours, a hand. What is left of the demo is
    therefore seen,
and a notebook that was given a part of its parameters refuses instead of filling the rest from the demo.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xhs_workbench import paths, work_folder
from xhs_workbench.errors import Problem

DEMO = "demo:"
INJECTED = "# Parameters"
"""First line of the cell that papermill puts behind the parameters cell."""


def holds_demo(value: Any) -> bool:
    """Say whether a parameter, or an item of it, is still the demo's.

    >>> holds_demo("demo:params/demo/brief.yaml"), holds_demo(["own.csv", "demo:x.csv"]), holds_demo(["own.csv"])
    (True, True, False)
    """
    return any(isinstance(item, str) and item.startswith(DEMO) for item in _items(value))


def without_marks(value: Any) -> Any:
    """Return what the demo's parameter means; a work folder without the demo shows the files that come with the package."""
    if isinstance(value, str):
        return _found(value.removeprefix(DEMO)) if value.startswith(DEMO) else value
    return [without_marks(item) for item in value] if isinstance(value, list | tuple) else value


def _found(name: str) -> str:
    carried = work_folder.SHIPPED / name
    return str(carried) if carried.exists() and not paths.resolve(name).exists() else name


def was_injected(namespace: Mapping[str, Any]) -> bool | None:
    """Say whether papermill gave the notebook anything, by the cells that ran; None where no cells are remembered."""
    cells = namespace.get("In")
    if not isinstance(cells, list):
        return None
    return any(str(cell).lstrip().startswith(INJECTED) for cell in cells)


def partly_given(found: Mapping[str, Any], needed: Sequence[str], given: bool) -> list[Problem]:
    """Name what the demo would have to fill in.

    Args:
        found: The notebook's parameters by name.
        needed: Those that only a campaign can say.
        given: Something was given.

    Returns:
        One problem a parameter that is the demo's, in part or whole, though something was given; none for the
        whole demo.
    """
    left = [name for name in needed if holds_demo(found.get(name))]
    mixed = any(not all(_marked(item) for item in _items(found[name])) for name in left)
    return [_not_given(name) for name in left] if given or mixed or len(left) < len(needed) else []


def _items(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else [value]


def _marked(item: Any) -> bool:
    return isinstance(item, str) and item.startswith(DEMO)


def _not_given(name: str) -> Problem:
    return Problem(
        f"{name} was not given; the demo's is shown only by a notebook that was given nothing at all",
        f"未提供 {name}；只有完全没有传入参数的 notebook 才显示演示项目",
        column=name,
        fix_en="give the whole parameter file of the campaign, such as -f params/<campaign>/selection.yaml.",
        fix_zh="请传入该项目的整份参数文件，例如 -f params/<项目>/selection.yaml。",
        code="XHS-P060",
    )
