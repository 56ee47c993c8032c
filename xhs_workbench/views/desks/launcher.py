"""The start page in JupyterLab: choose a campaign, open its notebooks, make its reports and see how far they are.

It computes nothing about campaigns: the desk it is handed lists, opens and makes. What goes wrong is a
    sentence here.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Coroutine, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import ipywidgets as w
from markupsafe import Markup, escape

from xhs_workbench.errors import Problem
from xhs_workbench.findings import Text
from xhs_workbench.views.desks.control import LANGUAGES, Control, finding_of
from xhs_workbench.views.desks.history import Drawer, NoDrawer

STYLE = """
.xhs-desk { max-width: 1120px; }
.xhs-desk .xhs-step { border-top: 1px solid #e4ddd3; padding: 4px 2px; align-items: center; }
.xhs-desk .xhs-step:last-child { border-bottom: 1px solid #e4ddd3; }
.xhs-desk .xhs-question { line-height: 1.35; }
.xhs-desk .widget-html-content { line-height: 1.4; }
.xhs-desk .xhs-question b { font-size: 14px; }
.xhs-desk .xhs-question span { color: var(--jp-ui-font-color2, #6d665f); font-size: 13px; }
.xhs-desk .xhs-state { color: var(--jp-ui-font-color2, #6d665f); font-size: 13px; line-height: 1.35; }
.xhs-desk .xhs-state .old { color: var(--jp-error-color1, #a8324a); }
.xhs-desk a { color: var(--jp-content-link-color, #2f6f6d); text-decoration: underline; font-size: 13px; }
.xhs-desk .xhs-desks a { font-size: 15px; font-weight: 600; margin: 0 4px; }
.xhs-desk .xhs-synthetic { background: #f3e6cf; color: #221f1d; border-radius: 3px; padding: 1px 6px; font-size: 12px; }
.xhs-desk .xhs-main { background: #a8324a; color: #fff; font-weight: 600; }
.xhs-desk button:focus-visible, .xhs-desk select:focus-visible { outline: 2px solid #2f6f6d; outline-offset: 1px; }
"""
SAID = {
    "campaign": Text("Campaign", "项目"),
    "again": Text("Look again", "刷新"),
    "all": Text("Make all reports", "生成全部报告"),
    "one": Text("Make report", "生成报告"),
    "deck": Text("Make slides", "生成幻灯片"),
    "stop": Text("Stop", "停止"),
    "report_language": Text("Language of the reports", "报告语言"),
    "as_written": Text("Language as in the files", "语言按参数文件"),
    "open": Text("Open notebook", "打开 notebook"),
    "closer": Text("Look closer", "细看"),
    "read": Text("Open report", "打开报告"),
    "read_own": Text("Open our version", "打开内部版"),
    "none": Text("no report yet", "尚无报告"),
    "outdated": Text("parameters or files changed since", "此后参数或数据已变化"),
    "no_params": Text("no parameters in this campaign", "该项目没有此 notebook 的参数"),
    "making_deck": Text("Making the slides …", "正在生成幻灯片…"),
    "making": Text("Making", "正在生成"),
    "synthetic": Text("synthetic", "合成数据"),
    "empty": Text(
        (
            "There is no campaign yet. Make one from your own files below, or in a terminal: "
            "xhs-workbench new NAME FILE…"
        ),
        "还没有项目。请在下方用自己的文件新建，或在终端运行：xhs-workbench new NAME FILE…",
    ),
    "desks": Text("Open a desk", "打开工作台"),
    "no_desk": Text("no desk: this campaign has no parameters yet", "暂无工作台：该项目还没有参数文件"),
    "seconds": Text("last one took {0} s", "上一份用时 {0} 秒"),
}


DESKS = {
    "brief": Text("Brief", "brief"),
    "selection": Text("Creators", "选号"),
    "results": Text("Results", "复盘"),
    "comments": Text("Comments", "评论"),
    "labelling": Text("Label comments", "标注评论"),
    "mapping": Text("Unknown file", "未知文件"),
}
"""Desk -> what its link is called, in the order of the links."""


class Step(Protocol):
    """What a row shows; see `workspace.Step`."""

    notebook: str
    question: Text
    params: Path | None
    problem: Problem | None
    page: Path | None
    made_at: datetime | None
    outdated: bool


class Desk(Protocol):
    """What the page is handed; see `workspace.Desk`."""

    decks: Collection[str]
    """Notebooks of whose reports slides can be made."""

    async def deck(self, step: Any) -> Any:
        """Make the slides of a report; return what to say of it."""
        ...

    def campaigns(self) -> Sequence[Any]:
        """Campaigns there are."""
        ...

    def campaign(self, name: str) -> Any:
        """One of them, as it stands now."""
        ...

    def links(self, step: Any) -> tuple[str, str, str]:
        """Links to its notebook, opened with its parameters, to its report, and to our own version of it."""
        ...

    def desks(self, campaign: str) -> Mapping[str, str]:
        """Links to the desks of a campaign: one explorer each."""
        ...

    def closer(self, step: Any) -> str:
        """Link to the notebook that looks closer at the same campaign."""
        ...

    def make(self, steps: Sequence[Any], language: str) -> AsyncIterator[Any]:
        """Make reports and tell how far it is."""
        ...

    def stop(self) -> None:
        """End the run."""
        ...


class Launcher(Control):
    """The page. In JupyterLab its widget is shown.

    Args:
        desk: What lists, opens and makes.
        drawer: Keeps campaign and languages until the next time.
    """

    name, words = "start page", SAID

    def __init__(self, desk: Desk, drawer: Drawer | None = None) -> None:
        super().__init__()
        self.desk = desk
        self.drawer = drawer or NoDrawer()
        self.task: asyncio.Task[None] | None = None
        self.buttons: list[Any] = []
        self.tongue = self._tongue()
        self.choice = w.Dropdown(layout={"width": "380px"})
        self.report_language = w.Dropdown(layout={"width": "210px"})
        self.again, self.all, self.end = w.Button(), w.Button(layout={"width": "160px"}), w.Button()
        self.all.add_class("xhs-main")
        self.bar = w.IntProgress(value=0, max=1, layout={"width": "260px", "visibility": "hidden"})
        self.note, self.rows = w.HTML(), w.VBox()
        self.desks = w.Output()
        self.desks.add_class("xhs-desks")
        self.widget = self._lay_out()
        left = self.drawer.read()
        if left.get("speaks") in [value for _, value in self.tongue.options]:
            self.tongue.value = left["speaks"]
        self._worded(str(left.get("campaign", "")), str(left.get("reports", "")))
        self._listen()

    def _lay_out(self) -> Any:
        self.label = w.Label()
        top = w.HBox([self.label, self.choice, self.again, self.tongue], layout={"flex_flow": "row wrap"})
        run = w.HBox(
            [self.all, self.report_language, self.end, self.bar, self.note], layout={"margin": "10px 0"}
        )
        box = w.VBox([self._styled(STYLE), top, self.desks, run, self.message, self.rows])
        box.add_class("xhs-desk")
        return box

    def _listen(self) -> None:
        self.tongue.observe(lambda _: self._told(self._worded), names="value")
        self.choice.observe(lambda _: None if self.quiet else self._told(self._show), names="value")
        for box in (self.tongue, self.choice, self.report_language):
            box.observe(lambda _: None if self.quiet else self._leave(), names="value")
        self.again.on_click(lambda _: self._told(self._worded))
        self.all.on_click(lambda _: self.make([step for step in self.steps if step.params]))
        self.end.on_click(lambda _: self.desk.stop())

    def _leave(self) -> None:
        """Keep what is chosen until the next time."""
        chosen = {"campaign": self.choice.value, "speaks": self.tongue.value}
        self.drawer.write({**chosen, "reports": self.report_language.value})

    def _worded(self, campaign: str = "", reports: str = "") -> None:
        """Say everything again, in the language chosen, from what is on disk now.

        Args:
            campaign: The one to show; without it the one that is shown.
            reports: Language of the reports; without it the one that is chosen.
        """
        self.language = self.tongue.value
        self.label.value, self.again.description = self._say("campaign"), self._say("again")
        self.all.description, self.end.description = self._say("all"), self._say("stop")
        self.end.disabled = self.task is None
        self.choice.tooltip = self._say("campaign")  # names for a screen reader
        self.report_language.tooltip = self._say("report_language")
        chosen, found = campaign or self.choice.value, self.desk.campaigns()
        spoken_in = reports or self.report_language.value or ""
        options = [(self._named(one), one.name) for one in found]
        names = [name for _, name in options]

        def fill() -> None:
            self.report_language.options = [(self._say("as_written"), ""), *LANGUAGES]
            self.report_language.value = spoken_in if spoken_in in ("en", "zh") else ""
            self.choice.options = options
            self.choice.value = (
                chosen if chosen in names else "demo" if "demo" in names else next(iter(names), None)
            )

        self._quietly(fill)
        self._show()

    def _named(self, campaign: Any) -> str:
        return f"{campaign.name} · {campaign.title}" + (
            f" ({self._say('synthetic')})" if campaign.synthetic else ""
        )

    def _show(self) -> None:
        """Show the notebooks of the campaign chosen."""
        self.message.value, self.buttons = "", []
        if self.choice.value is None:
            self.steps: Sequence[Any] = ()
            self.rows.children = [w.HTML(f"<p>{escape(self._say('empty'))}</p>")]
            self.all.disabled, self.desks.outputs = True, ()
            return
        self._show_desks(self.choice.value)
        self.steps = self.desk.campaign(self.choice.value).steps
        self.rows.children = [self._row(step) for step in self.steps]
        self.all.disabled = self.task is not None or not self.buttons

    def _show_desks(self, campaign: str) -> None:
        """Show one link a desk; as in a row, the notebook's own renderer opens them beside it."""
        links = self.desk.desks(campaign)
        shown = [
            Markup('<a href="{}">{}</a>').format(links[desk], name.to(self.language))
            for desk, name in DESKS.items()
            if desk in links
        ]
        html = Markup("<p><b>{}</b> {}</p>").format(
            self._say("desks"), Markup(" · ").join(shown) if shown else self._say("no_desk")
        )
        self.desks.outputs = ({"output_type": "display_data", "metadata": {}, "data": {"text/html": html}},)

    def _row(self, step: Step) -> Any:
        name, _, asks = step.question.to(self.language).replace("：", ":").partition(":")
        question = w.HTML(
            Markup("<b>{}</b><br><span>{}</span>").format(name, asks.strip().capitalize()),
            layout={"flex": "1 1 0"},
        )
        state = w.HTML(self._state(step), layout={"width": "270px"})
        links = w.Output(layout={"width": "150px"})
        button = w.Button(
            description=self._say("one"), disabled=self.task is not None, layout={"width": "120px"}
        )
        button.tooltip = f"{self._say('one')}: {name}"
        button.on_click(lambda _: self.make([step]))
        question.add_class("xhs-question")
        state.add_class("xhs-state")
        if step.params is None or step.problem is not None:
            button.disabled = True
        else:
            self.buttons.append(button)
        links.outputs = (
            {"output_type": "display_data", "metadata": {}, "data": {"text/html": self._links(step)}},
        )
        row = w.HBox([question, state, links, button, *self._slides(step, name)])
        row.add_class("xhs-step")
        return row

    def _slides(self, step: Step, name: str) -> list[Any]:
        """Return the button for slides, beside a report that they can be made of."""
        if step.notebook not in self.desk.decks or step.page is None or step.problem is not None:
            return []
        button = w.Button(
            description=self._say("deck"), disabled=self.task is not None, layout={"width": "120px"}
        )
        button.tooltip = f"{self._say('deck')}: {name}"
        button.on_click(lambda _: self.deck(step))
        self.buttons.append(button)
        return [button]

    def _state(self, step: Step) -> str:
        if step.params is None:
            return escape(self._say("no_params"))
        if step.problem is not None:
            text = Text(step.problem.en, step.problem.zh).to(self.language)
            value = f" [{step.problem.value}]" if step.problem.value else ""
            return Markup('<span class="old">{}: {}{}</span>').format(step.problem.where, text, value)
        if step.made_at is None:
            return escape(self._say("none"))
        made = step.made_at.strftime("%Y-%m-%d %H:%M")
        old = Markup('<br><span class="old">{}</span>').format(self._say("outdated")) if step.outdated else ""
        return Markup("{}{}").format(made, old)

    def _links(self, step: Step) -> str:
        """Links go through the notebook's own renderer, which opens them beside it."""
        if step.params is None or step.problem is not None:
            return "<span></span>"
        notebook, *pages = self.desk.links(step)
        parts = [Markup('<a href="{}">{}</a>').format(notebook, self._say("open"))]
        if closer := self.desk.closer(step):
            parts.append(Markup('<a href="{}">{}</a>').format(closer, self._say("closer")))
        for page, said in zip(pages, ("read", "read_own"), strict=True):
            if page:
                parts.append(
                    Markup('<a href="{}" target="_blank" rel="noopener">{}</a>').format(page, self._say(said))
                )
        return Markup("<br>").join(parts)

    def make(self, steps: Sequence[Any]) -> None:
        """Make the reports of some steps while the page stays alive; called by the buttons."""
        if self.task is None and steps:
            self.task = in_background(self._make(steps))

    def deck(self, step: Any) -> None:
        """Make the slides of a report while the page stays alive; called by its button."""
        if self.task is None:
            self.task = in_background(self._deck(step))

    async def _deck(self, step: Any) -> None:
        self._wait()
        self.end.disabled, self.note.value = False, escape(self._say("making_deck"))
        try:
            said = await self.desk.deck(step)
        except Exception as error:  # a task's traceback goes to a log nobody reads
            said = finding_of(error)
        self.task = None
        self.end.disabled, self.note.value = True, ""
        self._told(self._show)
        self._tell(said)

    def _wait(self) -> None:
        for button in (*self.buttons, self.all):
            button.disabled = True

    async def _make(self, steps: Sequence[Any]) -> None:
        self._wait()
        self.end.disabled, self.bar.layout.visibility = False, "visible"
        last = None
        try:
            async for now in self.desk.make(steps, self.report_language.value):
                self._progress(now)
                last = now.finding
        except Exception as error:  # a task's traceback goes to a log nobody reads
            last = finding_of(error)
        self.task = None
        self.end.disabled, self.bar.layout.visibility, self.note.value = True, "hidden", ""
        self._told(self._show)
        if last is not None:
            self._tell(last)

    def _progress(self, now: Any) -> None:
        self.bar.max, self.bar.value = max(now.total, 1), now.done
        titles = {
            step.notebook: step.question.to(self.language).replace("：", ":").partition(":")[0]
            for step in self.steps
        }
        took = f" · {self._say('seconds').format(f'{now.seconds:.0f}')}" if now.seconds else ""
        doing = f"{self._say('making')}: {titles.get(now.notebook, now.notebook)} " if now.notebook else ""
        self.note.value = escape(f"{doing}({now.done} / {now.total}){took}")


def in_background(work: Coroutine[Any, Any, None]) -> asyncio.Task[None] | None:
    """Run a coroutine beside the kernel's own work; where no loop runs (a script, a test), to its end at once."""
    try:
        return asyncio.get_running_loop().create_task(work)
    except RuntimeError:
        asyncio.run(work)
        return None


def launcher(desk: Desk, drawer: Drawer | None = None) -> Launcher:
    """Return the start page.

    Args:
        desk: From `workspace.open_desk`.
        drawer: From `workspace.open_drawer`: the page opens as it was left.
    """
    return Launcher(desk, drawer)
