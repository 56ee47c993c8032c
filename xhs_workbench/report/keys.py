"""What a report depends on, as one hash: inputs, parameters, brief, notebook, template, package, libraries.

A report is fresh if its recorded key equals the current key; otherwise it is made again. Dates are never
compared.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path

from xhs_workbench import paths
from xhs_workbench.errors import IntakeError, Problem, WorkbenchError
from xhs_workbench.memory import earlier_hash
from xhs_workbench.report.input_files import files_of
from xhs_workbench.report.jobs import Job

LIBRARIES = (
    "xhs-workbench",
    "polars",
    "altair",
    "papermill",
    "nbconvert",
    "ipykernel",
    "scipy",
)
CODE = {".py", ".toml", ".yaml", ".tsv", ".js", ".json", ".css", ".j2", ".csv"}


@dataclass
class Hasher:
    """Hashes each file once, however many reports read it."""

    seen: dict[Path, str] = field(default_factory=dict)

    def file(self, path: Path) -> str:
        """Return the SHA-256 of a file, or of all files of a folder with their names.

        Raises:
            IntakeError: A pipe, socket or device, a file above the size limit, or a folder with too many
                files.
        """
        if path not in self.seen:
            self.seen[path] = _inputs_of(path) if path.is_dir() else paths.hash_regular(path)
        return self.seen[path]

    def inputs(self, job: Job) -> dict[str, str]:
        """Return the hash of each file that the job reads, by its path in the parameters."""
        names = [name for _, name in files_of(job.params)]
        return {name: self.file(paths.resolve(name)) for name in names if paths.resolve(name).exists()}


MOST_FILES, MOST_FOLDER_BYTES = 10_000, 4 * 1024**3
"""Limits for a folder that a job reads: drafts, covers, a mood board."""


def _inputs_of(folder: Path) -> str:
    """Hash a folder of inputs; links to folders are not followed, and non-files enter only by name."""
    found, size = hashlib.sha256(), 0
    for files, path in enumerate(sorted(_walk(folder)), 1):
        size += path.stat().st_size if path.is_file() else 0
        if files > MOST_FILES or size > MOST_FOLDER_BYTES:
            raise IntakeError(
                Problem(
                    f"a folder of more than {MOST_FILES:,} files or {MOST_FOLDER_BYTES // 1024**3} GB",
                    "文件夹中的文件过多或过大",
                    file=folder.name,
                    fix_en="give a smaller folder.",
                    fix_zh="请缩小文件夹。",
                    code="XHS-E045",
                )
            )
        found.update(path.relative_to(folder).as_posix().encode("utf-8", "surrogateescape") + b"\0")
        if path.is_file():
            found.update(bytes.fromhex(paths.hash_regular(path)))
    return found.hexdigest()


def _walk(folder: Path) -> Iterator[Path]:
    for root, _, names in os.walk(folder):
        yield from (Path(root) / name for name in names)


READS_MEMORY = {"selection", "candidates", "post_campaign"}
"""Notebooks whose report depends on earlier campaigns. The results also write the memory; their own rows are
not an input."""


def _memory(job: Job) -> str:
    file = getattr(job.params, "memory", "") or ""
    if job.notebook not in READS_MEMORY or not file:
        return ""
    try:  # a file that is not there yet and one without earlier campaigns are the same to a report
        return earlier_hash(file, job.params.read_brief())
    except WorkbenchError:  # the notebook itself will report it
        return paths.hash_regular(paths.resolve(file))


def report_key(job: Job, inputs: Mapping[str, str]) -> str:
    """Return the key of a report.

    Args:
        job: The report.
        inputs: From `Hasher.inputs`.
    """
    parts = {
        "inputs": dict(inputs),
        "memory": _memory(job),
        "parameters": job.params.to_notebook(),
        "notebook": hashlib.sha256(paths.notebook_file(job.notebook).read_bytes()).hexdigest(),
        "code": code(),
        "versions": versions(),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@cache
def code() -> str:
    """Return the hash of the package and the templates: any change makes every report stale."""
    return _tree(Path(__file__).parent.parent) + _tree(paths.TEMPLATES)


@cache
def versions() -> dict[str, str]:
    """Return the versions a report depends on."""
    return {**{name: version(name) for name in LIBRARIES}, "python": platform.python_version()}


def _tree(folder: Path) -> str:
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if (
            path.is_file()
            and "__pycache__" not in path.parts
            and (path.suffix in CODE or folder.name != "xhs_workbench")
        ):
            found.update(path.relative_to(folder).as_posix().encode() + b"\0")
            found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()
