"""A workbench with five tiny notebooks: one is good, the others each fail in their own way.

For faults, not figures.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat

from xhs_workbench import paths

SAY = """
import polars as pl
from xhs_workbench import views
from xhs_workbench.findings import Text
from xhs_workbench.params import {model}

params = {model}.from_notebook(globals())
the_brief = params.read_brief()
report = views.Report(the_brief, params, Text("Tiny", "小报告"))
report.cover()
"""
END = "report.close()"
LIMITS = "views.limits([Text(params.prepared_by or '-', params.prepared_by or '-')])"
FAULTS = {
    "brief": ("BriefParams", LIMITS),
    "selection": ("SelectionParams", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"),
    "content": ("ContentParams", "import sys\nsys.exit(0)"),
    "live": (
        "LiveParams",
        (
            "import subprocess, time\nsubprocess.Popen(['sleep', '987'], "
            "start_new_session=True)\ntime.sleep(600)"
        ),
    ),
    "post_campaign": ("PostCampaignParams", "None"),
}
"""Notebook -> its model, and what its middle cell does: say something, die, leave, hang with a grandchild, show nothing."""

CAMPAIGN = {"brief": "params/tiny/brief.yaml", "inputs": ["params/tiny/brief.yaml"], "as_of": "2026-06-20"}
"""Parameters for every tiny notebook, as far as its model has them."""


def make_workbench(root: Path) -> Path:
    """Write the workbench: notebooks, the real templates, and a campaign's brief; returns `root`."""
    (root / "notebooks").mkdir(parents=True)
    (root / "params" / "tiny").mkdir(parents=True)
    shutil.copytree(paths.TEMPLATES, root / "templates")
    for name, (model, middle) in FAULTS.items():
        cells = [
            nbformat.v4.new_markdown_cell("# Tiny ／ 小报告"),
            nbformat.v4.new_code_cell(_defaults(model), metadata={"tags": ["parameters"]}),
            nbformat.v4.new_markdown_cell("## Which campaign ／ 哪个项目"),
            nbformat.v4.new_code_cell(SAY.format(model=model).strip()),
            nbformat.v4.new_markdown_cell("## The middle ／ 中段"),
            nbformat.v4.new_code_cell(middle),
            nbformat.v4.new_markdown_cell("## Where every number comes from ／ 数据来源"),
            nbformat.v4.new_code_cell(END),
        ]
        notebook = nbformat.v4.new_notebook(cells=cells)
        notebook.metadata["kernelspec"] = {
            "name": "python3",
            "display_name": "Python 3",
            "language": "python",
        }
        for number, cell in enumerate(cells):
            cell["id"] = f"cell-{number}"
        nbformat.write(notebook, root / "notebooks" / f"{name}.ipynb")
        (root / "params" / "tiny" / f"{name}.yaml").write_text(_params(name), encoding="utf-8")
    brief = (paths.PARAMS / "demo" / "brief.yaml").read_text(encoding="utf-8")
    (root / "params" / "tiny" / "brief.yaml").write_text(brief, encoding="utf-8")
    return root


def _defaults(model: str) -> str:
    import xhs_workbench.params as rooms

    made = getattr(rooms, model)
    campaign = {name: value for name, value in CAMPAIGN.items() if name in made.model_fields}
    shown = {
        name: [f"demo:{value[0]}"] if name == "inputs" else f"demo:{value}"
        for name, value in campaign.items()
    }
    values = {**made.check(campaign).to_notebook(), **shown}
    return "\n".join(f"{name} = {value!r}" for name, value in values.items())


def _params(notebook: str) -> str:
    """Return a parameter file of the tiny campaign; its one input is never opened."""
    given = {"brief": CAMPAIGN["brief"]} if notebook == "brief" else dict(CAMPAIGN)
    if notebook not in ("live", "post_campaign"):
        given.pop("as_of", None)
    return "".join(f"{name}: {value}\n" for name, value in given.items())


def table(root: Path, names: list[str], notebook: str = "brief", prepared_by: str = "made for {}") -> Path:
    """Write a table of overrides with one row a name; returns it."""
    lines = [
        "params,name,prepared_by",
        *(f"params/tiny/{notebook}.yaml,{name},{prepared_by.format(name)}" for name in names),
    ]
    path = root / "reports.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
