"""The two index pages of a campaign: the campaign at a glance, the client's, which mentions nothing else, and ours."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from xhs_workbench import paths
from xhs_workbench.findings import Language, Text
from xhs_workbench.params import CLOSER, every_notebook
from xhs_workbench.params.checking import in_language
from xhs_workbench.report.delivering.delivery import deliver, make_private_folder
from xhs_workbench.report.jobs import Job
from xhs_workbench.report.rendering.content_policy import content_policy, style
from xhs_workbench.report.rendering.glances import Glance, read_glance
from xhs_workbench.report.rendering.titles import TITLES
from xhs_workbench.views.audience import BANNER
from xhs_workbench.views.blocks import environment
from xhs_workbench.views.wording import words
from xhs_workbench.written import days_span

KINDS = {
    ".html": Text("Page", "网页"),
    ".pdf": Text("PDF", "PDF"),
    ".xlsx": Text("Spreadsheet", "数据表"),
    ".docx": Text("Word document", "Word 文档"),
    ".pptx": Text("Slides", "幻灯片"),
    ".ics": Text("Calendar file", "日历文件"),
    ".csv": Text("CSV table", "CSV 表"),
}
"""Ending of a file -> what it is called; others are not linked."""
READERS = {
    "_brand_en.docx": Text("For the brand, Word (English)", "品牌版 Word（英文）"),
    "_brand_zh.docx": Text("For the brand, Word (Chinese)", "品牌版 Word（中文）"),
    "_creator_en.docx": Text("For creators, Word (English)", "达人版 Word（英文）"),
    "_creator_zh.docx": Text("For creators, Word (Chinese)", "达人版 Word（中文）"),
}
"""End of a file's name -> for whom it is, where one report has a file for each of several readers."""
SENT = (".html", ".pdf", ".xlsx", ".docx", ".pptx", ".ics")
INDEX = "index.html"


@dataclass(frozen=True)
class FileLink:
    """One file beside the index: its address, and what it is called."""

    href: str
    name: str


@dataclass(frozen=True)
class IndexEntry:
    """One report of a campaign.

    Args:
        step: Which step of the campaign, from 1; 0 for a page that belongs to the one before it.
        title: Its name.
        suffix: Which of several, such as one creator's.
        href: Its page; empty for a step without a report yet.
        made: Day it was made; empty where no record says it.
        glance: Its verdict, day and first tiles.
        files: What lies beside the page and may be sent.
        ours: What lies beside it and is internal; only our own index has any.
    """

    step: int
    title: str
    suffix: str = ""
    href: str = ""
    made: str = ""
    glance: Glance = field(default_factory=Glance)
    files: tuple[FileLink, ...] = ()
    ours: tuple[FileLink, ...] = ()


def write_indexes(
    campaign: Path, job: Job, failed: Collection[str] = (), made: Mapping[str, str] | None = None
) -> None:
    """Write the index of each folder of a campaign, from the reports it holds.

    Args:
        campaign: The campaign's folder.
        job: Any job of the campaign, for its name and language.
        failed: Reports whose last run failed; the client's index leaves them out, because their files are
            from an earlier run.
        made: Report -> day it was made.
    """
    client, own = campaign / paths.CLIENT, campaign / paths.INTERNAL
    language, days = job.params.language, made or {}
    stems = _stems(client, "")
    shown = [stem for stem in stems if stem not in failed]
    if job.params.draft:
        pass  # its campaign may still be called ‹campaign name›: the client's index stays unchanged
    elif shown:
        entries = [_theirs(stem, client, language, days) for stem in shown]
        _write_index_of(entries, client / INDEX, job)
    elif (client / INDEX).is_file():
        deliver({client / INDEX: None})
    every = sorted({*stems, *_stems(own, f"_{paths.INTERNAL}")}, key=_order)
    if every:
        make_private_folder(own)
        entries = [_ours(stem, client, own, language, days) for stem in every]
        _write_index_of(_with_gaps(entries, language), own / INDEX, job, internal=True)


def _write_index_of(entries: Sequence[IndexEntry], out: Path, job: Job, internal: bool = False) -> None:
    brief, language = job.params.read_brief(), job.params.language
    write_index(
        entries,
        out,
        campaign=in_language(brief.campaign, language),
        brand=brief.brand.name.to(language),
        period=days_span(brief.timeline.posting_start, brief.timeline.posting_end).to(language),
        language=language,
        synthetic=brief.synthetic,
        good_is=brief.good_is,
        internal=internal,
    )


def _theirs(stem: str, client: Path, language: Language, made: Mapping[str, str]) -> IndexEntry:
    page = client / f"{stem}.html"
    beside = _links(client, stem, "", SENT[1:], language)  # the title links to the page itself
    return _entry(stem, page, page.name, language, made, beside)


