"""`params/<campaign>/sources.yaml`: the campaign's own mappings in one place, read by all its notebooks.

It lies beside the brief. Its mappings become part of each notebook's parameter `mappings` when the parameters
are read, and again in the notebook itself, so that plain papermill reads it too.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from xhs_workbench import paths
from xhs_workbench.errors import ParamsError, Problem
from xhs_workbench.params.yaml_files import ParamsFile, decode, parse_params, read_params_file
from xhs_workbench.params.yaml_writing import write_whole

NAME = "sources.yaml"
TOP = """# How files of kinds the workbench does not know are read: one mapping a kind, for all notebooks of this campaign.
# The keys are those of xhs_workbench/intake/sources/*.toml. `xhs-workbench inspect FILE --write CAMPAIGN` adds one.
# 本项目自有的列映射：所有 notebook 共用。
"""


def with_sources(data: Any, folder: Path | None = None) -> Any:
    """Add the mappings of the campaign's `sources.yaml` to parameters that read files; their own stand first.

    Args:
        data: Parameters as given; anything but a mapping is left as it is.
        folder: Where the file lies; None means beside the brief.

    Raises:
        ParamsError: The file is refused.
    """
    if not isinstance(data, dict):
        return data
    brief = data.get("brief")
    where = folder or (paths.resolve(brief).parent if isinstance(brief, str) and brief.strip("\0 ") else None)
    file = where / NAME if where else None
    own = data.get("mappings", ())
    if file is None or not file.is_file() or not isinstance(own, list | tuple):
        return data
    return {**data, "mappings": [*own, *(item for item in read_sources(file) if item not in own)]}


def read_sources(path: Path) -> tuple[dict[str, Any], ...]:
    """Read the mappings of a `sources.yaml`.

    Raises:
        InputMissingError: No such file.
        ParamsError: Not YAML as we read it, or anything but a list of mappings under `mappings`.
    """
    file = read_params_file(path)
    return _mappings(file)


def _mappings(file: ParamsFile) -> tuple[dict[str, Any], ...]:
    found = file.data.get("mappings", [])
    unknown = [key for key in file.data if key != "mappings"]
    if (
        unknown
        or not isinstance(found, list | None)
        or not all(isinstance(item, dict) for item in found or ())
    ):
        key = unknown[0] if unknown else "mappings"
        raise ParamsError(
            Problem(
                "a sources file holds a list under mappings, and nothing else",
                "sources.yaml 只含 mappings 列表",
                file=file.name,
                row=file.rows.get(key, 0),
                column=key,
                code="XHS-P060",
                fix_en="write `mappings:` and below it one `- name: …` for each kind of file.",
                fix_zh="请写 mappings:，其下每种文件一个 - name: …。",
            )
        )
    return tuple(found or ())


def add_mapping(path: Path, lines: Sequence[str], name: str) -> str:
    """Add a mapping to a `sources.yaml` as it is written, comments and all; the file is made where there is none.

    Args:
        path: The file; the mappings in it stay as they stand.
        lines: YAML lines that begin with `mappings:` and hold one item.
        name: Name of the mapping; a number is added where the file has one of that name.

    Returns:
        The name under which it was added.

    Raises:
        ParamsError: The file that is there is refused, or what would be written is.
        OutputError: The file cannot be written.
    """
    was: tuple[dict[str, Any], ...] = ()
    text = TOP
    if path.is_file():
        file = ParamsFile(path.name, {})
        text = decode(path.read_bytes(), file)
        was = _mappings(parse_params(text, file))
    taken = {str(item.get("name", "")) for item in was}
    own = next(n for n in (name, *(f"{name}_{i}" for i in range(2, 1000))) if n not in taken)
    item = [line.replace(f"- name: '{name}'", f"- name: '{own}'", 1) for line in lines[1:]]
    written = _joined(text, item, empty=not was)
    back = _mappings(parse_params(written, ParamsFile(path.name, {})))
    if back[: len(was)] != was or len(back) != len(was) + 1:
        raise ParamsError(
            Problem(
                "the mapping cannot be added to this file",
                "无法把映射加入该文件",
                file=path.name,
                code="XHS-P061",
                fix_en="write its list `mappings:` one item a block, last in the file.",
                fix_zh="请将 mappings 列表按块书写，并放在文件末尾。",
            )
        )
    write_whole(path, written)
    return own


def _joined(text: str, item: Sequence[str], *, empty: bool) -> str:
    lines = text.rstrip("\n").split("\n")
    if empty:
        lines = [line for line in lines if not line.startswith("mappings:")] + ["mappings:"]
    indent = (
        next((len(line) - len(line.lstrip()) for line in lines if line.lstrip().startswith("- ")), 2)
        if not empty
        else 2
    )
    shift = " " * indent
    return "\n".join([*lines, *(f"{shift}{line[2:]}" if line.strip() else line for line in item)]) + "\n"


def replace_mapping(path: Path, name: str, lines: Sequence[str]) -> None:
    """Put a mapping in the place of the one of that name, the other mappings and their comments kept.

    Raises:
        ParamsError: The file is refused, or what would be written is.
        OutputError: The file cannot be written.
    """
    file = ParamsFile(path.name, {})
    text = decode(path.read_bytes(), file)
    was = _mappings(parse_params(text, file))
    place = next(i for i, item in enumerate(was) if item.get("name") == name)
    all_lines = text.rstrip("\n").split("\n")
    begins = [row for i in range(len(was)) if (row := file.rows.get(f"mappings.{i}"))]
    first = begins[place] - 1
    last = begins[place + 1] - 1 if place + 1 < len(begins) else len(all_lines)
    indent = " " * (len(all_lines[first]) - len(all_lines[first].lstrip()))
    new = [f"{indent}{line[2:]}" if line.strip() else line for line in lines[1:]]
    written = "\n".join([*all_lines[:first], *new, *all_lines[last:]]) + "\n"
    back = _mappings(parse_params(written, ParamsFile(path.name, {})))
    if [item for i, item in enumerate(back) if i != place] != [
        item for i, item in enumerate(was) if i != place
    ]:
        raise ParamsError(
            Problem(
                "the mapping cannot be put into this file", "无法写入该文件", file=path.name, code="XHS-P061"
            )
        )
    write_whole(path, written)
