"""Undo and redo for a control: the states it went through, and two buttons that step through them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import ipywidgets as w

from xhs_workbench.findings import Language, Text

MOST_STEPS = 200
"""States that are remembered; the oldest are forgotten first."""
SAID = {
    "undo": Text("Undo", "撤销"),
    "redo": Text("Redo", "重做"),
    "undo_what": Text("Take back the last change", "撤销上一步修改"),
    "redo_what": Text("Make the change again", "恢复刚撤销的修改"),
}


class Drawer(Protocol):
    """What keeps how a control was left; see `workspace.Drawer`."""

    def read(self) -> dict[str, Any]:
        """Return what was left; empty where nothing was."""
        ...

    def write(self, left: Mapping[str, Any]) -> None:
        """Keep how the control looks now."""
        ...


class NoDrawer:
    """Keeps nothing: for a control that no desk stands behind."""

    def read(self) -> dict[str, Any]:
        """Return nothing."""
        return {}

    def write(self, left: Mapping[str, Any]) -> None:
        """Forget it."""


class History:
    """States in the order they came about, and which of them is shown.

    >>> steps = History("a")
    >>> steps.note("b"); steps.note("b"); steps.note("c"); steps.undo(), steps.undo(), steps.undo()
    ('b', 'a', None)
    >>> steps.redo(), steps.redo(), steps.redo()
    ('b', 'c', None)

    What is typed into one field is one step, however many keys it took:

    >>> steps = History("")
    >>> steps.note("x", "name"); steps.note("xy", "name"); steps.note("xy!", "price"); steps.undo(), steps.undo()
    ('xy', '')
    """

    def __init__(self, state: Any) -> None:
        self._states, self._at, self._typed = [state], 0, ""

    @property
    def now(self) -> Any:
        """The state that is shown."""
        return self._states[self._at]

    @property
    def can(self) -> tuple[bool, bool]:
        """Whether there is a state before, and one after."""
        return self._at > 0, self._at + 1 < len(self._states)

    def note(self, state: Any, typed: str = "") -> None:
        """Add a state; one equal to what is shown adds nothing, and what could be redone is gone.

        Args:
            state: Plain data that nobody changes afterwards.
            typed: Name of the field that is being typed into; the next state of the same field takes this one's place.
        """
        if state == self.now:
            return
        goes_on = bool(typed) and typed == self._typed
        kept = self._states[: self._at + (0 if goes_on else 1)]
        self._states = [*kept, state][-MOST_STEPS:]
        self._at, self._typed = len(self._states) - 1, typed

    def undo(self) -> Any:
        """Return the state before; None where there is none."""
        return self._step(-1)

    def redo(self) -> Any:
        """Return the state that was taken back last; None where there is none."""
        return self._step(1)

    def _step(self, by: int) -> Any:
        if not 0 <= self._at + by < len(self._states):
            return None
        self._at, self._typed = self._at + by, ""
        return self.now


class HistoryButtons:
    """Two buttons beside a control.

    Args:
        show: Puts a state into the control, without noting it as a change.
    """

    def __init__(self, show: Callable[[Any], None]) -> None:
        self.show, self.steps = show, History(None)
        self.undo = w.Button(icon="undo", layout={"width": "auto"})
        self.redo = w.Button(icon="repeat", layout={"width": "auto"})
        self.undo.on_click(lambda _: self._go(self.steps.undo()))
        self.redo.on_click(lambda _: self._go(self.steps.redo()))
        self.widget = w.HBox([self.undo, self.redo])
        self.widget.add_class("xhs-undo")

    def begin(self, state: Any) -> None:
        """Start anew from a state."""
        self.steps = History(state)
        self._offer()

    def note(self, state: Any, typed: str = "") -> None:
        """Remember a change by hand; see `History.note`."""
        self.steps.note(state, typed)
        self._offer()

    def worded(self, language: Language) -> None:
        """Say the buttons in a language."""
        for button, key in ((self.undo, "undo"), (self.redo, "redo")):
            button.description = SAID[key].to(language)
            button.tooltip = SAID[f"{key}_what"].to(language)

    def _go(self, state: Any) -> None:
        if state is not None:
            self.show(state)
        self._offer()

    def _offer(self) -> None:
        before, after = self.steps.can
        self.undo.disabled, self.redo.disabled = not before, not after
