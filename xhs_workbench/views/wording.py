"""The words of the furniture, in one place: headings, buttons, notes that belong to no room."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from xhs_workbench.findings import Language


@cache
def _all() -> dict[str, dict[str, str]]:
    return tomllib.loads((Path(__file__).parent / "wording.toml").read_text(encoding="utf-8"))


def words(language: Language) -> Mapping[str, str]:
    """Return the furniture's words by key in one language."""
    index = 1 if language == "zh" else 0
    return {key: pair[index] for key, pair in _pairs().items()}


@cache
def _pairs() -> dict[str, tuple[str, str]]:
    return {key: (entry["en"], entry["zh"]) for key, entry in _all().items()}
