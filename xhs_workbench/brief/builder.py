"""What the form in JupyterLab calls: check a brief while it is typed, preview it, start from a template, save it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from xhs_workbench import paths
from xhs_workbench.brief.checking.completeness import Score, check_brief, score_brief
from xhs_workbench.brief.checking.voice import read_direction
from xhs_workbench.brief.form import FieldGroup, brief_form
from xhs_workbench.brief.names import INDUSTRY_NAMES, name_of
from xhs_workbench.brief.templates import INDUSTRIES, OBJECTIVES, start_brief
from xhs_workbench.brief.writing.document import Document, lay_out_document
from xhs_workbench.errors import ParamsError, Problem, WorkbenchError
from xhs_workbench.findings import NOTHING, Finding, Language, Level, Text
from xhs_workbench.params import Brief, BriefParams
from xhs_workbench.params.unfinished import placeholders
from xhs_workbench.params.yaml_files import read_params_file
from xhs_workbench.params.yaml_writing import write_params_file

SETTINGS = {"language", "prepared_by"}
"""Keys of the file that are the report's, and no part of the brief."""
TEMPLATE_NAMES = {
    "awareness": Text("Awareness", "品牌认知"),
    "ugc": Text("User-generated content", "带动自发内容"),
    "launch": Text("Launch", "新品上市"),
    "traffic": Text("Traffic", "引流"),
}
NOTES = {
    "": (
        "A brief, written with the form of notebooks/brief.ipynb. Words that people read carry en and "
        "zh.\n本文件即 brief，由 notebooks/brief.ipynb 中的表单写出；给人看的文字含 en 与 zh。"
    ),
    "brand": "Who sells what. 品牌与产品",
    "objective": "What the campaign is for. 目标",
    "audience": "Who should see it. 目标人群",
    "messages": "What readers should remember, and the words it is recognised by. 核心信息与可识别词语",
    "comment_themes": "Themes comments are read for, beside those of the industry. 评论关注主题",
    "keywords": "Words our notes should be found under in search. 搜索关键词",
    "inclusions": "What every note carries. 必须包含",
    "guardrails": "What a note does not do. 不可以",
    "free_for_creator": "What the creator decides. 由达人决定",
    "deliverables": "How many notes of which kind. 交付内容",
    "timeline": "China time. 北京时间",
    "promotions": (
        "Sales besides the festival's own, earlier ones too; their days are left out of the search lift. "
        "其他大促日期"
    ),
    "budget": "CNY. 人民币元",
    "kpis": "Promises that can be checked. 指标与目标值",
    "definitions": "Which definition this client uses. 指标口径",
    "benchmarks": "A file of ranges with category, month and source. 大盘参照文件",
    "deck": "How the slides look; the house's own look without it. 幻灯片外观，留空用默认",
}
"""Comments above each part of a new file."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The current state of a brief in the form.

    Args:
        findings: What is missing or wrong; the rules' results once the brief is valid.
        score: The score; None while the brief is not valid.
        direction: Whether it leaves the creator a voice.
        documents: Language -> the document; empty while the brief is not valid.
    """

    findings: tuple[Finding, ...]
    score: Score | None = None
    direction: Text = NOTHING
    documents: Mapping[Language, Document] = field(default_factory=dict)


