"""An executed notebook as one self-contained HTML page.

Only our own blocks are copied from a notebook's outputs to the page. Any other output is an error, because it
could be markup. Scripts run by hash, nothing is evaluated, nothing is loaded. The page is written beside its
final name, read back, checked, and only then renamed, so that a full disk or a kill never leaves half a
report under a name a client might open.
"""

from __future__ import annotations

import ast
import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
from jinja2 import Environment
from markupsafe import Markup
from nbconvert.exporters.templateexporter import TemplateExporter

from xhs_workbench import paths
from xhs_workbench.errors import IntakeError, Problem, ReportError
from xhs_workbench.findings import Language
from xhs_workbench.report.delivering.delivery import deliver, make_folder, make_private_folder
from xhs_workbench.report.rendering.chart_library import chart_bundle
from xhs_workbench.report.rendering.content_policy import content_policy, style
from xhs_workbench.report.rendering.contents import check_content, holds_enough
from xhs_workbench.report.rendering.glances import glance_of, glance_script
from xhs_workbench.report.rendering.masked_names import for_page
from xhs_workbench.report.rendering.numbers_file import write_numbers
from xhs_workbench.report.rendering.rendered import Rendered, Version, marked
from xhs_workbench.report.rendering.sections import Drawn, Part, in_chapters, place_each, read_markdown
from xhs_workbench.report.rendering.titles import TITLES
from xhs_workbench.views.asked import is_asked
from xhs_workbench.views.audience import BANNER, DRAFT
from xhs_workbench.views.blocks import KINDS, MIME, environment, phrased, render, safe_json
from xhs_workbench.views.wording import words
from xhs_workbench.who_sees import Audience

IGNORED = {"stream"}
BESIDE = re.compile(r"[a-z][a-z0-9_]{0,40}\.(docx|xlsx|ics)\Z")
"""Names of whole files that may be saved beside a page."""
PARAMETERS = {"parameters", "injected-parameters"}
EMPTY = nbformat.v4.new_notebook()  # type: ignore[no-untyped-call]
NUMBERS = "numbers.xlsx"
SCRIPT = re.compile("<script", re.IGNORECASE)
INNER_LINK = re.compile(
    r' ?<a(?: class="(?P<kind>[^"<>]*)")? href="#(?P<place>[^"<>]*)"[^<>]*>(?P<words>.*?)</a>', re.DOTALL
)
PLACE = re.compile(r'<[^<>]*\sid="([^"<>]*)"')
ONLY_LEADS = {"see", "xhs-footnote"}
"""Links whose words say nothing but that they lead somewhere."""
OWN_SCRIPT = re.compile('<script type="application/json">')
AGAIN = (
    "check that place of the executed notebook, correct it, and run the notebook again.",
    "请查看已执行 notebook 的相应位置，修正后重新运行。",
)
"""Advice for a notebook that stopped before its end."""


@dataclass
class Page:
    """Everything the template needs."""

    lang: str
    title: str
    words: Mapping[str, str]
    cover: Markup
    first: Markup | None
    """The first screen; of an older notebook, its headline."""
    brief_cover: bool
    """True if the first screen carries the page, so that the cover is one line."""
    chapters: list[Part]
    appendix: list[Part]
    wants: list[tuple[str, str]]
    """Chapters that these files cannot fill, and what file would; those that want the same file stand together."""
    style: Markup
    policy: str
    internal: str
    """Banner of our internal version; empty on the client's."""
    running: Markup
    """Style of the running footer of the printed page."""
    beside: Mapping[str, str]
    beside_files: Mapping[str, str]
    numbers: bytes
    glance: str
    """The page at a glance, for the campaign's index."""
    good_is: str
    """Colour of what is good, see `Brief.good_is`."""
    closer: tuple[str, str] | None
    """File name and title of the page that looks closer, if it is made with this one."""


class PageExporter(TemplateExporter):
    """nbconvert's template exporter with our template and an environment that escapes every value."""

    file_extension = ".html"
    template_name = "report"

    def _template_name_default(self) -> str:
        return "report"

    def _create_environment(self) -> Environment:
        made: Environment = super()._create_environment()  # type: ignore[no-untyped-call]
        made.autoescape = True
        made.filters["phrased"] = phrased
        return made


@cache
def _exporter() -> PageExporter:
    return PageExporter(extra_template_basedirs=[str(paths.TEMPLATES)])  # type: ignore[no-untyped-call]


