"""Links to files for the browser in use: JupyterLab serves files, VS Code and others open paths."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

from xhs_workbench import paths


def link_to_notebook(notebook: Path) -> str:
    """Return a link for `notebooks/start.ipynb`: relative, so that it opens in the same window."""
    return quote(Path(os.path.relpath(notebook, paths.NOTEBOOKS)).as_posix())


def link_to_page(page: Path) -> str:
    """Return a link to a report: through this kernel's server, so that its charts run; otherwise relative."""
    try:
        from jupyter_server.serverapp import list_running_servers
    except ImportError:  # a kernel whose JupyterLab is installed elsewhere
        return link_to_notebook(page)
    parent = os.environ.get("JPY_PARENT_PID", "")
    for server in list_running_servers():
        root = Path(server.get("root_dir", "/")).resolve()
        if str(server.get("pid")) == parent and page.resolve().is_relative_to(root):
            return f"{server['base_url']}files/{quote(page.resolve().relative_to(root).as_posix())}"
    return link_to_notebook(page)
