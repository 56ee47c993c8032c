"""Follow the tutorial word for word from the wheel: an empty folder, an empty virtual environment, no clone, no configuration of this user.

`make tutorial` does it with the newest versions that pyproject.toml allows. `python -m docs.making.follow --lowest` takes the oldest,
`--python 3.13` another interpreter, `--tool uvx` or `--tool pipx` another way to install, `--until 4` stops after the reports. Printed are
the size of the installation and, for each section, how long one waits; seconds of the processor are printed beside, for a machine that is
busy with something else.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from docs.making.gallery import ROOT

TUTORIAL = ROOT / "docs" / "tutorial.md"
MOST_SECONDS, MOST_BASE_MB = 120, 600
"""Bars: waiting of the whole tutorial, and the installation without extras."""
TOOLS = ("pip", "setuptools", "wheel", "pkg_resources", "_distutils_hack")
"""What an empty virtual environment holds anyway."""
KEPT = (
    "PATH",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "UV_",
    "PIP_",
    "SSL_CERT_",
    "REQUESTS_CA_",
    "HTTP",
    "http",
    "NO_PROXY",
    "no_proxy",
)
"""Beginnings of variables that a reader's machine has too: its language, and how it reaches a registry."""
REPORTS_IN = 4
"""Section of the tutorial that makes these reports."""
REPORTS = ("brief", "selection", "candidates", "content", "live", "post_campaign", "closer_look")


@dataclass(frozen=True)
class Installed:
    """An installation to type in.

    Args:
        path: Folders of programs, put before those of the system.
        python: Command that starts its Python.
        site: Folder of its packages; None where the tool keeps it to itself.
        variables: What the environment needs besides.
    """

    path: Path
    python: Sequence[str]
    site: Path | None
    variables: Mapping[str, str]


def blocks() -> Iterator[tuple[str, str, str]]:
    """Yield (section, language, code) of each block of the tutorial, in order."""
    section, language, lines = "", "", list[str]()
    for line in TUTORIAL.read_text(encoding="utf-8").splitlines():
        if line.startswith("```"):
            if language:
                yield section, language, "\n".join(lines)
            language, lines = ("" if language else line[3:].strip()), []
        elif language:
            lines.append(line)
        elif line.startswith("## "):
            section = line[3:]


def install(wheel: Path, place: Path, given: argparse.Namespace) -> Installed:
    """Install the wheel into an empty place."""
    place.mkdir()
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or "uv"
    if given.tool == "uvx":
        words = [uv, "tool", "run", "--python", given.python or sys.executable, "--from", str(wheel)]
        command = place / "xhs-workbench"
        command.write_text(f'#!/bin/sh\nexec {" ".join(words)} xhs-workbench "$@"\n', encoding="utf-8")
        command.chmod(0o755)
        asked = subprocess.run([uv, "cache", "dir"], check=True, capture_output=True, text=True)
        return Installed(place, [*words, "python"], None, {"UV_CACHE_DIR": asked.stdout.strip()})
    if given.tool == "pipx":
        tool = _venv(uv, place / "pipx", "", ["pipx"])
        home = {"PIPX_HOME": str(place / "home"), "PIPX_BIN_DIR": str(place / "bin")}
        base = ["--python", given.python] if given.python else []
        words = [str(tool / "pipx"), "install", "--quiet", *base, str(wheel)]
        subprocess.run(words, check=True, env={**os.environ, **home})
        python = place / "home" / "venvs" / "xhs-workbench" / "bin" / "python"
        return Installed(place / "bin", [str(python)], _site(python), home)
    programs = _venv(uv, place / "venv", given.python, oldest() if given.lowest else [], wheel)
    return Installed(programs, [str(programs / "python")], _site(programs / "python"), {})


