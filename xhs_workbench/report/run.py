"""Parameters in, one executed notebook, one HTML page out.

Every parameter file is validated and every input found before the first kernel starts. papermill injects the
parameters and runs the notebook; the executed notebook stays in a private folder, for it holds data; the page is
written beside its final name, checked, and only then renamed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from xhs_workbench import paths
from xhs_workbench.errors import (
    InputMissingError,
    IntakeError,
    NothingToShowError,
    OutputError,
    ParamsError,
    ReportError,
    TooLateError,
    WorkbenchError,
)
from xhs_workbench.findings import Text
from xhs_workbench.params import NOTEBOOK_PARAMS
from xhs_workbench.report.delivery import deliver, make_folder
from xhs_workbench.report.jobs import Job, plan_jobs
from xhs_workbench.report.making import Outcome, make_report
from xhs_workbench.report.page import IndexEntry, write_index

__all__ = ["Done", "Job", "plan_jobs", "run_job", "run_jobs"]

TITLES = {
    "brief": Text("Brief", "投放简报"),
    "selection": Text("Creator selection", "达人选择"),
    "content": Text("Content", "内容方向"),
    "live": Text("Live campaign", "投放进行时"),
    "post_campaign": Text("Results", "复盘报告"),
}
KINDS = {
    error.exit_code: error
    for error in (
        IntakeError,
        InputMissingError,
        NothingToShowError,
        OutputError,
        ParamsError,
        ReportError,
        TooLateError,
    )
}


@dataclass(frozen=True, slots=True)
class Done:
    """One report made: where it is and how long it took in seconds."""

    job: Job
    page: Path
    seconds: float


def run_jobs(
    jobs: Sequence[Job], out: Path | None = None, tell: Callable[[Done | Job], None] | None = None
) -> list[Done]:
    """Run the jobs one after the other and write an index page per campaign.

    Args:
        jobs: From `plan_jobs`.
        out: Folder of the reports; None means `reports/`.
        tell: Called with each job before it runs and with each report made.

    Raises:
        WorkbenchError: The first report that failed; reports made before it stay.
    """
    folder = out or paths.REPORTS
    done: list[Done] = []
    for job in jobs:
        if tell:
            tell(job)
        done.append(run_job(job, folder))
        if tell:
            tell(done[-1])
    for campaign in dict.fromkeys(job.campaign for job in jobs):
        own = [made.job for made in done if made.job.campaign == campaign]
        index([job.stem for job in own], folder / campaign, own[0])
    return done


def run_job(job: Job, folder: Path) -> Done:
    """Execute one notebook and write its page.

    Raises:
        WorkbenchError: A parameter or an input was refused inside the notebook, the notebook stopped early, or the
            page could not be written whole.
    """
    page = folder / job.campaign / f"{job.stem}.html"
    make_folder(page.parent)
    outcome = make_report(job)
    if outcome.failure is not None or outcome.rendered is None:
        raise failed(outcome)
    deliver(outcome.rendered.files(page))
    return Done(job, page, outcome.seconds)


def failed(outcome: Outcome) -> WorkbenchError:
    """Return the error that a failed report stands for."""
    assert outcome.failure is not None
    kind = KINDS.get(outcome.failure.exit_code, WorkbenchError)
    return kind(outcome.failure.problems)


def index(stems: Sequence[str], folder: Path, job: Job) -> None:
    """Write the page that links a campaign's reports.

    Args:
        stems: File names of its pages without suffix.
        folder: Where they lie.
        job: Any job of the campaign, for its name and language.
    """
    order = list(NOTEBOOK_PARAMS)
    brief, language = job.params.read_brief(), job.params.language
    notebooks = {stem: max((name for name in order if stem.startswith(name)), key=len) for stem in stems}
    ranked = sorted(stems, key=lambda stem: (order.index(notebooks[stem]), stem))
    entries = [
        IndexEntry(f"{stem}.html", TITLES[notebooks[stem]].to(language), stem.removeprefix(notebooks[stem]).lstrip("-"))
        for stem in ranked
    ]
    write_index(entries, folder / "index.html", campaign=brief.campaign, language=language, synthetic=brief.synthetic)
