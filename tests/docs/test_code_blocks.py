"""What the documentation tells one to type is typed: the tutorial word for word in an empty folder, then the blocks of every page.

One work folder serves all. A report that was made is not made again by a later page: the command is then tried with `--dry-run`, and a
command that ran before in the same words is not repeated.
"""

import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from pydantic import TypeAdapter

from tests.docs.blocks import NOT_RUN, blocks_of, written_pages
from tests.docs.what_the_base_brings import without_extras
from tests.made_once import made_once
from tests.ready_commands import NO_LONGER_SO, ready_commands
from xhs_workbench import work_folder
from xhs_workbench.params import NOTEBOOK_PARAMS
from xhs_workbench.params.brief import Brief
from xhs_workbench.params.yaml_files import ParamsFile, parse_params
from xhs_workbench.report.executing.fork_server import FORK_WORKS

PAGES = written_pages()
DONE = set()
"""Lines that ran in the work folder of this process."""


def environment():
    """Return the environment in which a reader types: the command and Python of this environment, no clone around."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XHS_")}
    scripts = Path(sys.executable).parent
    return {**kept, "PATH": f"{scripts}{os.pathsep}{kept['PATH']}", "PYTHONSAFEPATH": "", "NO_COLOR": "1"}


def typed(code, folder, around):
    """Run lines in bash; return the folder one is in afterwards, and what was printed."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail"],
        input=f"{code}\necho; echo in:$(pwd -P)\n",
        cwd=folder,
        env=around,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{code}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    said, _, now = done.stdout.rpartition("\nin:")
    return Path(now.strip()), said + done.stderr


