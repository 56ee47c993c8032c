"""What earlier campaigns taught: creators' record, who becomes a regular, learnings, own benchmarks."""

from xhs_workbench.memory.campaigns import brand_of, export_memory, forget_campaign, remember_campaign
from xhs_workbench.memory.notebooks import (
    earlier_hash,
    recall_before,
    recall_learnings,
    recall_with,
    write_memory,
)
from xhs_workbench.memory.recall import (
    own_benchmarks,
    recall_campaigns,
    recall_elsewhere,
    recall_notes,
    recall_placements,
)
from xhs_workbench.memory.relationships import (
    ADVICE,
    STANDING_RULE,
    STANDINGS,
    creator_campaigns,
    creator_record,
    relationship_findings,
)
from xhs_workbench.memory.store import check_memory
from xhs_workbench.memory.telling import describe_memory

__all__ = [
    "ADVICE",
    "STANDINGS",
    "STANDING_RULE",
    "brand_of",
    "check_memory",
    "creator_campaigns",
    "creator_record",
    "describe_memory",
    "earlier_hash",
    "export_memory",
    "forget_campaign",
    "own_benchmarks",
    "recall_before",
    "recall_campaigns",
    "recall_elsewhere",
    "recall_learnings",
    "recall_notes",
    "recall_placements",
    "recall_with",
    "relationship_findings",
    "remember_campaign",
    "write_memory",
]
