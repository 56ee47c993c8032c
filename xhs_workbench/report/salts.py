"""Salts of pseudonyms: one secret, from which each notebook, campaign and brand gets its own salt."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import time

from xhs_workbench import paths
from xhs_workbench.report.delivering.delivery import PRIVATE_FILE, make_private_folder
from xhs_workbench.report.jobs import Job


def read_salt() -> bytes:
    """Return this workbench's secret for pseudonyms, created on the first call."""
    path = paths.PRIVATE / "salt"
    make_private_folder(paths.PRIVATE)
    if not path.exists():
        beside = path.with_name(f".salt.{os.getpid()}.{time.monotonic_ns()}")
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(32))
        try:
            os.link(beside, path)
        except FileExistsError:
            pass
        finally:
            beside.unlink()
    return path.read_bytes()


def salt_of(secret: bytes, job: Job) -> str:
    """Return the salt of a report's pseudonyms: one for each campaign, brand and notebook.

    On the live pages of one campaign a commenter thus keeps one name from day to day, while nobody who holds
    two reports (of two notebooks, campaigns, brands or workbenches) can match what a person said in them.
    """
    brand = job.params.read_brief().brand.name
    place = "\0".join((job.campaign, brand.zh or brand.en, job.notebook))
    return hmac.new(secret, place.encode(), hashlib.sha256).hexdigest()
