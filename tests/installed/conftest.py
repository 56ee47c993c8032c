"""The wheel, built and unpacked where no clone can be found, and a command line that runs from it."""

import compileall
import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

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


@pytest.fixture
def installed(site):
    """Return a function that runs `xhs-workbench` from the unpacked wheel; afterwards nothing was written beside it."""
    before = tree(site)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("XHS_")},
        "PYTHONPATH": str(site),
        "PYTHONDONTWRITEBYTECODE": "1",
    }

    def run(*arguments, cwd, **variables):
        return subprocess.run(
            [sys.executable, "-P", "-m", "xhs_workbench.cli", *map(str, arguments)],
            check=False,
            capture_output=True,
            text=True,
            cwd=cwd,
            env={**environment, **variables},
        )

    yield run
    assert tree(site) == before
