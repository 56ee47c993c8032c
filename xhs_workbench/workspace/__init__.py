"""The analyst's desk: work folders, campaigns, notebooks and reports, new campaigns, and reports made from JupyterLab.

What a caller asks for is imported when it is asked for: a command that writes a folder needs no reader of files.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xhs_workbench.workspace.campaigns import Campaign, Step, list_campaigns
    from xhs_workbench.workspace.desk import Desk, Progress, open_desk
    from xhs_workbench.workspace.doctor import Check, examine
    from xhs_workbench.workspace.keeping import Keeper, open_keeper
    from xhs_workbench.workspace.mapping_desk import MappingDesk, add_drafts, open_mapping_desk
    from xhs_workbench.workspace.opening import lab_command, last_report
    from xhs_workbench.workspace.serving import jupyter_home, serve_command, serve_environment, served_folder
    from xhs_workbench.workspace.set_up import SetUp, describe_set_up, set_up_folder
    from xhs_workbench.workspace.sitting import Drawer, Sitting, open_drawer, sit_down
    from xhs_workbench.workspace.starting import NewCampaign, new_campaign
    from xhs_workbench.workspace.telling import describe_new

__all__ = [
    "Campaign",
    "Check",
    "Desk",
    "Drawer",
    "Keeper",
    "MappingDesk",
    "NewCampaign",
    "Progress",
    "SetUp",
    "Sitting",
    "Step",
    "add_drafts",
    "describe_new",
    "describe_set_up",
    "examine",
    "jupyter_home",
    "lab_command",
    "last_report",
    "list_campaigns",
    "new_campaign",
    "open_desk",
    "open_drawer",
    "open_keeper",
    "open_mapping_desk",
    "serve_command",
    "serve_environment",
    "served_folder",
    "set_up_folder",
    "sit_down",
]

_FILES = {
    "campaigns": ("Campaign", "Step", "list_campaigns"),
    "desk": ("Desk", "Progress", "open_desk"),
    "doctor": ("Check", "examine"),
    "keeping": ("Keeper", "open_keeper"),
    "mapping_desk": ("MappingDesk", "add_drafts", "open_mapping_desk"),
    "serving": ("jupyter_home", "serve_command", "serve_environment", "served_folder"),
    "sitting": ("Drawer", "Sitting", "open_drawer", "sit_down"),
    "starting": ("NewCampaign", "new_campaign"),
    "opening": ("lab_command", "last_report"),
    "set_up": ("SetUp", "describe_set_up", "set_up_folder"),
    "telling": ("describe_new",),
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
