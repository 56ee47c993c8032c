"""How formats, messages, drafts, the plan of formats and hashtags, and pictures are shown."""

from xhs_workbench.views.content.plan import (
    pages_drafts,
    table_format_records,
    table_hashtag_plan,
)
from xhs_workbench.views.content.story import (
    chapter_board,
    chapter_drafts,
    chapter_formats,
    chapter_hashtags,
    chapter_messages,
    chapter_plan,
    first_screen,
    sketch_carriers,
    sketch_similar,
)

__all__ = [
    "chapter_board",
    "chapter_drafts",
    "chapter_formats",
    "chapter_hashtags",
    "chapter_messages",
    "chapter_plan",
    "first_screen",
    "pages_drafts",
    "sketch_carriers",
    "sketch_similar",
    "table_format_records",
    "table_hashtag_plan",
]
