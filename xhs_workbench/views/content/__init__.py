"""How formats, messages, drafts, the plan of formats and hashtags, and pictures are shown."""

from xhs_workbench.views.content.plan import (
    chart_messages,
    pages_drafts,
    table_format_records,
    table_hashtag_plan,
)

__all__ = ["chart_messages", "pages_drafts", "table_format_records", "table_hashtag_plan"]
