"""A draft does without the numbers and dates that nobody has given yet, as far as the model does without them.

A target that is still to be written takes its row of the KPIs with it; a price that everything hangs on is
asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from pydantic import BaseModel, ValidationError


def left_out(model: type[BaseModel], data: Mapping[str, Any], unwritten: Sequence[str]) -> dict[str, Any]:
    """Take out what is still to be written and no text, where the model is then no worse off.

    Args:
        model: What the data is to become.
        data: Plain data.
        unwritten: Dotted keys of what is still to be written, in reading order.

    Returns:
        A copy of `data`. A key is dropped where it has a default; else the entry of a list that it stands in,
        if the list may
        do without that. What a text model takes as words stays.
    """
    kept = dict(deepcopy(data))
    wrong = refused_keys(model, kept)
    for key in reversed(unwritten):  # from the last on, so that places in lists before it stay
        if key not in wrong:
            continue
        for place in (key, _entry(key)):
            tried = deepcopy(kept)
            if place and _drop(tried, place.split(".")):
                still = refused_keys(model, tried)
                emptied = any(
                    place.startswith(f"{above}.") for above in still
                )  # a list that must hold something
                if len(still) < len(wrong) and not emptied:
                    kept, wrong = tried, still
                    break
    return kept


def refused_keys(model: type[BaseModel], data: Mapping[str, Any]) -> list[str]:
    """Return the dotted key of everything the model refuses of the data."""
    try:
        model.model_validate(data)
    except ValidationError as error:
        return [".".join(str(step) for step in detail["loc"]) for detail in error.errors()]
    return []


def _entry(key: str) -> str:
    """Return the entry of the innermost list a key stands in; empty where it stands in none."""
    steps = key.split(".")[:-1]
    while steps and not steps[-1].isdigit():
        steps.pop()
    return ".".join(steps)


def _drop(data: Any, steps: Sequence[str]) -> bool:
    here = data
    for step in steps[:-1]:
        here = here[int(step)] if isinstance(here, list) else here[step]
    place: Any = int(steps[-1]) if isinstance(here, list) else steps[-1]
    if not isinstance(here, dict | list):
        return False
    del here[place]
    return True
