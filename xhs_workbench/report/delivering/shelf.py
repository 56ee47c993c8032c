"""A folder of reports that this run owns: reports are written to it whole, recorded, and linked from index pages.

`reports/<campaign>/client/` holds what may be sent, `…/internal/` is for us only (mode 0700, files 0600).
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xhs_workbench import paths
from xhs_workbench.errors import InputMissingError, Problem, WorkbenchError
from xhs_workbench.intake.read import SALT
from xhs_workbench.params import every_notebook
from xhs_workbench.report.delivering import records
from xhs_workbench.report.delivering.delivery import PRIVATE_FILE, deliver, make_folder, make_private_folder
from xhs_workbench.report.delivering.folder_lock import owned
from xhs_workbench.report.delivering.journal import finish
from xhs_workbench.report.delivering.kept import private_for
from xhs_workbench.report.jobs import Job
from xhs_workbench.report.keys import Hasher, report_key, versions
from xhs_workbench.report.rendering.rendered import Rendered
from xhs_workbench.report.salts import salt_of

if TYPE_CHECKING:
    from xhs_workbench.report.making import Failure, Surroundings

EARLIER = "earlier"
"""Subfolder of `internal/` for files from the time before there were two folders."""
FLAT = re.compile(rf"(index|({'|'.join(every_notebook())})([-_].*)?)\.(html|csv|xlsx|docx|ics|pdf)\Z")
"""Names of reports and their files as they once lay directly under `reports/<campaign>/`."""
PRINTED = ".pdf"


@dataclass(frozen=True, slots=True)
class SetAside:
    """Reports from before there were two folders, moved to where nobody sends them from."""

    campaign: str
    files: int
    folder: Path


@contextmanager
def shelf_of(out: Path, jobs: Sequence[Job]) -> Iterator[Shelf]:
    """Own a folder of reports while the block runs; leftovers of a killed run are cleaned up first.

    Raises:
        OutputError: The folder cannot be written.
        LockedError: Another run is writing there.
    """
    make_folder(out)
    with owned(out), _shared_answers(out) as folder:
        finish(out)
        yield Shelf(out, jobs, folder)


@contextmanager
def _shared_answers(out: Path) -> Iterator[Path | None]:
    """Yield an empty private folder for what the reports of this run share; a killed run's is emptied first.

    Where there is no room for it, None: every report then works out everything itself.
    """
    folder = None
    try:
        folder = private_for(out) / "worked_out"
        shutil.rmtree(folder, ignore_errors=True)
        make_private_folder(folder)
    except (OSError, WorkbenchError):
        folder = None
    try:
        yield folder
    finally:
        if folder:
            shutil.rmtree(folder, ignore_errors=True)


class Shelf:
    """One run over a folder that it owns.

    Args:
        out: Folder of the reports.
        jobs: All reports of the run, for their keys and the names of their campaigns.
        shared: Private folder for what reports of one client share; None for nothing.
    """

    def __init__(self, out: Path, jobs: Sequence[Job], shared: Path | None = None) -> None:
        self.out, self.jobs, self.shared = out, jobs, shared
        self.id = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ-") + secrets.token_hex(3)
        hasher = Hasher()
        self.inputs = {job.id: hasher.inputs(job) for job in jobs}
        self.keys = {job.id: report_key(job, self.inputs[job.id]) for job in jobs}
        self.last = records.latest(out)

    def is_fresh(self, job: Job) -> bool:
        """Say whether the report is complete and was made from its current inputs."""
        last = self.last.get(job.id)
        made = last is not None and last["status"] == "made"
        return made and last is not None and last["key"] == self.keys[job.id] and not altered(self.out, last)

    def surroundings(self, job: Job, salt: bytes, fetch_from: str = "") -> Surroundings:
        """Return what a report is made with, besides its job.

        Args:
            job: The report.
            salt: The workbench's own salt, from `read_salt`.
            fetch_from: See `Surroundings`.
        """
        from xhs_workbench.report.making import (
            Surroundings,
        )  # papermill's and nbconvert's world: a deck needs neither

        own = os.environ.get(SALT) or salt_of(salt, job)
        client = hashlib.sha256(own.encode()).hexdigest()[:16]
        shared = str(self.shared / client) if self.shared and not fetch_from else ""
        return Surroundings(own, fetch_from, self.inputs[job.id], shared)

    def set_aside(self, campaign: str) -> SetAside | None:
        """Move files that lie directly in a campaign's folder, as they once did; None if there are none."""
        folder = self.out / campaign
        flat = (
            [path for path in folder.iterdir() if FLAT.match(path.name) and path.is_file()]
            if folder.is_dir()
            else []
        )
        if not flat:
            return None
        aside = folder / paths.INTERNAL / EARLIER
        make_private_folder(folder / paths.INTERNAL)
        make_private_folder(aside)
        for path in flat:
            path.chmod(PRIVATE_FILE)
            path.replace(aside / path.name)
        return SetAside(campaign, len(flat), aside)

    def put(self, job: Job, rendered: Rendered, seconds: float, executed: bytes = b"") -> Path:
        """Deliver a report whole, to both folders or to neither, and record it; return the client's page.

        A draft is internal: its own page is returned, and the client's earlier files stay.

        A PDF is removed together with the page version it was printed from, and so is any file that the
        report no longer has. The files there therefore always come from one run.

        Args:
            job: The report.
            rendered: Its files.
            seconds: How long it took.
            executed: Its notebook as it ran; the record names it, so that a deck is made of no other.

        Raises:
            OutputError: It cannot be written; the earlier files stay.
        """
        campaign = self.out / job.campaign
        page = paths.client_page(self.out, job.campaign, job.stem)
        make_folder(page.parent)
        make_private_folder(campaign / paths.INTERNAL)
        files = rendered.files(page)
        kept = {path for path in self._earlier_reports(job) if rendered.draft and path.parent == page.parent}
        gone = {path: None for path in self._earlier_reports(job) if path not in files and path not in kept}
        for path, raw in files.items():
            if path.suffix == ".html" and not (path.is_file() and path.read_bytes() == raw):
                gone[path.with_suffix(PRINTED)] = None
        hashes = deliver({**gone, **files})
        named = {path.relative_to(campaign).as_posix(): found for path, found in hashes.items()}
        before = {name: found for name, found in self._hashes(job).items() if _place(campaign, name) in kept}
        said = {"executed": hashlib.sha256(executed).hexdigest()} if executed else {}
        self.record(job, seconds, {"status": "made", "sha256": {**before, **named}, **said})
        return paths.internal_page(page) if rendered.draft else page

    def add(self, job: Job, files: Mapping[Path, bytes]) -> None:
        """Deliver files made of a delivered report, such as its deck, and record them with it: its next run removes them.

        Args:
            job: The report.
            files: Final path -> content, in the campaign's two folders.

        Raises:
            OutputError: They cannot be written; the earlier files stay.
        """
        campaign = self.out / job.campaign
        named = {path.relative_to(campaign).as_posix(): found for path, found in deliver(files).items()}
        record = {**self.last[job.id], "sha256": {**self._hashes(job), **named}}
        records.append(self.out, record)
        self.last[job.id] = record

    def _earlier_reports(self, job: Job) -> list[Path]:
        return [path for name in self._hashes(job) if (path := _place(self.out / job.campaign, name))]

    def _hashes(self, job: Job) -> dict[str, str]:
        """Return the files of the last delivery: file in the campaign's folder -> SHA-256."""
        last = self.last.get(job.id)
        return dict(last["sha256"]) if last else {}

    def fail(self, job: Job, seconds: float, failure: Failure) -> None:
        """Record that a report failed; files delivered earlier stay."""
        problem = failure.problems[0]
        said = {
            "exit_code": failure.exit_code,
            "code": problem.code,
            "en": clean(problem.en),
            "zh": clean(problem.zh),
        }
        self.record(job, seconds, {"status": "failed", "sha256": self._hashes(job), "failure": said})

    def record(self, job: Job, seconds: float, more: Mapping[str, Any]) -> None:
        """Append the result of a report to the folder's record."""
        record = {
            "run": self.id,
            "report": job.id,
            "key": self.keys[job.id],
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": round(seconds, 2),
            "versions": versions(),
            **more,
        }
        records.append(self.out, record)
        self.last[job.id] = record

    def index(self) -> None:
        """Link each campaign's existing reports; the client's index omits a report that failed last."""
        from xhs_workbench.report.rendering.index_pages import write_indexes

        failed = {key for key, record in self.last.items() if record["status"] == "failed"}
        for campaign, job in {job.campaign: job for job in self.jobs}.items():
            own = {key.rpartition("/")[2] for key in failed if key.rpartition("/")[0] == campaign}
            made = {
                key.rpartition("/")[2]: record["at"][:10]
                for key, record in self.last.items()
                if key.rpartition("/")[0] == campaign and record["status"] != "failed"
            }
            write_indexes(self.out / campaign, job, own, made)


