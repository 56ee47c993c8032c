"""The campaigns, and the state of each report: made, out of date, or not yet possible."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from xhs_workbench import paths, work_folder
from xhs_workbench.errors import Problem, WorkbenchError
from xhs_workbench.findings import Text
from xhs_workbench.params import NOTEBOOK_PARAMS
from xhs_workbench.params.sources_file import NAME as SOURCES
from xhs_workbench.report.run import plan_jobs
from xhs_workbench.tables import CHINA
from xhs_workbench.workspace.questions import question_of


@dataclass(frozen=True, slots=True)
class Step:
    """One notebook of a campaign.

    Args:
        notebook: Its name.
        question: The question it answers.
        params: Its parameter file; None if the campaign has none.
        problem: Why it cannot run now; None if it can.
        page: The client's page of the last report; None before the first.
        made_at: When that page was made, China time.
        outdated: True if parameters, brief or an input have changed since.
        own_page: The internal version of that report; None if it is the same.
    """

    notebook: str
    question: Text
    params: Path | None
    problem: Problem | None = None
    page: Path | None = None
    made_at: datetime | None = None
    outdated: bool = False
    own_page: Path | None = None


@dataclass(frozen=True, slots=True)
class Campaign:
    """One folder of parameters.

    Args:
        name: Name of the folder.
        title: The name in its brief; the folder's name if the brief cannot be read.
        synthetic: True if the campaign is made up.
        steps: The notebooks, in the order of a campaign.
    """

    name: str
    title: str
    synthetic: bool
    steps: tuple[Step, ...]


def list_campaigns() -> tuple[Campaign, ...]:
    """Return every campaign under `params/`, by name."""
    if not paths.PARAMS.is_dir():
        return ()
    folders = sorted(
        path for path in paths.PARAMS.iterdir() if path.is_dir() and not path.name.startswith(".")
    )
    return tuple(read_campaign(folder.name) for folder in folders)


def read_campaign(name: str) -> Campaign:
    """Return one campaign; problems of a file are recorded in its step and not raised."""
    folder = paths.PARAMS / name
    title, synthetic, steps = name, False, []
    for notebook in NOTEBOOK_PARAMS:
        file = folder / f"{notebook}.yaml"
        step, brief = (
            _step(notebook, file) if file.is_file() else (Step(notebook, question_of(notebook), None), None)
        )
        steps.append(step)
        if brief is not None:
            title, synthetic = brief
    return Campaign(name, title, synthetic, tuple(steps))


def _step(notebook: str, file: Path) -> tuple[Step, tuple[str, bool] | None]:
    page = paths.client_page(paths.REPORTS, file.parent.name, notebook)
    own = paths.internal_page(page) if paths.internal_page(page).is_file() else None
    made = page.stat().st_mtime if page.is_file() else None
    at = datetime.fromtimestamp(made, ZoneInfo(CHINA)) if made else None
    question, shown = question_of(notebook), page if made else None
    try:
        params = plan_jobs([file])[0].params
        brief = params.read_brief()
    except WorkbenchError as error:
        return Step(notebook, question, file, error.problems[0], shown, at, own_page=own), None
    given = [file, paths.resolve(params.brief), *map(paths.resolve, getattr(params, "inputs", ()))]
    given += [sources] if (sources := file.parent / SOURCES).is_file() else []
    edited = paths.notebook_file(notebook)
    given += [edited] if edited.parent != work_folder.SHIPPED / "notebooks" else []
    outdated = made is not None and any(path.stat().st_mtime > made for path in given)
    return Step(notebook, question, file, None, shown, at, outdated, own), (brief.campaign, brief.synthetic)
