"""A checklist of clients' questions against an executed report: answered where, or which file would answer."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from xhs_workbench import paths
from xhs_workbench.errors import InputMissingError, ParamsError, Problem
from xhs_workbench.findings import Language, Text
from xhs_workbench.report.delivering import records
from xhs_workbench.report.jobs import Job, plan_jobs
from xhs_workbench.report.presenting.held import Held, Told, hold
from xhs_workbench.report.presenting.making import executed_notebook

FILE = Path(__file__).with_name("questions.toml")
NOTEBOOK, BEFORE = "post_campaign", "selection"
Standing = Literal["answered", "partly", "open"]


@dataclass(frozen=True, slots=True)
class Question:
    """One question of `questions.toml`.

    Args:
        id: Stable name.
        words: The question.
        needs: Groups of blocks; one of each group must have something to show.
        files: What would fill each group.
        whole: Every group is read out, not the first alone.
    """

    id: str
    words: Text
    needs: tuple[tuple[str, ...], ...]
    files: tuple[Text, ...]
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """How a report stands to one question.

    Args:
        number: From 1, in the order of the file.
        question: The question, in the report's language.
        standing: `answered`, `partly` or `open`.
        where: Chapters that answer it.
        says: What the first of them states, or rows of its table.
        missing: Files that would answer the rest.
    """

    number: int
    id: str
    question: str
    standing: Standing
    where: tuple[str, ...]
    says: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checklist:
    """A report's answers.

    Args:
        campaign: Its folder's name.
        report: The report's name.
        language: The language in which it was made.
        answers: One a question.
    """

    campaign: str
    report: str
    language: Language
    answers: tuple[Answer, ...]


MOST_QUOTED = 3
"""Rows of a table that an answer reads out."""


@cache
def quotes() -> Mapping[str, Sequence[str]]:
    """Return table -> its columns that an answer reads out."""
    raw = tomllib.loads(FILE.read_text(encoding="utf-8"))["quotes"]
    return {name: columns.split() for name, columns in raw.items()}


@cache
def questions() -> tuple[Question, ...]:
    """Return the questions in the order of the file."""
    raw = tomllib.loads(FILE.read_text(encoding="utf-8"))["questions"]
    return tuple(
        Question(
            one["id"],
            Text(one["en"], one["zh"]),
            tuple(tuple(group) for group in one["needs"]),
            tuple(Text(*pair) for pair in one["file"]),
            bool(one.get("all")),
        )
        for one in raw
    )


def answer_questions(source: str | Path, out: Path | None = None) -> Checklist:
    """Hold the fifteen questions against a campaign's executed results; nothing is computed again.

    Args:
        source: Folder of parameters, or its `post_campaign.yaml`.
        out: Folder of the reports; None means `reports/`.

    Raises:
        ParamsError: The parameters are of no results report.
        InputMissingError: No results were made yet, their last run failed, or what ran is not kept.
    """
    folder = (out or paths.REPORTS).absolute()
    jobs = [job for job in plan_jobs([source]) if job.notebook == NOTEBOOK]
    if not jobs:
        raise ParamsError(_no_results(source))
    if records.latest(folder).get(jobs[0].id, {}).get("status") != "made":
        raise InputMissingError(_not_made(jobs[0]))
    held = hold(executed_notebook(folder, jobs[0]), "internal")
    return Checklist(jobs[0].campaign, jobs[0].stem, held.language, stand_to(held, _promised(source, folder)))


def _promised(source: str | Path, folder: Path) -> Held | None:
    """Return what the campaign's selection shows to us, which was made before; None where none is kept."""
    path = paths.resolve(source)
    file = (path if path.is_dir() else path.parent) / f"{BEFORE}.yaml"
    if not file.is_file():
        return None
    [job, *_] = [job for job in plan_jobs([file]) if job.notebook == BEFORE]
    made = records.latest(folder).get(job.id, {}).get("status") == "made"
    return hold(executed_notebook(folder, job), "internal") if made else None


def stand_to(held: Held, before: Held | None = None) -> tuple[Answer, ...]:
    """Say of each question where the report answers it, or what would.

    Args:
        held: What the executed results show to us.
        before: What the selection showed, for what was foreseen.
    """
    return tuple(_stand(number, one, held, before) for number, one in enumerate(questions(), 1))


