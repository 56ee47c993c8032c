"""Write parameters back to YAML: what did not change keeps its words, its style and the comments around it.

A file is read as strictly as ever before it is touched, written beside its name, read again, compared with
what was
meant, and only then renamed: what a form saves is what a notebook reads, or nothing changes on disk.
"""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from xhs_workbench.errors import WHERE_ONE_MAY_WRITE, OutputError, ParamsError, Problem
from xhs_workbench.params.yaml_files import (
    AMBIGUOUS,
    SWITCH_WORDS,
    ParamsFile,
    decode,
    parse_params,
    plain_scalar,
)
from xhs_workbench.work_folder import is_read_only

LINE = 110
"""A list that is longer than this is written one item a line."""


def write_params_file(path: Path, data: Mapping[str, Any], *, notes: Mapping[str, str] | None = None) -> None:
    """Write parameters to a file, into the one that is there or as a new one.

    Args:
        path: The file; where it exists only keys of `data` are touched, and of those only values that differ.
        data: Top-level key -> plain value (text, number, bool, list, mapping). Keys of the file that are not
            in `data` stay; inside a key, what `data` does not hold is taken out.
        notes: Top-level key -> comment above it, for a new file; the key `""` opens the file.

    Raises:
        ParamsError: The file that is there is refused, or the values cannot be written so that they read back
            equal.
        OutputError: The file cannot be written.
    """
    if path.is_file():
        file = ParamsFile(path.name, {})
        text = decode(path.read_bytes(), file)
        was = parse_params(text, file).data
        written, meant = _updated(text, was, data), {**was, **data}
    else:
        written, meant = _fresh(data, notes or {}), dict(data)
    _check_reads_back(written, _as_dicts_and_lists(meant), path.name)
    write_whole(path, written)


def _round_trip() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 100_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _updated(text: str, was: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    yaml = _round_trip()
    tree = yaml.load(text)
    for key, value in data.items():
        _put(tree, was, key, value)
    return _dumped(yaml, tree)


def _put(tree: CommentedMap, was: Mapping[str, Any], key: str, value: Any) -> None:
    """Set one key; comments inside a list or mapping that is emptied go with it."""
    if key not in was:
        tree[key] = _made(value)
        return
    before = tree[key]
    tree[key] = _merged(before, was[key], value)
    if tree[key] is not before and isinstance(before, CommentedMap | CommentedSeq):
        tree.ca.items.pop(key, None)


def _merged(node: Any, was: Any, new: Any) -> Any:
    """Return the node for a new value: the old one where nothing changed, else changed as little as possible."""
    if was == new:
        return node
    if not was or not new:
        return _made(new)
    if isinstance(node, CommentedMap) and isinstance(new, Mapping):
        for key in [key for key in node if key not in new]:
            del node[key]
        for key, value in new.items():
            _put(node, was, key, value)
        return node
    if isinstance(node, CommentedSeq) and isinstance(new, list | tuple):
        kept = min(len(node), len(new))
        for place in range(kept):
            node[place] = _merged(node[place], was[place], new[place])
        del node[kept:]
        node.extend(_made(value) for value in new[kept:])
        return node
    return date.fromisoformat(new) if isinstance(node, date) and _is_day(new) else _made(new)


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _made(value: Any) -> Any:
    """Return a new node: what fits on a line is written on one."""
    if isinstance(value, Mapping):
        mapping = CommentedMap((key, _made(item)) for key, item in value.items())
        if all(_is_scalar(item) for item in value.values()):
            mapping.fa.set_flow_style()
        return mapping
    if isinstance(value, list | tuple):
        sequence = CommentedSeq(_made(item) for item in value)
        if all(_is_scalar(item) for item in value) and sum(len(str(item)) + 2 for item in value) <= LINE:
            sequence.fa.set_flow_style()
        return sequence
    if isinstance(value, str):
        return _quoted_if_ambiguous(value)
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else value


def _is_scalar(value: Any) -> bool:
    return not isinstance(value, Mapping | list | tuple)


def _quoted_if_ambiguous(value: str) -> Any:
    """Quote what our own reader would take for something else, or refuse as ambiguous; YAML's own needs are ruamel's."""
    other = plain_scalar(value) != value or bool(AMBIGUOUS.match(value)) or value.lower() in SWITCH_WORDS
    if _is_day(value):
        return date.fromisoformat(value)
    return DoubleQuotedScalarString(value) if other or not value.isprintable() else value


def _fresh(data: Mapping[str, Any], notes: Mapping[str, str]) -> str:
    """Write a new file, each top-level key under its comment."""
    parts = ["".join(f"# {line}\n" for line in notes.get("", "").splitlines())]
    for key, value in data.items():
        note = "".join(f"# {line}\n" for line in notes.get(key, "").splitlines())
        made = _made(value)
        if isinstance(made, CommentedMap):
            made.fa.set_block_style()
        blank = "\n" if note or not _is_scalar(value) else ""
        parts.append(blank + note + _dumped(_round_trip(), CommentedMap({key: made})))
    return "".join(parts).lstrip("\n")


def _dumped(yaml: YAML, tree: Any) -> str:
    stream = io.StringIO()
    try:
        yaml.dump(tree, stream)
    except YAMLError as error:
        raise _unwritable("", str(error)) from error
    return stream.getvalue()


def _check_reads_back(written: str, meant: Mapping[str, Any], name: str) -> None:
    """Read what was written as a notebook will, and compare."""
    try:
        file = ParamsFile(name, {})
        back = parse_params(decode(written.encode("utf-8"), file), file).data
    except ParamsError as error:
        raise _unwritable(name, error.problems[0].en) from error
    except UnicodeEncodeError as error:
        raise _unwritable(name, str(error.reason)) from error
    if back != meant:
        differ = [key for key in meant if back.get(key) != meant[key]]
        raise _unwritable(name, ", ".join(differ))


def _as_dicts_and_lists(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _as_dicts_and_lists(item) for key, item in value.items()}
    return [_as_dicts_and_lists(item) for item in value] if isinstance(value, list | tuple) else value


def _unwritable(name: str, why: str) -> ParamsError:
    return ParamsError(
        Problem(
            "these values cannot be written so that they read back the same",
            "这些值写入后无法原样读回",
            file=name,
            value=why[:200],
            fix_en="take unusual signs out of the text.",
            fix_zh="请去掉文本中的特殊字符。",
            code="XHS-P041",
        )
    )


def refuse_if_read_only(path: Path) -> None:
    """Refuse to change a file of a work folder that is only shown.

    Raises:
        OutputError: It is.
    """
    if is_read_only():
        raise OutputError(
            Problem(
                "is only shown here; nothing was changed",
                "此处仅供查看，未作任何修改",
                file=path.name,
                fix_en="tell whoever sent you the address what to change.",
                fix_zh="请把想修改的内容告诉发来链接的同事。",
                code="XHS-P075",
            )
        )


def write_whole(path: Path, text: str) -> None:
    """Write beside the final name, flush to disk, rename; refuse where colleagues only look on."""
    refuse_if_read_only(path)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        raise OutputError(
            Problem(
                f"cannot be written: {error.strerror}",
                "无法写入",
                file=f"{path.parent.name}/{path.name}",
                fix_en=WHERE_ONE_MAY_WRITE[0],
                fix_zh=WHERE_ONE_MAY_WRITE[1],
                code="XHS-P042",
            )
        ) from error
    finally:
        with suppress(OSError):
            temporary.unlink()
