"""One report, from its job to its page in memory; any error becomes a `Failure`, never a page.

Nothing here writes where clients look, so it may run in any process on any machine, and may be killed at any
moment.
"""

from __future__ import annotations

import hashlib
import math
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xhs_workbench import paths, work_folder, worked_out
from xhs_workbench.errors import (
    InputMissingError,
    IntakeError,
    OutputError,
    ParamsError,
    Problem,
    ReportError,
    TooLateError,
    WorkbenchError,
)
from xhs_workbench.intake.read import SALT
from xhs_workbench.params import NotebookParams
from xhs_workbench.report.delivering.delivery import FULL, no_room
from xhs_workbench.report.executing.kernels import manager_in, private_folder
from xhs_workbench.report.input_files import files_of
from xhs_workbench.report.jobs import Job, closer_look
from xhs_workbench.report.keys import Hasher
from xhs_workbench.report.rendering.rendered import Rendered

TELLING = {error.__name__: error for error in (IntakeError, InputMissingError, OutputError, ParamsError)}
"""Errors of a notebook that say more than "it failed"; they keep their exit code."""
SIDES = " ／ "
TOO_LITTLE_MEMORY = (
    "split the input, or run fewer reports at once (--workers 1).",
    "请拆分输入文件，或用 --workers 1 减少并行。",
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a report needs besides its job.

    Args:
        salt: Salt of the client's pseudonyms; if empty, every run gets its own.
        fetch_from: URL below which a worker finds the inputs, for machines without a shared folder; if empty,
            paths are read.
        hashes: Input path -> required SHA-256; if a file has changed, the report fails.
        worked_out: Folder for what the reports of this run share, see `xhs_workbench.worked_out`; empty for none.
    """

    salt: str = ""
    fetch_from: str = ""
    hashes: dict[str, str] = field(default_factory=dict)
    worked_out: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a report could not be made.

    Args:
        exit_code: Exit code of the command if this is the only failure.
        problems: What is wrong and what to do.
        heading: Section of the notebook where it happened; empty if not known.
        source: Code of that cell.
        trace: Traceback for the log, never for a client.
    """

    exit_code: int
    problems: tuple[Problem, ...]
    heading: str = ""
    source: str = ""
    trace: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a job: a page or a failure, and the notebook as far as it was executed."""

    job: Job
    seconds: float
    rendered: Rendered | None = None
    failure: Failure | None = None
    executed: bytes = b""


def make_report(
    job: Job,
    around: Surroundings | None = None,
    tell: Callable[[int], None] | None = None,
    timeout: float = 0,
) -> Outcome:
    """Execute one notebook and render its page; errors of the report are returned, not raised.

    Args:
        job: The report to make.
        around: Salt and inputs.
        tell: Called with the number of each cell before it runs.
        timeout: Seconds the report may take; 0 means no limit.
    """
    # Charts and templates take a second to import; whoever lists or checks makes no page.
    from xhs_workbench.report.rendering.page import render_page

    started = time.monotonic()
    rendered, failure, executed = None, None, b""
    with private_folder() as private:
        try:
            notebook = execute(job, private, around or Surroundings(), tell, timeout)
            rendered = render_page(
                notebook, job.notebook, language=job.params.language, closer=closer_look(job)
            )
        except Exception as error:
            failure = describe(job, error)
        kept = private / "executed.ipynb"
        if kept.exists():
            executed = kept.read_bytes()
    return Outcome(job, time.monotonic() - started, rendered, failure, executed)


def execute(
    job: Job,
    private: Path,
    around: Surroundings,
    tell: Callable[[int], None] | None = None,
    timeout: float = 0,
) -> Any:
    """Run a notebook through papermill in a kernel that listens on no port, in an empty working folder.

    Returns:
        The executed notebook, which also lies in `private` as `executed.ipynb`.

    Raises:
        Exception: The notebook did not reach its end; `describe` puts the reason into words.
    """
    import papermill

    from xhs_workbench.report.executing.engine import END, ended_early, written_plainly

    until = time.monotonic() + timeout  # each cell may use the time that earlier cells left
    manager = manager_in(private)
    given = {SALT: around.salt, worked_out.FOLDER: around.worked_out}
    manager.environment = {name: value for name, value in given.items() if value}
    if around.fetch_from:
        manager.environment["XHS_INPUTS"] = str(fetch(job.params, around, private / "inputs"))
    check_unchanged(around)
    with written_plainly():
        notebook = papermill.execute_notebook(
            str(paths.notebook_file(job.notebook)),
            str(private / "executed.ipynb"),
            parameters=job.params.to_notebook(),
            engine_name="xhs",
            progress_bar=False,
            request_save_on_cell_execute=False,
            autosave_cell_every=0,
            kernel_manager_class=manager,
            start_timeout=120,
            timeout_func=(lambda _: max(1, math.ceil(until - time.monotonic()))) if timeout else None,
            on_cell_start=(lambda cell, cell_index: tell(cell_index)) if tell else None,
        )
    if not notebook.metadata.get(END):
        raise ended_early(f"{job.notebook}.ipynb")
    check_unchanged(around)
    return notebook


def fetch(params: NotebookParams, around: Surroundings, folder: Path) -> Path:
    """Copy the inputs of a job, files and folders, from a URL to a private folder, under their names in the parameters.

    Raises:
        InputMissingError: An input is missing, or its name leads out of the folder.
    """
    import fsspec

    for _, name in files_of(params):
        target = (folder / name).resolve()
        if Path(name).is_absolute() or not target.is_relative_to(folder.resolve()):
            raise InputMissingError(
                Problem(
                    "only relative inputs can be fetched", "只能获取相对路径的输入", file=paths.shown(name)
                )
            )
        try:
            system, place = fsspec.url_to_fs(f"{around.fetch_from.rstrip('/')}/{name}")
            for source, copy in _each_file(system, place, target):
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(system.cat_file(source))
        except (OSError, ValueError) as error:
            raise InputMissingError(
                Problem("cannot be fetched", "无法获取该文件", file=paths.shown(name))
            ) from error
        wanted = around.hashes.get(name)
        if wanted and Hasher().file(target) != wanted:
            raise changed(name)
    return folder


def _each_file(system: Any, place: str, target: Path) -> list[tuple[str, Path]]:
    """Pair every file at a place with its copy's path; a listing that leads outside the target is refused."""
    if not system.isdir(place):
        return [(place, target)]
    pairs = [(source, target / source[len(place) :].lstrip("/")) for source in system.find(place)]
    if not all(copy.resolve().is_relative_to(target) for _, copy in pairs):
        raise ValueError("a file of the folder leads out of it")
    return pairs


def check_unchanged(around: Surroundings) -> None:
    """Check that the inputs still have the content from which the report's key was made.

    Raises:
        IntakeError: A file was changed or grew while the batch ran.
    """
    if around.fetch_from:
        return
    for name, wanted in around.hashes.items():
        path = paths.resolve(name)
        if path.exists() and Hasher().file(path) != wanted:
            raise changed(name)


def changed(name: str) -> IntakeError:
    """Return the error for an input that has changed since the batch was planned."""
    return IntakeError(
        Problem(
            "the file changed while the batch ran",
            "批处理运行期间文件发生变化",
            file=paths.shown(name),
            fix_en="wait until it is complete, then run resume.",
            fix_zh="请等文件写完后运行 resume。",
            code="XHS-R008",
        )
    )


def describe(job: Job, error: Exception) -> Failure:
    """Explain to an analyst why a report ended."""
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    name, source, heading = f"{job.notebook}.ipynb", "", ""
    if isinstance(error, PapermillExecutionError):
        source, heading = error.source, _heading(job, error.source)
        told: WorkbenchError = _error_of_cell(name, error)
    elif isinstance(
        error, CellExecutionError
    ):  # from another engine than ours: it names what was raised, not where
        told = _error_of_cell(name, error)
    elif isinstance(error, DeadKernelError) or (isinstance(error, RuntimeError) and "died" in str(error)):
        told = killed(name)
    elif isinstance(error, CellTimeoutError | TimeoutError):
        told = too_late(name, 0)
    elif isinstance(error, WorkbenchError):
        told = error
    elif isinstance(error, OSError) and error.errno in FULL:
        told = no_room(error)
    else:
        trace = "".join(traceback.format_exception(error))
        word = hashlib.sha256(trace.encode()).hexdigest()[:8]
        problem = Problem(
            f"an unexpected error, number {word}: {type(error).__name__}",
            f"程序错误，编号 {word}",
            file=name,
            fix_en="send us that number and the log.",
            fix_zh="请把编号和日志发给我们。",
            code="XHS-R070",
        )
        return Failure(70, (problem,), trace=trace)
    return Failure(told.exit_code, told.problems, heading, source)


def _error_of_cell(name: str, error: Any) -> WorkbenchError:
    kind = TELLING.get(error.ename, ReportError)
    memory = (
        error.ename in ("MemoryError", "ComputeError") and "memory" in f"{error.ename}{error.evalue}".lower()
    )
    fix = TOO_LITTLE_MEMORY if memory else _where_to_mend(name) if kind is ReportError else ("", "")
    problem = Problem(
        error.evalue if kind is not ReportError else f"the notebook stopped: {error.ename}: {error.evalue}",
        "notebook 未能运行到底",
        file=name,
        column=f"cell {count}" if (count := getattr(error, "exec_count", 0)) else "",
        fix_en=fix[0],
        fix_zh=fix[1],
        code="XHS-R002",
    )
    return kind(problem)


def _where_to_mend(name: str) -> tuple[str, str]:
    """Say what to do about a cell that raised an error: a notebook that was edited is the analyst's to correct, ours is not."""
    file = paths.notebook_file(Path(name).stem)
    if file.parent == work_folder.SHIPPED / "notebooks" and not work_folder.IS_CLONE:
        return (
            "send us that line and the page of the failure in .private/.",
            "请把该行与 .private/ 中的失败页发给我们。",
        )
    place = paths.shown(file)
    if work_folder.IS_CLONE and paths.ROOT == work_folder.SHIPPED:
        return f"correct that cell in {place}.", f"请改正 {place} 中的该单元格。"
    return (
        f"correct that cell in {place}, or remove the file: the shipped notebook is then used.",
        f"请改正 {place} 中的该单元格，或删除该文件以使用自带的 notebook。",
    )


def killed(name: str) -> ReportError:
    """Return the error for a kernel or worker that was killed from outside."""
    return ReportError(
        Problem(
            "the kernel was killed from outside, most often for lack of memory",
            "内核被系统终止，多半是内存不足",
            file=name,
            fix_en=TOO_LITTLE_MEMORY[0],
            fix_zh=TOO_LITTLE_MEMORY[1],
            code="XHS-R011",
        )
    )


def too_late(name: str, seconds: float) -> TooLateError:
    """Return the error for a report that took too long."""
    limit = f" of {seconds:g} s" if seconds else ""
    return TooLateError(
        Problem(
            f"not finished within the time limit{limit}",
            f"超过时间限制{f'（{seconds:g} 秒）' if seconds else ''}",
            file=name,
            fix_en="allow more time with --timeout, or check the cell where it stopped.",
            fix_zh="请用 --timeout 延长，或查看停住的单元格。",
            code="XHS-R012",
        )
    )


def cell_at(job: Job, number: int) -> tuple[str, str]:
    """Return heading and code of the running cell, counted as papermill counts (including its own cell)."""
    import nbformat

    cells = nbformat.read(paths.notebook_file(job.notebook), as_version=4).cells  # type: ignore[no-untyped-call]
    tagged = next((i for i, cell in enumerate(cells) if "parameters" in cell.metadata.get("tags", [])), -1)
    place = number - 1 if number > tagged else number
    source = cells[place].source if 0 <= place < len(cells) else ""
    return _heading(job, source), source


def _heading(job: Job, source: str) -> str:
    import nbformat

    heading = ""
    for cell in nbformat.read(paths.notebook_file(job.notebook), as_version=4).cells:  # type: ignore[no-untyped-call]
        if cell.cell_type == "markdown" and cell.source.startswith("#"):
            heading = cell.source.splitlines()[0].lstrip("# ")
        elif cell.source == source and source:
            return heading
    return ""
