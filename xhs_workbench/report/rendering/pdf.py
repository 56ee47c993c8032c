"""A page as a PDF, printed by the installed Chromium in a private profile without network access."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from xhs_workbench import paths
from xhs_workbench.errors import InputMissingError, OutputError, Problem
from xhs_workbench.report.delivering.delivery import deliver

BROWSER = "XHS_CHROMIUM"
"""Environment variable: the browser to use if it has another name or place."""
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
SECONDS = 240
DRAWING_MS = 30_000
"""Maximum virtual time to wait for the page's charts; a page that is ready earlier is printed earlier."""
SUMMARY_PAGES = 2
SHEET = re.compile(rb"/Type\s*/Page\b")
"""A page in a PDF as Chromium writes it."""
QUIET = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--no-first-run",
    "--no-default-browser-check",
    "--mute-audio",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-pdf-header-footer",
    "--window-size=1060,1400",
)


def find_browser() -> str | None:
    """Return the Chromium, Chrome or Edge to print with, or None if there is none."""
    named = os.environ.get(BROWSER)
    if named:
        return shutil.which(named)
    found = (path for name in NAMES if (path := shutil.which(name)))
    return next(found, None) or next((place for place in PLACES if Path(place).is_file()), None)


def write_pdf(page: Path, out: Path | None = None, *, summary: bool = False) -> Path:
    """Print a report, whole or as a summary of two pages.

    Args:
        page: The HTML page.
        out: Where the PDF goes; None puts it beside the page under the page's name, a summary under
            `<name>_summary.pdf`.
        summary: Print the first screen and what each chapter states. What does not fit two pages is refused,
            not shrunk.

    Returns:
        Path of the PDF.

    Raises:
        InputMissingError: No such page, or no browser is installed.
        OutputError: The browser made no complete PDF, the summary is longer than two pages, or it cannot be
            written; the earlier file stays.
    """
    paths.require(page, "REPORT")
    target = out or (page.with_name(f"{page.stem}_summary.pdf") if summary else page.with_suffix(".pdf"))
    browser = find_browser()
    if browser is None:
        raise InputMissingError(no_browser(page))
    with tempfile.TemporaryDirectory(prefix="xhs-pdf-", ignore_cleanup_errors=True) as folder:
        made = Path(folder) / "page.pdf"
        command = [
            browser,
            *QUIET,
            *(["--no-sandbox"] if _is_root() else []),
            f"--user-data-dir={folder}/profile",
            f"--virtual-time-budget={DRAWING_MS}",
            f"--print-to-pdf={made}",
            f"{page.absolute().as_uri()}#{'summary' if summary else 'print'}",
        ]
        try:
            subprocess.run(command, check=False, capture_output=True, timeout=SECONDS, cwd=folder)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise OutputError(_no_pdf(page)) from error
        raw = made.read_bytes() if made.is_file() else b""
    if not (raw.startswith(b"%PDF-") and raw.rstrip().endswith(b"%%EOF")):
        raise OutputError(_no_pdf(page))
    if summary and (pages := len(SHEET.findall(raw))) != SUMMARY_PAGES:
        raise OutputError(_wrong_length(page, pages))
    deliver({target: raw})
    return target


def no_browser(page: Path) -> Problem:
    """Return the message for a machine without a browser; the page itself is complete."""
    return Problem(
        "no PDF was made: no Chromium, Chrome or Edge is installed; the HTML page is complete",
        "未生成 PDF：未安装 Chromium、Chrome 或 Edge；HTML 页面完整可用",
        file=page.name,
        fix_en=f"install one, or name it in {BROWSER}; or print the page from any browser.",
        fix_zh=f"请安装浏览器或用 {BROWSER} 指定；也可在任意浏览器中打印该页面。",
        code="XHS-R020",
    )


def _no_pdf(page: Path) -> Problem:
    return Problem(
        "the browser made no complete PDF of this page",
        "浏览器未能生成完整的 PDF",
        file=page.name,
        fix_en="try again, or print the page from any browser.",
        fix_zh="请重试，或在任意浏览器中打印该页面。",
        code="XHS-R021",
    )


def _wrong_length(page: Path, pages: int) -> Problem:
    return Problem(
        f"the summary takes {pages} pages of A4, not {SUMMARY_PAGES}",
        f"摘要为 {pages} 页 A4，应为 {SUMMARY_PAGES} 页",
        file=page.name,
        fix_en="shorten the brief's names, or print the whole page (without --summary).",
        fix_zh="请缩短 brief 中的名称，或打印完整页面（不加 --summary）。",
        code="XHS-R022",
    )


def _is_root() -> bool:
    """Disable Chromium's sandbox for root, where it fails (containers); the page is ours and offline."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
