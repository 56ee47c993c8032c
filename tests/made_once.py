"""What takes long to make and is only looked at is made once for all of pytest's worker processes."""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: each worker makes its own
    fcntl = None


@contextmanager
def alone(file):
    """Hold a lock that goes with its owner, however that ends."""
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def of_the_run(tmp_path_factory):
    """Return the folder that all workers of a run share: each worker's own folder lies in it."""
    base = Path(tmp_path_factory.getbasetemp())
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def made_once(tmp_path_factory, name, make):
    """Return a folder that `make` has filled, by this worker or by another one of the same run.

    Args:
        tmp_path_factory: pytest's.
        name: The folder's.
        make: Called with the empty folder, at most once unless it fails; nobody changes the folder afterwards.
    """
    workers = "PYTEST_XDIST_WORKER" in os.environ and fcntl is not None
    if not workers:
        folder = tmp_path_factory.mktemp(name)
        make(folder)
        return folder
    root = of_the_run(tmp_path_factory)
    folder = root / f"made_once_{name}"
    with alone(root / f"made_once_{name}.lock"):
        whole = root / f"made_once_{name}.whole"
        if not whole.exists():
            shutil.rmtree(folder, ignore_errors=True)  # what another worker began and did not end
            folder.mkdir()
            make(folder)  # where it stays: a run keeps its executed notebooks by the folder of its reports
            whole.touch()
    return folder
