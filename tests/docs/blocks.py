"""The code blocks of a page, and how each kind is tried."""

import re
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NOT_RUN = {
    "pip install": "asks a registry",
    "make ": "is what CI itself runs",
    "python -m ipykernel install": "writes into the reader's home; test_airflow.py writes the same elsewhere",
    "XHS_AIRFLOW=": "needs Airflow",
    "python -m pytest": "is what CI itself runs",
    "python -m benchmarks": "takes minutes, and a quiet machine",
    "uvx --from": "asks a registry; docs/making/follow.py does",
    "pipx install": "asks a registry; docs/making/follow.py does",
    "uv tool install": "asks a registry",
    "xhs-workbench serve": "serves until it is stopped; tests/browser does",
    "xhs-workbench lab": "opens JupyterLab; tests/browser does",
    "xhs-workbench pdf": "needs Chromium; tests/report does",
    "xhs-workbench run spring_serum": "the reader fills in the brief first",
    "xhs-workbench run params/demo_sales": "lies in a clone only; tests/report/test_own_memory.py makes both",
    "xhs-workbench memory forget": "takes the demo's campaign out, which later pages show; tests/memory does",
    "xhs-workbench batch params/* --scheduler": "needs a cluster; tests/report does",
    "git config": "changes the reader's clone",
    'eval "$(xhs-workbench completion': "changes the reader's shell; tests/cli does",
    "xhs-workbench completion": "changes the reader's shell; tests/cli does",
}
"""Beginning of a line in a block marked `sh` -> why no test runs it here. Blocks marked `bash` and `python` are run."""


@dataclass(frozen=True)
class CodeBlock:
    page: str
    language: str
    code: str


def blocks_of(page):
    """Return the code blocks of a page of docs/, in order."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return [CodeBlock(page, language, code) for language, code in FENCE.findall(text)]


def written_pages():
    """Return every page that is written by hand, in the order in which a reader meets them, README last."""
    nav = (DOCS.parent / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:")[2]
    listed = [page for page in re.findall(r": (\S+\.md)$", nav, re.MULTILINE) if (DOCS / page).is_file()]
    assert set(listed) == {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    return [*listed, "../README.md"]
