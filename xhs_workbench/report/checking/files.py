"""The files that parameters name, opened once before a kernel is: does a source recognise each, is a picture a picture, a list that list?

Kinds and headers are looked at; rows are read in the kernel, where a report of them can say what became of
each.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime

from xhs_workbench import memory, paths
from xhs_workbench.errors import InputMissingError, IntakeError, ParamsError, Problem
from xhs_workbench.intake import Foreseen, check_mappings, foresee
from xhs_workbench.intake.recognising.sources import Source
from xhs_workbench.params import CLOSER, ContentParams, LiveParams, NotebookParams, PostCampaignParams
from xhs_workbench.params.every_notebook import FilesParams
from xhs_workbench.report.jobs import Job
from xhs_workbench.report.rendering.contents import nothing_in

OPENED = ("inputs", "history", "past_picks")
PLAIN = frozenset({"history"})
"""Parameters that the notebooks read without the campaign's own mappings."""
PICTURES = ("mood_board", "covers")
AT_ONCE = 4
"""Workbooks are parsed in processes of their own, so that waiting for several at once pays."""


@dataclass(frozen=True)
class Opening:
    """One file to open, with everything that decides what it is taken for; `mappings` is what `own` was made of."""

    name: str
    own: tuple[Source, ...] = field(compare=False)
    mappings: str
    collected_at: datetime | None
    list_drafts: bool


def look_into(
    jobs: Iterable[Job], opened: dict[Opening, Foreseen] | None = None
) -> Mapping[str, frozenset[str] | None]:
    """Refuse files that their notebooks would refuse whole.

    Args:
        jobs: From `plan_jobs`; a file that several name is opened once.
        opened: Files opened before, to which those opened now are added; None forgets them.

    Returns:
        Id of a job -> the tables that its inputs fill; None for a notebook that opens no files.

    Raises:
        ParamsError: A parameter speaks of what is in no file, or pictures are none, among the problems.
        IntakeError: Otherwise: a file is recognised by no source, or a list of answers or labels is none.
    """
    jobs = list(jobs)
    small = [_at(problem, job, "") for job in jobs for problem in _beside(job.params)]
    pictures = [_at(problem, job, "") for job in jobs for problem in _no_pictures(job.params)]
    _refuse(pictures, small)  # said at once: opening exports may take minutes
    openings = {job.id: _openings(job.params) for job in jobs}
    seen = _open_all(
        [one for listed in openings.values() for _, one in listed], {} if opened is None else opened
    )
    given = {job.id: _tables(openings[job.id], seen) for job in jobs}
    named, unread = list[Problem](), list[Problem]()
    for job in jobs:
        faults = [
            _at(problem, job, key) for key, opening in openings[job.id] for problem in seen[opening].problems
        ]
        if not faults:  # what is in the files is known only where all of them could be opened
            faults = [] if is_closer(job) else nothing_in(job.notebook, given[job.id])
            named += [_at(problem, job, "") for problem in _no_drafts(job.params, openings[job.id], seen)]
        unread += faults
    _refuse(named, unread)
    return given


def is_closer(job: Job) -> bool:
    """Say whether a job's page only looks closer at what another shows: where it has nothing to show, it is left out."""
    return job.notebook in CLOSER.values()


def not_needed(job: Job, given: Mapping[str, frozenset[str] | None]) -> list[Problem]:
    """Return what a page that looks closer would need, where the files give it nothing.

    Args:
        job: A job.
        given: From `look_into`.
    """
    return nothing_in(job.notebook, given.get(job.id)) if is_closer(job) else []


def tables_under(key: str, params: NotebookParams, opened: Mapping[Opening, Foreseen]) -> frozenset[str]:
    """Return the tables that the files of one parameter fill, of those opened before."""
    files = [opening for named, opening in _openings(params) if named == key]
    return frozenset(table for opening in files if opening in opened for table in opened[opening].tables)


def _refuse(named: Sequence[Problem], unread: Sequence[Problem]) -> None:
    if named:
        raise ParamsError([*named, *unread])
    if unread:
        raise IntakeError(unread)


def _openings(params: NotebookParams) -> list[tuple[str, Opening]]:
    """Return the files of rows that a notebook opens, as (parameter, opening)."""
    if not isinstance(params, FilesParams):
        return []
    own = check_mappings(params.mappings)
    drafts = isinstance(params, ContentParams) and bool(params.overrides)
    found = []
    for key in OPENED:
        plain = key in PLAIN
        made_at = None if plain else params.collected_at
        for name in getattr(params, key, ()):
            mine, written = ((), "") if plain else (own, repr(params.mappings))
            found.append((key, Opening(name, mine, written, made_at, drafts and key == "inputs")))
    return found


def _open_all(openings: Sequence[Opening], opened: dict[Opening, Foreseen]) -> Mapping[Opening, Foreseen]:
    closed = [opening for opening in dict.fromkeys(openings) if opening not in opened]
    with ThreadPoolExecutor(min(AT_ONCE, os.cpu_count() or 1)) as pool:
        opened.update(zip(closed, pool.map(_open, closed), strict=True))
    return opened


def _open(opening: Opening) -> Foreseen:
    return foresee(opening.name, opening.own, opening.collected_at, list_drafts=opening.list_drafts)


def _at(problem: Problem, job: Job, key: str) -> Problem:
    """Say which parameter of which file names what is wrong, where the problem speaks of a file only."""
    place = f"{job.campaign}/{job.notebook}.yaml"
    if not problem.file:
        return replace(problem, file=place)
    if not key or problem.column:
        return problem
    return replace(problem, column=f"{key} ({place})")


def _tables(
    openings: Sequence[tuple[str, Opening]], seen: Mapping[Opening, Foreseen]
) -> frozenset[str] | None:
    """Return the tables that the inputs fill; None for a notebook that opens none."""
    inputs = [opening for key, opening in openings if key == "inputs"]
    return frozenset(table for opening in inputs for table in seen[opening].tables) if inputs else None


def _beside(params: NotebookParams) -> list[Problem]:
    """Read the small files that a notebook takes besides its rows: yesterday's answers, labels, benchmarks, the memory."""
    problems: list[Problem] = []
    try:
        if isinstance(params, LiveParams) and params.answered:
            from xhs_workbench import live

            live.read_states(params.answered)
        if isinstance(params, PostCampaignParams):
            from xhs_workbench import language, results

            language.find_labels(paths.resolve(params.brief))
            results.ranges_of(params.read_brief())
        if remembered := getattr(params, "memory", ""):
            memory.check_memory(paths.resolve(remembered))
    except (IntakeError, InputMissingError, ParamsError) as error:
        problems += error.problems
    return problems


def _no_pictures(params: NotebookParams) -> list[Problem]:
    """Say which of the pictures that are named are none."""
    given = {key: names for key in PICTURES if (names := getattr(params, key, ()))}
    if not given:
        return []
    from xhs_workbench import images

    return [replace(one, column=key) for key, names in given.items() for one in images.unlike_pictures(names)]


def _no_drafts(
    params: NotebookParams, openings: Sequence[tuple[str, Opening]], seen: Mapping[Opening, Foreseen]
) -> list[Problem]:
    """Hold overrides against the drafts that the files hold."""
    if not isinstance(params, ContentParams) or not params.overrides:
        return []
    from xhs_workbench import content

    drafts = list(dict.fromkeys(draft for _, opening in openings for draft in seen[opening].drafts))
    try:
        content.check_overrides(params.overrides, drafts)
    except ParamsError as error:
        return list(error.problems)
    return []
