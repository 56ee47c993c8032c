"""Untrusted files in; canonical tables, refused rows and findings out."""

from xhs_workbench.intake.accounting.days import check_days
from xhs_workbench.intake.drafting import Draft, NoDraft, draft_sheet, mapping_yaml
from xhs_workbench.intake.inspect import inspect_file
from xhs_workbench.intake.kinds import FileKind, Foreseen, foresee, look_at
from xhs_workbench.intake.read import Intake, check_mappings, read_files

__all__ = [
    "Draft",
    "FileKind",
    "Foreseen",
    "Intake",
    "NoDraft",
    "check_days",
    "check_mappings",
    "draft_sheet",
    "foresee",
    "inspect_file",
    "look_at",
    "mapping_yaml",
    "read_files",
]
