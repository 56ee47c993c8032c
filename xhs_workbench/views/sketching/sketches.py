"""A picture of the story as data: a shape, its rows and what it says; drawn when it is rendered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.views.blocks import Block

SPOKEN = Text("en", "zh")
"""The language a picture is drawn in; its days are written by it."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """One picture.

    Args:
        shape: Name in `drawing.SHAPES`; its function says what a row holds.
        rows: Plain values and words, one mapping a mark.
        title: The finding, a sentence that can be read alone.
        note: Measure and unit.
        more: Further keywords of the shape: axes, references, spans.
    """

    shape: str
    rows: Sequence[Mapping[str, Any]]
    title: Any
    note: Any = NOTHING
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def content(self) -> dict[str, Any]:
        """What a block holds of it."""
        return {
            "title": self.title,
            "note": self.note,
            "shape": self.shape,
            "rows": list(self.rows),
            "language": SPOKEN,
            **self.more,
        }

    def block(self, name: str) -> Block:
        """Show it by itself, under the name by which `who_sees.toml` knows it."""
        return Block("sketch", {**self.content, "block": name})
