"""What an analyst singled out of comments and notes, as the report has it."""

from __future__ import annotations

from typing import Any

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.views.blocks import Block
from xhs_workbench.views.declarations import show, words_of
from xhs_workbench.views.drawing.tables import findings
from xhs_workbench.views.results.plan import table_groups

FITS_NOTHING = Finding(
    "singled_out",
    Level.REVIEW,
    Text("The choice in the parameters fits none of them.", "参数中的选择没有匹配到任何内容。"),
)


def show_comments(look: Any) -> Block:
    """Show the comments an analyst singled out; see `results.CommentReader`."""
    return chosen_comments(look) if 0 < look.n < look.of else _not_chosen(look)


def show_notes(look: Any) -> Block:
    """Show what the notes brought that an analyst singled out, beside all notes; see `results.NoteReader`."""
    return chosen_notes(look) if 0 < look.n < look.of else _not_chosen(look)


def _not_chosen(look: Any) -> Block:
    """Say in the notebook that nothing was chosen, which a page need not say; a choice that fits nothing is said there too."""
    if look.n == look.of:
        note = Text("None was singled out, so the report leaves this out.", "未单独选取，报告中省略此部分。")
        return Block("control", {"note": note})
    return findings([FITS_NOTHING])


def chosen_notes(look: Any) -> Block:
    """Show what a choice of notes brought, beside all notes."""
    title = Text(
        f"{look.n} of {look.of} notes, beside all of them", f"所选 {look.n} / {look.of} 篇，与全部对照"
    )
    return table_groups(look.groups, "shown", words_of("results", "which"), title)


def chosen_comments(look: Any) -> Block:
    """Show the most liked of the comments chosen."""
    return show("explorers.examples", look.examples, n=look.n, of=look.of)
