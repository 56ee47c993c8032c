"""Several blocks of one cell: what stands open, and what is folded behind "Details"."""

from __future__ import annotations

from collections.abc import Sequence

from IPython.display import display

from xhs_workbench.views.blocks import Block


def lay_out(*blocks: Block, details: Sequence[Block] = ()) -> None:
    """Show blocks in order.

    Args:
        blocks: What stands open.
        details: What the page folds behind "Details" of its chapter; JupyterLab shows it below.
    """
    for block in blocks:
        display(block)  # type: ignore[no-untyped-call]
    for block in details:
        display(block.adding(detail=True))  # type: ignore[no-untyped-call]
