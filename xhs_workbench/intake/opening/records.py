"""JSON and JSON lines as sheets of text, also where the records lie in wrappers: `{"user": …, "notes": […]}`, `{"data": {"items": […]}}`, an object of objects by id.

A list of objects anywhere in the wrapper is a sheet named by its path (`data.items`); what the wrapper says
beside it (`snapshot_time`, `user.user_id`) is said of each of its records, under its own path. Objects inside
a record become columns of their own (`interact_info.liked_count`); lists inside a record stay text, but for a
cell that is handed out in pieces of text.
"""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from xhs_workbench.errors import IntakeError
from xhs_workbench.findings import Finding
from xhs_workbench.intake.opening.bounds import (
    MARK,
    count_signs,
    judge_cells,
    judge_columns,
    judge_nesting,
    judge_size,
)
from xhs_workbench.intake.opening.encodings import decode
from xhs_workbench.intake.opening.sheets import Sheet, doubt, refuse

DEEPEST = 6
"""Levels of objects that are looked into, in a wrapper and in a record; deeper ones stay text."""
MOST_COLUMNS = 2_000
OWNERS = {
    "author": re.compile(
        r"(?i)(?:\A|[._])(?:\w*(?:notes|works|posts|feeds)(?:_?list)?|note_?list|笔记|作品)\Z"
    ),
    "comment": re.compile(
        r"(?i)(?:\A|\.)(?:sub_?comments?(?:_?list)?|replies|(?:reply|child(?:ren)?)_?(?:comments?|list)|子评论|楼中楼|回复)"
        r"(?:\.(?:list|items|data|comments))?\Z"
    ),
    "note": re.compile(r"(?i)(?:\A|\.)(?:comments|comment_?list|评论)(?:\.(?:list|items|data|comments))?\Z"),
    "order": re.compile(
        r"(?i)(?:\A|\.)(?:order_?|line_?)?(?:skus?|goods|items?|products?|商品|明细)(?:_?(?:list|items?|info|infos))?\Z"
    ),
}
"""Whose record it is that holds a list of this name."""
OF_NOTE = re.compile(r"(?i)note_?id|note_?url|aweme_?id|(?:note\w*\.)+(?:note_?)?(?:id|url|link)")
"""What a comment says of its note; its replies are replies under the same note."""
ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
SURROGATE = re.compile("[\ud800-\udfff]")
PIECE = frozenset({"text", "type"})
NAMES_A_NOTE = re.compile(
    r"(?i)(?:\A|\.)(?:(?:note|aweme|item|post|display)_?)?(?:id|url|link|title)\Z|笔记|标题|链接"
)
OF_A_PERSON = re.compile(r"(?i)user|author|creator")
ORDER_ID = re.compile(r"(?i)(?:\A|[._])(?:order|trade)_?(?:id|no|sn|number)\Z|订单(?:号|编号)\Z")
"""What only an order has: its lines are records of their own, and each says of which order it is."""
OWN_ID = re.compile(r"(?i)comment\.(?:comment_?)?id")
A_NOTE = re.compile(r"(?i)note(?:_?(?:detail|info|card|data))?|笔记")
"""What a note is called that stands alone beside its comments."""
AN_ID = re.compile(r"[0-9a-f]{24}|\d{6,24}")
ENVELOPE = re.compile(
    r"(?i)code|status(?:_?code)?|success|ok|msg\w*|message\w*|support|docs?|help|time_?zone|err\w*|has_?more|(?:next_?)?cursor|page\w*|total\w*|limit|offset|"
    r"(?:request|trace|log|session)_?id|time_?stamp|time|ts|url|router|path|method|params|version|cache\w*|count|size|key_?word"
)
"""Keys of an answer of a program beside what it answers; a record that has no other is a page of records."""
A_RECORD = 3
"""An object with this many plain values may be a record itself (one note with its list of tags), not only a wrapper."""


def is_of_comments(path: str) -> bool:
    """Say whether a list of records is called one of comments."""
    return any(OWNERS[name].search(path) for name in ("note", "comment"))


