"""The mapping editor in JupyterLab: a file's first rows, a choice of meaning over each column, what it reads, save.

It reads nothing itself: the desk it is handed opens the file, counts and writes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import ipywidgets as w
from markupsafe import Markup

from xhs_workbench.errors import WorkbenchError
from xhs_workbench.findings import Finding, Text
from xhs_workbench.views.desks.control import Control
from xhs_workbench.views.desks.history import Drawer, HistoryButtons, NoDrawer

STYLE = """
.xhs-mapping .xhs-columns { overflow: auto hidden; align-items: flex-start; padding-bottom: 6px; }
.xhs-mapping .xhs-column { min-width: 168px; max-width: 168px; border-left: 1px solid #e4ddd3; padding: 0 6px; }
.xhs-mapping .xhs-column select { width: 150px; }
.xhs-mapping .xhs-cells { font-size: 12px; line-height: 1.5; color: var(--jp-ui-font-color2, #4a4a4a); }
.xhs-mapping .xhs-cells b { display: block; color: var(--jp-ui-font-color1, #1d1d1d); border-bottom: 1px solid #e4ddd3; }
.xhs-mapping .xhs-cells span { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; min-height: 18px; }
.xhs-mapping .xhs-n { font-size: 15px; font-weight: 600; }
.xhs-mapping .xhs-save { background: #a8324a; color: #fff; font-weight: 600; }
.xhs-mapping select:focus-visible, .xhs-mapping button:focus-visible { outline: 2px solid #2f6f6d; }
"""
SAID = {
    "file": Text("File; a relative path starts at the workbench folder", "文件；相对路径从工作台文件夹算起"),
    "open": Text("Open", "打开"),
    "sheet": Text("Sheet", "工作表"),
    "table": Text("One row is one of", "一行表示"),
    "campaign": Text("Campaign", "项目"),
    "save": Text("Save the mapping", "保存映射"),
    "unread": Text("not read", "不读取"),
    "count": Text("{} rows used · {} refused · {} cells doubtful", "使用 {} 行 · 拒绝 {} 行 · 存疑 {} 格"),
    "also": Text("The same rows also fill {}: {} rows, from {}", "同一批数据还填入 {}：{} 行，取自 {}"),
    "first": Text("first refused: {}", "首个拒绝：{}"),
    "lacking": Text("Cannot be read yet: {}", "尚不能读取：{}"),
    "empty": Text(
        "Name a file above and open it: its first rows appear here, with a choice of meaning over each column.",
        "请在上方写入文件名并打开：此处会显示前几行，每列上方可选择含义。",
    ),
    "reading": Text("reading …", "正在读取…"),
    "gone": Text("The file of last time cannot be opened any more: {}", "上次的文件已无法打开：{}"),
    "twice": Text("Two columns are both taken for {}", "有两列都选为 {}"),
}


class Desk(Protocol):
    """What the editor is handed; see `workspace.MappingDesk`."""

    @property
    def campaign(self) -> str:
        """Name of the campaign that is offered first; may be empty."""
        ...

    @property
    def campaigns(self) -> Sequence[str]:
        """Names of the campaigns."""
        ...

    def files(self) -> Sequence[str]:
        """Files to offer."""
        ...

    def tables(self) -> Sequence[tuple[str, Text]]:
        """Tables with their names."""
        ...

    def columns(self, table: str) -> Sequence[tuple[str, Text]]:
        """Columns of a table with their names."""
        ...

    def open(self, file: str) -> Sequence[Any]:
        """Open a file: its sheets with headers, first rows and likely columns."""
        ...

    def count(self, number: int, table: str, chosen: Mapping[int, str]) -> Any:
        """What a choice of columns reads."""
        ...

    def save(self, number: int, table: str, chosen: Mapping[int, str], campaign: str) -> Finding:
        """Write the mapping and say how that went."""
        ...


class MappingEditor(Control):
    """The editor.

    Args:
        desk: What opens, counts and writes.
        drawer: Keeps the file and the choices until the next time.
    """

    name, words = "mapping editor", SAID

    def __init__(self, desk: Desk, drawer: Drawer | None = None) -> None:
        super().__init__()
        self.desk = desk
        self.drawer = drawer or NoDrawer()
        self.history = HistoryButtons(self._restore)
        self.opened: Sequence[Any] = ()
        self.meanings: list[Any] = []
        self.tongue = self._tongue()
        self.file = w.Combobox(
            placeholder="exports/unknown.csv",
            options=list(desk.files()),
            ensure_option=False,
            layout={"width": "440px"},
        )
        self.opener, self.save = (
            w.Button(layout={"width": "90px"}),
            w.Button(layout={"width": "180px"}, disabled=True),
        )
        self.opener.add_class("xhs-opener")
        self.save.add_class("xhs-save")
        self.sheet, self.table = w.Dropdown(layout={"width": "240px"}), w.Dropdown(layout={"width": "200px"})
        self.campaign = w.Dropdown(options=list(desk.campaigns), layout={"width": "180px"})
        if desk.campaign in desk.campaigns:
            self.campaign.value = desk.campaign
        self.labels = {key: w.HTML() for key in ("file", "sheet", "table", "campaign")}
        self.columns, self.count = w.HBox(layout={"width": "100%"}), w.HTML()
        self.columns.add_class("xhs-columns")
        self.widget = self._lay_out()
        self.opener.on_click(lambda _: self._told(self.open))
        self.save.on_click(lambda _: self._told(self._save))
        self.sheet.observe(lambda _: self._told(self._show_sheet), names="value")
        self.table.observe(lambda _: self._told(self._new_table), names="value")
        self.tongue.observe(lambda _: self._told(self._worded), names="value")
        self.history.begin(self._state())
        self._worded()
        self._told(self._as_it_was_left)

    def _lay_out(self) -> Any:
        chosen = [
            w.VBox([self.labels[key], box]) for key, box in (("sheet", self.sheet), ("table", self.table))
        ]
        kept = w.VBox([self.labels["campaign"], w.HBox([self.campaign, self.save])])
        wrap = {"flex_flow": "row wrap"}
        opening = w.HBox([self.file, self.opener, self.history.widget], layout=wrap)
        box = w.VBox(
            [
                self._styled(STYLE),
                self.tongue,
                self.labels["file"],
                opening,
                w.HBox([*chosen, kept], layout=wrap),
                self.count,
                self.message,
                self.columns,
            ]
        )
        box.add_class("xhs-mapping")
        return box

    def _worded(self) -> None:
        self.language = self.tongue.value
        for key, label in self.labels.items():
            label.value = Markup("<small>{}</small>").format(self._say(key))
            getattr(self, key).tooltip = self._say(key)  # its name for a screen reader
        self.history.worded(self.language)
        self.opener.description, self.save.description = self._say("open"), self._say("save")
        self._quietly(lambda: self._options(self.table, self.desk.tables()))
        if self.opened:
            self._show_columns(self.choice())
        else:
            self.count.value = Markup("<p>{}</p>").format(self._say("empty"))

    def _state(self) -> dict[str, Any]:
        chosen = {str(number): column for number, column in self.choice().items()}
        return {"sheet": self.sheet.value, "table": self.table.value, "choice": chosen}

    def _restore(self, state: Mapping[str, Any]) -> None:
        """Show a state of the open file; what no longer fits it is passed over."""
        if not self.opened:
            return
        sheet = state.get("sheet")
        sheet = sheet if isinstance(sheet, int) and 0 <= sheet < len(self.opened) else 0
        tables = [name for name, _ in self.desk.tables()]
        table = state["table"] if state.get("table") in tables else self.opened[sheet].table

        def choose() -> None:
            self.sheet.value, self.table.value = sheet, table

        self._quietly(choose)
        known = {name for name, _ in self.desk.columns(table)}
        given = state.get("choice")
        pairs = given.items() if isinstance(given, dict) else ()
        self._show_columns({int(n): c for n, c in pairs if str(n).isdecimal() and c in known})

    def _as_it_was_left(self) -> None:
        left = self.drawer.read()
        file = left.get("file")
        if not isinstance(file, str) or not file:
            return
        self.file.value = file
        try:
            self.open(left)
        except WorkbenchError as error:
            self.count.value = Markup("<p>{}</p>").format(self._say("gone").format(error.problems[0].where))

    def _options(self, box: Any, options: Sequence[tuple[str, Text]]) -> None:
        was = box.value
        box.options = [(text.to(self.language), value) for value, text in options]
        if was in [value for value, _ in options]:
            box.value = was

    def open(self, left: Mapping[str, Any] | None = None) -> None:
        """Open the file that is named and show its fullest sheet with the likely columns.

        Args:
            left: The choices with which it was left; None for the likely ones.
        """
        self.count.value, self.message.value = Markup("<p>{}</p>").format(self._say("reading")), ""
        self.opened = ()
        try:
            self.opened = self.desk.open(self.file.value.strip())
        finally:
            if not self.opened:
                self.count.value, self.columns.children, self.save.disabled = "", (), True
        fullest = max(range(len(self.opened)), key=lambda number: len(self.opened[number].columns))

        def fill() -> None:
            self.sheet.options = [(one.name, number) for number, one in enumerate(self.opened)]
            self.sheet.value = fullest

        self._quietly(fill)
        self.history.begin(None)
        self._show_sheet()
        self.history.begin(self._state())
        if left is not None:
            self._restore(left)

    def _show_sheet(self) -> None:
        if self.quiet or self.sheet.value is None:
            return
        one = self.opened[self.sheet.value]
        self._quietly(lambda: setattr(self.table, "value", one.table))
        self._show_columns(one.columns)

    def _new_table(self) -> None:
        if self.quiet or not self.opened:
            return
        one = self.opened[self.sheet.value]
        names = {name for name, _ in self.desk.columns(self.table.value)}
        likely = (
            one.columns
            if self.table.value == one.table
            else {n: c for n, c in self.choice().items() if c in names}
        )
        self._show_columns(likely)

    def _show_columns(self, likely: Mapping[int, str]) -> None:
        """Show each column: what it may mean, its header, its first cells."""
        one = self.opened[self.sheet.value]
        options = [(self._say("unread"), "")]
        options += [(text.to(self.language), name) for name, text in self.desk.columns(self.table.value)]
        self.meanings, shown = [], []
        for number, header in enumerate(one.headers):
            box = w.Dropdown(options=options, value=likely.get(number, ""), layout={"width": "156px"})
            box.tooltip = header
            box.observe(lambda _: self._told(self.update), names="value")
            cells = Markup("").join(Markup("<span>{}</span>").format(row[number][:80]) for row in one.rows)
            text = Markup('<div class="xhs-cells"><b title="{}">{}</b>{}</div>').format(
                header, header[:40], cells
            )
            column = w.VBox([box, w.HTML(text)])
            column.add_class("xhs-column")
            self.meanings.append(box)
            shown.append(column)
        self.columns.children = tuple(shown)
        self.update()

    def choice(self) -> dict[int, str]:
        """Return what each header is taken for, headers that are not read left out."""
        return {number: box.value for number, box in enumerate(self.meanings) if box.value}

    def update(self) -> None:
        """Read the file with the choice as it stands and say what came of it; called after each choice."""
        chosen = self.choice()
        self.history.note(self._state())
        self.drawer.write({"file": self.file.value.strip(), **self._state()})
        twice = next((column for column in chosen.values() if list(chosen.values()).count(column) > 1), "")
        self.save.disabled = True
        if twice:
            self.count.value = Markup("<p>{}</p>").format(self._say("twice").format(twice))
            return
        tried = self.desk.count(self.sheet.value, self.table.value, chosen)
        if tried.draft is None:
            self.count.value = Markup("<p>{}</p>").format(
                self._say("lacking").format(tried.lacking.to(self.language))
            )
            return
        self.save.disabled = False
        said = self._say("count").format(f"{tried.used:,}", f"{tried.refused:,}", f"{tried.doubtful:,}")
        rest = [text.to(self.language) for text in tried.draft.said]
        rest += [self._beside(*tried.also)] if tried.also else []
        rest += [self._say("first").format(tried.first_refused)] if tried.first_refused else []
        self.count.value = Markup('<p class="xhs-n">{}</p><small>{}</small>').format(said, " ".join(rest))

    def _beside(self, table: str, used: int, headers: Mapping[str, str]) -> str:
        """Say which second table the mapping fills from the same rows: authors of notes, notes of orders."""
        name = next((text.to(self.language) for key, text in self.desk.tables() if key == table), table)
        read = ", ".join(f"{header} → {column}" for header, column in headers.items())
        return self._say("also").format(name, f"{used:,}", read) + ("。" if self.language == "zh" else ".")

    def _save(self) -> None:
        found = self.desk.save(self.sheet.value, self.table.value, self.choice(), self.campaign.value or "")
        self._tell(found)


def mapping_editor(desk: Desk, drawer: Drawer | None = None) -> MappingEditor:
    """Return the editor.

    Args:
        desk: From `workspace.open_mapping_desk`.
        drawer: From `workspace.sit_down`: the editor opens as it was left.
    """
    return MappingEditor(desk, drawer)
