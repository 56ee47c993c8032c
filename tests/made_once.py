"""What takes long to make and is only looked at is made once for all of pytest's worker processes."""

import os
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
    root = Path(tmp_path_factory.getbasetemp()).parent  # of the run: each worker's own folder lies in it
    folder = root / f"made_once_{name}"
    with alone(root / f"made_once_{name}.lock"):
        whole = root / f"made_once_{name}.whole"
        if not whole.exists():
            attempt = tmp_path_factory.mktemp(name)
            make(attempt)
            attempt.rename(folder)
            whole.touch()
    return folder
