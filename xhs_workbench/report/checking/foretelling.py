"""What a run would make, from what, and what is missing: found out without starting a kernel or writing a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from xhs_workbench import paths, work_folder
from xhs_workbench.errors import Problem, WorkbenchError
from xhs_workbench.findings import Text
from xhs_workbench.intake import Foreseen
from xhs_workbench.report.checking.files import Opening, look_into, not_needed, tables_under
from xhs_workbench.report.checking.notebooks import check_notebooks
from xhs_workbench.report.input_files import files_of
from xhs_workbench.report.jobs import Job, parameter_files, plan_jobs
from xhs_workbench.report.rendering.contents import BROUGHT, chapters_of, earlier_serves, title_of_table


@dataclass(frozen=True, slots=True)
class Foretold:
    """One report that a run would make, or one parameter file of which it would make none.

    Args:
        report: Campaign and page, such as `demo/selection`.
        page: The page it would write.
        replaces: That page is there already.
        notebook: The notebook that would run.
        edited: It is the analyst's own, not the shipped one.
        language: `en` or `zh`.
        reads: The files it reads, as the parameters name them.
        without: What no file gives, although the notebook can use it: those chapters would be left out.
        problems: Why nothing would be made; none where it would.
        exit_code: Exit code of a run of this file alone.
    """

    report: str
    page: Path
    replaces: bool = False
    notebook: Path | None = None
    edited: bool = False
    language: str = ""
    reads: tuple[str, ...] = ()
    without: tuple[Text, ...] = ()
    problems: tuple[Problem, ...] = ()
    exit_code: int = 0


def foretell(
    sources: Iterable[str | Path],
    language: str | None = None,
    out: Path | None = None,
    *,
    draft: bool = False,
) -> list[Foretold]:
    """Say what `run` would do with these parameter files, each for itself.

    Args:
        sources: As for `plan_jobs`.
        language: Overrides the language of every report.
        out: Folder of the reports; None means `reports/`.
        draft: As for `plan_jobs`.

    Raises:
        InputMissingError: A parameter file that is named does not exist.
    """
    found: list[Foretold] = []
    opened: dict[Opening, Foreseen] = {}
    for file in parameter_files(sources):
        try:
            jobs = plan_jobs([file], language, draft=draft)
            check_notebooks(jobs)
            given = look_into(jobs, opened)
        except WorkbenchError as error:
            found.append(_foretell_refusal(file, out or paths.REPORTS, error))
            continue
        for job in jobs:
            if not_needed(job, given):
                continue
            earlier = tables_under("history", job.params, opened)
            found.append(_report(job, out or paths.REPORTS, given.get(job.id), earlier, draft=draft))
    return found


def _foretell_refusal(file: Path, out: Path, error: WorkbenchError) -> Foretold:
    campaign = file.resolve().parent.name
    return Foretold(
        f"{campaign}/{file.stem}",
        paths.client_page(out, campaign, file.stem),
        problems=error.problems,
        exit_code=error.exit_code,
    )


def _report(
    job: Job, out: Path, given: frozenset[str] | None, earlier: frozenset[str], *, draft: bool
) -> Foretold:
    notebook, client = paths.notebook_file(job.notebook), paths.client_page(out, job.campaign, job.stem)
    page = paths.internal_page(client) if draft else client
    absent = chapters_of(job.notebook) - BROUGHT - given - _come_of(given) if given is not None else ()
    lacking = sorted(
        table for table in absent if not (table in earlier and earlier_serves(job.notebook, table))
    )
    return Foretold(
        job.id,
        page,
        page.is_file(),
        notebook,
        notebook.parent != work_folder.SHIPPED / "notebooks",
        job.params.language,
        tuple(dict.fromkeys(name for _, name in files_of(job.params))),
        tuple(map(title_of_table, lacking)),
    )


def _come_of(given: frozenset[str]) -> frozenset[str]:
    """Return the tables that no file names, because they are made of others: two crawls of the same notes are counts over time."""
    return frozenset({"snapshots"}) if "notes" in given else frozenset()


def told(every: Sequence[Foretold], tell: Callable[[Sequence[Problem]], str]) -> list[str]:
    """Return lines for a terminal: each report, from what, and what is missing.

    Args:
        every: From `foretell`.
        tell: Problems -> text; what an earlier report lacks too, such as words of the brief, is counted only.
    """
    lines: list[str] = []
    said: set[Problem] = set()
    for one in every:
        if one.problems:
            lines.append(f"{one.report}: would not be made · 不会生成")
            new = [problem for problem in one.problems if problem not in said]
            lines += [f"  {line}" for line in (tell(new).splitlines() if new else ())]
            if again := len(one.problems) - len(new):
                lines.append(f"  {again} as above · 同上 {again} 处")
            said.update(new)
            continue
        becomes = "replaces 替换" if one.replaces else "new 新建"
        lines.append(f"{one.report}: {paths.shown(one.page)} ({one.language}, {becomes})")
        if one.edited and one.notebook is not None:
            lines.append(f"  with your notebook · 使用自己的 notebook: {paths.shown(one.notebook)}")
        lines.append(f"  from · 来自: {', '.join(map(paths.shown, one.reads))}")
        if one.without:
            en, zh = ", ".join(text.en for text in one.without), "、".join(text.zh for text in one.without)
            lines.append(f"  no file gives · 缺少: {en} · {zh}")
    made = sum(not one.problems for one in every)
    lines.append(
        f"{made} of {len(every)} would be made; nothing was written. 将生成 {made} / {len(every)}，未写入任何文件。"
    )
    return lines