def _place(campaign: Path, name: str) -> Path | None:
    """Return the file that a record names; None if the name leads outside the two folders."""
    folder, _, file = name.partition("/")
    safe = (
        folder in (paths.CLIENT, paths.INTERNAL) and file == Path(file).name and file not in ("", ".", "..")
    )
    return campaign / folder / file if safe else None


def altered(out: Path, record: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the delivered files of a record: `<name>: missing` or `<name>: changed`."""
    found = []
    for name, wanted in record["sha256"].items():
        path = _place((out / record["report"]).parent, name)
        if path is None or not path.is_file():
            found.append(f"{name}: missing")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != wanted:
            found.append(f"{name}: changed")
    return found


def verify(out: Path) -> list[str]:
    """Compare the delivered files with their current state.

    Returns:
        One line for each file that is missing, was changed, is in no record, lies outside the two folders, or
        can be read by others on this machine although it is internal.

    Raises:
        InputMissingError: Nothing was delivered into this folder, so a wrong one was named, or it is too early.
    """
    found, known = [], set()
    for key, record in sorted(records.latest(out).items()):
        campaign = key.rpartition("/")[0]
        known |= {f"{campaign}/{name}" for name in record["sha256"]}
        found += [f"{campaign}/{line}" for line in altered(out, record)]
    places = [path for folder in (paths.CLIENT, paths.INTERNAL) for path in sorted(out.glob(f"*/{folder}/*"))]
    made = {path.relative_to(out).as_posix() for path in places if path.is_file() and not extra(path)}
    found += [f"{name}: not in the record" for name in sorted(made - known)]
    flat = [path for path in sorted(out.glob("*/*")) if FLAT.match(path.name) and path.is_file()]
    found += [
        f"{path.relative_to(out).as_posix()}: from before the folders client and internal" for path in flat
    ]
    if not known and not found:
        raise InputMissingError(_nothing_in(out))
    ours = [
        path
        for path in (*sorted(out.glob(f"*/{paths.INTERNAL}")), *places)
        if paths.INTERNAL in path.parts[-2:]
    ]
    open_to = [path for path in ours if os.name == "posix" and path.stat().st_mode & 0o077]
    return found + [f"{path.relative_to(out).as_posix()}: others can read it" for path in open_to]


def _nothing_in(out: Path) -> Problem:
    return Problem(
        "nothing was delivered into this folder yet",
        "该文件夹中尚无交付的文件",
        file=paths.shown(out),
        fix_en="make reports first (xhs-workbench run CAMPAIGN), or name the folder they lie in with --out.",
        fix_zh="请先生成报告（xhs-workbench run CAMPAIGN），或用 --out 指明报告所在的文件夹。",
        code="XHS-R033",
    )


def extra(path: Path) -> bool:
    """Say whether a file belongs beside a page without being one: an index, or a printed page."""
    return path.name == "index.html" or (path.suffix == PRINTED and path.with_suffix(".html").is_file())


def clean(text: str) -> str:
    """Remove this machine's folders from a message that will be passed on."""
    for place in (paths.ROOT, Path.home()):
        text = text.replace(str(place), "…")
    return text


def notice(event: SetAside) -> Problem:
    """Return the sentence about reports that were moved."""
    return Problem(
        (
            f"{event.files} files from before the folders client and internal were moved to "
            f"{paths.shown(event.folder)}"
        ),
        f"{event.files} 个旧文件（当时未分 client 与 internal 文件夹）已移至 {paths.shown(event.folder)}",
        file=event.campaign,
        fix_en="send nothing from there: it mixes client and internal pages.",
        fix_zh="请勿外发其中文件：客户版与内部版混放。",
        code="XHS-R022",
    )
