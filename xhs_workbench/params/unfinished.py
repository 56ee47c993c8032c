"""What is still to be written: a template's ‹…›, its words without the signs, and what people write until they know better.

‹ and › stand in no keyboard layout, so nobody types them. `TODO`, `TBD`, `xxx`, 待定 or 某某品牌 are typed, and are
as little a client's as the template's own words are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from xhs_workbench import paths
from xhs_workbench.errors import Problem

PLACEHOLDER = re.compile("‹[^‹›]*›")
MOST_SHOWN = 80
CODE = "XHS-P061"
STAND_IN = re.compile(
    r"(todo|to do|tbd|tba|tbc|fixme|placeholder|your (brand|product|text|name)( here| name)?|lorem ipsum.*|[x×ｘ]{3,}"
    r"|[x×ｘ]{2,}(品牌|产品|项目|活动|公司|系列|话题)|待(填|填写|定|补|补充|确认)|某某.{0,6}|某(品牌|产品|项目)|\?{2,}|？{2,}|\.{2,}|…+)",
    re.IGNORECASE,
)
"""A whole text that stands for another one."""
INSIDE = re.compile(r"\b(TODO|TBD|FIXME)\b|待填|[（(【\[]\s*待(定|补|补充|确认)\s*[)）】\]]")
"""What makes any text unfinished wherever it stands; in capitals, for `Todo` is a name."""
ANGLED = re.compile(r"[<＜〈]\s*([\w\s-]+?)\s*[>＞〉]")
NOT_FOR_READERS = frozenset(
    {"mappings", "remark", "reason", "team_notes", "banned_hashtags", "inputs", "history"}
)
"""Parameters that hold headers and values of a file, file names, or what a colleague says about somebody else's text."""


def placeholders(data: Any, key: str = "") -> list[tuple[str, str]]:
    """List what is still to be written.

    Args:
        data: Parameters or a brief as plain data (also one that is not valid yet).
        key: Dotted key of `data` itself.

    Returns:
        (dotted key, what stands there instead) in reading order, one a key.

    >>> placeholders({"brand": {"price_cny": "‹price›"}, "tags": ["#a", "#‹brand›", "待定"]})
    [('brand.price_cny', '‹price›'), ('tags.1', '‹brand›'), ('tags.2', '待定')]
    """
    if isinstance(data, Mapping):
        return [
            found for name, value in data.items() for found in placeholders(value, f"{key}.{name}".strip("."))
        ]
    if isinstance(data, list | tuple):
        return [
            found
            for place, value in enumerate(data)
            for found in placeholders(value, f"{key}.{place}".strip("."))
        ]
    if not isinstance(data, str):
        return []
    marks = PLACEHOLDER.findall(data) or ([data] if _stands_in(data, key) else [])
    return [(key, " ".join(marks))] if marks else []


def _stands_in(text: str, key: str) -> bool:
    """Say whether a text without ‹…› stands for another one."""
    steps = [step for step in key.split(".") if not step.isdigit()]
    if NOT_FOR_READERS.intersection(steps):
        return False
    plain = text.strip()
    whole = plain.strip("#()（）[]【】 ")
    if STAND_IN.fullmatch(whole) or INSIDE.search(plain) or ANGLED.fullmatch(plain):
        return True
    return plain.casefold() in _template_words().get(".".join(steps), ())


@cache
def _template_words() -> Mapping[str, frozenset[str]]:
    """Return dotted key without places -> what a template's text there says, its signs ‹ and › taken off."""
    from xhs_workbench.params.yaml_files import read_params_file

    found: dict[str, set[str]] = {}
    for file in sorted((paths.TEMPLATES / "brief").glob("*.yaml")):
        for key, text in _texts(read_params_file(file).data, ""):
            if PLACEHOLDER.search(text):
                found.setdefault(key, set()).add(re.sub("[‹›]", "", text).strip().casefold())
    return {key: frozenset(words) for key, words in found.items()}


def _texts(data: Any, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(data, Mapping):
        for name, value in data.items():
            yield from _texts(value, f"{key}.{name}".strip("."))
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value, key)
    elif isinstance(data, str):
        yield key, data


LATER = (
    "write your own words in its place; run --draft makes internal pages before that.",
    "请换成实际内容；未填完前可用 run --draft 生成内部草稿页。",
)
FIRST = (
    "write the number or the day first: a draft cannot be made without it either.",
    "请先填写该数字或日期：没有它也无法生成草稿。",
)


def still_unwritten(key: str, mark: str, file: str, row: int, *, for_a_draft: bool = False) -> Problem:
    """Return the problem of one place that is still to be written.

    Args:
        key: Dotted key.
        mark: What stands there.
        file: File name.
        row: Row in it.
        for_a_draft: It is a number, a day or a choice without which there is no draft either.
    """
    fix_en, fix_zh = FIRST if for_a_draft else LATER
    return Problem(
        "still to be written",
        "待填写",
        file=file,
        row=row,
        column=key,
        value=mark[:MOST_SHOWN],
        fix_en=fix_en,
        fix_zh=fix_zh,
        code=CODE,
    )
