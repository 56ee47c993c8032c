"""Explorers of comments and results in JupyterLab: tick what you want to see, read what it says, save the choice.

They compute nothing: the reader they are handed counts and looks, the keeper writes. In a report the choice
    that was saved
is a table; the boxes stay in JupyterLab.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import ipywidgets as w
from markupsafe import Markup, escape

from xhs_workbench.findings import Finding, Text
from xhs_workbench.views.blocks import Block
from xhs_workbench.views.declarations import show
from xhs_workbench.views.desks.control import Control, ticked
from xhs_workbench.views.desks.history import Drawer, HistoryButtons, NoDrawer
from xhs_workbench.views.results.closer_look import chosen_comments, chosen_notes
from xhs_workbench.views.results.said import table_sentiment

STYLE = """
.xhs-explore { max-width: 1180px; }
.xhs-explore .xhs-sides { flex-flow: row wrap; gap: 4px 14px; }
.xhs-explore .xhs-side { flex-flow: row wrap; align-content: flex-start; gap: 0 14px; }
.xhs-explore .xhs-group { flex: 1 1 220px; max-width: 420px; min-width: 0; }
.xhs-explore .xhs-group h4 { margin: 8px 0 2px; font-size: 13px; }
.xhs-explore .xhs-options { max-height: 190px; overflow: hidden auto; border-bottom: 1px solid #e4ddd3; }
.xhs-explore .xhs-options .widget-checkbox { height: auto; min-height: 24px; margin: 0 2px; flex: 0 0 auto; }
.xhs-explore .xhs-options label { display: flex; align-items: flex-start; white-space: normal; line-height: 1.35; overflow-wrap: anywhere; }
.xhs-explore .xhs-options input:focus-visible { outline: 2px solid #2f6f6d; }
.xhs-explore .xhs-block { overflow-x: auto; padding-bottom: 4px; }
.xhs-explore .xhs-block :is(th, td) { padding-left: 6px; padding-right: 6px; }
.xhs-explore .jupyter-button { width: auto; flex: 0 0 auto; }
.xhs-explore .xhs-n { font-size: 15px; font-weight: 600; }
.xhs-explore .xhs-save { background: #a8324a; color: #fff; font-weight: 600; }
"""
SAID = {
    "save": Text("Save this choice", "保存此选择"),
    "clear": Text("Show all", "显示全部"),
    "reading": Text("counting …", "正在统计…"),
    "nothing": Text("Nothing fits this choice; untick a box.", "没有符合条件的内容，请取消部分勾选。"),
    "empty": Text(
        "Nothing was read that could be looked at here. Name the files under inputs of {}.",
        "未读取到可查看的内容。请在 {} 的 inputs 中写入相应文件。",
    ),
}
Choice = Mapping[str, Sequence[str]]


class Reader(Protocol):
    """What an explorer is handed; see `results.CommentReader`."""

    @property
    def sides(self) -> Sequence[Any]:
        """Sides from which to choose."""
        ...

    def look(self, choice: Any) -> Any:
        """What the choice says."""
        ...


class Keeper(Protocol):
    """What writes the choice; see `workspace.Keeper`."""

    path: str

    def keep(self, values: Mapping[str, Any]) -> Finding:
        """Write parameters and say how that went."""
        ...


class Explorer(Control):
    """Boxes to tick, and beside or below them what they select.

    Args:
        reader: What counts and looks.
        parameter: Name under which the choice is saved.
        chosen: The choice to begin with.
        draw: Look -> blocks to show.
        keeper: What writes the choice.
        unit: What is counted, in both languages.
        drawer: Keeps the ticks until the next time.
        least: Pixels that its tables need; where there are fewer beside the boxes, they stand below.
    """

    name, words = "explorer", SAID

    def __init__(
        self,
        reader: Reader,
        parameter: str,
        chosen: Choice,
        draw: Callable[[Any], Sequence[Block]],
        keeper: Keeper,
        unit: Text,
        drawer: Drawer | None = None,
        least: int = 560,
    ) -> None:
        super().__init__()
        self.least = least
        self.reader, self.parameter, self.draw, self.keeper, self.unit = reader, parameter, draw, keeper, unit
        self.drawer = drawer or NoDrawer()
        self.history = HistoryButtons(self._restore)
        self.history.worded(self.language)
        self.boxes = {
            side.key: {
                value: w.Checkbox(
                    value=value in chosen.get(side.key, ()), indent=False, layout={"width": "auto"}
                )
                for value, _ in side.options
            }
            for side in reader.sides
        }
        self.count, self.shown = w.HTML(), w.HTML()
        self.save, self.clear = (
            w.Button(description=self._say("save")),
            w.Button(description=self._say("clear")),
        )
        self.save.add_class("xhs-save")
        self.save.tooltip = keeper.path
        self.widget = self._lay_out()
        for box in self._all():
            box.observe(lambda _: self.update(), names="value")
        self.save.on_click(lambda _: self._told(self._keep))
        self.clear.on_click(lambda _: self._told(self._clear))
        self.history.begin(self.choice())
        left = self.drawer.read().get("ticked")
        if isinstance(left, dict):  # as it was left; one step back is what is saved
            self._tick(left)
            self.history.note(self.choice())
        self._count()

    def _all(self) -> list[Any]:
        return [box for boxes in self.boxes.values() for box in boxes.values()]

    def _lay_out(self) -> Any:
        groups: list[Any] = []
        for side in self.reader.sides:
            options = w.VBox(list(self.boxes[side.key].values()))
            options.add_class("xhs-options")
            heading = w.HTML(Markup("<h4>{}</h4>").format(side.label.to(self.language)))
            groups.append(w.VBox([heading, options]))
            groups[-1].add_class("xhs-group")
        left = w.HBox(groups, layout={"flex": "1 1 220px"})
        left.add_class("xhs-side")
        bar = w.HBox(
            [self.count, self.clear, self.history.widget, self.save],
            layout={"align_items": "center", "flex_flow": "row wrap"},
        )
        right = w.VBox(
            [bar, self.message, self.shown], layout={"flex": f"999 1 {self.least}px", "min_width": "0"}
        )
        both = w.HBox([left, right])  # beside each other where there is room, else the boxes above
        both.add_class("xhs-sides")
        box = w.VBox([self._styled(STYLE), both])
        box.add_class("xhs-explore")
        return box

    def choice(self) -> dict[str, list[str]]:
        """Return what is ticked, sides without a tick left out."""
        ticked = {
            key: [value for value, box in boxes.items() if box.value] for key, boxes in self.boxes.items()
        }
        return {key: values for key, values in ticked.items() if values}

    def update(self) -> None:
        """Count again, show what is ticked and remember it; called after each tick."""
        if self.quiet:
            return
        self.history.note(self.choice())
        self.drawer.write({"ticked": self.choice()})
        self._count()

    def _count(self) -> None:
        self.count.value = escape(self._say("reading"))
        self._told(self._show)

    def _tick(self, choice: Mapping[str, Any]) -> None:
        """Tick what a choice names; what is no longer there is passed over."""

        def write() -> None:
            for key, boxes in self.boxes.items():
                wanted = ticked(choice.get(key))
                for value, box in boxes.items():
                    box.value = value in wanted

        self._quietly(write)

    def _restore(self, choice: Mapping[str, Any]) -> None:
        self._tick(choice)
        self.drawer.write({"ticked": self.choice()})
        self._count()

    def _show(self) -> None:
        look = self.reader.look(self.choice())
        for side in self.reader.sides:
            for value, label in side.options:
                box = self.boxes[side.key][value]
                box.description = f"{label.to(self.language)} ({look.counts[side.key][value]:,})"
                box.tooltip = label.to(self.language)
        self.count.value = Markup('<span class="xhs-n">{:,} / {:,} {}</span>').format(
            look.n, look.of, self.unit.to(self.language)
        )
        self.message.value = ""
        if not look.n:
            said = self._say("nothing") if look.of else self._say("empty").format(self.keeper.path)
            self.shown.value = Markup("<p>{}</p>").format(said)
            return
        self.shown.value = "".join(map(self._html, self.draw(look)))

    def _keep(self) -> None:
        self._tell(self.keeper.keep({self.parameter: self.choice()}))
        self.drawer.write({"ticked": self.choice()})

    def _clear(self) -> None:
        self._tick({})
        self.update()


def explore_comments(reader: Reader, chosen: Any, keeper: Keeper, drawer: Drawer | None = None) -> Explorer:
    """Return the explorer of comments.

    Args:
        reader: From `results.CommentReader`.
        chosen: The parameter `comments_shown`.
        keeper: From `workspace.open_keeper`.
        drawer: From `workspace.sit_down`: the desk opens as it was left.
    """

    def draw(look: Any) -> Sequence[Block]:
        return (
            chosen_comments(look),
            table_sentiment(look.sentiment),
            show("results.table_intents", look.intents),
        )

    return Explorer(
        reader, "comments_shown", chosen.model_dump(), draw, keeper, Text("comments", "条评论"), drawer
    )


def explore_notes(reader: Reader, chosen: Any, keeper: Keeper, drawer: Drawer | None = None) -> Explorer:
    """Return the explorer of results.

    Args:
        reader: From `results.NoteReader`.
        chosen: The parameter `notes_shown`.
        keeper: From `workspace.open_keeper`.
        drawer: From `workspace.sit_down`: the desk opens as it was left.
    """

    def draw(look: Any) -> Sequence[Block]:
        return chosen_notes(look), show("explorers.notes", look.notes)

    return Explorer(
        reader, "notes_shown", chosen.model_dump(), draw, keeper, Text("notes", "篇笔记"), drawer, least=760
    )
