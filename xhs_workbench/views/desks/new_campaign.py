"""A new campaign in JupyterLab: name, files, templates; what comes of it is said below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import ipywidgets as w
from markupsafe import Markup, escape

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.views.desks.control import Control, finding_of
from xhs_workbench.views.drawing.tables import findings

SAID = {
    "name": Text("Name (a-z, 0-9, - and _)", "名称（a-z、0-9、- 与 _）"),
    "files": Text(
        "Files, one a line; a relative path starts at the workbench folder",
        "文件，每行一个；相对路径从工作台文件夹算起",
    ),
    "templates": Text("The brief starts from", "brief 模板"),
    "make": Text("Make the campaign", "新建项目"),
    "unknown": Text(
        "unknown; read by a draft in its sources.yaml, to be checked at the desk “Unknown file” →",
        "未知文件；按 sources.yaml 中的草稿读取，请在“未知文件”工作台核对 →",
    ),
    "unmapped": Text("not recognised, and no mapping could be drafted", "无法识别，也无法生成映射草稿"),
    "unused": Text("no notebook asks for it", "暂无 notebook 使用"),
}


class Scaffolder(Protocol):
    """What the form is handed; see `workspace.Desk`."""

    objectives: tuple[tuple[str, Text], ...]
    industries: tuple[tuple[str, Text], ...]

    def start_campaign(self, name: str, files: Sequence[str], objective: str, industry: str) -> Any:
        """Write the parameters of a new campaign."""
        ...


class Page(Protocol):
    """The start page; see `launcher.Launcher`."""

    tongue: Any
    """Its choice of language."""


class NewCampaignForm(Control):
    """The form.

    Args:
        desk: What writes the campaign.
        page: The start page above it, whose language it speaks; without one it has a choice of its own.
    """

    name, words = "new campaign", SAID

    def __init__(self, desk: Scaffolder, page: Page | None = None) -> None:
        super().__init__()
        self.desk = desk
        self.tongue = page.tongue if page else self._tongue()
        self.called = w.Text(placeholder="spring_serum", layout={"width": "260px"})
        self.files = w.Textarea(placeholder="exports/creators_may.xlsx", rows=4, layout={"width": "620px"})
        self.objective, self.industry = w.Dropdown(), w.Dropdown()
        self.button = w.Button(layout={"width": "auto", "align_self": "flex-start"})
        self.button.add_class("xhs-main")
        self.labels = {key: w.HTML() for key in ("name", "files", "templates")}
        rows = [
            *([] if page else [self.tongue]),
            self.labels["name"],
            self.called,
            self.labels["files"],
            self.files,
            self.labels["templates"],
            w.HBox([self.objective, self.industry]),
            self.button,
            self.message,
        ]
        self.widget = w.VBox(rows)
        self.widget.add_class("xhs-desk")
        self.tongue.observe(lambda _: self._worded(), names="value")
        self.button.on_click(lambda _: self.make())
        self._worded()

    def _worded(self) -> None:
        self.language = self.tongue.value
        for key, label in self.labels.items():
            label.value = Markup('<span class="xhs-state">{}</span>').format(self._say(key))
        self.button.description = self._say("make")
        for box, options in ((self.objective, self.desk.objectives), (self.industry, self.desk.industries)):
            was = box.value
            box.options = [(name.to(self.language), key) for key, name in options]
            box.value = was or options[0][0]

    def make(self) -> None:
        """Write the campaign and say what came of it, or why not."""
        files = [line.strip() for line in self.files.value.splitlines() if line.strip()]
        try:
            made = self.desk.start_campaign(
                self.called.value.strip(), files, self.objective.value, self.industry.value
            )
        except Exception as error:  # a callback's traceback goes to a log nobody reads
            self._tell(finding_of(error))
            return
        lines = Markup("").join(
            Markup("<li><b>{}</b>: {}</li>").format(kind.file, self._fate(made, kind)) for kind in made.kinds
        )
        self.message.value = self._html(findings([self._written(made)])) + Markup("<ul>{}</ul>").format(lines)

    def _written(self, made: Any) -> Finding:
        name, left = made.folder.name, len(made.placeholders)
        text = Text(
            f"Written: params/{name}. {left} things are left to write in its brief.",
            f"已生成 params/{name}；brief 还有 {left} 处待填写。",
        )
        fix = Text(
            f"Edit params/{name}/brief.yaml (what to fill in stands as ‹…›), then choose the campaign above.",
            f"请编辑 params/{name}/brief.yaml（‹…› 处待填写），再在上方选择该项目。",
        )
        return Finding("written", Level.PASS if not left else Level.REVIEW, text, fix)

    def _fate(self, made: Any, kind: Any) -> str:
        notebooks = ", ".join(made.read_by[kind.file])
        if kind.unknown is None:
            titles = ", ".join(title.to(self.language) for title in kind.titles)
            return escape(f"{titles} → {notebooks or self._say('unused')}")
        key = "unknown" if kind.drafts else "unmapped"
        return escape(f"{self._say(key)} {notebooks}".strip())


def new_campaign(desk: Scaffolder, page: Page | None = None) -> NewCampaignForm:
    """Return the form; see `NewCampaignForm`."""
    return NewCampaignForm(desk, page)
