"""Whether `true` stands where a number belongs: Python takes it for 1, and a price of 1 yuan is not what was meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from xhs_workbench.params.limits import Fault


def truth_for_a_number(model: type[BaseModel], data: Mapping[str, Any], key: str = "") -> Iterator[Fault]:
    """Find `true` and `false` where a model wants a number, at any depth; a parameter that takes either keeps it.

    Args:
        model: What the data is to become.
        data: Plain data, valid or not.
        key: Dotted key of `data` itself.
    """
    for name, field in model.model_fields.items():
        if name in data:
            yield from _in(field.annotation, data[name], f"{key}.{name}".strip("."))


def _in(annotation: Any, value: Any, key: str) -> Iterator[Fault]:
    if isinstance(value, bool):
        kinds = _leaves(annotation)
        if {int, float} & kinds and not {bool, Any} & kinds:
            yield (
                key,
                value,
                "is true or false where a number belongs",
                "此处应为数字，而不是 true 或 false",
                "write the number, such as 328.",
                "请填写数字，例如 328。",
            )
    elif isinstance(value, Mapping):
        for model in _models(annotation):
            yield from truth_for_a_number(model, value, key)
        if get_origin(annotation) is dict:
            for name, inner in value.items():
                yield from _in(get_args(annotation)[1], inner, f"{key}.{name}")
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value):
            yield from _in(annotation, inner, f"{key}.{place}")


def _parts(annotation: Any) -> Iterator[Any]:
    """Yield what an annotation is made of, unions, tuples, lists and constraints taken apart; a mapping is one thing."""
    if get_origin(annotation) is Annotated:
        yield from _parts(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, UnionType, tuple, list):
        for inner in get_args(annotation):
            yield from _parts(inner)
    else:
        yield annotation


def _leaves(annotation: Any) -> set[Any]:
    return {part for part in _parts(annotation) if part in (int, float, bool, Any)}


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    for part in _parts(annotation):
        if isinstance(part, type) and issubclass(part, BaseModel):
            yield part
