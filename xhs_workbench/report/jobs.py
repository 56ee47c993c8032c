"""From parameter files, folders and tables of overrides to the list of reports to make.

All errors in parameters are found here, for all files at once, before the first kernel starts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from glob import glob
from pathlib import Path

from xhs_workbench import paths
from xhs_workbench.errors import InputMissingError, ParamsError, Problem
from xhs_workbench.params import CLOSER, NOTEBOOK_PARAMS, NotebookParams, every_notebook, load_params
from xhs_workbench.params.sources_file import NAME as SOURCES
from xhs_workbench.params.sources_file import read_sources
from xhs_workbench.report.checking.names import check_names
from xhs_workbench.report.input_files import unreadable_inputs
from xhs_workbench.report.overrides import Planned, read_overrides


@dataclass(frozen=True, slots=True)
class Job:
    """One report to make.

    Args:
        notebook: Name of the notebook, without suffix.
        campaign: Folder of the parameter file, and later the folder under `reports/`.
        params: Its validated parameters.
        name: Distinguishes it from other reports of the same notebook and campaign; empty for the usual one.
    """

    notebook: str
    campaign: str
    params: NotebookParams
    name: str = ""

    @property
    def stem(self) -> str:
        """File name of the page, without suffix."""
        return f"{self.notebook}-{self.name}" if self.name else self.notebook

    @property
    def id(self) -> str:
        """Campaign and page; unique within a folder of reports."""
        return f"{self.campaign}/{self.stem}"


def plan_jobs(
    sources: Iterable[str | Path],
    language: str | None = None,
    *,
    draft: bool = False,
    names: bool = True,
) -> list[Job]:
    """Turn parameter files, folders, globs and tables of overrides into jobs, in the order of a campaign's steps.

    Args:
        sources: YAML files, folders whose YAML files are named after notebooks, patterns such as
            `params/*/live.yaml`, or CSV tables (see `overrides`).
        language: `en` or `zh` for all reports; None keeps each file's language.
        draft: Make drafts: placeholders are allowed, and no client page is made.
        names: Ask other rooms for the names they know; False for reports that were made already, of which nothing is
            computed again.

    Raises:
        InputMissingError: A parameter file or an input it names does not exist.
        ParamsError: A parameter file has errors, or two files would write the same page; all problems of
            all files at once.
    """
    problems: list[Problem] = []
    missing: list[Problem] = []
    jobs: list[Job] = []
    for planned in _planned(sources):
        try:
            jobs.append(_job(planned, language, draft, names))
            missing += unreadable_inputs(jobs[-1].params)
        except InputMissingError as error:
            missing += error.problems
        except ParamsError as error:
            problems += error.problems
    problems += _same_page(jobs)
    if problems:
        raise ParamsError(problems)
    if missing:
        raise InputMissingError(missing)
    order = every_notebook()
    jobs += [replace(job, notebook=closer) for job in jobs if (closer := closer_look(job))]
    return sorted(jobs, key=lambda job: (job.campaign, order.index(job.notebook), job.name))


def closer_look(job: Job) -> str:
    """Return the notebook that looks closer at the same campaign, "" if there is none; a row of a table of overrides has none."""
    notebook = "" if job.name else CLOSER.get(job.notebook, "")
    return notebook if notebook and paths.notebook_file(notebook).is_file() else ""


def _planned(sources: Iterable[str | Path]) -> list[Planned]:
    found: list[Planned] = []
    for source in sources:
        for path in _matches(source):
            if path.suffix.lower() == ".csv":
                found += read_overrides(path)
            elif path.name == SOURCES:
                read_sources(path)  # a campaign's mappings belong to no notebook, but are checked too
            elif path.is_dir():
                found += [Planned(file) for file in _in_folder(path)]
            else:
                found.append(Planned(path))
    return found


def parameter_files(sources: Iterable[str | Path]) -> list[Path]:
    """Return every parameter file that files, folders, patterns and tables of overrides name, in the order of a campaign's steps.

    Raises:
        InputMissingError: One that is named does not exist, or a folder holds none.
    """
    found = [path for source in sources for path in _matches(source)]
    return [file for path in found for file in (_in_folder(path) if path.is_dir() else [path])]


def _matches(source: str | Path) -> list[Path]:
    """Return the file or folder, or a pattern's matches; a file whose own name holds `*` is taken literally."""
    path = paths.resolve(source)
    if path.exists() or not any(sign in str(source) for sign in "*?["):
        return [paths.require(source, "PARAMS")]
    matched = sorted(Path(name) for name in glob(str(path), recursive=True))  # noqa: PTH207 - the pattern may be absolute
    return matched or [paths.require(source, "PARAMS")]


def _in_folder(folder: Path) -> list[Path]:
    found = [folder / f"{name}.yaml" for name in NOTEBOOK_PARAMS if (folder / f"{name}.yaml").is_file()]
    if found:
        return found
    raise InputMissingError(
        Problem(
            "no parameter files in this folder",
            "该文件夹中没有参数文件",
            file=folder.name,
            fix_en=f"expected any of {', '.join(f'{name}.yaml' for name in NOTEBOOK_PARAMS)}.",
            fix_zh="请放入上述任一 YAML 文件。",
            code="XHS-P003",
        )
    )


def _same_page(jobs: Iterable[Job]) -> list[Problem]:
    """Find jobs that would overwrite each other: the same notebook for two folders of the same name."""
    seen: set[str] = set()
    problems: list[Problem] = []
    for job in jobs:
        if job.id.casefold() in seen:
            problems.append(
                Problem(
                    "two parameter files would write the same page",
                    "两个参数文件会写出同一份报告",
                    value=f"{job.id}.html",
                    fix_en="give the folders different names, or the rows of a table a `name` each.",
                    fix_zh="请使用不同的文件夹名，或在表格中为每行填写 name。",
                    code="XHS-P040",
                )
            )
        seen.add(job.id.casefold())
    return problems


def _job(planned: Planned, language: str | None, draft: bool, names: bool) -> Job:
    path = planned.path
    params = planned.applied(load_params(path, draft=draft))
    closed = [problem for problem in unreadable_inputs(params) if problem.column in ("brief", "festivals")]
    if closed:  # they are read just below
        raise InputMissingError(closed)
    if names:
        check_names(params, planned.place or path.name)
    if language:
        params = type(params).check({**params.to_notebook(), "language": language}, draft=draft)
    return Job(path.stem, path.resolve().parent.name, params, planned.name)