def _ours(stem: str, client: Path, own: Path, language: Language, made: Mapping[str, str]) -> IndexEntry:
    """Return a report's internal version, or the client's if both are the same, with what to send and what not."""
    page, theirs = own / f"{stem}_{paths.INTERNAL}.html", client / f"{stem}.html"
    sent = _links(client, stem, f"../{paths.CLIENT}/", SENT, language) if theirs.is_file() else ()
    kept = _links(own, f"{stem}_{paths.INTERNAL}", "", tuple(KINDS), language)
    if page.is_file():
        return _entry(stem, page, page.name, language, made, sent, kept)
    return _entry(stem, theirs, f"../{paths.CLIENT}/{theirs.name}", language, made, sent, kept)


def _entry(
    stem: str,
    page: Path,
    href: str,
    language: Language,
    made: Mapping[str, str],
    files: tuple[FileLink, ...],
    ours: tuple[FileLink, ...] = (),
) -> IndexEntry:
    notebook = _notebook(stem)
    step = 0 if notebook in CLOSER.values() else _steps().index(notebook) + 1
    suffix = stem.removeprefix(notebook).lstrip("-")
    title, day = TITLES[notebook].to(language), made.get(stem, "")
    return IndexEntry(step, title, suffix, href, day, read_glance(page), files, ours)


def _links(
    folder: Path, stem: str, before: str, endings: Collection[str], language: Language
) -> tuple[FileLink, ...]:
    """Return the page and the files of a report, by their kind; by their names where there are two of a kind."""
    found = sorted(
        (path for path in folder.glob(f"{stem}*") if path.is_file() and _belongs(path, stem, endings)),
        key=lambda path: (list(KINDS).index(path.suffix), path.name),
    )
    kinds = [path.suffix for path in found]
    return tuple(
        FileLink(
            before + path.name,
            KINDS[path.suffix].to(language)
            if kinds.count(path.suffix) == 1
            else _for_whom(path.name, language),
        )
        for path in found
    )


def _for_whom(name: str, language: Language) -> str:
    """Return for which reader a file is, or its name where that does not say."""
    return next((text.to(language) for end, text in READERS.items() if name.endswith(end)), name)


def _belongs(path: Path, stem: str, endings: Collection[str]) -> bool:
    rest = path.stem.removeprefix(stem)
    return path.suffix in endings and (not rest or rest.startswith("_"))


def _with_gaps(entries: Sequence[IndexEntry], language: Language) -> list[IndexEntry]:
    """Add the steps without a report, each at its place."""
    there = {entry.step for entry in entries}
    gaps = {
        step: IndexEntry(step, TITLES[name].to(language))
        for step, name in enumerate(_steps(), 1)
        if step not in there
    }
    found: list[IndexEntry] = []
    for entry in entries:
        before = sorted(gap for gap in gaps if entry.step and gap < entry.step)
        found += [*(gaps.pop(step) for step in before), entry]
    return [*found, *(gaps[step] for step in sorted(gaps))]


def _first_of_each(entries: Sequence[IndexEntry]) -> list[IndexEntry]:
    """Return the first report of each step, in the order of the steps."""
    first: dict[int, IndexEntry] = {}
    for entry in entries:
        if entry.step:
            first.setdefault(entry.step, entry)
    return [first[step] for step in sorted(first)]


def _steps() -> list[str]:
    return [name for name in every_notebook() if name not in CLOSER.values()]


def _stems(folder: Path, ending: str) -> list[str]:
    """Return the reports of a folder, in the order of a campaign."""
    found = [path.stem.removesuffix(ending) for path in folder.glob(f"*{ending}.html") if path.name != INDEX]
    return sorted((stem for stem in found if _notebook(stem)), key=_order)


def _notebook(stem: str) -> str:
    return max(
        (name for name in every_notebook() if stem == name or stem.startswith(f"{name}-")),
        key=len,
        default="",
    )


def _order(stem: str) -> tuple[int, str]:
    return every_notebook().index(_notebook(stem)), stem


def write_index(
    entries: Sequence[IndexEntry],
    out: Path,
    *,
    campaign: str,
    language: Language,
    brand: str = "",
    period: str = "",
    synthetic: bool = False,
    good_is: str = "teal",
    internal: bool = False,
) -> None:
    """Write the page that shows a campaign at a glance; `internal` for the internal one.

    Args:
        entries: Its reports in order.
        out: The page.
        campaign: Its name.
        language: Of the page.
        brand: Whose it is.
        period: Its posting window.
        synthetic: True if its data are made up.
        good_is: Colour of what is good, see `Brief.good_is`.
        internal: True for our own index.

    Raises:
        OutputError: The page cannot be written.
    """
    steps = _first_of_each(entries)
    made = [entry for entry in steps if entry.href]
    body = (
        environment()
        .get_template("campaign.html.j2")
        .render(
            lang="zh-CN" if language == "zh" else "en",
            campaign=campaign,
            brand=brand,
            period=period,
            entries=entries,
            steps=steps,
            current=made[-1] if made else None,
            as_of=max((entry.glance.as_of for entry in entries), default=""),
            synthetic=synthetic,
            good_is=good_is,
            style=style(),
            policy=content_policy(()),
            w=words(language),
            internal=BANNER.to(language) if internal else "",
        )
    )
    deliver({out: body.encode("utf-8", "replace")})
