"""What a notebook cell shows: one block of one kind, as data. JupyterLab and the report render it with one template.

A block holds words in both languages and plain values, never markup; it becomes JSON when it is rendered. The
exporter takes blocks and nothing else from a notebook's outputs, and the template escapes every value where
it is written, so a nickname cannot become a tag on any way to the page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any, Self

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from xhs_workbench import paths
from xhs_workbench.findings import Language, Text
from xhs_workbench.views.audience import for_audience
from xhs_workbench.views.packing import pack
from xhs_workbench.views.sketching.drawing import drawn
from xhs_workbench.views.wording import listener, said, spoken, words
from xhs_workbench.written import full_day

MIME = "application/vnd.xhs.block+json"
CHART_MIME = "application/vnd.vegalite.v5+json"
MOST_ROWS = 500
"""Rows of a table that a page writes out; the spreadsheet has all."""
ROW = re.compile(r"› row (\d+)")
PHRASE = re.compile(r"[^，、；：。！？]+[，、；：。！？]*[”」》）]*|[，、；：。！？]+")
NOT_SEEN = Text("The client does not see this.", "客户版不显示此项。")
"""Stands in JupyterLab only, in a report opened for the client."""
KINDS = (
    "cover",
    "first_screen",
    "chapter",
    "sketch",
    "cards",
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
        content: What it shows, words in both languages (see `wording.said`). `block` is the name under which
            `who_sees.toml` says who may see it; without one it is internal.
        language: Language it is always in, such as a document's; None follows the report.
    """

    kind: str
    content: Mapping[str, Any]
    language: Language | None = None

    def adding(self, **more: Any) -> Self:
        """Return the block with more in it."""
        return replace(self, content={**self.content, **more})

    def marked(self, name: str) -> Self:
        """Return the block with a place that sentences of the first screen can link to, `#see-<name>`."""
        return self.adding(place=name)

    def folded(self) -> Self:
        """Return the block closed behind its title: for who wants every number; the spreadsheet has them all the same."""
        return self.adding(folded=True)

    def in_(self, language: Language) -> Self:
        """Return the block in a language of its own, whatever the report's."""
        return replace(self, language=language)

    @property
    def data(self) -> dict[str, Any]:
        """What it shows, as plain values in one language."""
        return self.to_json()["data"]  # type: ignore[no-any-return]

    def to_json(self, language: Language | None = None) -> dict[str, Any]:
        """Return the block as the exporter reads it, in a language: its own, else the one asked for, else the open report's."""
        chosen = self.language or language or spoken()
        return {"kind": self.kind, "language": chosen, "data": said(self.content, chosen)}

    def __repr__(self) -> str:
        """Name the kind, for a console that draws nothing."""
        return f"<{self.kind}>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        made = self.to_json()
        bundle = {MIME: made, "text/plain": repr(self)}
        seen = for_audience([made], listener())
        if not seen:
            return {**bundle, "text/html": f"<p>{NOT_SEEN.to(made['language'])}</p>"}
        spec = {CHART_MIME: seen[0]["data"]["spec"]} if self.kind == "chart" else {}
        return {**bundle, **spec, "text/html": in_lab(seen[0])}


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
    made.globals["most_rows"] = MOST_ROWS
    made.globals["drawn"] = drawn
    made.filters["safe_json"] = safe_json
    made.filters["packed"] = pack
    made.filters["placed"] = placed
    made.filters["day"] = day_said
    made.filters["phrased"] = phrased
    return made


def day_said(day: str, lang: str) -> str:
    """Return an ISO day as people write it; what is none stands as it is, for a page read from a folder may hold anything.

    >>> day_said("2026-07-20", "zh-CN"), day_said("2026-07-20", "en"), day_said("x", "en")
    ('2026年7月20日', '20 July 2026', 'x')
    """
    try:
        return full_day(date.fromisoformat(day)).to("zh" if lang.startswith("zh") else "en")
    except ValueError:
        return day


def placed(place: str, language: Language) -> str:
    """Return a place in a file in the page's language.

    >>> placed("a.xlsx › 订单报告 › row 19", "zh")
    'a.xlsx › 订单报告 › 第 19 行'
    """
    return ROW.sub(r"› 第 \1 行", place) if language == "zh" else place


def phrased(text: Any, language: str) -> Markup:
    """Return a heading whose Chinese phrases stay whole where a line has room for them; other text stands as it is.

    A browser may break Chinese after any character, so that a phone cuts 评论 in two. A phrase ends with its mark.

    >>> print(phrased("24 篇笔记、597 条评论，逐一细看。", "zh"))
    <span class="xhs-phrase">24 篇笔记、</span><span class="xhs-phrase">597 条评论，</span><span class="xhs-phrase">逐一细看。</span>
    >>> print(phrased("24 notes < 30", "en"))
    24 notes &lt; 30
    """
    if not language.startswith("zh"):
        return escape(text)
    cut = PHRASE.findall(str(text))
    return Markup("").join(Markup('<span class="xhs-phrase">{}</span>').format(one) for one in cut)


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


def in_lab(made: Mapping[str, Any]) -> str:
    """Return a block's JSON for JupyterLab: the report's markup with the report's style, scoped to it."""
    return f"<style>{style()}</style>{plain_html(made)}"


def style() -> str:
    """Return the style of blocks."""
    return (paths.TEMPLATES / "report" / "blocks.css").read_text(encoding="utf-8")


def plain_html(made: Mapping[str, Any]) -> str:
    """Return a block's JSON as markup that finds its style where it stands."""
    return f'<div class="xhs xhs-block xhs-lab">{render(made["kind"], made["language"], made["data"])}</div>'
