"""Read a parameter file as data and nothing else.

A client's YAML is untrusted: no aliases (bombs), no tags (objects), no duplicate keys (the last would win
silently), bounded size and depth, keys of one plain form. Scalars that YAML versions read differently
(`0123`, `12:30`) are refused with the advice to quote them; `NO`, `yes`, `on` stay text and are remarked on.
We build from parser events, so nothing is constructed before it has been looked at.
"""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from xhs_workbench import paths
from xhs_workbench.errors import InputMissingError, ParamsError, Problem
from xhs_workbench.findings import Finding, Level, Text

MAX_BYTES = 64 * 1024
MAX_DEPTH = 8
LONGEST_NUMBER = 400
"""Characters of a number; Python reads no whole number of more than 4,300 digits."""
KEY = re.compile(r"[a-z][a-z0-9_]{0,40}\Z")
SECRET = re.compile(r"(token|secret|passw|api_?key|cookie|credential)", re.IGNORECASE)
INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
DECIMAL = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+)\Z")
AMBIGUOUS = re.compile(r"[-+]?(0[0-9]+|0[xob][0-9a-fA-F]+|[0-9]+(:[0-9]{2})+)\Z")
LONGEST_INTEGER = 30
"""Digits; a longer number is no count of anything, and Python itself refuses to read thousands of digits."""
SWITCH_WORDS = {"y", "n", "yes", "no", "on", "off"}
# GBK bytes of common Chinese words can be valid UTF-8; they then read as phonetic letters, which no parameter
# holds.
PHONETIC = re.compile("[\u0250-\u02ff]")
BROKEN = (
    "look at that line and the one before: a missing colon, bracket or quote, or a tab.",
    "请检查该行及上一行：是否缺少冒号、括号或引号，或用了 Tab。",
)
NO_SECRET = ("take the line out; nothing here needs one.", "请删去该行；这里不需要。")
ONE_ONLY = ("keep one of the two lines.", "请只保留其中一行。")
QUOTE_EN = "put the value in quotes."
QUOTE_ZH = "请给该值加引号。"


@dataclass
class ParamsFile:
    """What a parameter file says.

    Args:
        name: File name for messages.
        data: Keys and values as plain Python objects.
        rows: Dotted key -> row in the file.
        findings: Doubts that do not stop the run.
    """

    name: str
    data: dict[str, Any]
    rows: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def read_params_file(path: Path) -> ParamsFile:
    """Read a YAML parameter file strictly.

    Raises:
        InputMissingError: No such file.
        ParamsError: Not a mapping of plain keys, or anything the module refuses; all problems at once.
    """
    if not path.is_file():
        raise InputMissingError(
            Problem(
                "no such parameter file",
                "找不到参数文件",
                file=path.name,
                fix_en="check the path.",
                fix_zh="请检查路径。",
                code="XHS-P001",
            )
        )
    file = ParamsFile(path.name, {})
    if path.stat().st_size > MAX_BYTES:
        raise ParamsError(_too_long(file))
    text = decode(paths.read_regular(path, MAX_BYTES), file)
    read = _read_once(text, file.name)
    return ParamsFile(file.name, deepcopy(read.data), dict(read.rows), [*file.findings, *read.findings])


@lru_cache(maxsize=64)
def _read_once(text: str, name: str) -> ParamsFile:
    """Parse a text; a campaign's steps name the same brief, and each asks for it several times."""
    return parse_params(text, ParamsFile(name, {}))


def parse_params(text: str, file: ParamsFile) -> ParamsFile:
    """Fill `file` from YAML text; the same refusals as `read_params_file`."""
    try:
        events = _bounded(YAML(typ="safe", pure=True).parse(text), file)
        value = _Builder(file, events).document()
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        row = mark.line + 1 if mark else 0
        reason = str(getattr(error, "problem", None) or "not readable")
        zh = f"第 {row} 行：不是有效的 YAML（缩进请用空格，不要用 Tab）"
        raise ParamsError(_yaml_problem(file, row, "", f"not valid YAML: {reason}", zh, BROKEN)) from error
    if not isinstance(value, dict):
        raise ParamsError(
            _yaml_problem(
                file,
                1,
                "",
                "expected `name: value` lines",
                "参数文件应为“参数名: 值”的形式",
                ("write one `name: value` a line.", "请每行写一个“参数名: 值”。"),
            )
        )
    file.data = value
    return file


