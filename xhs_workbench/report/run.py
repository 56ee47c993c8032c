"""Parameters in, one executed notebook, one HTML page out.

Every parameter file is validated and every input found before the first kernel starts. papermill injects the
parameters and runs the notebook. The executed notebook stays in a private folder, because it holds data. The
page is written beside its final name, checked, and only then renamed. The run owns the folder of reports
meanwhile, as a batch does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from xhs_workbench import paths
from xhs_workbench.errors import (
    InputMissingError,
    IntakeError,
    NothingToShowError,
    OutputError,
    ParamsError,
    Problem,
    ReportError,
    TooLateError,
    WorkbenchError,
)
from xhs_workbench.report.checking.files import is_closer, look_into, not_needed
from xhs_workbench.report.checking.notebooks import check_notebooks
from xhs_workbench.report.delivering.kept import keep, kept_notebook, private_for
from xhs_workbench.report.delivering.shelf import SetAside, Shelf, shelf_of
from xhs_workbench.report.jobs import Job, plan_jobs
from xhs_workbench.report.making import Failure, Outcome, make_report
from xhs_workbench.report.salts import read_salt

__all__ = ["Done", "Job", "plan_jobs", "ready_jobs", "run_job", "run_jobs"]

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


def ready_jobs(
    sources: Iterable[str | Path],
    language: str | None = None,
    *,
    draft: bool = False,
    leave_out: Callable[[str, Problem], None] | None = None,
) -> list[Job]:
    """Plan jobs and look into every file they name; see `plan_jobs`.

    A page that looks closer is left out where the files give it nothing to show.

    Args:
        sources: As for `plan_jobs`.
        language: As for `plan_jobs`.
        draft: As for `plan_jobs`.
        leave_out: Called with the id of each page that is left out, and what would give it something to show.

    A batch does not: of a hundred reports, one with an unreadable file fails by itself.

    Raises:
        InputMissingError: As `plan_jobs`.
        ParamsError: As `plan_jobs`, or a parameter speaks of what is in no file.
        IntakeError: A file is recognised by no source, or is not what its parameter asks for.
        ReportError: A notebook that was edited is none any more, or a cell of it is not Python.
    """
    jobs = plan_jobs(sources, language, draft=draft)
    check_notebooks(jobs)
    given, kept = look_into(jobs), []
    for job in jobs:
        if lacking := not_needed(job, given):
            if leave_out:
                leave_out(job.id, lacking[0])
        else:
            kept.append(job)
    return kept


@dataclass(frozen=True, slots=True)
class Done:
    """One report made: where the client's page is and how long it took in seconds."""

    job: Job
    page: Path
    seconds: float


Tell = Callable[[Done | Job | SetAside], None]


def run_jobs(jobs: Sequence[Job], out: Path | None = None, tell: Tell | None = None) -> list[Done]:
    """Run the jobs one after another and write the index pages of each campaign.

    Args:
        jobs: From `plan_jobs`.
        out: Folder of the reports; None means `reports/`.
        tell: Called with each job before it runs, each report made, and old reports that were moved.

    Raises:
        LockedError: Another run is writing there.
        WorkbenchError: The first report that failed; reports made before it stay and are linked.
    """
    say = tell or (lambda _: None)
    done: list[Done] = []
    with shelf_of(out or paths.REPORTS, jobs) as shelf:
        for campaign in dict.fromkeys(job.campaign for job in jobs):
            if moved := shelf.set_aside(campaign):
                say(moved)
        try:
            for job in jobs:
                say(job)
                try:
                    done.append(run_job(job, shelf))
                except NothingToShowError:
                    if not is_closer(job):
                        raise
                    continue  # the page it belongs to has no link to it
                say(done[-1])
        finally:
            shelf.index()
    return done


def run_job(job: Job, shelf: Shelf) -> Done:
    """Execute one notebook, deliver its report, and record the result.

    Raises:
        WorkbenchError: The notebook refused a parameter or an input, the notebook stopped early, or the
            page could not be written completely.
    """
    outcome = make_report(job, shelf.surroundings(job, read_salt()))
    if outcome.failure is not None or outcome.rendered is None:
        assert outcome.failure is not None
        if not (is_closer(job) and outcome.failure.exit_code == NothingToShowError.exit_code):
            shelf.fail(job, outcome.seconds, outcome.failure)
        raise failed(outcome)
    try:
        page = shelf.put(job, outcome.rendered, outcome.seconds, outcome.executed)
    except OutputError as error:
        shelf.fail(job, outcome.seconds, Failure(error.exit_code, error.problems))
        raise
    keep(kept_notebook(private_for(shelf.out), job), outcome.executed)
    return Done(job, page, outcome.seconds)


def failed(outcome: Outcome) -> WorkbenchError:
    """Return the error for a failed report."""
    assert outcome.failure is not None
    kind = KINDS.get(outcome.failure.exit_code, WorkbenchError)
    return kind(outcome.failure.problems)
