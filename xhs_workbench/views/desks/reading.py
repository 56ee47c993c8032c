"""What a desk shows while its files are read: which file it is at, and a button that stops it.

A kernel that reads answers no widget, so the button is JupyterLab's own interrupt (see `ready.js` of the labextension); where that
is not loaded the button is not there, and ■ does the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as w
from IPython.core.getipython import get_ipython
from IPython.display import display
from markupsafe import Markup

from xhs_workbench.findings import Text
from xhs_workbench.views.desks.control import Control

STYLE = """
.xhs-reading { align-items: center; gap: 10px; }
.xhs-reading .xhs-stop { display: none; width: auto; }
[data-xhs-ready] .xhs-reading .xhs-stop { display: inline-block; }
"""
SAID = {
    "begin": Text("Opening the campaign …", "正在打开项目…"),
    "file": Text("Reading file {} of {}: {}", "正在读取第 {} / {} 个文件：{}"),
    "after": Text("Read {} of {} files; working it out …", "已读取 {} / {} 个文件，正在计算…"),
    "stop": Text("Stop", "停止"),
    "stopped": Text(
        "Stopped, and nothing was changed. Run ▸ Run All Cells begins again.",
        "已停止，未作任何改动。点“运行 ▸ 运行所有单元格”可重新开始。",
    ),
}


class Reading(Control):
    """A line and a bar, shown at once; gone when the explorer is there."""

    name, words = "reading", SAID

    def __init__(self) -> None:
        super().__init__()
        self._end: Callable[[], None] | None = None
        self.bar = w.FloatProgress(value=0.0, max=1.0, layout={"width": "220px"})
        self.text = w.HTML(self._phrase("begin"))
        self.stop = w.Button(description=self._say("stop"), icon="stop")
        self.stop.add_class("xhs-stop")
        self.widget = w.HBox([self._styled(STYLE), self.bar, self.text, self.stop])
        self.widget.add_class("xhs-reading")

    def __call__(self, done: int, of: int, file: str, share: float) -> None:
        """Say which file is read now; what `intake.read_files` calls.

        Args:
            done: Files read so far.
            of: Files there are.
            file: Name of the one that is read now; empty after the last.
            share: Of the whole work, that is done: the bar's length.
        """
        self.bar.value = share
        self.text.value = (
            self._phrase("file", done + 1, of, file) if file else self._phrase("after", done, of)
        )

    def give_way(self, explorer: Any) -> Any:
        """Go, and return the explorer, which is shown instead."""
        self.widget.layout.display = "none"
        if self._end is not None:
            self._end()
        return explorer

    def stopped(self) -> None:
        """Say that it was stopped, and how to begin again."""
        self.bar.layout.visibility = self.stop.layout.visibility = "hidden"
        self.text.value = self._phrase("stopped")

    def watch(self, shell: Any) -> None:
        """Let an interrupt end in a sentence instead of a traceback, and go where a cell fails: the cell says why.

        Args:
            shell: IPython's, of this kernel.
        """

        def interrupted(*_: Any, **__: Any) -> None:
            self.stopped()

        def after(result: Any) -> None:
            if result.error_before_exec or result.error_in_exec:
                if not isinstance(result.error_in_exec, KeyboardInterrupt):
                    self.widget.layout.display = "none"
                end()

        def end() -> None:
            self._end = None
            shell.set_custom_exc((), None)
            shell.events.unregister("post_run_cell", after)

        shell.set_custom_exc((KeyboardInterrupt,), interrupted)
        shell.events.register("post_run_cell", after)
        self._end = end

    def _phrase(self, key: str, *values: object) -> str:
        return Markup("<span>{}</span>").format(self._say(key).format(*values))


def begin() -> Reading:
    """Show a desk's progress at once; see `Reading`."""
    reading = Reading()
    display(reading)  # type: ignore[no-untyped-call]
    if (shell := get_ipython()) is not None:  # there is none in a script
        reading.watch(shell)
    return reading
