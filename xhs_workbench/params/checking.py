"""The base of every parameter model, and its complaints in words an analyst can act on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, Self, Union, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core import ErrorDetails

from xhs_workbench.errors import ParamsError, Problem
from xhs_workbench.params.given import DEMO
from xhs_workbench.params.judging.kinds import truth_for_a_number
from xhs_workbench.params.judging.leaving_out import left_out, refused_keys
from xhs_workbench.params.limits import Fault, check_day, unusable
from xhs_workbench.params.unfinished import placeholders, still_unwritten
from xhs_workbench.params.yaml_files import QUOTE_EN, QUOTE_ZH, ParamsFile

PATH_LIKE = re.compile(r"^\s*([/\\~]|[A-Za-z]:[/\\])|(^|[/\\])\.\.([/\\]|$)")
MOMENT = r"\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2})?)?"
URL = re.compile(r"^\s*[A-Za-z][A-Za-z0-9+.-]*://")


def _title(text: str) -> str:
    """Refuse what tries to be a path or a template; anything else is words and is escaped where shown."""
    if PATH_LIKE.search(text) or "{" in text or "}" in text:
        raise ValueError(
            "looks like a path or a template, not a name|像路径或模板，不是名称"
            "|write the name itself, without / \\ ~ .. { }.|请只写名称，不含 / \\ ~ .. { }。"
        )
    if not text.strip() or len(text) > 120:
        raise ValueError(
            f"must have 1 to 120 characters, not {len(text.strip())}|须为 1–120 个字符，现有 {len(text.strip())} 个"
            "|write a shorter name: it heads every page.|请缩短名称：它是每一页的标题。"
            if text.strip()
            else "is empty; must have 1 to 120 characters|为空，须为 1–120 个字符|write the name.|请填写名称。"
        )
    return text


def _file_path(text: str) -> str:
    if text.startswith(DEMO):
        raise ValueError(
            "is the demo's mark, not a file|是演示项目的标记，不是文件"
            "|name a file of your own, such as exports/notes.xlsx.|请填写自己的文件，例如 exports/notes.xlsx。"
        )
    if URL.match(text):
        raise ValueError(
            "is a URL; only files on this machine are read|是网址；只读取本机文件"
            "|save it to exports/ and name that file.|请下载到 exports/ 后填写该文件。"
        )
    if "\x00" in text or not text.strip():
        raise ValueError(
            "is not a file path|不是文件路径"
            "|name a file, such as exports/notes.xlsx, or leave the line out.|请填写文件，例如 exports/notes.xlsx，或删去该行。"
        )
    return text


def _memory_path(text: str) -> str:
    """Accept nothing, or a `.duckdb` file under `reports/`: a parameter may not write anywhere else."""
    if text and not re.fullmatch(r"reports/(?!.*\.\.)[^\x00:\\]+\.duckdb", text):
        raise ValueError(
            "must be a .duckdb file under reports/, or empty|应为 reports/ 下的 .duckdb 文件，或留空"
            "|write reports/memory.duckdb.|请写 reports/memory.duckdb。"
        )
    return text


def _accept_day(value: Any) -> Any:
    """Accept ISO text only; a datetime that YAML or a caller hands over keeps its day."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        with suppress(ValueError):
            value = date.fromisoformat(value)
    if isinstance(value, datetime):
        value = value.date()
    if not isinstance(value, date):
        raise ValueError(
            "must be a date such as 2026-05-20|应为日期，例如 2026-05-20"
            "|write year-month-day, two digits for month and day.|请写 年-月-日，月、日各两位。"
        )
    check_day(value)
    return value


