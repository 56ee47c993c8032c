"""What is wrong, on one screen: what blocks everything first, and of what is said many times over one example and how many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xhs_workbench.errors import SHOWN, Problem
from xhs_workbench.params.unfinished import CODE, LATER

FEW = 2
"""So many problems alike are told one by one."""
PLACES, BLOCKING = 3, 12
"""Places that are named of a longer group; those that stop even a draft are named one a line."""
EVERY_ONE = "xhs-workbench check --all {what} lists every one · 列出全部"


def told_short(problems: Iterable[Problem], what: str) -> str:
    """Return problems as lines for a terminal, those alike together.

    Problems are alike if they say the same of the same file and ask for the same. What stops even a draft comes before texts that
    are still to be written.

    Args:
        problems: In the order found.
        what: The campaign or files that were asked for, for the command that lists every one.
    """
    groups: dict[tuple[str, ...], list[Problem]] = {}
    for problem in problems:
        groups.setdefault((problem.file, problem.code, problem.en, problem.fix_en), []).append(problem)
    ordered = sorted(groups.values(), key=lambda group: _only_texts(group[0]))
    lines = [line for group in ordered[:SHOWN] for line in _told_together(group)]
    cut = len(ordered) > SHOWN or any(len(group) > max(FEW, _named(group[0])) for group in ordered)
    return "\n".join([*lines, EVERY_ONE.format(what=what)] if cut else lines)


def _named(problem: Problem) -> int:
    """Return how many places of its kind are named."""
    return PLACES if _only_texts(problem) else BLOCKING


def _only_texts(problem: Problem) -> bool:
    """Say whether internal pages can be made all the same: a text of the template stands there."""
    return problem.code == CODE and problem.fix_en == LATER[0]


def _told_together(group: Sequence[Problem]) -> list[str]:
    if len(group) <= FEW:
        return [str(problem) for problem in group]
    first = group[0]
    file = f"{first.file}: " if first.file else ""
    named, left = group[: _named(first)], len(group) - _named(first)
    more = f"… {left} more · 另有 {left} 处"
    places = [_place(problem) for problem in named] + ([more] if left > 0 else [])
    shown = [" · ".join(places)] if _only_texts(first) else places
    head = f"{file}{first.en}, {len(group)} places · {first.zh} {len(group)} 处 ({first.code})"
    lines = [head, *(f"  {line}" for line in shown)]
    fix = f"{first.fix_en} {first.fix_zh}".strip()
    return [*lines, f"  Fix: {fix}"] if fix else lines


def _place(problem: Problem) -> str:
    row = f"row {problem.row} " if problem.row else ""
    value = f" [{problem.value}]" if problem.value else ""
    return f"{row}{problem.column}{value}"
