"""What of the content page is arranged before it is shown; the rest is declared in `shown.toml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from xhs_workbench.findings import Text
from xhs_workbench.views.blocks import Block
from xhs_workbench.views.declarations import show
from xhs_workbench.views.drawing.links import note_link

CLASSES = ("campaign", "category", "long_tail")


def table_format_records(records: pl.DataFrame, creators: pl.DataFrame, names: Mapping[str, Text]) -> Block:
    """Show what each format did for each creator, where there are notes enough to rank.

    Args:
        records: From `content.format_records`.
        creators: From `content.chosen_creators`.
        names: Format -> its name.
    """
    joined = creators.select("creator_id", "creator_name").join(
        records, on="creator_id", how="left", maintain_order="left"
    )
    return show("content_plan.table_format_records", joined.filter(pl.col("n") > 0), words={"format": names})


def table_hashtag_plan(plan: pl.DataFrame) -> Block:
    """Show each creator's hashtags.

    Args:
        plan: From `content.plan_hashtags`.
    """
    wide = (
        plan.with_columns(tag="#" + pl.col("hashtag"))
        .group_by("creator_id", "creator_name", maintain_order=True)
        .agg(
            *(
                pl.col("tag").filter(pl.col("tag_class") == name).str.join(" ").alias(name)
                for name in CLASSES
            ),
            at_home=((pl.col("own_notes") > 0) & (pl.col("tag_class") != "campaign")).sum(),
        )
    )
    return show("content_plan.table_hashtag_plan", wide)


def pages_drafts(pages: Sequence[Mapping[str, Any]], out: Mapping[str, str] | None = None) -> Block:
    """Show one page a draft, its text marked where a remark or a key message stands.

    Args:
        pages: From `content.page_drafts`.
        out: From `content.drafts_out`: the title of a draft whose note is out leads to it.
    """
    notes = out or {}
    linked = [{**page, "link": note_link(notes.get(page["name"]))} for page in pages]
    return Block("drafts", {"pages": linked, "block": "drafts.pages_drafts"})