def parser(file: str, repeated: list[str]) -> Callable[[str, int], Any]:
    """Return what parses a text that begins in a row of the file; keys that stand twice go to `repeated`."""

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(items)
        if len(made) < len(items):
            repeated.extend(key for key, n in Counter(key for key, _ in items).items() if n > 1)
        return made

    def never(word: str) -> Any:
        raise ValueError(f"{word} is not a number in JSON")

    decoder = json.JSONDecoder(object_pairs_hook=pairs, parse_int=str, parse_float=str, parse_constant=never)

    def parse(text: str, row: int) -> Any:
        try:
            return decoder.decode(text)
        except RecursionError as error:
            raise refuse(file, "nested too deep", "JSON 嵌套过深", row=row) from error
        except ValueError as error:
            raise refuse(file, f"not valid JSON: {error}", "不是有效的 JSON", row=row) from error

    return parse


def may_be_broken(text: str) -> bool:
    """Say whether JSON can hold a lone surrogate: as such, or written as an escape."""
    if ESCAPED_SURROGATE.search(text):
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def find_records(found: Any) -> dict[str, list[dict[str, Any]]]:
    """Find the lists of records in parsed JSON.

    Args:
        found: A list of objects, one object, or objects around lists of objects.

    Returns:
        Path -> flat records, in the file's order; a bare list has the path "". Empty where there is no
        record.

    >>> find_records({"snapshot_time": "2026-01-15", "notes": [{"id": 1, "user": {"name": "a"}}]})
    {'notes': [{'id': 1, 'user.name': 'a', 'snapshot_time': '2026-01-15'}]}
    """
    if isinstance(found, list):
        if not all(isinstance(item, dict) for item in found):
            return {}
        if (pages := _pages(found)) is not None:
            return pages
        return {"": [flat(item) for item in found], **_within("", found)}
    if not isinstance(found, dict):
        return {}
    if _by_id(found) and all(AN_ID.fullmatch(name) for name in found):
        return find_records([{"key": name, **item} for name, item in found.items()])
    lists = dict(_lists(found, "", 0))
    if not lists:
        return {"": [flat(found)]} if found else {}
    spread = {path: _with_wrapper(found, path, records) for path, records in lists.items()}
    for path, records in lists.items():
        spread |= _within(path, spread[path] if OWNERS["note"].search(path) else records)
    if (
        sum(not isinstance(v, list | dict) and not ENVELOPE.fullmatch(k) for k, v in found.items())
        >= A_RECORD
    ):
        spread[""] = [flat(found)]
    return {**spread, **_alone(found, lists)}


def _pages(found: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]] | None:
    """Put together the records of answers saved one after the other; None where the list is one of records itself."""
    plain = {key for item in found for key, value in item.items() if not isinstance(value, list | dict)}
    if not plain or not all(ENVELOPE.fullmatch(key) for key in plain):
        return None
    made: dict[str, list[dict[str, Any]]] = {}
    held = False
    for item in found:
        lists = any(True for _ in _lists(item, "", 0))
        held |= lists
        for where, records in find_records(item).items() if lists else ():
            made.setdefault(where, []).extend(records)
    return made if held else None


