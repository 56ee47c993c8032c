"""A new campaign from your own files: the kind of each file decides which notebooks read it.

Nothing is guessed silently. What only the client knows is marked ‹…› in the brief; an unknown file is noted
in a comment with the draft of its mapping. The folder is created whole or not at all, and an existing one is
never changed.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xhs_workbench import paths
from xhs_workbench.brief import start_brief
from xhs_workbench.brief.builder import NOTES
from xhs_workbench.errors import (
    WHERE_ONE_MAY_WRITE,
    InputMissingError,
    IntakeError,
    OutputError,
    ParamsError,
    Problem,
    WorkbenchError,
)
from xhs_workbench.intake import Draft, FileKind, look_at, mapping_yaml
from xhs_workbench.params import NOTEBOOK_PARAMS
from xhs_workbench.params.sources_file import NAME as SOURCES
from xhs_workbench.params.sources_file import add_mapping
from xhs_workbench.params.unfinished import placeholders
from xhs_workbench.params.yaml_writing import write_params_file
from xhs_workbench.workspace.questions import question_of, tables_of

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}\Z")
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
"""Names reserved by Windows."""
DAY = "‹the day the report speaks of, such as 2026-06-01 报告日期›"
"""Only the analyst knows the report's day; it is never the day on which `new` was run."""
DAYS = {
    "live": "The day the report speaks of. 报告日期",
    "post_campaign": "The day the report speaks of. 报告日期",
}


@dataclass(frozen=True, slots=True)
class NewCampaign:
    """What was written.

    Args:
        folder: The new folder under `params/`.
        kinds: What each file is, in the given order.
        read_by: File name -> the notebooks that read it; none for a file that no notebook uses.
        left_out: Notebooks without a file, and so without parameters.
        placeholders: (dotted key, ‹…›) of the brief, still to be filled in.
        days: Notebooks whose `as_of` is still to be filled in.
        skipped: Why files that are no data were left out; each names its file.
    """

    folder: Path
    kinds: tuple[FileKind, ...]
    read_by: Mapping[str, tuple[str, ...]]
    left_out: tuple[str, ...]
    placeholders: tuple[tuple[str, str], ...]
    days: tuple[str, ...] = ()
    skipped: tuple[Problem, ...] = ()


def new_campaign(
    name: str,
    files: Sequence[str | Path],
    *,
    objective: str = "awareness",
    industry: str = "beauty",
) -> NewCampaign:
    """Write `params/<name>/`: a brief to fill in, and parameters for each notebook that can use one of the files.

    Args:
        name: Lower-case letters, digits, - and _; becomes the folder of the parameters and of the reports.
        files: Exports of any kind; a relative path starts at the current folder.
        objective: Template of the brief, one of `brief.OBJECTIVES`.
        industry: Template of the brief, one of `brief.INDUSTRIES`.

    Raises:
        ParamsError: The name is not safe or taken, or there is no such template.
        InputMissingError: A file does not exist; all at once.
        IntakeError: None of the files can be opened; one that cannot, among others, is named and left out.
        OutputError: The folder cannot be written.
    """
    folder = free_folder(name)
    data = start_brief(objective, industry)
    found, skipped = _look(files)
    kinds = tuple(kind for _, kind in found)
    asked = {
        notebook: [one for one in found if _feeds(one[1], notebook)]
        for notebook in NOTEBOOK_PARAMS
        if notebook != "brief"
    }
    used = {notebook: given for notebook, given in asked.items() if any(_readable(kind) for _, kind in given)}
    _write_campaign(folder, data, used, name, [draft for kind in kinds for draft in kind.drafts])
    read_by = {
        kind.file: tuple(nb for nb, given in used.items() if (path, kind) in given) for path, kind in found
    }
    left_out = tuple(notebook for notebook in asked if notebook not in used)
    return NewCampaign(
        folder,
        kinds,
        read_by,
        left_out,
        tuple(placeholders(data)),
        tuple(name for name in used if name in DAYS),
        skipped,
    )


def free_folder(name: str) -> Path:
    """Return the folder of a campaign that does not exist yet.

    Raises:
        ParamsError: The name is not safe as a folder name on every system, or it is taken.
    """
    if not NAME.match(name) or name in RESERVED:
        en = "a campaign's name is made of lower-case letters, digits, - and _"
        fix = (
            "for example spring_serum; the name for readers is written in the brief.",
            "例如 spring_serum；给人看的名称写在 brief 中。",
        )
        raise _bad_name(en, "项目名只能用小写英文字母、数字、- 和 _", name, fix, "XHS-P050")
    folder = paths.PARAMS / name
    if folder.exists():
        fix = ("choose another name, or edit the existing files.", "请换一个名称，或直接修改已有文件。")
        raise _bad_name("a campaign of this name exists already", "已有同名项目", name, fix, "XHS-P051")
    return folder