def write_page(executed: Path, out: Path, *, language: Language | None = None) -> None:
    """Turn an executed notebook into a page, whichever papermill engine executed it.

    The notebook's metadata are ignored: papermill calls even a killed kernel "completed". Only the outputs of
    the cells count.

    Args:
        executed: The notebook that papermill wrote.
        out: Where the client's page goes, such as `reports/demo/client/live.html`; replaced only by a
            complete new page. The internal version goes to `paths.internal_page` of it.
        language: Which language of the bilingual headings to use; None takes the language of its blocks.

    Raises:
        InputMissingError: No such notebook.
        IntakeError: The file is not a notebook, or is incomplete.
        ReportError: A section shows nothing, the notebook did not reach its last block, or it holds an output
            that is not ours.
        OutputError: The page cannot be written.
    """
    notebook = _read_notebook(executed)
    name = executed.stem if executed.stem != "executed" else out.stem
    rendered = render_page(notebook, name, language=language or _spoken(notebook))
    files = rendered.files(out)
    make_folder(out.parent)
    make_private_folder(paths.internal_page(out).parent)
    deliver(files)


def _read_notebook(executed: Path) -> Any:
    paths.require(executed, "EXECUTED")
    try:
        return nbformat.read(executed, as_version=4)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, AttributeError, KeyError, TypeError, nbformat.ValidationError) as error:
        raise IntakeError(
            Problem(
                "this is not a notebook, or it is incomplete",
                "该文件不是 notebook，或不完整",
                file=executed.name,
                fix_en="run the notebook again; a full disk or a kill leaves an incomplete file.",
                fix_zh="请重新运行 notebook；磁盘已满或进程被终止会留下不完整的文件。",
                code="XHS-R009",
            )
        ) from error


