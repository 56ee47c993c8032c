"""Step 3: whether formats, hashtags and drafts serve the brief."""

from xhs_workbench.content.answers import headline, limits, split_notes
from xhs_workbench.content.draft_answers import headline_drafts, limits_drafts
from xhs_workbench.content.draft_pages import page_drafts
from xhs_workbench.content.draft_tables import tabulate_drafts, tabulate_remarks, tabulate_rules
from xhs_workbench.content.formats import compare_formats
from xhs_workbench.content.hashtags import check_hashtags, mix_hashtags
from xhs_workbench.content.messages import count_messages, find_messages
from xhs_workbench.content.review import DraftReview, Review, review_drafts
from xhs_workbench.content.reviewer_remarks import judge_remarks
from xhs_workbench.content.rules import Rule, read_rules

__all__ = [
    "DraftReview",
    "Review",
    "Rule",
    "check_hashtags",
    "compare_formats",
    "count_messages",
    "find_messages",
    "headline",
    "headline_drafts",
    "judge_remarks",
    "limits",
    "limits_drafts",
    "mix_hashtags",
    "page_drafts",
    "read_rules",
    "review_drafts",
    "split_notes",
    "tabulate_drafts",
    "tabulate_remarks",
    "tabulate_rules",
]
