"""Decks of a campaign's reports: found, planned for each reader, written beside their pages."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from xhs_workbench import paths
from xhs_workbench.errors import (
    InputMissingError,
    IntakeError,
    OutputError,
    ParamsError,
    Problem,
    WorkbenchError,
)
from xhs_workbench.params.brief import DeckLook
from xhs_workbench.report.delivering import records
from xhs_workbench.report.delivering.kept import kept_notebook, private_for
from xhs_workbench.report.delivering.shelf import shelf_of
from xhs_workbench.report.jobs import Job, parameter_files, plan_jobs
from xhs_workbench.report.presenting.held import hold, language_of
from xhs_workbench.report.presenting.looks import house_look
from xhs_workbench.report.presenting.planning import DECKS, Planner
from xhs_workbench.report.presenting.template import open_canvas
from xhs_workbench.report.presenting.writing import write_deck
from xhs_workbench.who_sees import Audience

NAME = "deck"
MOST_BYTES = 8_000_000
"""A deck goes by mail."""


@dataclass(frozen=True, slots=True)
class MadeDeck:
    """A deck that was written.

    Args:
        job: The report it was made of.
        path: The file.
        audience: Whose it is.
        outdated: True if parameters, files or the workbench have changed since its report was made.
    """

    job: Job
    path: Path
    audience: Audience
    outdated: bool = False


def make_decks(
    source: str | Path,
    out: Path | None = None,
    language: str | None = None,
    tell: Callable[[MadeDeck], None] | None = None,
) -> list[MadeDeck]:
    """Make the decks of a campaign from its executed reports; nothing is computed again.

    Args:
        source: Folder of parameters, or one file of it, as for `run`.
        out: Folder of the reports; None means `reports/`.
        language: Language that the decks must have; None takes that of the reports.
        tell: Called with each deck.

    Returns:
        The decks: the client's and ours of each report that a deck is declared for; of a draft only ours.

    Raises:
        ParamsError: The file is of a report that has no deck, or a parameter has errors.
        InputMissingError: No report was made yet, its last run failed, or it is in another language.
        IntakeError: The brand's template or logo is refused.
        ReportError: A text does not fit a slide.
        LockedError: A run is writing there.
    """
    folder = (out or paths.REPORTS).absolute()
    files = [file for file in parameter_files([source]) if file.stem in DECKS or file.suffix == ".csv"]
    jobs = [job for job in plan_jobs(files, names=False) if job.notebook in DECKS]
    if not jobs:
        raise ParamsError(_no_deck(source))
    notebooks = {job.id: executed_notebook(folder, job) for job in _with_reports(folder, jobs)}
    spoken = {language_of(raw) for raw in notebooks.values()}
    if language and spoken != {language}:
        raise InputMissingError(_other_language(next(iter(notebooks)), language))
    jobs = [job for job in jobs if job.id in notebooks]
    if spoken != {job.params.language for job in jobs}:
        jobs = [job for job in plan_jobs(files, next(iter(spoken)), names=False) if job.id in notebooks]
    made: list[MadeDeck] = []
    with shelf_of(folder, jobs) as shelf:
        for job in jobs:
            decks = _decks(folder, job, notebooks[job.id])
            shelf.add(job, {path: raw for path, (_, raw) in decks.items()})
            outdated = not shelf.is_fresh(job)
            for path, (audience, _) in decks.items():
                made.append(MadeDeck(job, path, audience, outdated))
                (tell or (lambda _: None))(made[-1])
        shelf.index()
    return made


def check_looks(jobs: Iterable[Job]) -> None:
    """Open the brand's template and logo that briefs name, as `make_decks` would; a run of the reports needs neither.

    Raises:
        InputMissingError: One of them is not there.
        IntakeError: A template is no plain 16:9 .pptx, or a logo no picture.
    """
    problems: list[Problem] = []
    kind: type[WorkbenchError] = IntakeError
    for name, job in {job.params.brief: job for job in jobs}.items():
        brief = job.params.read_brief()
        given = brief.deck
        for part in (
            DeckLook(logo=given.logo),
            DeckLook(template=given.template),
            DeckLook(colours=given.colours),
        ):
            try:
                look = house_look(part, "")
                if part.template:
                    open_canvas(look, part.template)
            except (IntakeError, InputMissingError) as error:
                kind = type(error)
                key = "deck.template" if part.template else "deck.logo"
                place = "/".join(Path(name).parts[-2:])
                problems += [
                    replace(one, column=f"{one.column if part.logo is part.template else key} ({place})")
                    for one in error.problems
                ]
    if problems:
        raise kind(problems)


def deck_path(folder: Path, job: Job, audience: Audience) -> Path:
    """Return where a deck lies, beside its page."""
    page = paths.client_page(folder, job.campaign, job.stem)
    page = page if audience == "client" else paths.internal_page(page)
    return page.with_name(f"{page.stem}_{NAME}.pptx")


def _with_reports(folder: Path, jobs: Sequence[Job]) -> list[Job]:
    """Return the jobs of which a report was delivered; all are refused if one failed last, or none was made."""
    last = records.latest(folder)
    there = [job for job in jobs if job.id in last]
    failed = [job for job in there if last[job.id]["status"] != "made"]
    if failed:
        raise InputMissingError([_again(job, *FAILED) for job in failed])
    if not there:
        raise InputMissingError([_again(job, *NO_REPORT) for job in jobs])
    return there


NO_REPORT = ("there is no report yet to make slides of", "还没有报告，无法生成幻灯片")
FAILED = ("its last run failed", "最近一次生成失败")
NOT_KEPT = (
    "its executed notebook is not kept here, or is not the one its page was made of",
    "未保存该报告的运行记录，或与页面不一致",
)


def executed_notebook(folder: Path, job: Job) -> Mapping[str, Any]:
    """Return the executed notebook of which the delivered page was made."""
    path = kept_notebook(private_for(folder), job)
    raw = paths.read_regular(path) if path.is_file() else b""
    wanted = records.latest(folder)[job.id].get("executed")
    if not raw or hashlib.sha256(raw).hexdigest() != wanted:
        raise InputMissingError(_again(job, *NOT_KEPT))
    return json.loads(raw)  # type: ignore[no-any-return]


def _decks(folder: Path, job: Job, notebook: Mapping[str, Any]) -> dict[Path, tuple[Audience, bytes]]:
    brief = job.params.read_brief()
    look = house_look(brief.deck, brief.brand.name.to(job.params.language))
    made: dict[Path, tuple[Audience, bytes]] = {}
    audiences: tuple[Audience, ...] = ("client", "internal")
    for audience in audiences:
        held = hold(notebook, audience)
        if audience == "client" and held.cover.get("draft"):
            continue
        raw = write_deck(Planner(job.notebook, held).deck(), look, brief.deck.template)
        path = deck_path(folder, job, audience)
        if len(raw) > MOST_BYTES:
            raise OutputError(_too_large(path, len(raw)))
        made[path] = (audience, raw)
    return made


def _again(job: Job, en: str, zh: str) -> Problem:
    return Problem(
        en,
        zh,
        file=f"{job.campaign}/{job.stem}",
        fix_en=f"run: xhs-workbench run params/{job.campaign}/{job.notebook}.yaml, then make the deck.",
        fix_zh=f"请先运行 xhs-workbench run params/{job.campaign}/{job.notebook}.yaml，再生成幻灯片。",
        code="XHS-R082",
    )


def _other_language(job_id: str, language: str) -> Problem:
    return Problem(
        "the report was made in the other language",
        "报告是另一种语言",
        file=job_id,
        value=language,
        fix_en=f"run it with --language {language} first; a deck says what its report says.",
        fix_zh=f"请先用 --language {language} 生成报告；幻灯片与报告用语一致。",
        code="XHS-R083",
    )


def _no_deck(source: str | Path) -> Problem:
    return Problem(
        "no deck is made of these parameters",
        "这些参数没有对应的幻灯片",
        file=Path(source).name,
        fix_en="give the campaign's folder, its post_campaign.yaml (results) or selection.yaml (line-up).",
        fix_zh="请提供项目文件夹、post_campaign.yaml（结案）或 selection.yaml（达人组合）。",
        code="XHS-R084",
    )


def _too_large(path: Path, size: int) -> Problem:
    return Problem(
        "the deck is larger than 8 MB",
        "幻灯片超过 8 MB",
        file=path.name,
        value=f"{size / 1e6:.1f} MB",
        fix_en="use a template with smaller pictures.",
        fix_zh="请使用图片更小的模板。",
        code="XHS-R085",
    )