def _alone(found: Mapping[str, Any], lists: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Find the one note that stands beside the list of its comments."""
    made: dict[str, list[dict[str, Any]]] = {}
    for path in lists if any(OWNERS["note"].search(path) for path in lists) else ():
        node: Any = found
        prefix = ""
        for step in _steps(found, path):
            for key, value in node.items():
                if isinstance(value, dict) and A_NOTE.fullmatch(key) and key != step:
                    made[f"{prefix}{key}"] = [flat(value)]
            prefix, node = f"{prefix}{step}.", node[step]
    return made


def _within(path: str, records: list[Any]) -> dict[str, list[dict[str, Any]]]:
    """Find the notes of each author, the comments of each note, or the lines of each order, inside a list of them.

    Only lists named so are looked for: a note's tags and pictures are no records of their own. What the outer
    record says of itself is said of each of its records, as `author.…`, `note.…` or `order.…`.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for record in itertools.filterfalse(_is_flat, records):
        for key, items in _lists(record, "", 0):
            owner = next((name for name, named in OWNERS.items() if named.search(key)), "")
            if owner and not all("key" in item and len(item) == 1 for item in items):
                own = flat({name: value for name, value in record.items() if not isinstance(value, list)})
                if owner == "order" and not any(map(ORDER_ID.search, own)):
                    continue
                said = {f"{owner}.{k}": v for k, v in own.items() if not isinstance(v, list | dict)}
                where = f"{path}.{key}" if path else key
                if owner == "note":  # a comment is told which note it is on, not what that was counted
                    said = _only_named(said)
                of_note: dict[str, Any] = {}
                if owner == "comment":  # whose figures are none of its replies'
                    of_note = {k: v for k, v in own.items() if OF_NOTE.fullmatch(k)}
                    own_ids = [v for k, v in said.items() if OWN_ID.fullmatch(k)]
                    said = {"parent.comment_id": own_ids[0] if own_ids else "unknown-comment"}
                found.setdefault(where, []).extend({**of_note, **flat(item), **said} for item in items)
    for where, inner in list(found.items()):
        if not OWNERS["author"].search(where):  # replies to the comments of notes
            found |= _within(where, inner)
    return found


def _only_named(said: Mapping[str, Any]) -> dict[str, Any]:
    """Keep of what is said of a note what names it; the key of an object of notes by their ids is such a name."""
    kept = {
        key: value for key, value in said.items() if NAMES_A_NOTE.search(key) and not OF_A_PERSON.search(key)
    }
    if not any(map(OF_NOTE.fullmatch, kept)) and AN_ID.fullmatch(str(said.get("note.key", ""))):
        kept["note.id"] = said["note.key"]
    return kept


def _lists(node: Mapping[str, Any], path: str, depth: int) -> Iterator[tuple[str, list[Any]]]:
    for key, value in node.items():
        here = f"{path}.{key}" if path else key
        if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
            yield here, value
        elif isinstance(value, dict) and depth < DEEPEST:
            if _by_id(value):
                yield here, [{"key": name, **item} for name, item in value.items()]
            else:
                yield from _lists(value, here, depth + 1)


def _by_id(node: Mapping[str, Any]) -> bool:
    """Say whether an object holds records by their id: two at least, all objects that share a key."""
    if not node or not all(isinstance(item, dict) and item for item in node.values()):
        return False
    if len(node) < 2:
        return bool(re.fullmatch("[0-9a-f]{24}", next(iter(node))))
    shared = set.intersection(*(set(item) for item in node.values()))
    return len(shared) >= 2


def _with_wrapper(wrapper: Mapping[str, Any], path: str, records: list[Any]) -> list[dict[str, Any]]:
    """Add to each record the plain values that stand beside its list, and in the objects beside it."""
    beside: dict[str, Any] = {}
    node: Any = wrapper
    prefix = ""
    for key in _steps(wrapper, path):
        for name, value in flat({k: v for k, v in node.items() if k != key}).items():
            if not isinstance(value, list | dict):
                beside[f"{prefix}{name}"] = value
        prefix, node = f"{prefix}{key}.", node[key]
    if OWNERS["note"].search(path):
        of_note = {k: v for k, v in beside.items() if any(map(A_NOTE.fullmatch, k.split(".")[:-1]))}
        named = _only_named(of_note)
        beside = {k: v for k, v in beside.items() if k not in of_note or k in named}
    return [{**flat(record), **{k: v for k, v in beside.items() if k not in record}} for record in records]


def _steps(wrapper: Mapping[str, Any], path: str) -> list[str]:
    """Split a path into keys; a key may hold dots itself."""
    steps: list[str] = []
    node: Any = wrapper
    rest = path
    while rest:
        key = next(k for k in sorted(node, key=len, reverse=True) if rest == k or rest.startswith(f"{k}."))
        steps.append(key)
        node, rest = node[key], rest[len(key) + 1 :]
    return steps


def flat(record: Mapping[str, Any], prefix: str = "", depth: int = 0) -> dict[str, Any]:
    """Spread the objects inside a record over columns named by their path.

    >>> flat({"id": 1, "interact_info": {"liked_count": "1.2万"}, "tags": [1]})
    {'id': 1, 'interact_info.liked_count': '1.2万', 'tags': [1]}
    """
    if not prefix and _is_flat(record):
        return dict(record)
    spread: dict[str, Any] = {}
    for key, value in record.items():
        name = f"{prefix}{key}"
        if not isinstance(value, list | dict):  # as nearly all are
            spread[name] = value
        elif TAGS.fullmatch(key) and (named := _tag_names(value)):
            spread[name] = named
        elif counted := _counters(value):
            spread.update({f"{name}.{one}": text for one, text in counted.items()})
        elif labelled := _labelled(value):
            spread.update({f"{name}.{one}": text for one, text in labelled.items()})
        elif isinstance(value, dict) and value and depth < DEEPEST and len(spread) < MOST_COLUMNS:
            spread.update(flat(value, f"{name}.", depth + 1))
        else:
            spread[name] = _one_text(value)
    return spread


def _is_flat(record: Mapping[str, Any]) -> bool:
    """Say whether a record holds neither lists nor objects, as nearly all of a crawl's do."""
    return NESTED.isdisjoint(map(type, record.values()))


NESTED = frozenset({dict, list})
TAGS = re.compile(r"(?i)(?:note_?)?(?:hash_?)?(?:tags?|topics?)(?:_?list)?|话题(?:列表)?|标签(?:列表)?")
TAG_NAME = ("name", "tag_name", "tagName", "title", "text")


def _tag_names(value: Any) -> str:
    """Return the names of a note's tags as the site writes them under it; empty for other lists.

    >>> _tag_names([{"id": "5b", "name": "通勤包", "type": "topic"}, {"id": "5c", "name": "穿搭"}])
    '#通勤包 #穿搭'
    """
    if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
        return ""
    key = next((key for key in TAG_NAME if all(isinstance(item.get(key), str) for item in value)), "")
    return " ".join(f"#{item[key]}" for item in value) if key else ""


COUNTER_NAMES, COUNTER_FIGURES = ("name", "label", "type", "key"), ("count", "value", "num")
MOST_COUNTERS = 20


def _counters(value: Any) -> dict[str, Any]:
    """Return name -> figure of a list of counters, as the site hands out what a profile has; empty for other lists.

    >>> _counters([{"type": "fans", "name": "粉丝", "count": "539000"}, {"type": "follows", "name": "关注", "count": "68"}])
    {'粉丝': '539000', '关注': '68'}
    """
    if not isinstance(value, list) or not 2 <= len(value) <= MOST_COUNTERS:
        return {}
    if not all(isinstance(item, dict) for item in value):
        return {}
    figure = next((key for key in COUNTER_FIGURES if all(_is_figure(item.get(key)) for item in value)), "")
    for key in COUNTER_NAMES if figure else ():
        names = [item.get(key) for item in value]
        if all(isinstance(name, str) and name for name in names) and len(set(names)) == len(names):
            return {str(item[key]): item[figure] for item in value}
    return {}


LABEL = re.compile(r"[a-z]+(?:[_A-Z][A-Za-z]*)+|[\u4e00-\u9fff]{2,8}")
LABELS, LABELLED = ("type", "name", "key", "label"), ("text", "value", "content")


def _labelled(value: Any) -> dict[str, str]:
    """Return label -> text of a list of texts that say what each is; empty for other lists.

    >>> _labelled([{"type": "publish_time", "text": "05-03"}])
    {'publish_time': '05-03'}
    """
    if not isinstance(value, list) or not 0 < len(value) <= MOST_COUNTERS:
        return {}
    if not all(isinstance(item, dict) for item in value):
        return {}
    own = next((key for key in LABELLED if all(isinstance(item.get(key), str) for item in value)), "")
    for key in LABELS if own else ():
        names = [item.get(key) for item in value]
        if all(isinstance(name, str) and LABEL.fullmatch(name) for name in names) and len(set(names)) == len(
            names
        ):
            return {str(item[key]): item[own] for item in value}
    return {}


def _is_figure(value: Any) -> bool:
    return (
        isinstance(value, int | float | str)
        and not isinstance(value, bool)
        and bool(re.match(r"[\d-]", str(value)))
    )


def _one_text(value: Any) -> Any:
    """Return as one text what a base hands out in pieces; any other value as it is.

    A cell of a base is a list of pieces (`[{"text": "12", "type": "text"}]`; of a link, the link itself counts)
    or, where one may choose several, a list of words.

    >>> _one_text([{"text": "换季", "type": "text"}, {"text": "泛红", "type": "text"}]), _one_text(["图文"])
    ('换季泛红', '图文')
    """
    if not isinstance(value, list) or not value:
        return value
    if all(isinstance(item, str) for item in value):
        return value[0] if len(value) == 1 else value
    if all(isinstance(item, dict) and set(item) >= PIECE and isinstance(item["text"], str) for item in value):
        return "".join(str(item.get("link") or item["text"]) for item in value)
    return value


def read_json(path: Path, raw: bytes) -> list[Sheet]:
    """Read a JSON list of objects, or one object a line; numbers keep their digits as text.

    Raises:
        IntakeError: Not JSON, not a list of objects, NaN or Infinity, or nested too deep.
    """
    judge_size(path.name, raw, "json")
    judge_cells(path.name, sum(count_signs(raw, b",", b"[", b"{", b":")) // 2)
    judge_nesting(path.name, raw)
    text, findings = decode(raw, path.name)
    if raw.startswith(MARK):
        findings.append(doubt(path.name, "json_mark", "JSON with a byte-order mark.", "JSON 带 BOM 标记。"))
    repeated: list[str] = []
    found = _records_by_path(path, text, findings, repeated)
    if repeated:
        en, zh = f"A key stands twice in one object: {repeated[0]}.", f"同一对象中键重复：{repeated[0]}。"
        findings.append(doubt(path.name, "json_duplicate_key", en, zh))
    broken = may_be_broken(text)
    return [
        _json_sheet(path.name, where, objects, findings, broken=broken) for where, objects in found.items()
    ]


def _json_sheet(
    file: str, where: str, objects: list[dict[str, Any]], findings: list[Finding], *, broken: bool
) -> Sheet:
    """Lay records out as a sheet whose first row is the keys; `where` is the path to them in the file."""
    keys = list(dict.fromkeys(itertools.chain.from_iterable(objects)))
    own = list(findings)
    judge_columns(file, len(keys), 1)
    judge_cells(file, len(keys) * len(objects))
    if not keys:
        own.append(doubt(file, "no_rows", "No rows.", "没有数据行。"))
    columns = [[key, *[_cell(item.get(key)) for item in objects]] for key in keys]
    if broken:
        own += _surrogates(columns, file)
        columns = [[_clean(cell) for cell in column] for column in columns]
    data = {f"c{i}": column for i, column in enumerate(columns)}
    cells = pl.DataFrame(data, schema=dict.fromkeys(data, pl.String))
    numbers = pl.Series("row", range(len(objects) + 1 if keys else 0), dtype=pl.Int64)
    return Sheet(file, where, cells.with_columns(numbers), findings=tuple(own))


def _records_by_path(
    path: Path, text: str, findings: list[Finding], repeated: list[str]
) -> dict[str, list[dict[str, Any]]]:
    lines = [line for line in text.split("\n") if line.strip()]
    by_line = path.suffix.lower() != ".json" or (
        len(lines) > 1 and lines[0].lstrip().startswith("{") and lines[1].lstrip().startswith("{")
    )
    parse = parser(path.name, repeated)
    if not by_line:
        return _found(parse(text, 0), path.name)
    objects = []
    for number, line in enumerate(lines, 1):
        try:
            objects.append(parse(line, number))
        except IntakeError:
            if number < len(lines) or number == 1:
                raise
            en, zh = "The last line is cut off and was not read.", "最后一行不完整，未读取。"
            findings.append(doubt(path.name, "last_row_torn", en, zh, row=number))
    return _found(objects, path.name)


def _found(found: Any, file: str) -> dict[str, list[dict[str, Any]]]:
    lists = find_records(found)
    if not lists:
        raise refuse(file, "expected a list of objects", "JSON 应为对象列表")
    return lists


def _cell(value: Any) -> str | None:
    if type(value) is str:  # as nearly all are
        return value or None
    if value is None:
        return None
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _clean(text: str | None) -> str | None:
    """Replace lone surrogates, which no UTF-8 file can hold, by `?`."""
    return None if text is None else text.encode("utf-8", "replace").decode("utf-8")


def _surrogates(columns: list[list[str | None]], file: str) -> list[Finding]:
    for number, row in enumerate(zip(*columns, strict=True), 1):
        if any(cell and SURROGATE.search(cell) for cell in row):
            en, zh = "Broken characters were replaced by ?.", "含无效字符，已替换为 ?。"
            return [doubt(file, "broken_characters", en, zh, row=number)]
    return []
