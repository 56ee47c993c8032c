"""What earlier campaigns taught: creators' record and own benchmarks."""

from xhs_workbench.memory.campaigns import export_memory, forget_campaign, remember_campaign
from xhs_workbench.memory.notebooks import recall_before, write_memory
from xhs_workbench.memory.recall import (
    creator_record,
    own_benchmarks,
    recall_campaigns,
    recall_notes,
    recall_placements,
)

__all__ = [
    "creator_record", "export_memory", "forget_campaign", "own_benchmarks", "recall_before", "recall_campaigns", "recall_notes",
    "recall_placements", "remember_campaign", "write_memory",
]  # fmt: skip
