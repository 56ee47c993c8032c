"""What is imported only when it is first used: what another library imports in vain, and what draws charts.

jsonschema, which nbformat and altair import, takes the checks of IRIs from `rfc3987_syntax`, if that is installed, as it is beside
JupyterLab. Importing it compiles 39 grammars: 2 CPU seconds in every command, kernel and worker, for a check that no schema of
notebooks or charts asks for.

altair takes half a CPU second, and a desk, a command or a check draws no chart.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

GRAMMARS = "rfc3987_syntax"


class _Grammars(ModuleType):
    """Stands for the module until something of it is used."""

    def is_valid_syntax(self, term: str, value: str) -> bool:
        """Say whether a text is what the grammar calls `term`, as the module's own function does."""
        return bool(_the_real_one().is_valid_syntax(term, value))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(_the_real_one(), name)


def _the_real_one() -> ModuleType:
    if isinstance(sys.modules.get(GRAMMARS), _Grammars):
        del sys.modules[GRAMMARS]
    return import_module(GRAMMARS)


class LateModule:
    """Stands for a module that is imported when something of it is first used.

    Args:
        name: The module.
    """

    def __init__(self, name: str) -> None:
        self.__name = name

    def __getattr__(self, name: str) -> Any:
        module = import_module(self.__name)
        if work := _WHEN_THERE.pop(self.__name, None):
            work()
        return getattr(module, name)


_WHEN_THERE: dict[str, Callable[[], None]] = {}


def when_there(name: str, work: Callable[[], None]) -> None:
    """Do something as soon as a late module is imported, if it ever is.

    Args:
        name: The module.
        work: Done once.
    """
    _WHEN_THERE[name] = work


def put_off() -> None:
    """Let the grammars wait, unless they are imported already or not installed."""
    if GRAMMARS not in sys.modules and (spec := find_spec(GRAMMARS)) is not None:
        stand_in = _Grammars(GRAMMARS)
        stand_in.__spec__ = spec
        sys.modules[GRAMMARS] = stand_in
