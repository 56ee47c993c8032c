"""Parameters in, one executed notebook, one HTML page out.

Every parameter file is validated and every input found before the first kernel starts. papermill injects the
parameters and runs the notebook; the executed notebook stays in a private folder, for it holds data; the page is
written beside its final name, checked, and only then renamed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from xhs_workbench import paths
from xhs_workbench.errors import (
    InputMissingError,
    IntakeError,
    OutputError,
    ParamsError,
    Problem,
    ReportError,
    WorkbenchError,
)
from xhs_workbench.findings import Text
from xhs_workbench.params import NOTEBOOK_PARAMS, NotebookParams, load_params
from xhs_workbench.report.kernels import PrivateKernelManager, private_environment, private_folder
from xhs_workbench.report.page import IndexEntry, write_index, write_page

TITLES = {
    "brief": Text("Brief", "投放简报"),
    "selection": Text("Creator selection", "达人选择"),
    "content": Text("Content", "内容方向"),
    "live": Text("Live campaign", "投放进行时"),
    "post_campaign": Text("Results", "复盘报告"),
}
TELLING = {error.__name__: error for error in (IntakeError, InputMissingError, OutputError, ParamsError)}
"""Errors a notebook may end with that say more than "it failed": they keep their exit code."""


@dataclass(frozen=True, slots=True)
class Job:
    """One report to make.

    Args:
        notebook: Name of the notebook, without suffix.
        campaign: Folder of the parameter file; becomes the folder under `reports/`.
        params: Its validated parameters.
    """

    notebook: str
    campaign: str
    params: NotebookParams


@dataclass(frozen=True, slots=True)
class Done:
    """One report made: where it is and how long it took in seconds."""

    job: Job
    page: Path
    seconds: float


def plan_jobs(sources: Iterable[str | Path], language: str | None = None) -> list[Job]:
    """Turn parameter files and folders of them into jobs, in the order of a campaign.

    Args:
        sources: YAML files, or folders whose YAML files are named after notebooks.
        language: `en` or `zh` for all reports; None keeps what each file says.

    Raises:
        InputMissingError: A parameter file or an input it names does not exist.
        ParamsError: Anything is wrong in any parameter file; the problems of all files at once.
    """
    problems: list[Problem] = []
    missing: list[Problem] = []
    jobs: list[Job] = []
    for path in _params_files(sources):
        try:
            jobs.append(_job(path, language))
            missing += _missing_inputs(jobs[-1].params)
        except InputMissingError as error:
            missing += error.problems
        except ParamsError as error:
            problems += error.problems
    if problems:
        raise ParamsError(problems)
    if missing:
        raise InputMissingError(missing)
    order = list(NOTEBOOK_PARAMS)
    return sorted(jobs, key=lambda job: (job.campaign, order.index(job.notebook)))


def _params_files(sources: Iterable[str | Path]) -> list[Path]:
    files: list[Path] = []
    for source in sources:
        path = paths.require(source, "PARAMS")
        if path.is_dir():
            found = [path / f"{name}.yaml" for name in NOTEBOOK_PARAMS if (path / f"{name}.yaml").is_file()]
            if not found:
                raise InputMissingError(
                    Problem(
                        "no parameter files in this folder",
                        "该文件夹中没有参数文件",
                        file=path.name,
                        fix_en=f"expected any of {', '.join(f'{name}.yaml' for name in NOTEBOOK_PARAMS)}.",
                        fix_zh="请放入上述任一 YAML 文件。",
                        code="XHS-P003",
                    )
                )
            files += found
        else:
            files.append(path)
    return files


def _job(path: Path, language: str | None) -> Job:
    params = load_params(path)
    _check_names(params, path.name)
    if language:
        params = type(params).check({**params.to_notebook(), "language": language})
    return Job(path.stem, path.resolve().parent.name, params)


def _check_names(params: NotebookParams, file: str) -> None:
    """Refuse what no room knows (a metric, a tier, a column in a mapping) before a kernel would find out."""
    from xhs_workbench import intake, metrics

    brief = params.read_brief()
    problems: list[Problem] = []
    try:
        intake.check_mappings(getattr(params, "mappings", ()))
    except ParamsError as error:
        problems += error.problems
    for name in [*(kpi.metric for kpi in brief.kpis), brief.definitions.viral]:
        try:
            metrics.definition(name)
        except ParamsError as error:
            problems += error.problems
    try:
        tiers = metrics.tier_names(brief.tier_scheme, "en")
        wanted = {item.tier for item in brief.deliverables} | set(getattr(params, "quotas", {}))
        problems += [_unknown_tier(name, tiers, file) for name in sorted(wanted - set(tiers))]
    except ParamsError as error:
        problems += error.problems
    if problems:
        raise ParamsError(problems)


def _unknown_tier(name: str, tiers: Mapping[str, str], file: str) -> Problem:
    return Problem(
        "no such tier in the brief's scheme", "分层方案中没有这一层级", file=file, column="tier", value=name,
        fix_en=f"known: {', '.join(tiers)}.", fix_zh="请使用该方案的层级名称。", code="XHS-P032",
    )  # fmt: skip


def _missing_inputs(params: NotebookParams) -> list[Problem]:
    found: list[Problem] = []
    wanted = [(name, key) for key in ("inputs", "history", "mood_board", "covers") for name in getattr(params, key, ())]
    for name, key in wanted:
        try:
            paths.require(name, key)
        except InputMissingError as error:
            found += error.problems
    return found


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
        _index([made for made in done if made.job.campaign == campaign], folder / campaign)
    return done


def run_job(job: Job, folder: Path) -> Done:
    """Execute one notebook and write its page.

    Raises:
        WorkbenchError: A parameter or an input was refused inside the notebook, the notebook stopped early, or the
            page could not be written whole.
    """
    started = time.monotonic()
    page = folder / job.campaign / f"{job.notebook}.html"
    try:
        page.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            Problem(f"cannot write here: {error.strerror}", "无法写入该位置", file=paths.shown(page), code="XHS-R001")
        ) from error
    with private_folder() as private:
        executed = private / "executed.ipynb"
        execute(paths.NOTEBOOKS / f"{job.notebook}.ipynb", executed, job.params, private)
        write_page(executed, page, language=job.params.language)
    return Done(job, page, time.monotonic() - started)


def execute(notebook: Path, executed: Path, params: NotebookParams, private: Path) -> None:
    """Run a notebook through papermill in a kernel that listens on no port, in an empty current folder.

    Raises:
        WorkbenchError: The notebook did not reach its end.
    """
    import papermill
    from papermill.exceptions import PapermillExecutionError

    desk = private / "desk"
    desk.mkdir()
    try:
        with private_environment(private):
            papermill.execute_notebook(
                str(notebook),
                str(executed),
                parameters=params.to_notebook(),
                progress_bar=False,
                cwd=str(desk),
                kernel_manager_class=PrivateKernelManager,
                start_timeout=120,
            )
    except PapermillExecutionError as error:
        raise _failure(notebook.stem, error.ename, error.evalue, error.exec_count) from error


def _failure(notebook: str, name: str, text: str, cell: int | None) -> WorkbenchError:
    """Turn the last words of a notebook into an error with the right exit code."""
    kind = TELLING.get(name, ReportError)
    problem = Problem(
        text if kind is not ReportError else f"the notebook stopped: {name}: {text}",
        "notebook 未能运行到底",
        file=f"{notebook}.ipynb",
        row=0,
        column=f"cell {cell}" if cell else "",
        code="XHS-R002",
    )
    return kind(problem)


def _index(done: Sequence[Done], folder: Path) -> None:
    if not done:
        return
    brief = done[0].job.params.read_brief()
    language = done[0].job.params.language
    entries = [IndexEntry(made.page.name, TITLES[made.job.notebook].to(language)) for made in done]
    write_index(entries, folder / "index.html", campaign=brief.campaign, language=language, synthetic=brief.synthetic)