def decode(raw: bytes, file: ParamsFile) -> str:
    """Return a parameter file's text.

    Raises:
        ParamsError: Too large, or neither UTF-8 nor GB18030.
    """
    if len(raw) > MAX_BYTES:
        raise ParamsError(_too_long(file))
    text = _text_in(raw, "utf-8-sig")
    if text is not None and not PHONETIC.search(text):
        return text
    chinese = _text_in(raw, "gb18030")
    if chinese is None and text is not None:
        return text
    if chinese is None:
        raise ParamsError(
            _yaml_problem(
                file,
                0,
                "",
                "neither UTF-8 nor GB18030",
                "编码既不是 UTF-8 也不是 GB18030",
                ("save it as UTF-8.", "请另存为 UTF-8。"),
            )
        )
    file.findings.append(
        Finding(
            "params_encoding",
            Level.REVIEW,
            Text("The parameter file is in GB18030.", "参数文件为 GB18030 编码。"),
            Text("Save it as UTF-8.", "请另存为 UTF-8。"),
        )
    )
    return chinese


def _text_in(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _too_long(file: ParamsFile) -> Problem:
    fix = ("keep lists of creators or notes in a file under inputs.", "名单请放入 inputs 所列的文件。")
    return _yaml_problem(file, 0, "", "the file is over 64 KB", "参数文件超过 64 KB", fix)


def _yaml_problem(file: ParamsFile, row: int, key: str, en: str, zh: str, fix: tuple[str, str]) -> Problem:
    return Problem(en, zh, file=file.name, row=row, column=key, fix_en=fix[0], fix_zh=fix[1], code="XHS-P010")


def _bounded(events: Any, file: ParamsFile) -> list[Event]:
    """Collect parser events, stopping at an alias, a tag or too deep a nesting before anything is built."""
    collected: list[Event] = []
    depth = documents = 0
    for event in events:
        row = event.start_mark.line + 1
        documents += isinstance(event, DocumentStartEvent)
        if documents > 1:
            raise ParamsError(
                _yaml_problem(
                    file,
                    row,
                    "",
                    "a second document begins here (`---`); a parameter file is one",
                    "此处开始了第二个文档（---）；一个参数文件只能有一个文档",
                    (
                        "take the line out, or keep the other document in a file of its own.",
                        "请删去该行，或另存为单独的文件。",
                    ),
                )
            )
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise ParamsError(
                _yaml_problem(
                    file,
                    row,
                    "",
                    "anchors and aliases are not allowed",
                    "不允许使用锚点和别名",
                    (
                        "write the value out; quote a text that begins with & or *.",
                        "请直接写出内容；以 & 或 * 开头的文字请加引号。",
                    ),
                )
            )
        if getattr(event, "ctag", None) or getattr(event, "tag", None):
            raise ParamsError(
                _yaml_problem(
                    file,
                    row,
                    "",
                    "tags (`!`) are not allowed",
                    "不允许使用标签（!）",
                    ("quote a text that begins with !.", "以 ! 开头的文字请加引号。"),
                )
            )
        depth += isinstance(event, MappingStartEvent | SequenceStartEvent)
        depth -= isinstance(event, MappingEndEvent | SequenceEndEvent)
        if depth > MAX_DEPTH:
            raise ParamsError(
                _yaml_problem(
                    file,
                    row,
                    "",
                    f"nested deeper than {MAX_DEPTH} levels",
                    f"嵌套超过 {MAX_DEPTH} 层",
                    ("write it flatter: no key needs so many.", "请减少层级：没有参数需要这么深。"),
                )
            )
        collected.append(event)
    return collected


class _Builder:
    """Turn checked events into dicts, lists and scalars, collecting every problem."""

    def __init__(self, file: ParamsFile, events: list[Event]) -> None:
        self.file = file
        self.events = iter(events)
        self.problems: list[Problem] = []

    def document(self) -> Any:
        value: Any = None
        for event in self.events:
            if isinstance(event, MappingStartEvent | SequenceStartEvent | ScalarEvent):
                value = self._value(event, "")
        if self.problems:
            raise ParamsError(self.problems)
        return value

    def _value(self, event: Event, key: str) -> Any:
        if isinstance(event, MappingStartEvent):
            return self._mapping(key)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(key)
        assert isinstance(event, ScalarEvent)
        return self._scalar(event, key)

    def _mapping(self, key: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for event in self.events:
            if isinstance(event, MappingEndEvent):
                break
            name = str(event.value) if isinstance(event, ScalarEvent) else ""
            row = event.start_mark.line + 1
            inner = f"{key}.{name}" if key else name
            value = self._value(next(self.events), inner)
            if self._good_key(name, row, inner, found):
                found[name] = value
                self.file.rows[inner] = row
        return found

    def _good_key(self, name: str, row: int, inner: str, found: dict[str, Any]) -> bool:
        if not KEY.match(name):
            shown = "".join(ch if ch.isprintable() else "?" for ch in name)[:40]
            self._add(
                row,
                shown,
                "parameter names are lower-case letters, digits and _",
                "参数名只能用小写英文字母、数字和下划线",
                ("write the name as `good_is`.", "请写成 good_is 这样。"),
            )
        elif SECRET.search(name):
            self._add(row, inner, "secrets do not belong in parameters", "参数里不能放密钥或口令", NO_SECRET)
        elif name in found:
            first = self.file.rows[inner]
            self._add(
                row, inner, f"given twice, first in row {first}", f"重复出现，首次在第 {first} 行", ONE_ONLY
            )
        else:
            return True
        return False

    def _sequence(self, key: str) -> list[Any]:
        found: list[Any] = []
        for event in self.events:
            if isinstance(event, SequenceEndEvent):
                break
            inner = f"{key}.{len(found)}"
            self.file.rows[inner] = event.start_mark.line + 1
            found.append(self._value(event, inner))
        return found

    def _scalar(self, event: ScalarEvent, key: str) -> Any:
        text = str(event.value)
        if event.style:
            return text
        row = event.start_mark.line + 1
        if AMBIGUOUS.match(text):
            self._add(
                row, key, f"{text} can be read in more than one way", f"{text} 有歧义", (QUOTE_EN, QUOTE_ZH)
            )
            return text
        if text.lower() in SWITCH_WORDS:
            self.file.findings.append(
                Finding(
                    "params_switch_word",
                    Level.REVIEW,
                    Text(f"{key}: {text} is taken as text.", f"{key}：{text} 按文本处理。"),
                    Text("Quote it, or write true or false.", "请加引号，或写 true / false。"),
                    (f"{self.file.name} › row {row}",),
                )
            )
            return text
        return plain_scalar(text)

    def _add(self, row: int, key: str, en: str, zh: str, fix: tuple[str, str]) -> None:
        self.problems.append(_yaml_problem(self.file, row, key, en, zh, fix))


def plain_scalar(text: str) -> Any:
    """Read an unquoted scalar as YAML 1.2's core schema does, dates left as text for the model."""
    words = {"": None, "~": None, "null": None, "true": True, "false": False}
    if text.lower() in words:
        return words[text.lower()]
    if len(text) > LONGEST_NUMBER:
        return text  # the model says that this is no number
    if INTEGER.match(text):
        return int(text) if len(text) <= LONGEST_INTEGER else float(text)
    return float(text) if DECIMAL.match(text) else text
