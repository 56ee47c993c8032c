"""Every generated page of the documentation, by its path below docs/."""

from __future__ import annotations

import re
from pathlib import Path

from docs.making import commands, findings, gallery, keys, python_names, words

ROOT = Path(__file__).parents[2]


def pages() -> dict[str, str]:
    """Return path -> text of every page that is made from the code or from a file outside docs/."""
    return {
        "index.md": _moved((ROOT / "README.md").read_text(encoding="utf-8")),
        "changelog.md": _moved((ROOT / "CHANGELOG.md").read_text(encoding="utf-8")),
        "contributing.md": _moved((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")),
        "reference/commands.md": commands.page(),
        "reference/parameters.md": keys.page(),
        "reference/python.md": python_names.page(),
        "reference/findings.md": findings.page(),
        "reference/errors.md": findings.errors_page(),
        "reference/definitions.md": words.definitions_page(),
        "reference/files.md": words.files_page(),
        "glossary.md": words.glossary_page(),
        "gallery.md": gallery.page(),
    }


def _moved(text: str) -> str:
    """Return a text of the clone's top folder with its links as they are from docs/; what the site has not stands as code."""
    text = re.sub(r"(\]\()docs/", r"\1", text)
    text = re.sub(r"\]\((README|CHANGELOG|CONTRIBUTING)\.md\)", lambda found: f"]({HERE[found[1]]})", text)
    return re.sub(r"\[([^\]]+)\]\((?!https?:|#|[\w/]+\.(?:md|png|webp))[^)]+\)", r"`\1`", text)


HERE = {"README": "index.md", "CHANGELOG": "changelog.md", "CONTRIBUTING": "contributing.md"}