WORDS: Mapping[Standing, Text] = {
    "answered": Text("answered", "已回答"),
    "partly": Text("partly", "部分回答"),
    "open": Text("open", "缺数据"),
}
TO_ADD = Text("to add: ", "需补充：")


def in_lines(found: Checklist) -> str:
    """Return the checklist as a person reads it: question, where it is answered and with what, what is missing."""
    lines = []
    for one in found.answers:
        lines.append(f"{one.number:2}  {WORDS[one.standing].to(found.language)}  {one.question}")
        if one.where:
            colon = "：" if found.language == "zh" else ": "
            lines.append(f"      {' · '.join(one.where)}" + (f"{colon}{one.says}" if one.says else ""))
        lines += [f"      {TO_ADD.to(found.language)}{file}" for file in one.missing]
    return "\n".join(lines)


def _stand(number: int, question: Question, held: Held, before: Held | None = None) -> Answer:
    found: list[Told] = []
    missing: list[str] = []
    for group, file in zip(question.needs, question.files, strict=True):
        both = [held, *([before] if before else [])]
        there = next((told for name in group for one in both if (told := one.find(name))), None)
        if there:
            found.append(there)
        else:
            missing.append(_wanted(group, held) or file.to(held.language))
    standing: Standing = "answered" if not missing else "partly" if found else "open"
    where = tuple(dict.fromkeys(told.heading for told in found))
    return Answer(
        number,
        question.id,
        question.words.to(held.language),
        standing,
        where,
        _read_out([said for told in found if (said := _said(told, held.language))], question, held.language),
        tuple(dict.fromkeys(missing)),
    )


def _read_out(said: Sequence[str], question: Question, language: Language) -> str:
    """Return what the first of the chapters says, or all of them where the question wants each."""
    return ("；" if language == "zh" else "; ").join(said if question.whole else said[:1])


def _said(told: Told, language: Language) -> str:
    """Return what a chapter states, or the first rows of a table in the words of its headings."""
    if told.block["kind"] == "cards":
        stop = "；" if language == "zh" else "; "
        cards = told.data["items"][:MOST_QUOTED]
        return stop.join(
            f"{card['title']}{'：' if language == 'zh' else ': '}{card['about']}" for card in cards
        )
    if told.name not in quotes():
        return str(told.data.get("says") or "")
    heads = told.data["columns"]
    place = {head["keys"][0]: number for number, head in enumerate(heads) if head.get("keys")}
    first, *others = (place[key] for key in quotes()[told.name] if key in place)
    colon, comma, stop = ("：", "，", "；") if language == "zh" else (": ", ", ", "; ")
    lines = []
    for row in told.data["rows"][:MOST_QUOTED]:
        cells = [(heads[number]["label"], str(row["cells"][number]["text"])) for number in others]
        told_of = comma.join(f"{label} {text}" for label, text in cells if text not in ("", "—"))
        lines.append(f"{row['cells'][first]['text']}{colon}{told_of}")
    return stop.join(lines)


def _wanted(group: Sequence[str], held: Held) -> str:
    """Return what the group's first chapter says it lacks."""
    return next(
        (
            str(told.data["wants"])
            for name in group
            for told in held.told
            if told.name == name and told.data.get("wants")
        ),
        "",
    )


def _no_results(source: str | Path) -> Problem:
    return Problem(
        "the questions are asked of results, and these parameters have none",
        "该清单针对结案报告，这些参数中没有",
        file=Path(source).name,
        fix_en="give the campaign's folder or its post_campaign.yaml.",
        fix_zh="请提供项目文件夹或 post_campaign.yaml。",
        code="XHS-R090",
    )


def _not_made(job: Job) -> Problem:
    return Problem(
        "the results were not made yet, or their last run failed",
        "结案报告尚未生成，或最近一次生成失败",
        file=f"{job.campaign}/{job.stem}",
        fix_en=f"run: xhs-workbench run params/{job.campaign}/{job.notebook}.yaml",
        fix_zh=f"请先运行 xhs-workbench run params/{job.campaign}/{job.notebook}.yaml",
        code="XHS-R091",
    )
