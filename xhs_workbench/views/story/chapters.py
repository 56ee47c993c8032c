"""A chapter's opening: the finding as its heading, one picture, one sentence, one caution."""

from __future__ import annotations

from typing import Any

from xhs_workbench.findings import Text
from xhs_workbench.telling import Statement
from xhs_workbench.views.blocks import Block
from xhs_workbench.views.sketching.sketches import Sketch


def chapter(said: Statement, picture: Sketch | None = None, *, name: str) -> Block:
    """Open a chapter; the page makes the statement its heading, over the picture.

    Args:
        said: What the chapter has found.
        picture: Its one picture; its title is the statement if it has none of its own.
        name: Its name in `who_sees.toml`.
    """
    says = _heading(said.says)
    shown: dict[str, Any] | None = picture.content if picture and picture.rows else None
    if shown is not None:
        shown = {**shown, "title": _heading(shown["title"]) if any(shown["title"]) else says}
    content = {
        "says": says,
        "more": said.more,
        "caution": said.caution,
        "picture": shown,
        "wants": "",
        "block": name,
    }
    return Block("chapter", {**content, **({"place": said.place} if said.place else {})})


def _heading(says: Any) -> Any:
    """Write a statement as a heading, without the full stop that some sentences bring.

    The heading and the title of its picture are written alike: the page leaves a title out that repeats its heading.
    """
    return Text(says.en.removesuffix("."), says.zh.removesuffix("。")) if isinstance(says, Text) else says


def unsaid(wants: Any, *, name: str) -> Block:
    """Open a chapter that these files cannot fill: the page leaves it out and says in one line what would add it.

    Args:
        wants: The file or figure that is missing, in words.
        name: Its name in `who_sees.toml`.
    """
    return Block(
        "chapter", {"says": "", "more": "", "caution": "", "picture": None, "wants": wants, "block": name}
    )
