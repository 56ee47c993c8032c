"""A draft as YAML lines, each guess said beside its line: for `inspect`, and for `sources.yaml`."""

from __future__ import annotations

from typing import Any

from xhs_workbench.intake.drafting.draft import Draft
from xhs_workbench.tables import zh_name


def mapping_yaml(draft: Draft) -> list[str]:
    """Write a draft as the lines of a `sources.yaml`, which reads the file as it stands."""
    mapping, sure = draft.mapping, {(g.table, g.column): g.sure for g in draft.guesses}
    lines = ["mappings:", f"  - name: {_scalar(mapping['name'])}"]
    if mapping.get("drafted"):
        lines.append(
            "    drafted: true   # take this line away when you have checked the columns 核对后删除此行"
        )
    keys = ("recognise", "group_rows", "percent", "scale", "drop", "collected_at", "date_order")
    lines += [f"    {key}: {_flow(mapping[key])}" for key in keys if key in mapping]
    lines.append("    tables:")
    for table, spec in mapping["tables"].items():
        lines += [f"      {table}:", "        columns:"]
        for column, headers in spec["columns"].items():
            doubt = "" if sure.get((table, column), True) else "a guess: check 待核对 · "
            lines.append(f"          {column}: {_flow(headers)}   # {doubt}{zh_name(table, column)}")
        for part in ("derive", "constants"):
            if part in spec:
                lines.append(f"        {part}:")
                lines += [f"          {column}: {_flow(value)}" for column, value in spec[part].items()]
    if "values" in mapping:
        lines.append("    values:")
        lines += [f"      {column}: {_flow(texts)}" for column, texts in mapping["values"].items()]
    lines += [f"    # {text.en} {text.zh}" for text in map(_one_line, draft.said)]
    for guess in draft.guesses:
        if not guess.column:
            lines.append(f"    # not read 未读取: {_plain(guess.header)} ({guess.why.en} {guess.why.zh})")
    return lines


def _one_line(text: Any) -> Any:
    return type(text)(_plain(text.en), _plain(text.zh))


def _plain(text: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in text)


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    """Write a scalar; texts always in quotes, so that no header is taken for something else."""
    if isinstance(value, bool | int | float):
        return str(value).lower()
    from xhs_workbench.params.yaml_files import (
        PHONETIC,
    )  # only who writes a mapping needs the parameters' models

    text = str(value)
    if text.isprintable() and not PHONETIC.search(text):
        return "'" + text.replace("'", "''") + "'"
    escaped = "".join(
        sign
        if sign.isprintable() and sign not in '"\\' and not PHONETIC.search(sign)
        else f"\\U{ord(sign):08x}"
        for sign in text
    )
    return f'"{escaped}"'
