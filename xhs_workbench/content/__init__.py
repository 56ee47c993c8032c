"""Step 3: whether formats, hashtags and drafts serve the brief."""

from xhs_workbench.content.answers import headline, limits, split_notes
from xhs_workbench.content.formats import compare_formats
from xhs_workbench.content.hashtags import check_hashtags, mix_hashtags
from xhs_workbench.content.messages import count_messages, find_messages

__all__ = [
    "check_hashtags",
    "compare_formats",
    "count_messages",
    "find_messages",
    "headline",
    "limits",
    "mix_hashtags",
    "split_notes",
]
