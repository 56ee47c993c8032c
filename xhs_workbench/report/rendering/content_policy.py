"""What a page may load and run: its own scripts by their hash, pictures embedded in it, and nothing else; and its style sheet."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from functools import cache

from markupsafe import Markup

from xhs_workbench import paths


def content_policy(scripts: Iterable[str]) -> str:
    """Return the content-security policy of a page: these scripts by hash, no other origin, no evaluation.

    Args:
        scripts: Exact text of each script element; none for a page without scripts.
    """
    run = " ".join(_hash(text) for text in scripts) or "'none'"
    return (
        f"default-src 'none'; script-src {run}; style-src 'unsafe-inline'; img-src data:; font-src data:; connect-src 'none'; "
        "base-uri 'none'; form-action 'none'; object-src 'none'"
    )


def _hash(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


@cache
def style() -> Markup:
    """Return the style sheet of every page."""
    folder = paths.TEMPLATES / "report"
    text = "\n".join((folder / name).read_text(encoding="utf-8") for name in ("blocks.css", "page.css"))
    return Markup(text)  # noqa: S704 - our own file
