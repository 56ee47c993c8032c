"""The analyst's folder: how it is found from anywhere, and which of its notebooks were edited.

`xhs-workbench init FOLDER` leaves a small file in the folder, `.xhs-workbench.json`: the version that wrote it, and a digest of
each notebook as it was written. The file marks the folder, so that every command finds it from any folder below; the digests say
later which notebooks the analyst has changed.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

MARK = ".xhs-workbench.json"
VARIABLE = "XHS_WORKBENCH_ROOT"
"""Environment variable that names the folder; it wins over where a process was started."""
READ_ONLY = "XHS_WORKBENCH_READ_ONLY"
"""Environment variable set where colleagues look on: controls work, and no file of the work folder is changed."""
PACKAGE = Path(__file__).resolve().parent
CARRIED = PACKAGE / "shipped"
"""Notebooks, templates and demo inside an installed package; a clone has them at its top and no such folder."""
SHIPPED = CARRIED if CARRIED.is_dir() else PACKAGE.parent
"""Where the notebooks, templates, parameters and data lie that come with the package. Nothing is ever written there by an installed
package; a clone is its own work folder."""
IS_CLONE = PACKAGE.parent == SHIPPED
NOT_SHIPPED = {".ipynb_checkpoints", "__pycache__"}


@dataclass(frozen=True, slots=True)
class Mark:
    """What `init` wrote down.

    Args:
        version: Version of the package that wrote the folder last.
        notebooks: Name of a notebook -> digest of its cells as they were written.
    """

    version: str = ""
    notebooks: Mapping[str, str] = field(default_factory=dict)


def is_read_only() -> bool:
    """Say whether no file of the work folder may be changed from here."""
    return bool(os.environ.get(READ_ONLY))


def find_root(start: Path | None = None) -> Path:
    """Return the folder to work in.

    It is the one that `XHS_WORKBENCH_ROOT` names; otherwise the nearest marked folder from `start` upwards; otherwise the clone
    from which the package is run; otherwise `start` itself.

    Args:
        start: Where to begin; None means the current folder.
    """
    if named := os.environ.get(VARIABLE):
        return Path(named)
    here = start or _current_folder()
    return marked_folder(here) or (SHIPPED if IS_CLONE else here)


def marked_folder(start: Path) -> Path | None:
    """Return the nearest folder from `start` upwards that `init` wrote; None if there is none.

    Notebooks are code. A folder above `start` therefore counts only if it belongs to this user: in a place where others can write,
    such as /tmp, somebody else's mark would otherwise choose the code that runs.
    """
    for folder in (start, *start.parents):
        if (folder / MARK).is_file() and (folder == start or _is_ours(folder)):
            return folder
    return None


def folder_around(start: Path) -> Path | None:
    """Return the work folder that a place lies in: one that `init` wrote, or the clone; None if it lies in neither."""
    if found := marked_folder(start):
        return found
    return SHIPPED if IS_CLONE and start.resolve().is_relative_to(SHIPPED) else None


def read_mark(folder: Path) -> Mark | None:
    """Return what `init` wrote down in a folder; None for a folder it did not write. A damaged file counts as an empty one."""
    try:
        raw = (folder / MARK).read_bytes()
    except OSError:
        return None
    try:
        said = json.loads(raw)
        noted = said["notebooks"]
        return Mark(str(said["version"]), {str(name): str(digest) for name, digest in noted.items()})
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Mark()


def write_down(mark: Mark) -> bytes:
    """Return the content of the file that marks a folder."""
    said = {"version": mark.version, "notebooks": dict(sorted(mark.notebooks.items()))}
    return (json.dumps(said, indent=1) + "\n").encode()


def digest_of(notebook: bytes) -> str:
    """Return a digest of a notebook's cells without their outputs, so that running a notebook does not count as editing it.

    Raises:
        ValueError: It is no notebook.
    """
    try:
        cells = json.loads(notebook)["cells"]
        texts = [f"{cell['cell_type']}\0{_source(cell['source'])}" for cell in cells]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ValueError("not a notebook") from error
    return hashlib.sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()


def was_edited(file: Path, written: str | None) -> bool:
    """Say whether a notebook differs from what `init` wrote; one that cannot be read as a notebook does.

    Args:
        file: The notebook.
        written: Digest of what was written; None if `init` wrote no such notebook.
    """
    try:
        return digest_of(file.read_bytes()) != written
    except ValueError:
        return True


def notebook_name(file: Path, notebooks: Path) -> str:
    """Return a notebook's name: its place under the folder of notebooks, without the ending.

    >>> notebook_name(Path("notebooks/desks/selection.ipynb"), Path("notebooks"))
    'desks/selection'
    """
    return file.relative_to(notebooks).with_suffix("").as_posix()


def shipped_files(folder: str, kinds: Iterable[str] = ()) -> list[Path]:
    """Return the files of a folder that comes with the package, in order; `kinds` limits them to some suffixes."""
    wanted = set(kinds)
    return sorted(
        path
        for path in (SHIPPED / folder).rglob("*")
        if path.is_file()
        and NOT_SHIPPED.isdisjoint(path.relative_to(SHIPPED).parts)
        and (not wanted or path.suffix in wanted)
    )


def _source(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)


def _current_folder() -> Path:
    try:
        return Path.cwd()
    except OSError:  # it was removed while this process was in it
        return Path("/")


def _is_ours(folder: Path) -> bool:
    owner = getattr(os, "getuid", None)
    try:
        return owner is None or (folder.stat().st_uid == owner() and (folder / MARK).stat().st_uid == owner())
    except OSError:
        return False
