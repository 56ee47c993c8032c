"""The analyst's desk: campaigns, notebooks and reports, new campaigns, and reports made from JupyterLab."""

from xhs_workbench.workspace.campaigns import Campaign, Step, list_campaigns
from xhs_workbench.workspace.desk import Desk, Progress, open_desk
from xhs_workbench.workspace.doctor import Check, examine
from xhs_workbench.workspace.keeping import Keeper, open_keeper
from xhs_workbench.workspace.mapping_desk import MappingDesk, add_drafts, open_mapping_desk
from xhs_workbench.workspace.new_campaign import NewCampaign, new_campaign
from xhs_workbench.workspace.opening import lab_command, last_report
from xhs_workbench.workspace.set_up import SetUp, describe_set_up, set_up_folder
from xhs_workbench.workspace.telling import describe_new

__all__ = [
    "Campaign",
    "Check",
    "Desk",
    "Keeper",
    "MappingDesk",
    "NewCampaign",
    "Progress",
    "SetUp",
    "Step",
    "add_drafts",
    "describe_new",
    "describe_set_up",
    "examine",
    "lab_command",
    "last_report",
    "list_campaigns",
    "new_campaign",
    "open_desk",
    "open_keeper",
    "open_mapping_desk",
    "set_up_folder",
]