def run_python(code, folder, around):
    done = subprocess.run(
        ["bash", "-c", f'exec python {NO_LONGER_SO} -c "$0"', code],  # the python that is first on its PATH
        cwd=folder,
        env=around,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{code}\n{done.stderr[-2000:]}"
    return done.stdout


def follow(folder):
    """Follow the tutorial from its first line to its last, as if no extra were installed but the memory, of which later pages speak."""
    here, said = folder, []
    base = without_extras(environment(), but="duckdb")
    with readiness(base) as ready:
        for block in blocks_of("tutorial.md"):
            around = base if IN_EARNEST.intersection(block.code.splitlines()) else ready
            if block.language == "bash":
                here, printed = typed(block.code, here, around)
                said.append(printed)
                DONE.update(block.code.splitlines())
            elif block.language == "python":
                said.append(run_python(block.code, here, around))
    (folder / "said.txt").write_text("\n".join(said), encoding="utf-8")


IN_EARNEST = {
    "xhs-workbench init work --demo",
    "xhs-workbench run params/demo/brief.yaml --language zh",
    "import xhs_workbench as xhs",
}
"""Lines of the tutorial that start an interpreter of their own, as a reader's do; `make tutorial` does so for all of them."""


@contextmanager
def readiness(around):
    """Yield the environment in which what is typed need not import everything; where nothing can be forked, as it is."""
    if not FORK_WORKS:
        yield around
        return
    with tempfile.TemporaryDirectory() as folder, ready_commands(Path(folder), around) as ready:
        yield ready


@pytest.fixture(scope="session")
def followed(tmp_path_factory):
    folder = made_once(tmp_path_factory, "tutorial", follow)
    assert not work_folder.folder_around(folder)  # a reader has no clone
    return folder


def test_the_tutorial_word_for_word_in_an_empty_folder(followed):
    client = followed / "work" / "reports" / "demo" / "client"
    reports = {"brief", "selection", "candidates", "content", "live", "post_campaign", "closer_look"}
    assert {page.stem for page in client.glob("*.html")} == {*reports, "index"}
    said = (followed / "said.txt").read_text(encoding="utf-8")
    assert "7 of 7 would be made; nothing was written." in said
    assert re.search(r"^demo +brief +not made yet", said, re.MULTILINE)
    assert re.search(r"^demo +post_campaign +made +\d{4}-", said, re.MULTILINE)
    assert "engagement_rate_by" in said
    assert 'lang="zh' in (client / "brief.html").read_text(encoding="utf-8")[:2000]
    assert (client / "selection_deck.pptx").stat().st_size > 10_000
    assert (client.parent / "demo_client.zip").stat().st_size > 100_000


@pytest.fixture(scope="module")
def ready():
    """Return the environment of the pages: all that they tell one to type is answered by one process that is ready."""
    with readiness(environment()) as around:
        yield around


@pytest.mark.parametrize("page", [page for page in PAGES if page != "tutorial.md"])
def test_every_block_of_a_page_runs(page, followed, ready):
    work = followed / "work"
    for block in blocks_of(page):
        if block.language == "bash":
            lines = [tried(line) for line in block.code.splitlines()]
            fresh = [line for line in lines if line not in DONE]
            typed("\n".join(fresh), work, ready)
            DONE.update(fresh)
        elif block.language == "python":
            run_python(block.code, work, ready)
        elif block.language == "py":
            assert "airflow" in block.code  # test_airflow.py
        elif block.language == "yaml" and "runs-on:" in block.code:
            runs_as_a_job(block.code, work, ready)
        elif block.language == "yaml":
            reads_as_parameters(block)
        elif block.language == "sh":
            for line in block.code.splitlines():
                assert line.startswith(tuple(NOT_RUN)), f"{page}: neither run nor excused: {line}"
        else:
            assert block.language == "text" or page in MEASURED, f"{page}: a block without a language"
    LOOKED_AT.get(page, lambda _: None)(work)


def papermill_was_enough(work):
    """Plain papermill and the kernel everybody has ran a notebook to its end, and one command made its page."""
    [typed_line] = [
        line
        for block in blocks_of("how_to/scheduler.md")
        for line in block.code.splitlines()
        if BY_HAND in line and line.startswith("papermill ")
    ]
    assert re.fullmatch(r"papermill notebooks/live.ipynb \S+ -f params/demo/live.yaml", typed_line)
    notebook = json.loads((work / BY_HAND).read_text(encoding="utf-8"))
    ran = [cell["metadata"]["papermill"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert len(ran) > 5
    assert {(cell["status"], cell["exception"]) for cell in ran} == {("completed", False)}
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    assert (work / "by_hand" / "live.html").read_text(encoding="utf-8").rstrip().endswith("</html>")


BY_HAND = ".private/live_by_hand.ipynb"
LOOKED_AT = {"how_to/scheduler.md": papermill_was_enough}
"""What is looked at after a page's blocks have run."""


MEASURED = {"how_far_to_trust.md", "comments_measured.md", "mutants.md", "house.md", "times.md"}
"""Pages that benchmarks write."""


def tried(line):
    """Return a line as it is tried: a report that the tutorial made is not made again."""
    words = shlex.split(line, comments=True)
    again = words[:2] == ["xhs-workbench", "run"] and "--dry-run" not in words
    return f"{line} --dry-run" if again else line


def runs_as_a_job(code, work, around):
    """Run the steps of a job of GitHub Actions in the work folder, with the demo's campaign instead of the reader's."""
    [job] = yaml.safe_load(code.replace("spring_serum", "demo"))["jobs"].values()
    typed_lines = [step["run"] for step in job["steps"] if "run" in step]
    kept = [line for line in typed_lines if not line.startswith(tuple(NOT_RUN))]
    assert [line.split()[1] for line in kept] == ["check", "run"]
    for line in kept:
        typed(tried(line), work, around)
    [sent] = [step["with"]["path"] for step in job["steps"] if "with" in step]
    assert (work / sent / "live.html").is_file()


def test_the_line_of_cron_runs_as_cron_runs_it(followed, tmp_path):
    """No PATH but the one in the table, no terminal, `sh`; a mailer that writes down whether it was called."""
    [table] = [block.code for block in blocks_of("how_to/scheduler.md") if "* * 1-5" in block.code]
    variables, line = table.splitlines()
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "mail").write_text(f"#!/bin/sh\ncat >{tmp_path}/mailed\n")
    (programs / "mail").chmod(0o755)
    path = variables.removeprefix("PATH=").replace("/srv/workbench/bin", str(Path(sys.executable).parent))
    command = line.split(maxsplit=5)[5].replace("/srv/campaigns", shlex.quote(str(followed / "work")))
    command = command.replace(
        "params/*/", "params/demo/"
    )  # other pages leave campaigns that are not filled in
    around = {"PATH": f"{programs}{os.pathsep}{path}", "HOME": str(tmp_path), "SHELL": "/bin/sh"}
    log = followed / "work" / ".private" / "morning.log"
    done = subprocess.run(["sh", "-c", command], env=around, stdin=subprocess.DEVNULL, check=False)
    assert (done.returncode, (tmp_path / "mailed").exists()) == (0, False), log.read_text(encoding="utf-8")
    broken = command.replace("live.yaml", "lvie.yaml")
    subprocess.run(["sh", "-c", broken], env=around, stdin=subprocess.DEVNULL, check=False)
    assert "no such file" in (tmp_path / "mailed").read_text(encoding="utf-8")


def reads_as_parameters(block):
    """Hold an example of parameters against the models: strictly readable, and no key that nobody knows."""
    read = parse_params(block.code, ParamsFile(block.page, {})).data
    known = set(Brief.model_fields).union(*(model.model_fields for model in NOTEBOOK_PARAMS.values()))
    assert set(read) <= known, block
    for name, model in NOTEBOOK_PARAMS.items():
        if name != "brief" and set(read) <= set(model.model_fields):
            for key, value in read.items():
                TypeAdapter(model.model_fields[key].rebuild_annotation()).validate_python(value)
            return
