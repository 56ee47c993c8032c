"""The page of what `import xhs_workbench as xhs` offers; mkdocstrings fills it with the docstrings."""

from __future__ import annotations

import xhs_workbench as xhs

TITLES = {
    "reading": "Reading files",
    "numbers": "Numbers",
    "choosing": "Choosing creators",
    "hearing": "What readers say",
    "effects": "Effects and money",
    "showing": "Showing",
    "sending": "Reports",
    "frames": "Frames",
}
HEAD = """# Python

`import xhs_workbench as xhs`; `dir(xhs)` lists these names. They take pandas and polars frames and return the kind they were given.
Every example runs as a test.

"""


def page() -> str:
    """Return a heading for each file of verbs and a place for each verb's docstring."""
    parts = [HEAD]
    for file, verbs in xhs.VERBS.items():
        parts.append(f"## {TITLES[file]}\n")
        parts += [f"::: xhs_workbench.verbs.{file}.{verb}\n" for verb in verbs]
    return "\n".join(parts)
