"""The brief's form in JupyterLab: fields on the left, what is found and what people will receive on the right.

It computes nothing about briefs: the builder it is handed reads, previews, starts and saves. A report holds
    nothing of it,
for a page cannot save a file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import ipywidgets as w
from markupsafe import escape

from xhs_workbench.findings import Finding, Language, Level, Text
from xhs_workbench.views.brief.checks import show_checks, show_document, show_score
from xhs_workbench.views.desks.control import Control
from xhs_workbench.views.desks.editors import Editor, editor, labelled
from xhs_workbench.views.desks.history import Drawer, HistoryButtons, NoDrawer

STYLE = """
.xhs-form { max-width: 1240px; }
.xhs-form .xhs-label { color: var(--jp-ui-font-color2, #6d665f); font-size: 12px; line-height: 1.3; height: auto; margin: 6px 2px 0; }
.xhs-form textarea { font: inherit; font-size: 13px; }
.xhs-form .xhs-row { border-left: 2px solid #e4ddd3; padding: 0 0 6px 10px; margin: 4px 0; }
.xhs-form .xhs-add button, .xhs-form .xhs-add { color: var(--jp-content-link-color, #2f6f6d); background: none; }
.xhs-form .xhs-save { background: #a8324a; color: #fff; font-weight: 600; }
.xhs-form .xhs-side { overflow-y: auto; max-height: 860px; }
.xhs-form .xhs-scorecard { grid-template-columns: 1fr; margin-bottom: 1em; }
.xhs-form .xhs-scorecard .total { border-right: 0; padding: .8em 1.2em .2em; }
.xhs-form .xhs-scorecard ol { padding: .6em 1.2em 1em; }
.xhs-form .xhs-document { padding: 1.4em 1.6em; }
"""
SAID = {
    "start": Text("Start from a template", "从模板开始"),
    "start_button": Text("Fill the form", "填入表单"),
    "save": Text("Save", "保存"),
    "save_to": Text("Save to", "保存到"),
    "brand": Text("Brand · English", "品牌 · 英文"),
    "creator": Text("Creator · 中文", "达人 · 中文"),
    "found": Text("What to change", "需要修改"),
    "later": Text("The documents appear here once nothing is missing.", "内容齐全后，这里会显示两份文档。"),
    "not_saved": Text("Not saved", "未保存"),
    "back": Text(
        "Changes that were not saved are back; Undo goes back to the saved file.",
        "已恢复上次未保存的修改；点“撤销”可回到已保存的文件。",
    ),
}


class Builder(Protocol):
    """What the form is handed."""

    data: dict[str, Any]
    path: str
    objectives: tuple[tuple[str, Text], ...]
    industries: tuple[tuple[str, Text], ...]

    @property
    def form(self) -> Sequence[Any]:
        """Groups of fields."""
        ...

    def read(self, data: Mapping[str, Any]) -> Any:
        """Findings, score, direction and documents of the values."""
        ...

    def start(self, objective: str, industry: str) -> dict[str, Any]:
        """Return a starting brief."""
        ...

    def save(self, data: Mapping[str, Any], path: str) -> Finding:
        """Write the file."""
        ...


def put(data: dict[str, Any], key: str, value: Any) -> None:
    """Set a dotted key.

    >>> data = {}
    >>> put(data, "brand.name", "A"); data
    {'brand': {'name': 'A'}}
    """
    *way, last = key.split(".")
    for part in way:
        data = data.setdefault(part, {})
    data[last] = value


def get(data: Mapping[str, Any], key: str) -> Any:
    """Return the value of a dotted key, None where there is none."""
    found: Any = data
    for part in key.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


class BriefForm(Control):
    """The form. In JupyterLab its widget is shown; a report leaves it out.

    Args:
        builder: What reads, previews, starts and saves.
        drawer: Keeps what was not saved until the next time.
    """

    name, words = "brief form", SAID

    def __init__(self, builder: Builder, drawer: Drawer | None = None) -> None:
        super().__init__()
        self.drawer = drawer or NoDrawer()
        self.history = HistoryButtons(self._restore)
        self.history.worded(self.language)
        self.builder = builder
        self.editors: dict[str, Editor] = {}
        self.score, self.found = w.HTML(), w.HTML()
        self.pages: dict[Language, Any] = {"en": w.HTML(), "zh": w.HTML()}
        self.path = w.Text(value=builder.path, layout={"width": "420px"})
        self.path.add_class("xhs-save-to")
        self.widget = self._form_and_pages()
        self._write(builder.data)
        self.history.begin(self.read())
        left = self.drawer.read().get("form")
        if isinstance(left, dict) and left != self.history.steps.now:
            self._told(lambda: self._restore(left))
            self.history.note(self.read())
            self._tell(Finding("left_unsaved", Level.REVIEW, SAID["back"]))
        else:
            self.update()

    def _form_and_pages(self) -> Any:
        groups = self.builder.form
        fields = w.Accordion(
            [self._group(group) for group in groups], layout={"width": "54%"}, selected_index=0
        )
        for position, group in enumerate(groups):
            fields.set_title(position, group.title.to(self.language))
        tabs = w.Tab([w.VBox([self.score, self.found]), *self.pages.values()])
        for position, key in enumerate(("found", "brand", "creator")):
            tabs.set_title(position, self._say(key))
        side = w.VBox([tabs], layout={"width": "46%", "padding": "0 0 0 14px"})
        side.add_class("xhs-side")
        body = w.HBox([fields, side], layout={"align_items": "flex-start"})
        box = w.VBox([self._styled(STYLE), self._template_bar(), self._save_bar(), self.message, body])
        box.add_class("xhs-form")
        return box

    def _group(self, group: Any) -> Any:
        shown = []
        for field in group.fields:
            made = self.editors[field.key] = editor(field, self.update)
            own_label = field.kind == "switch"
            shown.append(made.widget if own_label else labelled(field.label.to(self.language), made.widget))
        return w.VBox(shown)

    def _template_bar(self) -> Any:
        def chooser(options: Sequence[tuple[str, Text]]) -> Any:
            return w.Dropdown(
                options=[(name.to(self.language), key) for key, name in options], layout={"width": "210px"}
            )

        self.objective, self.industry = chooser(self.builder.objectives), chooser(self.builder.industries)
        button = w.Button(description=self._say("start_button"))
        button.on_click(lambda _: self._told(self._start))
        bar = [w.Label(self._say("start")), self.objective, self.industry, button, self.history.widget]
        return w.HBox(bar, layout={"flex_flow": "row wrap"})

    def _save_bar(self) -> Any:
        button = w.Button(description=self._say("save"), layout={"width": "120px"})
        button.add_class("xhs-save")
        button.on_click(lambda _: self._told(self._save))
        return w.HBox([w.Label(self._say("save_to")), self.path, button], layout={"margin": "4px 0"})

    def _start(self) -> None:
        self.fill(self.builder.start(self.objective.value, self.industry.value))

    def _save(self) -> None:
        self._tell(self.builder.save(self.read(), self.path.value))
        self.drawer.write({"form": self.read()})

    def fill(self, data: Mapping[str, Any]) -> None:
        """Put values into the fields and read them once."""
        self._write(data)
        self.update()

    def _write(self, data: Mapping[str, Any]) -> None:
        def write() -> None:
            for key, one in self.editors.items():
                one.write(get(data, key))

        self._quietly(write)

    def _restore(self, data: Mapping[str, Any]) -> None:
        """Show a state that the form was in before, without counting it as a change."""
        self._write(data)
        self.drawer.write({"form": self.read()})
        self._told(self._show)

    def read(self) -> dict[str, Any]:
        """Return what stands in the fields."""
        data: dict[str, Any] = {}
        for key, one in self.editors.items():
            put(data, key, one.read())
        return data

    def update(self) -> None:
        """Read the form again, remember it and show what is found; called after each keystroke."""
        if not self.quiet:
            data = self.read()
            changed = [
                key for key in self.editors if get(data, key) != get(self.history.steps.now or {}, key)
            ]
            self.history.note(data, changed[0] if len(changed) == 1 and self._is_typed(changed[0]) else "")
            self.drawer.write({"form": data})
            self._told(self._show)

    def _is_typed(self, key: str) -> bool:
        """Say whether a field is written letter by letter, so that its letters are one step of undo."""
        return isinstance(self.editors[key].widget, w.Text | w.Textarea)

    def _show(self) -> None:
        reading = self.builder.read(self.read())
        self.found.value = self._html(show_checks(reading.findings))
        score = reading.score
        self.score.value = self._html(show_score(score, reading.direction)) if score else ""
        for language, page in self.pages.items():
            laid = reading.documents.get(language)
            page.value = self._html(show_document(laid)) if laid else f"<p>{escape(self._say('later'))}</p>"
        self.message.value = ""


def control_brief(builder: Builder, drawer: Drawer | None = None) -> BriefForm:
    """Return the form that fills a brief's YAML; a report leaves it out.

    Args:
        builder: From `brief.open_builder` or `brief.open_draft`.
        drawer: From `workspace.sit_down`: the form opens as it was left.
    """
    return BriefForm(builder, drawer)
