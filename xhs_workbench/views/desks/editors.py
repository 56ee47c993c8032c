"""Form fields as widgets: one editor a kind, each of which reads and writes plain data.

An editor knows nothing of briefs: a field says its key, label, kind, options and sub-fields.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import ipywidgets as w

from xhs_workbench.findings import Text
from xhs_workbench.views.wording import spoken

PARTED = re.compile(r"[,，、;；\n]+")
NUMBER = re.compile(r"-?\d+(\.\d+)?\Z")
WIDE = {"width": "100%"}
FILLING = {"width": "auto"}
SHARING = {"width": "auto", "flex": "1 1 0"}
Changed = Callable[[], None]


class HasField(Protocol):
    """What an editor needs of a field."""

    @property
    def key(self) -> str:
        """Dotted key."""
        ...

    @property
    def label(self) -> Text:
        """Name."""
        ...

    @property
    def kind(self) -> str:
        """Kind of editor."""
        ...

    @property
    def options(self) -> Sequence[tuple[str, Text]]:
        """Choices."""
        ...

    @property
    def fields(self) -> Sequence[Any]:
        """Sub-fields of rows."""
        ...


class Editor:
    """A widget with a value in plain data.

    Args:
        widget: What is shown.
        read: Returns the value.
        write: Sets it.
    """

    def __init__(self, widget: Any, read: Callable[[], Any], write: Callable[[Any], None]) -> None:
        self.widget = widget
        self.read = read
        self.write = write


def editor(field: HasField, changed: Changed) -> Editor:
    """Return the editor of a field; `changed` is called after each change by hand."""
    return MAKERS[field.kind](field, changed)


def _watched(widget: Any, changed: Changed) -> Any:
    widget.observe(lambda _: changed(), names="value")
    return widget


def _text(field: HasField, changed: Changed) -> Editor:
    box = _watched(w.Text(placeholder="2026-05-20" if field.kind == "day" else "", layout=FILLING), changed)
    box.tooltip = field.label.to(spoken())
    return Editor(
        box, lambda: box.value, lambda value: setattr(box, "value", "" if value is None else str(value))
    )


def _number(field: HasField, changed: Changed) -> Editor:
    """Take a number as text, so that a placeholder or `1.2万` is shown and complained about, not lost."""
    made = _text(field, changed)
    box = made.widget

    def read() -> Any:
        said = box.value.strip()
        if not NUMBER.match(said):
            return said
        return float(said) if "." in said else int(said)

    def write(value: Any) -> None:
        box.value = f"{value:.10g}" if isinstance(value, float) else "" if value is None else str(value)

    return Editor(box, read, write)


def _switch(field: HasField, changed: Changed) -> Editor:
    box = _watched(w.Checkbox(indent=False, description=field.label.to(spoken())), changed)
    return Editor(box, lambda: box.value or None, lambda value: setattr(box, "value", bool(value)))


def _parted(field: HasField, changed: Changed) -> Editor:
    made = _text(field, changed)
    box = made.widget
    box.placeholder = Text("a, b, c", "用顿号或逗号分隔").to(spoken())
    return Editor(
        box,
        lambda: [part.strip() for part in PARTED.split(box.value) if part.strip()],
        lambda value: setattr(box, "value", "、".join(str(part) for part in value or ())),
    )


def _lines(field: HasField, changed: Changed) -> Editor:
    box = _watched(w.Textarea(rows=2, layout=FILLING), changed)
    return Editor(
        box,
        lambda: [line.strip() for line in box.value.splitlines() if line.strip()],
        lambda value: setattr(box, "value", "\n".join(value or ())),
    )


def _choice(field: HasField, changed: Changed) -> Editor:
    """Offer the choices; a value that is none of them is kept and shown, so that nothing is changed by looking."""
    known = [(name.to(spoken()), key) for key, name in field.options]
    box = _watched(w.Dropdown(options=[("—", None), *known], layout=FILLING), changed)

    def write(value: Any) -> None:
        extra = [] if value is None or value in [key for _, key in known] else [(str(value), value)]
        box.options = [("—", None), *known, *extra]
        box.value = value

    return Editor(box, lambda: box.value, write)


def _choices(field: HasField, changed: Changed) -> Editor:
    boxes = {
        key: _watched(
            w.Checkbox(
                indent=False, description=name.to(spoken()), layout={"width": "auto", "margin": "0 14px 0 0"}
            ),
            changed,
        )
        for key, name in field.options
    }

    def write(value: Any) -> None:
        for key, box in boxes.items():
            box.value = key in (value or ())

    row = w.HBox(list(boxes.values()), layout={"flex_flow": "row wrap"})
    return Editor(row, lambda: [key for key, box in boxes.items() if box.value], write)


def _word_pair(field: HasField, changed: Changed) -> Editor:
    sides = {
        "en": _watched(w.Textarea(rows=2, placeholder="English", layout=SHARING), changed),
        "zh": _watched(w.Textarea(rows=2, placeholder="中文", layout=SHARING), changed),
    }

    def write(value: Any) -> None:
        for side, box in sides.items():
            box.value = (value or {}).get(side) or ""

    row = w.HBox(list(sides.values()), layout=WIDE)
    return Editor(row, lambda: {side: box.value for side, box in sides.items()}, write)


class _Rows:
    """Editors one below the other, with a button to add one and a button to take each away."""

    def __init__(self, make: Callable[[], Editor], changed: Changed) -> None:
        self.make, self.changed = make, changed
        self.rows: list[Editor] = []
        self.place = w.VBox(layout=WIDE)
        add = w.Button(description="+ " + Text("add", "添加").to(spoken()), layout={"width": "auto"})
        add.add_class("xhs-add")
        add.on_click(lambda _: self.append(None, tell=True))
        self.widget = w.VBox([self.place, add], layout=WIDE)

    def append(self, value: Any, *, tell: bool = False) -> None:
        made = self.make()
        if value is not None:
            made.write(value)
        away = w.Button(
            description="×", tooltip=Text("remove", "删除").to(spoken()), layout={"width": "30px"}
        )
        away.on_click(lambda _: self.remove(made))
        shown = w.HBox([made.widget, away], layout=WIDE)
        self.rows.append(made)
        self.place.children = (*self.place.children, shown)
        if tell:
            self.changed()

    def remove(self, made: Editor) -> None:
        position = self.rows.index(made)
        self.rows.pop(position)
        self.place.children = tuple(c for i, c in enumerate(self.place.children) if i != position)
        self.changed()

    def write(self, value: Any) -> None:
        self.rows, self.place.children = [], ()
        for item in value or ():
            self.append(item)

    def read(self) -> list[Any]:
        return [row.read() for row in self.rows]


def _words_list(field: HasField, changed: Changed) -> Editor:
    rows = _Rows(lambda: _word_pair(field, changed), changed)
    return Editor(rows.widget, rows.read, rows.write)


def _row_editors(field: HasField, changed: Changed) -> Editor:
    """Return rows of sub-fields, each row a small form of its own."""

    def make() -> Editor:
        inner = {sub.key: editor(sub, changed) for sub in field.fields}
        stacked = any(sub.kind == "words" for sub in field.fields)
        cells = [labelled(sub.label.to(spoken()), inner[sub.key].widget) for sub in field.fields]
        box = (w.VBox if stacked else w.HBox)(cells, layout=WIDE)
        box.add_class("xhs-row")

        def write(value: Any) -> None:
            for key, one in inner.items():
                one.write((value or {}).get(key))

        return Editor(box, lambda: {key: one.read() for key, one in inner.items()}, write)

    rows = _Rows(make, changed)
    return Editor(rows.widget, rows.read, rows.write)


def labelled(label: str, widget: Any) -> Any:
    """Put a field's name above it."""
    name = w.Label(label)
    name.add_class("xhs-label")
    return w.VBox([name, widget], layout=WIDE)


MAKERS: dict[str, Callable[[HasField, Changed], Editor]] = {
    "text": _text,
    "day": _text,
    "number": _number,
    "switch": _switch,
    "list": _parted,
    "lines": _lines,
    "choice": _choice,
    "choices": _choices,
    "words": _word_pair,
    "words_list": _words_list,
    "rows": _row_editors,
}
"""Kind of field -> what makes its editor."""
