"""Regular expressions that are compiled when they are first asked: all of them take a quarter of a second, and a file asks few."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property

_EVERY: list[Late] = []


class Late:
    """A regular expression, asked as a compiled one is.

    >>> Late("[0-9]+").search("a12").group()
    '12'
    """

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern, self._flags = pattern, flags
        _EVERY.append(self)

    @cached_property
    def _once_compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self._flags)

    # Each is the compiled one's own after the first call, and as fast.

    @cached_property
    def search(self) -> Callable[..., re.Match[str] | None]:
        """See `re.Pattern.search`."""
        return self._once_compiled.search

    @cached_property
    def match(self) -> Callable[..., re.Match[str] | None]:
        """See `re.Pattern.match`."""
        return self._once_compiled.match

    @cached_property
    def fullmatch(self) -> Callable[..., re.Match[str] | None]:
        """See `re.Pattern.fullmatch`."""
        return self._once_compiled.fullmatch

    @cached_property
    def finditer(self) -> Callable[..., Iterator[re.Match[str]]]:
        """See `re.Pattern.finditer`."""
        return self._once_compiled.finditer

    @cached_property
    def sub(self) -> Callable[..., str]:
        """See `re.Pattern.sub`."""
        return self._once_compiled.sub


def compile_all() -> None:
    """Compile every one now, so that processes forked from this one need not."""
    for one in _EVERY:
        _ = one.search
