"""What a notebook cell shows: one block of one kind, as data. JupyterLab and the report render it with one template.

A block holds plain values, never markup. The exporter takes blocks and nothing else from a notebook's outputs, and the
template escapes every value where it is written, so a nickname cannot become a tag on any way to the page.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from xhs_workbench import paths
from xhs_workbench.findings import Language
from xhs_workbench.views.wording import words

MIME = "application/vnd.xhs.block+json"
CHART_MIME = "application/vnd.vegalite.v5+json"
KINDS = (
    "cover",
    "went_in",
    "findings",
    "figures",
    "scorecard",
    "table",
    "chart",
    "explorer",
    "pictures",
    "document",
    "drafts",
    "limits",
    "definitions",
    "provenance",
    "control",
)


@dataclass(frozen=True)
class Block:
    """One thing to look at.

    Args:
        kind: One of `KINDS`; names the template macro.
        data: JSON-able values.
        language: Language of the words in it.
        spec: Vega-Lite specification of a chart, for JupyterLab's own renderer.
    """

    kind: str
    data: Mapping[str, Any]
    language: Language = "en"
    spec: Mapping[str, Any] | None = field(default=None, repr=False)

    def marked(self, name: str) -> Block:
        """Return the block with a place that sentences of the first screen can link to, `#see-<name>`."""
        return Block(self.kind, {**self.data, "place": name}, self.language, self.spec)

    def folded(self) -> Block:
        """Return the block closed behind its title: for who wants every number; the spreadsheet has them all the same."""
        return Block(self.kind, {**self.data, "folded": True}, self.language, self.spec)

    def to_json(self) -> dict[str, Any]:
        """Return the block as the exporter reads it."""
        return {"kind": self.kind, "language": self.language, "data": dict(self.data)}

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        bundle: dict[str, Any] = {MIME: self.to_json(), "text/html": in_lab(self), "text/plain": f"<{self.kind}>"}
        if self.spec is not None:
            bundle[CHART_MIME] = dict(self.spec)
        return bundle


P = ParamSpec("P")
B = TypeVar("B", bound=Block)


def declared(make: Callable[P, B]) -> Callable[P, B]:
    """Give what a function shows the name under which `who_sees.toml` says who may see it: `<file>.<function>`.

    A block without a name is internal, and so is one whose name is not declared there.
    """
    name = f"{make.__module__.rpartition('.')[2]}.{make.__name__.lstrip('_')}"

    @wraps(make)
    def named(*args: P.args, **kwargs: P.kwargs) -> B:
        made = make(*args, **kwargs)
        return made if made.data.get("block") else replace(made, data={**made.data, "block": name})

    return named


def safe_json(value: Any) -> Markup:
    r"""Write JSON that may stand inside a `<script>` element: no `<`, `>`, `&` or line separators in it.

    >>> print(safe_json("</script>"))
    "\u003c/script\u003e"
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 - every sign that could end the element was replaced above


@cache
def environment() -> Environment:
    """Return the one template environment: every value is escaped, an unknown name is an error."""
    made = Environment(
        loader=FileSystemLoader(paths.TEMPLATES / "report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    made.globals["words"] = words
    made.filters["safe_json"] = safe_json
    return made


@cache
def macros() -> Any:
    """Return the blocks' macros, compiled once."""
    return environment().get_template("blocks.html.j2").module


def render(kind: str, language: Language, data: Mapping[str, Any]) -> Markup:
    """Return a block's HTML."""
    place = macros().place(data["place"]) if data.get("place") else ""
    body = getattr(macros(), kind)(data, words(language))
    body = macros().folded(data["title"], body) if data.get("folded") else body
    return Markup(place + body)  # noqa: S704 - made by the autoescaping template


def in_lab(block: Block) -> str:
    """Return the block for JupyterLab: the report's markup with the report's style, scoped to it."""
    style = (paths.TEMPLATES / "report" / "blocks.css").read_text(encoding="utf-8")
    return f'<style>{style}</style><div class="xhs xhs-block xhs-lab">{render(block.kind, block.language, block.data)}</div>'
