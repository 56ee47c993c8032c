"""Untrusted files in; canonical tables, refused rows and findings out.

What a caller asks for is imported when it is asked for: the process that parses one workbook needs neither the
mappings nor the drafts.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xhs_workbench.intake.accounting.days import check_days
    from xhs_workbench.intake.drafting import Draft, NoDraft, draft_sheet, mapping_yaml
    from xhs_workbench.intake.inspect import inspect_file, look_over
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
    "look_over",
    "mapping_yaml",
    "read_files",
]

_FILES = {
    "accounting.days": ("check_days",),
    "drafting": ("Draft", "NoDraft", "draft_sheet", "mapping_yaml"),
    "inspect": ("inspect_file", "look_over"),
    "kinds": ("FileKind", "Foreseen", "foresee", "look_at"),
    "read": ("Intake", "check_mappings", "read_files"),
}
_FILE_OF = {name: file for file, names in _FILES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is first asked for.

    Raises:
        AttributeError: The room offers no such thing.
    """
    if name not in _FILE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_FILE_OF[name]}"), name)
