"""What the analyst opens: the last report in a browser, the start page in JupyterLab."""

from __future__ import annotations

import sys
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path

from xhs_workbench import paths
from xhs_workbench.errors import InputMissingError, Problem
from xhs_workbench.report.opening import open_start_page


def last_report(campaign: str, out: Path, *, internal: bool = False) -> Path:
    """Return the index of the campaign whose report is newest.

    Args:
        campaign: Only this one; empty means any.
        out: Folder of the reports.
        internal: Our own version; also the only one of a campaign of which there are drafts only.

    Raises:
        InputMissingError: There is no report.
    """
    name = Path(campaign.rstrip("/\\")).name
    wanted = paths.INTERNAL if internal else paths.CLIENT
    found = [page for page in out.glob(f"*/{wanted}/index.html") if name in ("", page.parents[1].name)]
    if not found and not internal:
        found = [
            page for page in out.glob(f"*/{paths.INTERNAL}/index.html") if name in ("", page.parents[1].name)
        ]
    if found:
        return max(found, key=lambda page: page.stat().st_mtime)
    there = sorted({page.parents[1].name for page in out.glob("*/*/index.html")})
    close = get_close_matches(name, there, n=1)
    hint = (f"did you mean {close[0]}?", f"是不是想写 {close[0]}？") if close else ("", "")
    made = ("xhs-workbench run CAMPAIGN makes one.", "请用 xhs-workbench run CAMPAIGN 生成。")
    raise InputMissingError(
        Problem(
            "no report yet",
            "还没有报告",
            file=name or paths.shown(out),
            fix_en=hint[0] or made[0],
            fix_zh=hint[1] or made[1],
            code="XHS-P071",
        )
    )


def lab_command(*, browser: bool = True) -> list[str]:
    """Return the command that opens JupyterLab on the start page.

    Args:
        browser: Open it in the browser too.

    Raises:
        InputMissingError: JupyterLab is not installed, or this is no work folder.
    """
    if find_spec("jupyterlab") is None:
        install = "pip install 'xhs-workbench[lab]'"
        raise InputMissingError(
            Problem(
                "JupyterLab is not installed",
                "未安装 JupyterLab",
                fix_en=install,
                fix_zh=install,
                code="XHS-P072",
            )
        )
    if not (paths.NOTEBOOKS / "start.ipynb").is_file():
        raise InputMissingError(
            Problem(
                "no start page: this is no work folder",
                "没有起始页：这里不是工作文件夹",
                file="notebooks/start.ipynb",
                fix_en="xhs-workbench init FOLDER makes one.",
                fix_zh="请先运行 xhs-workbench init FOLDER。",
                code="XHS-P073",
            )
        )
    start = open_start_page().relative_to(paths.ROOT).as_posix()
    command = [
        *(sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={paths.ROOT}"),
        f"--LabApp.default_url=/lab/tree/{start}",  # the address that is printed leads there too
    ]
    return command if browser else [*command, "--no-browser"]
