"""Contacts in what people wrote, masked once, at the door: nothing behind it holds a number to call or a name to add."""

from xhs_workbench.intake.masking.contacts import KINDS, MARK, mask_text
from xhs_workbench.intake.masking.tables import mask_column, mask_table

__all__ = ["KINDS", "MARK", "mask_column", "mask_table", "mask_text"]
