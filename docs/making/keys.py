"""The page of YAML keys, from the models that read them."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from functools import cache
from itertools import pairwise
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from docs.making.markdown import table
from xhs_workbench.brief.names import FIELD_NAMES
from xhs_workbench.params import CLOSER, NOTEBOOK_PARAMS
from xhs_workbench.params.brief import Brief
from xhs_workbench.params.checking import ParamsModel

HEAD = """# Keys of the parameter files

`params/<campaign>/` holds one YAML file a report, named after its notebook, and `brief.yaml`, which all of them read. A mistyped key is
refused with "did you mean". Relative paths start at the work folder. A list of files may hold patterns such as `exports/*.xlsx`.

"""
SIMPLE = {str: "text", int: "whole number", float: "number", bool: "true or false", Any: "anything"}
DATES = {"date": "date", "datetime": "date and time"}


def page() -> str:
    """Return the keys of every file, then those of the entries they hold."""
    inner: dict[type[BaseModel], str] = {}
    parts = [HEAD, "## brief.yaml\n", f"{_about(Brief)}\n", _keys(Brief, inner, FIELD_NAMES)]
    for notebook, model in NOTEBOOK_PARAMS.items():
        if notebook == "brief":
            continue
        also = f" It also makes `{CLOSER[notebook]}.html`." if notebook in CLOSER else ""
        parts += [f"\n## {notebook}.yaml\n", f"{_about(model)}{also}\n", _keys(model, inner, {})]
    done: set[type[BaseModel]] = set()
    while left := [model for model in inner if model not in done]:
        for model in left:
            done.add(model)
            parts += [
                f"\n## {_title(model)}\n",
                f"{_about(model)}\n",
                _keys(model, inner, _names_below(inner[model])),
            ]
    return "\n".join(parts)


def described(model: type[BaseModel], prefix: str = "") -> dict[str, str]:
    """Return key -> what it is, "" where nothing says so."""
    names = FIELD_NAMES if model is Brief else _names_below(prefix)
    return {key: _what(model, key, names) for key in model.model_fields if key != "draft"}


def entries(model: type[BaseModel]) -> set[type[BaseModel]]:
    """Return the models that the values of a model are made of."""
    return {found for field in model.model_fields.values() for found in _models_in(field.annotation)}


def _keys(model: type[BaseModel], inner: dict[type[BaseModel], str], names: Any) -> str:
    rows = []
    for key, field in model.model_fields.items():
        if key == "draft":
            continue
        for found in _models_in(field.annotation):
            if found.__name__ != "Words":
                inner.setdefault(found, key)
        rows.append((f"`{key}`", kind(field.annotation), _default(field), _what(model, key, names)))
    return table(("key", "value", "default", "what it is"), rows)


def _names_below(prefix: str) -> dict[str, Any]:
    start = f"{prefix}."
    return {
        name.removeprefix(start): text
        for name, text in FIELD_NAMES.items()
        if prefix and name.startswith(start)
    }


def _what(model: type[BaseModel], key: str, names: Any) -> str:
    """Return what a key is: what the class says below it, its name in the brief, or what its entries are."""
    said = _written_below(model).get(key, "")
    name = names.get(key)
    if name is not None:
        title = f"{name.en} · {name.zh}"
        return f"{title}. {said}" if said else title
    entries = _models_in(model.model_fields[key].annotation)
    return said or (_about(entries[0]) if entries and entries[0].__name__ != "Words" else "")


@cache
def _written_below(model: type[BaseModel]) -> dict[str, str]:
    """Return key -> the text below it in the class, those of the classes it extends included."""
    found: dict[str, str] = {}
    for owner in reversed(model.__mro__):
        if not issubclass(owner, ParamsModel) or owner is ParamsModel:
            continue
        body = ast.parse(textwrap.dedent(inspect.getsource(owner))).body[0].body  # type: ignore[attr-defined]
        for one, following in pairwise(body):
            if (
                isinstance(one, ast.AnnAssign)
                and isinstance(following, ast.Expr)
                and isinstance(following.value, ast.Constant)
            ):
                found[one.target.id] = " ".join(str(following.value.value).split())  # type: ignore[union-attr]
    return found


def kind(annotation: Any) -> str:
    """Return what a value may be, in words.

    >>> kind(tuple[str, ...])
    'list of text'
    """
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return kind(inner[0])
    if origin is Literal:
        return ", ".join(f"`{one}`" for one in inner)
    if origin in (Union, UnionType):
        return " or ".join(dict.fromkeys(kind(one) for one in inner if one is not NoneType))
    if origin in (tuple, list):
        return (
            f"list of {kind(inner[0])}"
            if inner[-1] is Ellipsis or origin is list
            else f"[{', '.join(map(kind, inner))}]"
        )
    if origin is dict:
        return f"{kind(inner[0])}: {kind(inner[1])}"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        name = _title(annotation)
        return (
            "`{en: …, zh: …}`"
            if annotation.__name__ == "Words"
            else f"[{name}](#{name.lower().replace(' ', '-')})"
        )
    return SIMPLE.get(annotation) or DATES.get(getattr(annotation, "__name__", ""), "value")


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for inner in get_args(annotation) for found in _models_in(inner)]


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.default
    if value is None or value in ("", (), {}) or isinstance(value, BaseModel):
        return ""
    return f"`{_yaml(value)}`"


def _yaml(value: Any) -> str:
    """Return a value as it stands in a file.

    >>> _yaml({"mid": (1, 2), "on": True})
    '{mid: [1, 2], on: true}'
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_yaml(one)}' for key, one in value.items())}}}"
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(_yaml, value))}]"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _title(model: type[BaseModel]) -> str:
    """Return a class's name as words.

    >>> _title(Brief)
    'Brief'
    """
    return " ".join(re.findall(r"[A-Z][a-z]+", model.__name__)).capitalize()


def _about(model: type[BaseModel]) -> str:
    return " ".join((model.__doc__ or "").split())
