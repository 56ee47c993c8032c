"""Untrusted files in; canonical tables, refused rows and findings out."""

from xhs_workbench.intake.days import check_days
from xhs_workbench.intake.inspect import inspect_file
from xhs_workbench.intake.kinds import FileKind, look_at
from xhs_workbench.intake.read import Intake, check_mappings, read_files

__all__ = ["FileKind", "Intake", "check_days", "check_mappings", "inspect_file", "look_at", "read_files"]
