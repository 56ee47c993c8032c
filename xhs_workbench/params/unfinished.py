"""What a template or `new` left to be written: ‹…›, anywhere in any parameter file.

The signs stand in no keyboard layout, so nobody types them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from xhs_workbench.errors import Problem

PLACEHOLDER = re.compile("‹[^‹›]*›")
MOST_SHOWN = 80
CODE = "XHS-P061"


def placeholders(data: Any, key: str = "") -> list[tuple[str, str]]:
    """List what is still to be written.

    Args:
        data: Parameters or a brief as plain data (also one that is not valid yet).
        key: Dotted key of `data` itself.

    Returns:
        (dotted key, the placeholders in it) in reading order, one a key.

    >>> placeholders({"brand": {"price_cny": "‹price›"}, "tags": ["#a", "#‹brand›"]})
    [('brand.price_cny', '‹price›'), ('tags.1', '‹brand›')]
    """
    if isinstance(data, Mapping):
        return [found for name, value in data.items() for found in placeholders(value, f"{key}.{name}".strip("."))]
    if isinstance(data, list | tuple):
        return [found for place, value in enumerate(data) for found in placeholders(value, f"{key}.{place}".strip("."))]
    marks = PLACEHOLDER.findall(data) if isinstance(data, str) else []
    return [(key, " ".join(marks))] if marks else []


def still_unwritten(key: str, mark: str, file: str, row: int) -> Problem:
    """Return the problem of one place that is still to be written."""
    return Problem(
        "still to be written", "待填写", file=file, row=row, column=key, value=mark[:MOST_SHOWN],
        fix_en="write your own words in its place; run --draft makes internal pages before that.",
        fix_zh="请换成实际内容；未填完前可用 run --draft 生成内部草稿页。", code=CODE,
    )  # fmt: skip
