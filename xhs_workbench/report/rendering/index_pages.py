"""The two index pages of a campaign's reports: the client's, which mentions nothing else, and ours."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from xhs_workbench import paths
from xhs_workbench.findings import Language, Text
from xhs_workbench.params import every_notebook
from xhs_workbench.report.delivering.delivery import deliver, make_private_folder
from xhs_workbench.report.jobs import Job
from xhs_workbench.report.rendering.content_policy import content_policy
from xhs_workbench.report.rendering.page import style
from xhs_workbench.views.audience import BANNER
from xhs_workbench.views.blocks import environment
from xhs_workbench.views.wording import words

TITLES = {
    "brief": Text("Brief", "投放简报"),
    "selection": Text("Creator selection", "达人选择"),
    "content": Text("Content", "内容方向"),
    "live": Text("Live campaign", "投放进行时"),
    "post_campaign": Text("Results", "结案报告"),
    "closer_look": Text("Results: a closer look", "复盘细看"),
}
INDEX = "index.html"


@dataclass(frozen=True)
class IndexEntry:
    """One entry of a campaign's index: file name, title, a sentence, and the files beside the page."""

    file: str
    title: str
    about: str = ""
    beside: tuple[str, ...] = ()


def write_indexes(campaign: Path, job: Job, failed: Collection[str] = ()) -> None:
    """Write the index of each folder of a campaign, from the reports it holds.

    Args:
        campaign: The campaign's folder.
        job: Any job of the campaign, for its name and language.
        failed: Reports whose last run failed; the client's index leaves them out, because their files are
            from an earlier run.
    """
    client, own = campaign / paths.CLIENT, campaign / paths.INTERNAL
    stems = _stems(client, "")
    shown = [stem for stem in stems if stem not in failed]
    if job.params.draft:
        pass  # its campaign may still be called ‹campaign name›: the client's index stays unchanged
    elif shown:
        _write_index_of(
            [IndexEntry(f"{stem}.html", *_title_and_suffix(stem, job)) for stem in shown], client / INDEX, job
        )
    elif (client / INDEX).is_file():
        deliver({client / INDEX: None})
    every = sorted({*stems, *_stems(own, f"_{paths.INTERNAL}")}, key=_order)
    if every:
        make_private_folder(own)
        _write_index_of([_ours(stem, client, own, job) for stem in every], own / INDEX, job, internal=True)


def _write_index_of(entries: Sequence[IndexEntry], out: Path, job: Job, internal: bool = False) -> None:
    brief = job.params.read_brief()
    write_index(
        entries,
        out,
        campaign=brief.campaign,
        language=job.params.language,
        synthetic=brief.synthetic,
        internal=internal,
    )


def _ours(stem: str, client: Path, own: Path, job: Job) -> IndexEntry:
    """Return a report's internal version, or the client's if both are the same, with the files beside it."""
    page, theirs = own / f"{stem}_{paths.INTERNAL}.html", client / f"{stem}.html"
    beside = sorted(path.name for path in own.glob(f"{page.stem}_*") if path.is_file())
    link = f"../{paths.CLIENT}/{theirs.name}"
    if not page.is_file():
        return IndexEntry(link, *_title_and_suffix(stem, job), tuple(beside))
    return IndexEntry(
        page.name, *_title_and_suffix(stem, job), (*((link,) if theirs.is_file() else ()), *beside)
    )


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


def _title_and_suffix(stem: str, job: Job) -> tuple[str, str]:
    notebook = _notebook(stem)
    return TITLES[notebook].to(job.params.language), stem.removeprefix(notebook).lstrip("-")


def write_index(
    entries: Sequence[IndexEntry],
    out: Path,
    *,
    campaign: str,
    language: Language,
    synthetic: bool = False,
    internal: bool = False,
) -> None:
    """Write the page that links a campaign's reports; `internal` for the internal one.

    Raises:
        OutputError: The page cannot be written.
    """
    body = (
        environment()
        .get_template("campaign.html.j2")
        .render(
            lang="zh-CN" if language == "zh" else "en",
            campaign=campaign,
            entries=entries,
            synthetic=synthetic,
            style=style(),
            policy=content_policy(()),
            w=words(language),
            internal=BANNER.to(language) if internal else "",
        )
    )
    deliver({out: body.encode("utf-8", "replace")})