def _spoken(notebook: Any) -> Language:
    """Return the language of the first block; without blocks there is no page, so either will do."""
    shown = (output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", []))
    first = next((data[MIME].get("language") for data in shown if MIME in data), "en")
    return "zh" if first == "zh" else "en"


def render_page(notebook: Any, name: str, *, language: Language, closer: str = "") -> Rendered:
    """Render an executed notebook; only our own blocks are passed to the exporter.

    Args:
        notebook: The executed notebook.
        name: Name of the notebook, without suffix.
        language: Of headings.
        closer: Name of the notebook that looks closer and is made with this one; the page's foot links to it.

    Raises:
        ReportError: A section shows nothing, the last block was not reached, or an output is not ours.
        NothingToShowError: The files hold nothing for this report.
    """
    blocks = [block for number, cell in enumerate(notebook.cells) for block in _blocks(cell, number, name)]
    check_content(name, notebook.cells, blocks)
    closer = closer if closer and holds_enough(closer, blocks) else ""
    draft = any(block["data"].get("draft") for block in blocks if block["kind"] == "cover")
    apart = draft or for_page(blocks, "client") != for_page(blocks, "internal")
    drawn = Drawn()
    ours = _version(notebook, name, language, "internal", closer, drawn) if apart else None
    return Rendered(_version(notebook, name, language, "client", closer, drawn), ours, draft)


def _version(
    notebook: Any, name: str, language: Language, audience: Audience, closer: str, drawn: Drawn
) -> Version:
    page = _gather_page(notebook, name, language, audience, drawn)
    page.closer = _link_to(closer, language, audience) if closer else None
    exported, _ = _exporter().from_notebook_node(EMPTY, resources={"page": page})
    body = without_dead_links(exported)
    _check_whole(body, page, name)
    return Version(
        body.replace("<!-- scripts -->", _scripts(language, body, page.glance)),
        page.beside,
        _files_beside(page, name),
    )


def without_dead_links(body: str) -> str:
    """Return a page without links to places that are not on it: what these files cannot fill is left out, whatever pointed there.

    Every value on the page is escaped, so only the templates can have written a tag.

    >>> without_dead_links('<p id="a">x <a class="see" href="#b">why</a> <a href="#a">up</a> <a href="#b">b</a></p>')
    '<p id="a">x <a href="#a">up</a> b</p>'
    """
    places = set(PLACE.findall(body))

    def kept(link: re.Match[str]) -> str:
        if link["place"] in places:
            return link[0]
        return "" if link["kind"] in ONLY_LEADS else link[0][: link[0].index("<")] + link["words"]

    return INNER_LINK.sub(kept, body)


def _link_to(notebook: str, language: Language, audience: Audience) -> tuple[str, str]:
    """Return file name and title of a page that lies beside this one."""
    file = Path(f"{notebook}.html")
    return (paths.internal_page(file) if audience == "internal" else file).name, TITLES[notebook].to(language)


def _files_beside(page: Page, name: str) -> dict[str, bytes]:
    for file in page.beside_files:
        if not BESIDE.match(file) or file == NUMBERS:
            raise _no_page(name, f"a page may have no file of this name: {file}", "页面旁不允许保存此文件名")
    return {NUMBERS: page.numbers, **{file: base64.b64decode(raw) for file, raw in page.beside_files.items()}}


def _check_whole(body: str, page: Page, name: str) -> None:
    """Check that every section is there once, and that the template wrote every `<script`."""
    every = [part for chapter in (*page.chapters, *page.appendix) for part in (chapter, *chapter.subs)]
    lost = [part.title for part in every if body.count(f'id="{part.id}"') != 1]
    if lost or not body.rstrip().endswith("</html>"):
        raise _no_page(name, f"the page lacks a section: {', '.join(lost)}", "页面缺少章节")
    if len(SCRIPT.findall(body)) != len(OWN_SCRIPT.findall(body)):
        raise _no_page(name, "the page holds a script that is not ours", "页面含有外来脚本")


def warm() -> None:
    """Load templates, styles and scripts in advance; nothing of a report."""
    _exporter().template  # noqa: B018 - traitlets compile it at the first look
    environment().get_template("blocks.html.j2")
    style()
    policy()


def _gather_page(notebook: Any, name: str, language: Language, audience: Audience, drawn: Drawn) -> Page:
    parts = [Part("top", 1, "")]
    blocks: list[Mapping[str, Any]] = []
    told: list[tuple[str, Mapping[str, Any]]] = []
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            read_markdown(cell.source, language, parts)
        elif cell.cell_type == "code":
            found = _blocks(cell, number, name)
            if not found and _shows(cell.source):
                raise _no_page(
                    name,
                    f"the section “{parts[-1].title}” shows nothing",
                    f"章节“{parts[-1].title}”没有内容",
                    cell=number,
                    fix=AGAIN,
                )
            parts[-1].told |= bool(found) or bool(PARAMETERS.intersection(cell.metadata.get("tags", [])))
            seen = for_page(found, audience)
            blocks += seen
            told += place_each(seen, parts, drawn)
    for part, after in pairwise([*parts[1:], Part("end", 0, "")]):
        if part.level > 1 and not part.told and after.level <= part.level:
            raise _no_page(
                name, f"there is nothing under the heading “{part.title}”", f"标题“{part.title}”下没有内容"
            )
    if not blocks or not blocks[-1]["data"].get("end"):
        raise _no_page(
            name, "the notebook ended before its last block", "notebook 没有运行到最后一个区块", fix=AGAIN
        )
    cover = next((block for block in blocks if block["kind"] == "cover"), None)
    opening = next((block for block in blocks if block["kind"] == "first_screen"), None)
    headline = next(
        (block for block in blocks if block["kind"] == "findings" and block["data"]["headline"]), None
    )
    if cover is None:
        raise _no_page(name, "the report has no cover", "报告缺少封面")
    if any(block["data"].get("synthetic") for block in blocks):
        cover = {**cover, "data": {**cover["data"], "synthetic": True}}
    chapters = in_chapters(parts)
    heading = f"{cover['data']['title']} · {cover['data']['brand']} · {cover['data']['campaign']}"
    banner = (DRAFT if cover["data"].get("draft") else BANNER).to(language) if audience == "internal" else ""
    return Page(
        lang="zh-CN" if language == "zh" else "en",
        title=heading,
        words=words(language),
        cover=render("cover", language, cover["data"]),
        first=render("first_screen", language, opening["data"])
        if opening
        else render("headline", language, headline["data"])
        if headline
        else None,
        brief_cover=opening is not None,
        chapters=[part for part in chapters if not part.behind],
        appendix=[part for part in chapters if part.behind and not (audience == "client" and part.idle)],
        wants=_missing(parts, words(language)["comma"], cover["data"].get("asked")),
        style=style(),
        policy=policy(),
        internal=banner,
        running=_running(heading, banner),
        beside=marked(blocks[-1]["data"]["beside"], made_up=bool(cover["data"].get("synthetic"))),
        beside_files=blocks[-1]["data"].get("beside_files", {}),
        numbers=write_numbers(told, cover["data"], language, audience),
        glance=glance_script(glance_of(cover["data"], (opening or headline or {}).get("data"))),
        good_is=str(cover["data"].get("good_is", "teal")),
        closer=None,
    )


def _missing(parts: Sequence[Part], comma: str, asked: list[str] | None) -> list[tuple[str, str]]:
    """Name the few chapters that the brief asks for and the files cannot fill, those that want the same file together."""
    titles: dict[str, list[str]] = {}
    for part in parts:
        if part.wants and not part.blocks and is_asked(part.wanting, asked):
            titles.setdefault(part.wants, []).append(part.title)
    return [(comma.join(named), wants) for wants, named in titles.items()][:MOST_WANTED]


MOST_WANTED = 4
"""More would be a list of what nobody sent; the rest stands in the limits."""


def _blocks(cell: Any, number: int, name: str) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    for output in cell.get("outputs", []):
        if output.output_type in IGNORED:
            continue
        if output.output_type == "error":
            why = f"{output.get('ename')}: {output.get('evalue')}"
            raise _no_page(
                name, f"the notebook stopped here: {why}", f"notebook 在此中断：{why}", cell=number, fix=AGAIN
            )
        data = output.get("data", {})
        if MIME not in data:
            what = ", ".join(data) or output.output_type
            raise _no_page(
                name,
                f"cell {number} shows something that is not one of our blocks: {what}",
                f"第 {number} 个单元格的输出不是报告区块",
                cell=number,
            )
        block = data[MIME]
        if block.get("kind") not in KINDS or block.get("language") not in ("en", "zh"):
            raise _no_page(
                name,
                f"cell {number} shows a block of an unknown kind",
                f"第 {number} 个单元格的区块类型未知",
                cell=number,
            )
        found.append(block)
    return found


def _shows(source: str) -> bool:
    """Say whether a cell ends in an expression to display that is not silenced by `;`."""
    body = ast.parse(source).body
    return bool(body) and isinstance(body[-1], ast.Expr) and not source.rstrip().endswith(";")


def _no_page(name: str, en: str, zh: str, cell: int = 0, fix: tuple[str, str] = ("", "")) -> ReportError:
    place = f"cell {cell}" if cell else ""
    return ReportError(
        Problem(en, zh, file=f"{name}.ipynb", column=place, fix_en=fix[0], fix_zh=fix[1], code="XHS-R003")
    )


def _running(*texts: str) -> Markup:
    """Return the printed footer; characters are written by number, so that no name can end the style."""
    left, right = ("".join(f"\\{ord(sign):06x}" for sign in text) for text in texts)
    foot = (
        f'@page {{ @bottom-left {{ content: "{left}"; white-space: nowrap; }} @top-right {{ content: '
        f'"{right}"; }} }}'
    )
    return Markup(foot)  # noqa: S704 - digits only


@cache
def _sources() -> tuple[str, str, str]:
    """Return the page's three scripts: Vega's bundle, the explorer, the page's own."""
    bundle = chart_bundle().replace("</script", "<\\/script")
    explorer = (Path(__file__).parents[2] / "views" / "desks" / "explorer.js").read_text(encoding="utf-8")
    unpack, own = (
        (paths.TEMPLATES / "report" / name).read_text(encoding="utf-8") for name in ("unpack.js", "page.js")
    )
    return bundle, unpack + explorer, unpack + own


def own_scripts() -> tuple[str, str, str]:
    """Return the scripts that every page holds; they contain nothing about a campaign."""
    return _sources()


def policy() -> str:
    """Return the content-security policy of a report's page, which runs our three scripts."""
    return content_policy(_sources())


def _scripts(language: Language, body: str, glance: str) -> str:
    """Return the scripts that a page needs: a chart library of .9 MB only where a chart moves."""
    bundle, explorer, own = _sources()
    needed = {bundle: "data-xhs-chart" in body, explorer: "data-xhs-explorer" in body, own: True}
    furniture = f'<script type="application/json" id="xhs-words">{safe_json(dict(words(language)))}</script>'
    scripts = [f'<script type="module">{text}</script>' for text, wanted in needed.items() if wanted]
    return "\n".join([furniture, glance, *scripts])