def _accept_moment(value: Any) -> Any:
    """Accept a day, or a day and a time of it; both mean China time."""
    if value is None:
        return value
    if isinstance(value, str) and re.fullmatch(MOMENT, value, re.ASCII):
        with suppress(ValueError):
            value = datetime.fromisoformat(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - the zone is given where it is used
    if not isinstance(value, datetime):
        raise ValueError(
            "must be a moment such as 2026-05-20 18:00|应为时间，例如 2026-05-20 18:00"
            "|write the day, then the time of 24 hours.|请先写日期，再写 24 小时制时间。"
        )
    check_day(value.date())
    return value


def once(attribute: str = "") -> AfterValidator:
    """Refuse a list that names the same thing twice: a target, an age band, an id that other parts of a file point to.

    Args:
        attribute: What names an entry; empty where the entry itself does.
    """

    def check(entries: tuple[Any, ...]) -> tuple[Any, ...]:
        names = [str(getattr(one, attribute) if attribute else one) for one in entries]
        twice = next((name for place, name in enumerate(names) if name in names[:place]), None)
        if twice is not None:
            raise ValueError(f"{twice} stands here twice|{twice} 重复出现|keep one of them.|请保留一项。")
        return entries

    return AfterValidator(check)


BOTH = " ／ "
"""What stands between a name and its Chinese one where both are one text, as in a form's field."""


class Named(str):
    """A name with another one in Chinese; in code, as a key, it is the English one.

    >>> name = Named("Puddo × autumn trial", "噗嘟 × 秋季试用")
    >>> name == "Puddo × autumn trial", name.to("zh"), name.to("en")
    (True, '噗嘟 × 秋季试用', 'Puddo × autumn trial')
    """

    __slots__ = ("zh",)
    zh: str

    def __new__(cls, en: str, zh: str) -> Self:
        """Keep both."""
        made = super().__new__(cls, en)
        made.zh = zh
        return made

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        """Return what makes it again, in another process."""
        return str(self), self.zh

    def to(self, language: str) -> str:
        """Return the name in one language."""
        return self.zh if language == "zh" else str(self)


def _name_in_each(value: Any, check: ValidatorFunctionWrapHandler) -> str:
    """Read a name, or one for each language: `{en: …, zh: …}`, or both in one text."""
    if isinstance(value, Named):
        return value
    if isinstance(value, Mapping):
        if set(value) - {"en", "zh"} or not any(value.values()):
            raise ValueError(
                "needs en or zh, better both|至少填写 en 或 zh 之一|write {en: …, zh: …}.|请写 {en: …, zh: …}。"
            )
        sides: list[Any] = [value.get("en") or value.get("zh"), value.get("zh") or value.get("en")]
    else:
        sides = value.split(BOTH) if isinstance(value, str) else [value]
    if len(sides) != 2:
        return str(check(value))
    en, zh = (str(check(side)) for side in sides)
    return Named(en, zh) if en != zh else en


def _as_text(name: str) -> str:
    return f"{name}{BOTH}{name.zh}" if isinstance(name, Named) else name


def in_language(name: str, language: str) -> str:
    """Return a name in one language; most have but one."""
    return name.to(language) if isinstance(name, Named) else name


TWO_NAMES = (WrapValidator(_name_in_each), PlainSerializer(_as_text, return_type=str))
Title = Annotated[str, AfterValidator(_title)]
CampaignName = Annotated[str, AfterValidator(_title), *TWO_NAMES]
MakerName = Annotated[str, Field(max_length=120), *TWO_NAMES]
MemoryPath = Annotated[str, AfterValidator(_memory_path)]
FilePath = Annotated[str, AfterValidator(_file_path)]
Day = Annotated[date, BeforeValidator(_accept_day)]
Moment = Annotated[datetime, BeforeValidator(_accept_moment)]


class ParamsModel(BaseModel):
    """A frozen model that refuses unknown keys."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_default=True, str_strip_whitespace=True, allow_inf_nan=False
    )

    @classmethod
    def check(cls, data: Mapping[str, Any], file: ParamsFile | None = None, *, draft: bool = False) -> Self:
        """Validate `data`, or raise one `ParamsError` that lists everything wrong with it.

        Args:
            data: Keys and values.
            file: Where they come from, for file name and rows in the messages.
            draft: Let texts stand that are still to be written (‹…›); of numbers and dates that are, leave
                out those the model can do without.
        """
        place = file or ParamsFile("", {})
        marks = placeholders(data)
        problems = [_problem_of(fault, place) for fault in (*unusable(data), *truth_for_a_number(cls, data))]
        made, found = None, list[Problem]()
        drafted = left_out(cls, data, [key for key, _ in marks]) if marks else dict(data)
        needed = refused_keys(cls, drafted) if marks else []
        try:
            made = cls.model_validate(drafted if draft else dict(data))
        except ValidationError as error:
            # A mistyped key is why another is missing: what is there and wrong comes before what is not
            # there.
            details = sorted(_without_echoes(error.errors()), key=lambda detail: detail["type"] == "missing")
            found = [_explain(detail, cls, place) for detail in details]
        problems += [
            still_unwritten(key, mark, place.name, _row_of_key(key, place), for_a_draft=key in needed)
            for key, mark in marks
            if not draft or key in needed
        ]
        # A place is said once: whatever the model thinks of a mark or a sign, the mark or the sign is what is
        # wrong.
        said = {problem.column for problem in problems}
        problems += [problem for problem in found if problem.column not in said]
        if made is None or problems:
            raise ParamsError(problems)
        return made


def _problem_of(fault: Fault, file: ParamsFile) -> Problem:
    key, value, en, zh, fix_en, fix_zh = fault
    return Problem(
        en,
        zh,
        file=file.name,
        row=_row_of_key(key, file),
        column=key,
        value=str(value),
        fix_en=fix_en,
        fix_zh=fix_zh,
        code="XHS-P021",
    )


def _explain(detail: ErrorDetails, model: type[BaseModel], file: ParamsFile) -> Problem:
    """Turn one validation detail into a problem; the value itself is shown only when it is short and plain."""
    key = ".".join(str(part) for part in detail["loc"] if part != "[key]")
    en, zh, fix_en, fix_zh = _explain_detail(detail, model)
    if named := NAMED.match(en) if not key and detail["type"] == "value_error" else None:
        key, en = named[1], en[named.end() :]
    value = detail.get("input")
    shown = (
        str(value)[:60]
        if isinstance(value, str | int | float) and detail["type"] != "extra_forbidden"
        else ""
    )
    return Problem(
        en,
        zh,
        file=file.name,
        row=_row_of_key(key, file),
        column=key,
        value=shown,
        fix_en=fix_en,
        fix_zh=fix_zh,
        code="XHS-P020",
    )


def _without_echoes(details: Sequence[ErrorDetails]) -> list[ErrorDetails]:
    """Leave out that a list is too short where its entries were refused: they are what is to be mended."""
    places = [detail["loc"] for detail in details]
    return [
        detail
        for detail in details
        if detail["type"] != "too_short"
        or not any(
            len(place) > len(detail["loc"]) and place[: len(detail["loc"])] == detail["loc"]
            for place in places
        )
    ]


def _row_of_key(key: str, file: ParamsFile) -> int:
    while key:
        if key in file.rows:
            return file.rows[key]
        key = key.rpartition(".")[0]
    return 0


SWITCH = ("must be true or false", "应为 true 或 false", "write true or false.", "请写 true 或 false。")
SAID: dict[str, tuple[str, str, str, str]] = {
    "missing": ("is required", "缺少该参数", "add it.", "请补充。"),
    "string_type": ("must be text", "应为文本", QUOTE_EN, QUOTE_ZH),
    "tuple_type": (
        "must be a list",
        "应为列表",
        "write [one, two], or one `- item` a line.",
        "请写 [甲, 乙]，或每行一个“- 项”。",
    ),
    "dict_type": (
        "must be `name: value` lines",
        "应为“名称: 值”的形式",
        "write one `name: value` a line, indented.",
        "请每行写一个“名称: 值”并缩进。",
    ),
    "model_type": (
        "must be `name: value` lines",
        "应为“名称: 值”的形式",
        "write one `name: value` a line, indented.",
        "请每行写一个“名称: 值”并缩进。",
    ),
    "model_attributes_type": (
        "must be `name: value` lines",
        "应为“名称: 值”的形式",
        "write one `name: value` a line, indented.",
        "请每行写一个“名称: 值”并缩进。",
    ),
    "bool_parsing": SWITCH,
    "bool_type": SWITCH,
}
NAMED = re.compile(r"([a-z_]+(?:\.[^\s:.]+)*): ")
"""How a rule about several parameters says which one it is about."""
LIMITS = {"greater_than_equal": ">=", "greater_than": ">", "less_than_equal": "<=", "less_than": "<"}


def _explain_detail(detail: ErrorDetails, model: type[BaseModel]) -> tuple[str, str, str, str]:
    """Say in both languages what one validation detail means."""
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        return _explain_unknown_name(detail, model)
    if kind in SAID:
        return SAID[kind]
    if kind in ("too_short", "too_long"):
        least, few = context.get("min_length"), context.get("actual_length")
        en, zh = ("at least", "至少") if kind == "too_short" else ("at most", "至多")
        number = least if kind == "too_short" else context.get("max_length")
        return (
            f"needs {en} {number} entr{'y' if number == 1 else 'ies'}, not {few}",
            f"{zh}需要 {number} 项",
            "add what is missing." if kind == "too_short" else "take out what is too much.",
            "请补足。" if kind == "too_short" else "请删去多余项。",
        )
    if kind in ("string_too_short", "string_too_long"):
        least, most = context.get("min_length"), context.get("max_length")
        en = f"must have at least {least} characters" if least else f"must have at most {most} characters"
        zh = f"至少 {least} 个字符" if least else f"最多 {most} 个字符"
        return (en, zh, "write more.", "请补充。") if least else (en, zh, "write less.", "请缩短。")
    if kind == "string_pattern_mismatch":
        return (
            "must be lower-case letters, digits and _, a letter first",
            "只能用小写英文字母、数字和下划线，以字母开头",
            "write it as spring_serum.",
            "请写成 spring_serum 这样。",
        )
    if kind.startswith(("int", "float", "decimal")):
        return (
            "must be a plain number",
            "应为普通数字",
            "write 12000, not 1.2万.",
            "请写 12000，不要写 1.2万。",
        )
    if kind == "literal_error":
        return _explain_choice(str(context["expected"]), detail.get("input"))
    if kind in LIMITS:
        limit = f"{LIMITS[kind]} {next(iter(context.values()))}"
        return f"must be {limit}", f"须 {limit}", f"write a number {limit}.", f"请填写 {limit} 的数字。"
    ours = f"{detail['msg']}|取值无效（{kind}）|correct the value.|请改正取值。"
    return _of_our_own(str(context.get("error", ours)) if kind == "value_error" else ours)


def _of_our_own(said: str) -> tuple[str, str, str, str]:
    """Split what a rule of ours says: `what is wrong|哪里不对|what to do|怎么改`."""
    en, zh, fix_en, fix_zh = [*said.split("|", 3), "", "", ""][:4]
    return en, zh or en, fix_en, fix_zh


def _explain_choice(expected: str, given: object) -> tuple[str, str, str, str]:
    """Say which words are known, and which of them may have been meant."""
    names = re.findall(r"'([^']*)'", expected)
    known = ", ".join(names) or expected
    close = get_close_matches(str(given), names, n=1, cutoff=0.6)
    fix = (
        (f"did you mean {close[0]}?", f"是不是想写 {close[0]}？")
        if close
        else ("write one of them.", "请从中选择。")
    )
    return f"must be one of {known}", f"只能是 {'、'.join(names) or expected}", *fix


def _explain_unknown_name(detail: ErrorDetails, model: type[BaseModel]) -> tuple[str, str, str, str]:
    names = sorted(_fields_at(model, detail["loc"][:-1]))
    close = get_close_matches(str(detail["loc"][-1]), names, n=1, cutoff=0.6)
    if close:
        return "unknown parameter", "未知参数", f"did you mean {close[0]}?", f"是不是想写 {close[0]}？"
    known = ", ".join(names)
    return "unknown parameter", "未知参数", f"known here: {known}.", f"这里可用的参数：{known}。"


def _fields_at(model: type[BaseModel], loc: tuple[int | str, ...]) -> set[str]:
    """Find the field names of the nested model that a location points into."""
    here: Any = model
    entry = False  # True where the next part is the free key of a mapping
    for part in loc:
        if entry:
            entry = False
        elif isinstance(part, str) and isinstance(here, type) and issubclass(here, BaseModel):
            known = here.model_fields.get(part)
            entry = known is not None and get_origin(known.annotation) is dict
            here = _inner_model(known.annotation) if known else None
    if isinstance(here, type) and issubclass(here, BaseModel):
        return set(here.model_fields)
    return set()


def _inner_model(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, UnionType, tuple, Annotated, list, dict):
        for inner in get_args(annotation):
            found = _inner_model(inner)
            if found is not None:
                return found
        return None
    return annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None