def _bad_name(en: str, zh: str, value: str, fix: tuple[str, str], code: str) -> ParamsError:
    shown = "".join(sign if sign.isprintable() else "?" for sign in value)[:60]
    return ParamsError(Problem(en, zh, column="NAME", value=shown, fix_en=fix[0], fix_zh=fix[1], code=code))


def _look(files: Sequence[str | Path]) -> tuple[list[tuple[str, FileKind]], tuple[Problem, ...]]:
    """Return each file as a parameter names it, with what it is; and why others are no data."""
    found: list[tuple[str, FileKind]] = []
    missing: list[Problem] = []
    unreadable: list[Problem] = []
    for given in dict.fromkeys(Path(file).expanduser().resolve() for file in files):
        try:
            found.append((_portable(given), look_at(given)))
        except InputMissingError as error:
            missing += error.problems
        except IntakeError as error:
            unreadable += error.problems
    if missing:
        raise InputMissingError(missing)
    if unreadable and not found:
        raise IntakeError(unreadable)
    return found, tuple(dict.fromkeys(unreadable))


def _portable(path: Path) -> str:
    root = paths.ROOT.resolve()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def _readable(kind: FileKind) -> bool:
    """Whether a file is read: by a known export's mapping, or by a draft that was tested on it."""
    return kind.unknown is None or bool(kind.drafts)


def _feeds(kind: FileKind, notebook: str) -> bool:
    return bool(tables_of(notebook) & set(kind.tables))


def _write_campaign(
    folder: Path,
    brief: Mapping[str, Any],
    used: Mapping[str, list[tuple[str, FileKind]]],
    name: str,
    drafts: Sequence[Draft] = (),
) -> None:
    """Write all files beside the final name, then rename the folder."""
    building = folder.with_name(f".{name}.new")
    shutil.rmtree(building, ignore_errors=True)
    try:
        building.mkdir(parents=True)
        brief_notes = {
            **NOTES,
            "": NOTES[""]
            .replace("with the form of", "for the form of")
            .replace("由", "可用")
            .replace("写出", "填写"),
        }
        write_params_file(
            building / "brief.yaml", {"language": "en", "prepared_by": "", **brief}, notes=brief_notes
        )
        for notebook, given in used.items():
            write_params_file(
                building / f"{notebook}.yaml",
                _params(notebook, given, name),
                notes=_yaml_comments(notebook, given),
            )
        for draft in drafts:
            add_mapping(building / SOURCES, mapping_yaml(draft), draft.mapping["name"])
        building.rename(folder)
    except OSError as error:
        raise OutputError(
            Problem(
                f"cannot be written: {error.strerror}",
                "无法写入",
                file=paths.shown(folder),
                fix_en=WHERE_ONE_MAY_WRITE[0],
                fix_zh=WHERE_ONE_MAY_WRITE[1],
                code="XHS-P042",
            )
        ) from error
    except WorkbenchError:
        raise
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _params(notebook: str, given: list[tuple[str, FileKind]], name: str) -> dict[str, Any]:
    brief = _portable((paths.PARAMS / name / "brief.yaml").resolve())
    data: dict[str, Any] = {"brief": brief, "language": "en", "prepared_by": ""}
    if notebook in DAYS:
        data["as_of"] = DAY
    return {**data, "inputs": [path for path, kind in given if _readable(kind)]}


def _yaml_comments(notebook: str, given: list[tuple[str, FileKind]]) -> dict[str, str]:
    """Return the comments: the question, what each file is, and draft mappings for unknown files."""
    question = question_of(notebook)
    lines = [_line(kind) for _, kind in given if _readable(kind)]
    for path, kind in given:
        if not _readable(kind):
            lines += [
                (
                    f"NOT READ 未读取: {_printable_line(kind.file)} ({_printable_line(path)}): "
                    f"{_printable_line(kind.why.en)} {_printable_line(kind.why.zh)}"
                )
            ]
    notes = {"": f"{question.en}\n{question.zh}", "inputs": "\n".join(lines)}
    return {**notes, **({"as_of": DAYS[notebook]} if notebook in DAYS else {})}


def _line(kind: FileKind) -> str:
    if kind.unknown is None:
        return f"{_printable_line(kind.file)}: {title_words(kind)}"
    names = ", ".join(draft.mapping["name"] for draft in kind.drafts)
    return (
        f"{_printable_line(kind.file)}: read by the draft {names} in {SOURCES}: check it 由 {SOURCES} "
        "中的映射草稿读取，请核对"
    )


def title_words(kind: FileKind) -> str:
    """Return the names of a file's kind in both languages, each once."""
    english, chinese = zip(*kind.titles, strict=True) if kind.titles else ((), ())
    return " · ".join(dict.fromkeys((*english, *chinese)))


def _printable_line(text: str) -> str:
    """Keep a comment on its line, because a file name may contain any character."""
    return "".join(sign if sign.isprintable() else "?" for sign in text)[:200]
