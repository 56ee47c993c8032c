"""Show explorers to colleagues: Voilà serves two desks in a browser, without code, and nothing in the work folder changes."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from jupyter_core.paths import jupyter_config_dir, jupyter_data_dir, jupyter_runtime_dir

from xhs_workbench import paths, work_folder
from xhs_workbench.errors import InputMissingError, Problem
from xhs_workbench.params import DESKS
from xhs_workbench.report.opening import write_desk
from xhs_workbench.workspace.mapping_desk import campaign_folder

SHOWN = ("selection", "mapping")
"""Desks that are of use to somebody who has no Jupyter: they are looked at and tried."""
PORT = 8866
POLICY = (
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; connect-src 'self' ws: wss:;"
    " frame-ancestors 'self'; form-action 'self'"
)
"""Voilà's page asks another company's server for icons; who looks at which campaign is nobody else's business."""


def serve_command(folder: Path, port: int = PORT, host: str = "127.0.0.1") -> list[str]:
    """Return the command that serves a folder of notebooks.

    Args:
        folder: From `served_folder`.
        port: Where it listens.
        host: Which address of this machine; only this machine itself reaches 127.0.0.1.

    Raises:
        InputMissingError: Voilà is not installed.
    """
    if find_spec("voila") is None:
        install = "pip install 'xhs-workbench[voila]'"
        raise InputMissingError(
            Problem("Voilà is not installed", "未安装 Voilà", fix_en=install, fix_zh=install, code="XHS-P076")
        )
    return [
        *(sys.executable, "-m", "voila", str(folder), "--no-browser"),
        *(f"--port={port}", f"--Voila.ip={host}"),
        "--VoilaConfiguration.show_tracebacks=False",
        "--VoilaConfiguration.strip_sources=True",
        "--MappingKernelManager.cull_interval=60",
        "--MappingKernelManager.cull_idle_timeout=1800",
    ]


def serve_environment() -> dict[str, str]:
    """Return the environment of the server and its kernels: they work on this folder, and change no file of it."""
    return {**os.environ, work_folder.VARIABLE: str(paths.ROOT), work_folder.READ_ONLY: "1"}


@contextmanager
def jupyter_home() -> Iterator[None]:
    """Give Jupyter a folder of its own for what it notes, while a block runs, where this user's home cannot be written.

    Accounts of services have such a home; Jupyter would end with a traceback. A home that can be written is used as it is.
    """
    places = {
        "JUPYTER_DATA_DIR": _may_write(jupyter_data_dir()),
        "JUPYTER_RUNTIME_DIR": _may_write(jupyter_runtime_dir()),
        "JUPYTER_CONFIG_DIR": Path(jupyter_config_dir()).is_dir() or _may_write(jupyter_config_dir()),
        "JUPYTERLAB_SETTINGS_DIR": _may_write(jupyter_config_dir()),
        "JUPYTERLAB_WORKSPACES_DIR": _may_write(jupyter_config_dir()),
        "IPYTHONDIR": _may_write(os.environ.get("IPYTHONDIR", str(Path.home() / ".ipython"))),
    }
    closed = [name for name, good in places.items() if not good]
    if not closed:
        yield
        return
    before = {name: os.environ.get(name) for name in closed}
    with tempfile.TemporaryDirectory(prefix="xhs-home-", ignore_cleanup_errors=True) as folder:
        for name in closed:
            os.environ[name] = str(Path(folder) / name.lower())
        try:
            yield
        finally:
            for name, value in before.items():
                os.environ.pop(name)
                if value is not None:
                    os.environ[name] = value


def _may_write(name: str) -> bool:
    """Say whether a folder can be written, or made where it is not there."""
    there = next(place for place in (Path(name), *Path(name).absolute().parents) if place.exists())
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


@contextmanager
def served_folder(campaign: str) -> Iterator[Path]:
    """Yield a folder outside the work folder that holds the campaign's desks for colleagues, and nothing else.

    Args:
        campaign: Name of the campaign.

    Raises:
        ParamsError: There is no such campaign.
        InputMissingError: It has no parameters for any of these desks.
    """
    params = campaign_folder(campaign)
    files = {desk: params / f"{DESKS[desk]}.yaml" for desk in SHOWN}
    there = {desk: file for desk, file in files.items() if file.is_file()}
    if not there:
        raise InputMissingError(
            Problem(
                "this campaign has no parameters for an explorer",
                "该项目没有可供查看的参数文件",
                file=paths.shown(params),
                fix_en="it needs brief.yaml or selection.yaml.",
                fix_zh="需要 brief.yaml 或 selection.yaml。",
                code="XHS-P077",
            )
        )
    folder = Path(tempfile.mkdtemp(prefix="xhs-served-"))
    try:
        for desk, file in there.items():
            write_desk(file, desk, folder / f"{desk}.ipynb")
        headers = {"headers": {"Content-Security-Policy": POLICY}}
        settings = {  # Voilà reads them from where it is started
            "Voila": {"tornado_settings": headers},
            "VoilaConfiguration": {"file_allowlist": []},
        }
        (folder / "voila.json").write_text(json.dumps(settings), encoding="utf-8")
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