class BriefBuilder:
    """A brief that is being written, and its file.

    Args:
        data: The brief as plain data; need not be valid.
        path: The file it was read from, as the analyst names it.
    """

    objectives: tuple[tuple[str, Text], ...] = tuple((name, TEMPLATE_NAMES[name]) for name in OBJECTIVES)
    industries: tuple[tuple[str, Text], ...] = tuple((name, INDUSTRY_NAMES[name]) for name in INDUSTRIES)

    def __init__(self, data: Mapping[str, Any], path: str) -> None:
        self.data = dict(data)
        self.path = path
        self._ours = {paths.resolve(path)}

    @property
    def form(self) -> tuple[FieldGroup, ...]:
        """Return the fields."""
        return brief_form()

    def start(self, objective: str, industry: str) -> dict[str, Any]:
        """Return a starting brief with ‹…› in place of what only the client knows."""
        return start_brief(objective, industry)

    def read(self, data: Mapping[str, Any]) -> Reading:
        """Say what is missing or wrong, and show the documents once nothing is missing.

        Args:
            data: The form's values, empty fields included.
        """
        tidy = tidied(data)
        left = placeholders(tidy)
        try:
            brief = Brief.check(tidy, draft=True)
        except ParamsError as error:
            keys = {key for key, _ in left}
            others = [_as_finding(problem) for problem in error.problems if problem.column not in keys]
            return Reading((*_unfilled(left), *others))
        checks = check_brief(brief)
        documents: dict[Language, Document] = {
            "en": lay_out_document(brief, "en"),
            "zh": lay_out_document(brief, "zh"),
        }
        if left:
            return Reading(
                (*_unfilled(left), *(one for one in checks if one.code != "nothing_unfilled")),
                documents=documents,
            )
        return Reading(tuple(checks), score_brief(checks), read_direction(checks).text, documents)

    def save(self, data: Mapping[str, Any], path: str) -> Finding:
        """Write the brief to its file, keep its comments, and return a sentence about the result.

        An unfinished brief is saved too, with a warning; the notebooks refuse it until it is finished. An
        existing file other than the one opened here is never overwritten.

        Args:
            data: The form's values.
            path: Where to; must be called `brief.yaml`.
        """
        target = paths.resolve(path.strip())
        if target.name != "brief.yaml":
            return _refused("The file must be called brief.yaml.", "文件名须为 brief.yaml。")
        if target.exists() and target not in self._ours:
            return _refused(
                "There is another brief in this folder; choose a new folder.",
                "该文件夹已有另一份 brief，请换一个文件夹。",
            )
        try:
            write_params_file(target, tidied(data, self._there(path)), notes=NOTES)
        except WorkbenchError as error:
            return _as_finding(error.problems[0])
        self._ours.add(target)
        self.path = path.strip()
        self.data = tidied(data)
        return self._saved(target.parent.name)

    def _there(self, path: str) -> Mapping[str, Any]:
        return self.data if paths.resolve(path.strip()) == paths.resolve(self.path) else {}

    def _saved(self, campaign: str) -> Finding:
        reading = self.read(self.data)
        if reading.score is None:
            n = len(reading.findings)
            text = Text(
                (
                    f"Saved {paths.shown(self.path)}, but it is not finished: {n} things to fix before "
                    "a notebook can read it."
                ),
                f"已保存 {paths.shown(self.path)}，但尚未完成：还有 {n} 处需要修改，notebook 才能读取。",
            )
            return Finding("saved_unfinished", Level.REVIEW, text)
        score = f"{reading.score.total:g}"
        text = Text(
            f"Saved {paths.shown(self.path)} ({campaign}), score {score} of 100.",
            f"已保存 {paths.shown(self.path)}（{campaign}），得分 {score} / 100。",
        )
        return Finding("saved", Level.PASS, text)


def open_builder(params: BriefParams) -> BriefBuilder:
    """Return the builder of the brief that a notebook reads."""
    return BriefBuilder(params.read_brief().model_dump(mode="json", exclude_unset=True), params.brief)


def open_draft(path: str) -> BriefBuilder:
    """Return the builder of a brief that may be unfinished or wrong: the form is where it is put right.

    Args:
        path: The file, as the analyst names it.

    Raises:
        InputMissingError: No such file.
        ParamsError: It is no YAML of our kind.
    """
    data = read_params_file(paths.require(path)).data
    written = {key: value for key, value in data.items() if key not in SETTINGS}
    with suppress(ParamsError):  # what is wrong in it is said beside the form, from the words as they stand
        written = Brief.check(written, draft=True).model_dump(mode="json", exclude_unset=True)
    return BriefBuilder(written, path)


def tidied(data: Any, before: Any = None) -> Any:
    """Drop empty form fields, so that a file holds only what somebody wrote.

    Args:
        data: Values of a form.
        before: The earlier values; a list that existed and was emptied is kept as empty, so that saving
            removes it.

    >>> tidied({"a": "", "b": {"en": "x", "zh": " "}, "c": [], "d": {"en": "", "zh": ""}})
    {'b': {'en': 'x'}}
    """
    if isinstance(data, Mapping):
        old = before if isinstance(before, Mapping) else {}
        kept = {key: tidied(value, old.get(key)) for key, value in data.items()}
        return {
            key: value for key, value in kept.items() if not _empty(value) or (value == [] and key in old)
        }
    if isinstance(data, list | tuple):
        old_items = before if isinstance(before, list | tuple) else ()
        items = [tidied(item, old_items[i] if i < len(old_items) else None) for i, item in enumerate(data)]
        return [item for item in items if not _empty(item)]
    return data.strip() if isinstance(data, str) else data


def _empty(value: Any) -> bool:
    return value is None or value in ("", {}, [])


def _unfilled(left: list[tuple[str, str]]) -> list[Finding]:
    """Return one finding per placeholder, with the field's name in the form."""
    return [
        Finding(
            "unfilled",
            Level.FAIL,
            Text(f"{name_of(key).en}: still {mark}", f"{name_of(key).zh}：待填写 {mark}"),
            evidence=(key,),
        )
        for key, mark in left
    ]


def _as_finding(problem: Problem) -> Finding:
    """Turn a refused value into a sentence beside the form."""
    name = name_of(problem.column) if problem.column else Text("", "")
    text = Text(f"{name.en}: {problem.en}".lstrip(": "), f"{name.zh}：{problem.zh}".lstrip("："))
    evidence = (problem.value,) if problem.value else ()
    return Finding("not_valid", Level.FAIL, text, Text(problem.fix_en, problem.fix_zh), evidence)


def _refused(en: str, zh: str) -> Finding:
    return Finding("not_saved", Level.FAIL, Text(en, zh))
