"""Data in a page, by columns: a key is written once for all rows, a repeated value once for all places. `unpack.js` undoes it.

It stays JSON that one can read: texts are never cut but before the number of a file's row, so that whoever looks for a name or a number
to call in a page finds them as they were.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

LEAST = 4
"""Shorter lists are written as they are."""
WIDEST = 12
"""Lists of one length up to this are rows of a table without names."""
OWN = "§"
"""Begins the keys of what is packed; an object with such a key of its own is told apart."""
OF_ROW = re.compile(r"(.*› row )([1-9][0-9]{0,6})", re.DOTALL)


def pack(value: Any) -> Any:
    """Return plain values in less room.

    >>> pack([{"tier": "KOC", "n": 1.0}, {"tier": "KOC", "n": 2.5}, {"tier": "KOC", "n": 3.0}, {"tier": "KOC", "n": 4.0}])
    {'§k': ['tier', 'n'], '§c': [{'§a': 'KOC', '§l': 4}, [1, 2.5, 3, 4]]}
    """
    if isinstance(value, dict):
        if any(str(key).startswith(OWN) for key in value):
            return {"§o": [[key, pack(inner)] for key, inner in value.items()]}
        return {key: pack(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return _column(value)
    whole = isinstance(value, float) and value.is_integer() and abs(value) < 1 << 53
    return int(value) if whole else value


def _column(values: Sequence[Any]) -> Any:
    if len(values) >= LEAST:
        if all(isinstance(value, dict) for value in values):
            keys = list(values[0])
            if keys and all(list(value) == keys for value in values) and not str(keys[0]).startswith(OWN):
                return {"§k": keys, "§c": [_column([value[key] for value in values]) for key in keys]}
        elif all(isinstance(value, list | tuple) for value in values) and any(values):
            return _lists(values)
        elif not any(isinstance(value, dict | list | tuple) for value in values):
            return _written_once([pack(value) for value in values])
    return [pack(value) for value in values]


def _lists(values: Sequence[Sequence[Any]]) -> Any:
    lengths = [len(value) for value in values]
    if len(set(lengths)) == 1 and lengths[0] <= WIDEST:
        return {"§t": [_column(column) for column in zip(*values, strict=True)]}
    return {"§n": _column(lengths), "§v": _column([inner for value in values for inner in value])}


def _written_once(values: list[Any]) -> Any:
    """Write values once each where that is shorter; 1 and true are two values."""
    place: dict[tuple[type, Any], int] = {}
    at = [place.setdefault((type(value), value), len(place)) for value in values]
    if len(place) == 1:
        return {"§a": values[0], "§l": len(values)}
    if all(isinstance(value, str) for value in values):
        rows = [OF_ROW.fullmatch(value) for value in values]
        if all(rows):
            return {
                "§b": _written_once([row[1] for row in rows if row]),
                "§e": [int(row[2]) for row in rows if row],
            }
    packed = {"§d": [value for _, value in place], "§i": at}
    return min(values, packed, key=_length)


def _length(value: Any) -> int:
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))
