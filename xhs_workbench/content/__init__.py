"""Step 3: whether formats, hashtags and drafts serve the brief."""

from xhs_workbench.content.formats import FORMATS, compare_formats, name_formats
from xhs_workbench.content.hashtags import check_hashtags, mix_hashtags
from xhs_workbench.content.messages import count_messages, find_messages

__all__ = [
    "FORMATS",
    "check_hashtags",
    "compare_formats",
    "count_messages",
    "find_messages",
    "mix_hashtags",
    "name_formats",
]
