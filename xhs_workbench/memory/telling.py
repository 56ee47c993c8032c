"""The contents of a memory file as lines for the terminal."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from xhs_workbench.memory.recall import recall_campaigns, recall_placements


def describe_memory(path: Path) -> str:
    """Return the campaigns of a memory, oldest first, each with its learnings in both languages.

    Args:
        path: The memory file.

    Raises:
        IntakeError: Not a memory file, or one of a newer version.
    """
    campaigns, learnings = recall_campaigns(path)
    if campaigns.is_empty():
        return f"{path.name}: no campaign is remembered yet. 尚无记忆。"
    placements = recall_placements(path)
    lines = []
    for row in campaigns.iter_rows(named=True):
        own = placements.filter(pl.col("campaign") == row["campaign"])
        made_up = " · synthetic 合成" if row["synthetic"] else ""
        lines.append(
            f"{row['campaign']} · {row['brand']} · {row['posting_start']} – {row['posting_end']}{made_up}"
        )
        lines.append(
            f"  as of {row['as_of']}: {own.height} placements 条合作, {own['creator_id'].n_unique()} "
            "creators 位达人"
        )
        said = learnings.filter(pl.col("campaign") == row["campaign"]).select("text_en", "text_zh")
        lines += [f"  - {en}\n    {zh}" for en, zh in said.iter_rows()]
    return _printable("\n".join(lines))


def _printable(text: str) -> str:
    """Return the text without control characters, because names come from files and could steer a terminal."""
    return "".join(sign for sign in text if sign == "\n" or sign.isprintable())
