"""Explorers of comments and results in JupyterLab: tick what you want to see, read what it says, save the choice.

They compute nothing: the reader they are handed counts and looks, the keeper writes. In a report the choice that was saved
is a table; the boxes stay in JupyterLab.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import ipywidgets as w
import polars as pl
from markupsafe import Markup, escape

from xhs_workbench import paths
from xhs_workbench.findings import Finding, Language, Level, Text
from xhs_workbench.views.blocks import Block, declared, render
from xhs_workbench.views.launcher import as_control, finding_of, told
from xhs_workbench.views.results import table_groups, table_intents, table_notes, table_sentiment
from xhs_workbench.views.tables import Column, findings, table

STYLE = """
.xhs-explore { max-width: 1180px; }
.xhs-explore .xhs-side { padding-right: 14px; }
.xhs-explore .xhs-side h4 { margin: 8px 0 2px; font-size: 13px; }
.xhs-explore .xhs-options { max-height: 190px; overflow: hidden auto; border-bottom: 1px solid #e4ddd3; }
.xhs-explore .xhs-options .widget-checkbox { height: 24px; margin: 0 2px; }
.xhs-explore .xhs-options label { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.xhs-explore .xhs-options input:focus-visible { outline: 2px solid #2f6f6d; }
.xhs-explore .xhs-block { overflow-x: auto; padding-bottom: 4px; }
.xhs-explore .xhs-n { font-size: 15px; font-weight: 600; }
.xhs-explore .xhs-save { background: #a8324a; color: #fff; font-weight: 600; }
"""
SAID = {
    "save": Text("Save this choice", "保存此选择"),
    "clear": Text("Show all", "显示全部"),
    "reading": Text("counting …", "正在统计…"),
    "nothing": Text("Nothing fits this choice; untick a box.", "没有符合条件的内容，请取消部分勾选。"),
    "empty": Text("Nothing was read that could be looked at here.", "未读取到可查看的内容。"),
}
CHOSEN = {"chosen": Text("Chosen", "所选"), "all": Text("All notes", "全部笔记")}
READ_AS = {
    "positive": Text("Positive", "正面"), "neutral": Text("Neutral", "中性"), "negative": Text("Negative", "负面"),
    "not_scored": Text("Not scored", "未判读"),
}  # fmt: skip
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


class Explorer:
    """Boxes on the left, what they select on the right.

    Args:
        reader: What counts and looks.
        parameter: Name under which the choice is saved.
        chosen: The choice to begin with.
        draw: Look -> blocks to show.
        keeper: What writes the choice.
        unit: What is counted, in both languages.
        language: Language.
    """

    def __init__(
        self, reader: Reader, parameter: str, chosen: Choice, draw: Callable[[Any], Sequence[Block]], keeper: Keeper, unit: Text, language: Language
    ) -> None:  # fmt: skip
        self.reader, self.parameter, self.draw, self.keeper = reader, parameter, draw, keeper
        self.unit, self.language, self.quiet = unit, language, False
        self.boxes = {
            side.key: {value: w.Checkbox(value=value in chosen.get(side.key, ()), indent=False, layout={"width": "auto"}) for value, _ in side.options}
            for side in reader.sides
        }  # fmt: skip
        self.count, self.shown, self.message = w.HTML(), w.HTML(), w.HTML()
        self.save, self.clear = w.Button(description=self._say("save")), w.Button(description=self._say("clear"))
        self.save.add_class("xhs-save")
        self.save.tooltip = keeper.path
        self.widget = self._lay_out()
        for box in self._all():
            box.observe(lambda _: self.update(), names="value")
        self.save.on_click(lambda _: self._told(self._keep))
        self.clear.on_click(lambda _: self._told(self._clear))
        self.update()

    def _say(self, key: str) -> str:
        return SAID[key].to(self.language)

    def _all(self) -> list[Any]:
        return [box for boxes in self.boxes.values() for box in boxes.values()]

    def _lay_out(self) -> Any:
        style = (paths.TEMPLATES / "report" / "blocks.css").read_text(encoding="utf-8") + STYLE
        groups: list[Any] = []
        for side in self.reader.sides:
            options = w.VBox(list(self.boxes[side.key].values()))
            options.add_class("xhs-options")
            groups += [w.HTML(Markup("<h4>{}</h4>").format(side.label.to(self.language))), options]
        left = w.VBox(groups, layout={"width": "250px", "flex": "0 0 250px"})
        left.add_class("xhs-side")
        bar = w.HBox([self.count, self.clear, self.save], layout={"align_items": "center"})
        right = w.VBox([bar, self.message, self.shown], layout={"flex": "1 1 0", "min_width": "0"})
        box = w.VBox([w.HTML(f"<style>{style}</style>"), w.HBox([left, right])])
        box.add_class("xhs-explore")
        return box

    def choice(self) -> dict[str, list[str]]:
        """Return what is ticked, sides without a tick left out."""
        ticked = {key: [value for value, box in boxes.items() if box.value] for key, boxes in self.boxes.items()}
        return {key: values for key, values in ticked.items() if values}

    def update(self) -> None:
        """Count again and show what is ticked; called after each tick."""
        if not self.quiet:
            self.count.value = escape(self._say("reading"))
            self._told(self._show)

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
            self.shown.value = Markup("<p>{}</p>").format(self._say("nothing" if look.of else "empty"))
            return
        parts = [render(block.kind, block.language, block.data) for block in self.draw(look)]
        self.shown.value = f'<div class="xhs xhs-block xhs-lab">{"".join(parts)}</div>'

    def _keep(self) -> None:
        self.message.value = told(self.keeper.keep({self.parameter: self.choice()}), self.language)

    def _clear(self) -> None:
        self.quiet = True
        try:
            for box in self._all():
                box.value = False
        finally:
            self.quiet = False
        self.update()

    def _told(self, do: Callable[[], None]) -> None:
        """Run what a tick or a click asks for; whatever goes wrong is a sentence above the tables."""
        try:
            do()
        except Exception as error:  # a callback's traceback goes to a log nobody reads
            self.message.value = told(finding_of(error), self.language)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """Show the widget."""
        return as_control(self.widget, f"explorer of {self.parameter}", self.language)


def explore_comments(reader: Reader, chosen: Any, keeper: Keeper, *, language: Language) -> Explorer:
    """Return the explorer of comments.

    Args:
        reader: From `results.CommentReader`.
        chosen: The parameter `comments_shown`.
        keeper: From `workspace.open_keeper`.
        language: Language.
    """

    def draw(look: Any) -> Sequence[Block]:
        return (
            _examples(look, language),
            table_sentiment(look.sentiment, language=language),
            table_intents(look.intents, language=language),
        )

    unit = Text("comments", "条评论")
    return Explorer(reader, "comments_shown", chosen.model_dump(), draw, keeper, unit, language)


def explore_notes(reader: Reader, chosen: Any, keeper: Keeper, *, language: Language) -> Explorer:
    """Return the explorer of results.

    Args:
        reader: From `results.NoteReader`.
        chosen: The parameter `notes_shown`.
        keeper: From `workspace.open_keeper`.
        language: Language.
    """

    def draw(look: Any) -> Sequence[Block]:
        return _groups(look, language), table_notes(look.notes, language=language)

    return Explorer(reader, "notes_shown", chosen.model_dump(), draw, keeper, Text("notes", "篇笔记"), language)


def show_comments(look: Any, *, language: Language) -> Block:
    """Show the comments an analyst singled out, as the report has them."""
    return _examples(look, language) if 0 < look.n < look.of else _not_chosen(look, language)


def show_notes(look: Any, *, language: Language) -> Block:
    """Show what the notes brought that an analyst singled out, beside all notes."""
    return _groups(look, language) if 0 < look.n < look.of else _not_chosen(look, language)


def _not_chosen(look: Any, language: Language) -> Block:
    """Say in the notebook that nothing was chosen, which a page need not say; a choice that fits nothing is said there too."""
    if look.n == look.of:
        note = Text("None was singled out, so the report leaves this out.", "未单独选取，报告中省略此部分。")
        return Block("control", {"note": note.to(language)}, language)
    text = Text("The choice in the parameters fits none of them.", "参数中的选择没有匹配到任何内容。")
    return findings([Finding("singled_out", Level.REVIEW, text)], language=language)


def _groups(look: Any, language: Language) -> Block:
    names = {key: text.to(language) for key, text in CHOSEN.items()}
    title = Text(f"{look.n} of {look.of} notes, beside all of them", f"所选 {look.n} / {look.of} 篇，与全部对照")
    return table_groups(look.groups, "shown", names, Text("Which", "范围"), title, language=language)


@declared
def _examples(look: Any, language: Language) -> Block:
    names = {key: text.to(language) for key, text in READ_AS.items()}
    shown = look.examples.with_columns(pl.col("sentiment").replace(names))
    columns = [
        Column("sentiment", Text("Read as", "判读为")),
        Column("content", Text("Comment", "评论")),
        Column("note", Text("Note", "笔记")),
        Column("week", Text("Week from", "周（起始日）")),
        Column("likes", Text("Likes", "点赞"), "count"),
    ]
    title = Text(
        f"{look.n:,} of {look.of:,} comments: the most liked", f"所选 {look.n:,} / {look.of:,} 条评论：点赞最多"
    )
    note = Text("Contacts and @names are masked.", "联系方式与 @昵称已隐去。")
    return table(shown, columns, title=title, note=note, language=language)