def oldest() -> list[str]:
    """Return what makes the installer take the oldest versions: it looks for them only among what it is asked for by name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return ["--resolution", "lowest-direct", *project["dependencies"]]


def _venv(uv: str, folder: Path, python: str, words: Sequence[str], wheel: Path | None = None) -> Path:
    """Make a virtual environment and return the folder of its programs."""
    subprocess.run([uv, "venv", "-q", "--python", python or sys.executable, str(folder)], check=True)
    what = [*words, *([str(wheel)] if wheel else [])]
    compiled = "--compile-bytecode"  # as pip does without being asked
    subprocess.run([uv, "pip", "install", "-q", compiled, "--python", str(folder), *what], check=True)
    return folder / "bin"


def _site(python: Path) -> Path:
    asked = [str(python), "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])"]
    return Path(subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip())


def size_mb(site: Path) -> tuple[float, float]:
    """Return what a folder of packages takes on the disk, MB: as installed, and the compiled code that Python adds."""
    plain = compiled = 0
    for path in site.rglob("*"):
        if path.relative_to(site).parts[0].startswith(TOOLS) or not path.is_file():
            continue
        taken = path.lstat().st_blocks * 512
        if path.suffix == ".pyc":
            compiled += taken
        else:
            plain += taken
    return plain / 1024**2, compiled / 1024**2


def type_in(code: str, language: str, here: Path, there: Installed, home: Path) -> Path:
    """Type one block; return the folder one is in afterwards.

    Raises:
        SystemExit: It failed.
    """
    kept = {name: value for name, value in os.environ.items() if name.startswith(KEPT)}
    around = {**kept, **there.variables, "HOME": str(home), "NO_COLOR": "1"}
    around["PATH"] = f"{there.path}{os.pathsep}{kept['PATH']}"
    if language == "python":
        (here / "mine.py").write_text(code, encoding="utf-8")
        code = " ".join([*there.python, "mine.py"])
    typed = f"{code}\necho; echo in:$(pwd -P)\n"
    done = subprocess.run(
        ["bash", "-euo", "pipefail"],  # noqa: S607 - as a reader has it
        input=typed,
        cwd=here,
        env=around,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{code}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
    return Path(done.stdout.rpartition("\nin:")[2].strip())


def follow(there: Installed, folder: Path, until: int) -> Iterator[tuple[str, float, float]]:
    """Yield (section, seconds waited, seconds of the processor) for each section with something to type, once it is done."""
    here, home = folder, folder.parent / "nobody"
    home.mkdir()
    for section, typed in groupby(blocks(), key=lambda block: block[0]):
        if until and int(section.split(".")[0]) > until:
            break
        began, used = time.monotonic(), _processor()
        for _, language, code in typed:
            here = type_in(code, language, here, there, home)
        yield section, time.monotonic() - began, _processor() - used
    if 0 < until < REPORTS_IN:
        return
    client = folder / "work" / "reports" / "demo" / "client"
    missing = [name for name in REPORTS if not (client / f"{name}.html").is_file()]
    if missing:
        raise SystemExit(f"not made: {', '.join(missing)}")


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> int:
    """Install, measure, follow; 1 where a bar is missed."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--wheel", type=Path, help="default: built now")
    asked.add_argument("--lowest", action="store_true", help="the oldest versions that pyproject.toml allows")
    asked.add_argument("--python", default="", help="another interpreter, a version or a path")
    asked.add_argument("--tool", choices=["venv", "uvx", "pipx"], default="venv")
    asked.add_argument("--until", type=int, default=0, help="stop after this section; 4: after the reports")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as made:
        place = Path(made)
        wheel = given.wheel and given.wheel.absolute()
        if wheel is None:
            build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place / "dist")]
            subprocess.run(build, check=True, cwd=ROOT, capture_output=True)
            wheel = next((place / "dist").glob("*.whl"))
        there = install(wheel, place / "installed", given)
        good = True
        if there.site:
            plain, _ = size_mb(there.site)
            good = given.lowest or plain <= MOST_BASE_MB
            print(f"installed: {plain:.0f} MB", flush=True)
        (place / "empty").mkdir()
        waited = processor = 0.0
        for section, wall, used in follow(there, place / "empty", given.until):
            print(f"{section}: {wall:.0f} s, {used:.0f} s of the processor", flush=True)
            waited, processor = waited + wall, processor + used
        if there.site:
            print(f"compiled by the installer and Python besides: {size_mb(there.site)[1]:.0f} MB")
        print(
            f"waited {waited:.0f} s, {processor:.0f} s of the processor; at most {MOST_SECONDS} s are allowed on a free machine"
        )
    return 0 if good and min(waited, processor) <= MOST_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
