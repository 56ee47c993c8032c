"""Parameter files in, validated frozen models out: one model per notebook, and the brief that all of them read."""

from xhs_workbench.params.brief import Brief, Words
from xhs_workbench.params.every_notebook import NotebookParams
from xhs_workbench.params.notebooks import (
    CLOSER,
    DESKS,
    NOTEBOOK_PARAMS,
    BriefParams,
    ContentParams,
    LiveParams,
    PostCampaignParams,
    SelectionParams,
    every_notebook,
    load_params,
)

__all__ = [
    "CLOSER",
    "DESKS",
    "NOTEBOOK_PARAMS",
    "Brief",
    "BriefParams",
    "ContentParams",
    "LiveParams",
    "NotebookParams",
    "PostCampaignParams",
    "SelectionParams",
    "Words",
    "every_notebook",
    "load_params",
]
