"""Step 3: whether formats, hashtags and drafts serve the brief."""

from xhs_workbench.content.answers import (
    headline,
    limits,
    split_notes,
)
from xhs_workbench.content.messages import (
    count_messages,
    find_messages,
)
from xhs_workbench.content.planning.format_plan import (
    chosen_creators,
    plan_findings,
    plan_formats,
)
from xhs_workbench.content.planning.format_record import (
    RANK_FROM,
    format_records,
)
from xhs_workbench.content.planning.formats import (
    compare_formats,
)
from xhs_workbench.content.planning.hashtag_faults import (
    fault_findings,
    hashtag_faults,
)
from xhs_workbench.content.planning.hashtag_plan import (
    hashtag_coverage,
    hashtag_pool,
    mix_findings,
    plan_hashtags,
)
from xhs_workbench.content.planning.hashtags import (
    check_hashtags,
    mix_hashtags,
)
from xhs_workbench.content.reviewing.changes import tabulate_changes
from xhs_workbench.content.reviewing.draft_answers import (
    headline_drafts,
    limits_drafts,
)
from xhs_workbench.content.reviewing.draft_pages import (
    page_drafts,
)
from xhs_workbench.content.reviewing.draft_tables import (
    tabulate_drafts,
    tabulate_remarks,
    tabulate_rules,
)
from xhs_workbench.content.reviewing.review import (
    DraftReview,
    Review,
    check_overrides,
    review_drafts,
)
from xhs_workbench.content.reviewing.reviewer_remarks import (
    judge_remarks,
)
from xhs_workbench.content.reviewing.rules import (
    Rule,
    read_rules,
)
from xhs_workbench.content.saying.drafts import day_of_files, drafts_out, say_content, say_drafts
from xhs_workbench.content.saying.plan import (
    say_board,
    say_format_plan,
    say_formats,
    say_hashtags,
    say_messages,
)

__all__ = [
    "RANK_FROM",
    "DraftReview",
    "Review",
    "Rule",
    "check_hashtags",
    "check_overrides",
    "chosen_creators",
    "compare_formats",
    "count_messages",
    "day_of_files",
    "drafts_out",
    "fault_findings",
    "find_messages",
    "format_records",
    "hashtag_coverage",
    "hashtag_faults",
    "hashtag_pool",
    "headline",
    "headline_drafts",
    "judge_remarks",
    "limits",
    "limits_drafts",
    "mix_findings",
    "mix_hashtags",
    "page_drafts",
    "plan_findings",
    "plan_formats",
    "plan_hashtags",
    "read_rules",
    "review_drafts",
    "say_board",
    "say_content",
    "say_drafts",
    "say_format_plan",
    "say_formats",
    "say_hashtags",
    "say_messages",
    "split_notes",
    "tabulate_changes",
    "tabulate_drafts",
    "tabulate_remarks",
    "tabulate_rules",
]
