"""The analyst's desk: which campaigns, notebooks and reports there are, a new campaign, and reports made from JupyterLab."""

from xhs_workbench.workspace.new_campaign import NewCampaign, new_campaign
from xhs_workbench.workspace.telling import describe_new

__all__ = ["NewCampaign", "describe_new", "new_campaign"]
