"""What a report depends on, as one hash: inputs, parameters, brief, notebook, template, package, libraries.

A record whose key is today's key is fresh; anything else is made again. Nothing is judged by its date.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path

from xhs_workbench import paths
from xhs_workbench.errors import WorkbenchError
from xhs_workbench.memory import earlier_hash
from xhs_workbench.report.input_files import files_of
from xhs_workbench.report.jobs import Job

LIBRARIES = ("xhs-workbench", "polars", "altair", "vl-convert-python", "papermill", "nbconvert", "ipykernel", "scipy")
CODE = {".py", ".toml", ".yaml", ".tsv", ".js", ".json", ".css", ".j2", ".csv"}


@dataclass
class Hasher:
    """Hashes files once each, however many reports read them."""

    seen: dict[Path, str] = field(default_factory=dict)

    def file(self, path: Path) -> str:
        """Return the SHA-256 of a file, or of all files of a folder with their names."""
        if path not in self.seen:
            self.seen[path] = _tree(path) if path.is_dir() else hashlib.sha256(path.read_bytes()).hexdigest()
        return self.seen[path]

    def inputs(self, job: Job) -> dict[str, str]:
        """Return the hash of each file the job reads, by its path as the parameters give it."""
        names = [name for _, name in files_of(job.params)]
        return {name: self.file(paths.resolve(name)) for name in names if paths.resolve(name).exists()}


READS_MEMORY = {"selection", "post_campaign"}
"""Notebooks whose report depends on what earlier campaigns left. The results also write it: their own rows are no input."""


def _memory(job: Job) -> str:
    file = getattr(job.params, "memory", "") or ""
    if job.notebook not in READS_MEMORY or not file or not paths.resolve(file).is_file():
        return ""
    try:
        return earlier_hash(file, job.params.read_brief())
    except WorkbenchError:  # the notebook will say it in a sentence
        return hashlib.sha256(paths.resolve(file).read_bytes()).hexdigest()


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
        "notebook": hashlib.sha256((paths.NOTEBOOKS / f"{job.notebook}.ipynb").read_bytes()).hexdigest(),
        "code": code(),
        "versions": versions(),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@cache
def code() -> str:
    """Return the hash of the package's own files and the templates: a changed line makes every report stale."""
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
