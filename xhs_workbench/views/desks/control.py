"""What every control in JupyterLab shares: it speaks the open report's language, and whatever goes wrong is a sentence in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import ipywidgets as w
from markupsafe import Markup

from xhs_workbench.errors import WorkbenchError
from xhs_workbench.findings import Finding, Language, Level, Text
from xhs_workbench.views.blocks import MIME, Block, plain_html, style
from xhs_workbench.views.drawing.tables import findings
from xhs_workbench.views.wording import spoken

LANGUAGES: tuple[tuple[str, Language], ...] = (("English", "en"), ("中文", "zh"))


def finding_of(error: Exception) -> Finding:
    """Return an error as a sentence."""
    if isinstance(error, WorkbenchError):
        problem = error.problems[0]
        place, value = (
            f"{problem.where}: " if problem.where else "",
            f" [{problem.value}]" if problem.value else "",
        )
        text = Text(f"{place}{problem.en}{value}", f"{place}{problem.zh}{value}")
        return Finding("refused", Level.FAIL, text, Text(problem.fix_en, problem.fix_zh))
    said = f"{type(error).__name__}: {error}"
    return Finding("broken", Level.FAIL, Text(f"This did not work: {said}", f"未能完成：{said}"))


def ticked(given: Any) -> frozenset[str]:
    """Return the values of one side of a choice that was left; what is no list of texts ticks nothing."""
    return frozenset(one for one in given if isinstance(one, str)) if isinstance(given, list) else frozenset()


class Control:
    """A widget that a notebook shows and a page leaves out."""

    name: ClassVar[str] = ""
    words: ClassVar[Mapping[str, Text]] = {}
    widget: Any

    def __init__(self) -> None:
        self.language, self.quiet, self.message = spoken(), False, w.HTML()

    def _say(self, key: str) -> str:
        return self.words[key].to(self.language)

    def _tongue(self) -> Any:
        """Return the choice of language, for a control that belongs to no report."""
        return w.ToggleButtons(options=LANGUAGES, value=self.language, style={"button_width": "76px"})

    def _styled(self, more: str = "") -> Any:
        return w.HTML(f"<style>{style()}{more}</style>")

    def _html(self, block: Block) -> str:
        return plain_html(block.to_json(self.language))

    def _tell(self, finding: Finding) -> None:
        self.message.value = self._html(findings([finding]))

    def _told(self, do: Callable[[], None]) -> None:
        """Run what a click asks for; whatever goes wrong is a sentence in the control."""
        try:
            do()
        except Exception as error:  # a callback's traceback goes to a log nobody reads
            self._tell(finding_of(error))

    def _quietly(self, do: Callable[[], None]) -> None:
        """Change values without answering to the change."""
        self.quiet = True
        try:
            do()
        finally:
            self.quiet = False

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """Show the widget in JupyterLab; the block tells the exporter that there is nothing for a page."""
        note = Text("This control lives in Jupyter.", "此控件仅在 Jupyter 中使用。").to(spoken())
        return {
            **self.widget._repr_mimebundle_(),
            "text/plain": f"<{self.name}>",
            "text/html": Markup("<p>{}</p>").format(note),
            MIME: Block("control", {}).to_json(),
        }
