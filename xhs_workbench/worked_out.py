"""What one report of a run has worked out, the next one takes over: files as they were read, fitted models, solved plans.

Reports of one campaign, in two languages, for two readers, or made by five notebooks, read the same files and ask the same
questions. While a run lasts, answers lie in a private folder, one for each client's salt, that the run empties before and removes
after. Its name is in `XHS_WORKED_OUT`; without it every question is worked out, and the pages are the same to the byte.

The name of an answer is a hash of the question: the function and everything it was given, a file by its content. Nothing given
in another campaign can therefore be taken for it. What lies there was written by this run's own kernels, as messages between them
are (`report.executing.frames`); nothing from outside ever gets there as it came.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import secrets
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

FOLDER = "XHS_WORKED_OUT"
"""Environment variable by which a run names the folder to its kernels."""
MOST_BYTES, MOST_EACH = 1 << 30, 1 << 27
"""Of a client's folder, and of one answer: what is larger is worked out again."""
ANSWER = ".answer"

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def is_kept() -> bool:
    """Say whether this process belongs to a run that keeps answers."""
    return bool(os.environ.get(FOLDER))


def kept(work: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Keep the answers of a function for the rest of the run. It must depend on its arguments alone, and change none of them."""
    name = f"{work.__module__}.{work.__qualname__}"

    @wraps(work)
    def asked(*given: Given.args, **named: Given.kwargs) -> Answer:
        return once(name, (given, named), lambda: work(*given, **named))

    return asked


def once(name: str, given: object, work: Callable[[], Answer]) -> Answer:
    """Return what `work` returns, or returned before in this run for the same question.

    Args:
        name: Of the function.
        given: All that the answer depends on.
        work: Works it out.
    """
    folder = os.environ.get(FOLDER)
    question = _hash((name, given)) if folder else ""
    if not folder or not question:
        return work()
    path = Path(folder) / f"{question}{ANSWER}"
    with suppress(OSError, pickle.UnpicklingError, EOFError):  # not there yet, or the disk was full
        found: Answer = pickle.loads(path.read_bytes())  # noqa: S301 - see above
        return found
    return _kept(path, work())


class _Hash:
    """A file that only hashes what is written to it."""

    def __init__(self) -> None:
        self._found = hashlib.sha256()

    def write(self, piece: Any) -> int:
        """Take the next piece."""
        self._found.update(piece)
        return memoryview(piece).nbytes

    def hexdigest(self) -> str:
        """Return the hash of all pieces."""
        return self._found.hexdigest()


def _hash(value: object) -> str:
    """Return a hash of a value and all it holds; empty if it holds something that cannot be written down."""
    found = _Hash()
    writer = pickle.Pickler(found, protocol=5)
    writer.fast = True  # without notes on what is the same object: equal questions are to have equal hashes
    try:
        writer.dump(value)
    except (pickle.PicklingError, TypeError, AttributeError, ValueError, RecursionError):
        return ""
    return found.hexdigest()


def _kept(path: Path, answer: Answer) -> Answer:
    """Write an answer whole or not at all, and return it as later reports will find it, so that their next questions are the same."""
    try:
        raw = pickle.dumps(answer, protocol=5)
        if len(raw) > MOST_EACH:
            return answer
        again: Answer = pickle.loads(raw)  # noqa: S301 - written a line above
        path.parent.mkdir(mode=0o700, exist_ok=True)
        if len(raw) + sum(entry.stat().st_size for entry in os.scandir(path.parent)) <= MOST_BYTES:
            _put_whole(path, raw)
    except (OSError, pickle.PicklingError, TypeError, AttributeError):  # the next report works it out itself
        return answer
    return again


def _put_whole(path: Path, raw: bytes) -> None:
    new = path.with_suffix(f".{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(raw)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
