"""The wheel, built and unpacked where no clone can be found, and a command line that runs from it."""

import compileall
import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.ready_commands import NO_LONGER_SO, ready_programs

CLONE = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    """Build the wheel as `make wheel` does."""
    dist = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(dist)]
    subprocess.run(command, check=True, capture_output=True, cwd=CLONE)
    return next(dist.glob("*.whl"))


@pytest.fixture(scope="session")
def site(wheel, tmp_path_factory):
    """Unpack the wheel as pip would; the other packages are those of this environment."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    compileall.compile_dir(folder, quiet=2)
    return folder


def tree(folder):
    """Return the digest of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="session")
def around(site):
    """Return the environment in which the unpacked wheel is found."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XHS_")}
    return {**kept, "PYTHONPATH": str(site), "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture(scope="session")
def ready(site, around):
    """Have a process ready that has imported the unpacked wheel; returns how a command begins, and in which environment."""
    with ready_programs(around) as (begins, answered):
        asked = [*begins("python"), NO_LONGER_SO, "-c", "print(__import__('xhs_workbench').__file__)"]
        said = subprocess.run(asked, check=True, capture_output=True, text=True, env=around, cwd=site)
        assert Path(said.stdout.strip()).is_relative_to(site), "it is not the wheel that answers"
        yield begins("xhs-workbench"), answered


@pytest.fixture
def installed(site, around, ready):
    """Return a function that runs `xhs-workbench` from the unpacked wheel; afterwards nothing was written beside it.

    With `in_earnest`, it starts an interpreter of its own, as on a user's machine.
    """
    before, (begin, answered) = tree(site), ready

    def run(*arguments, cwd, in_earnest=False):
        alone = [sys.executable, "-P", "-m", "xhs_workbench.cli"]
        return subprocess.run(
            [*(alone if in_earnest else begin), *map(str, arguments)],
            check=False,
            capture_output=True,
            text=True,
            cwd=cwd,
            env=around if in_earnest else answered,
        )

    yield run
    assert tree(site) == before
