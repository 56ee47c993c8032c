"""Make the pictures of the documentation again: the demo's charts, a report's first screen, the start page and an explorer in JupyterLab.

`make pictures` runs the demo in an empty work folder, draws each chart from the executed notebooks, and photographs pages in Chromium. A
picture is never edited by hand. What each was drawn from is put on record beside them (`freshness.py`), and a test compares.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from docs.making.freshness import drawn_now, write_record
from docs.making.gallery import PICTURES, ROOT
from tests.browser.lab_server import run_all, serving

BLOCK = "application/vnd.xhs.block+json"
WIDEST, QUALITY = 900, 70
"""Of a picture, in pixels; and how closely WebP keeps it."""
MOST_BYTES = 1_500_000
"""Of all pictures together."""
SCREEN = {"width": 1280, "height": 800}


def save(raw: bytes, name: str, widest: int = WIDEST) -> None:
    """Write a picture small."""
    picture = Image.open(io.BytesIO(raw)).convert("RGBA")
    ground = Image.new("RGBA", picture.size, "white")
    ground.alpha_composite(picture)
    picture = ground.convert("RGB")
    if picture.width > widest:
        picture = picture.resize(
            (widest, round(picture.height * widest / picture.width)), Image.Resampling.LANCZOS
        )
    picture.save(PICTURES / f"{name}.webp", quality=QUALITY, method=6)


def charts(executed: Iterable[Path]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (name, Vega-Lite specification) of every chart in executed notebooks, each once."""
    seen = set()
    for file in sorted(executed):
        for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", ()):
                for name, spec in _charts_in(output.get("data", {}).get(BLOCK)):
                    if name not in seen:
                        seen.add(name)
                        yield name, spec


def _charts_in(block: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(block, dict):
        data = block.get("data")
        if block.get("kind") == "chart" and isinstance(data, dict) and "spec" in data:
            yield data["block"], data["spec"]
        for part in block.values():
            yield from _charts_in(part)
    elif isinstance(block, list):
        for part in block:
            yield from _charts_in(part)


def draw(spec: dict[str, Any]) -> bytes:
    """Return a chart as PNG, as wide as a page shows it."""
    import vl_convert

    sized = {
        name: (640 if name == "width" and value == "container" else value) for name, value in spec.items()
    }
    return bytes(vl_convert.vegalite_to_png(json.dumps(sized), scale=1.4))


@contextmanager
def offline_page(browser: Browser) -> Iterator[Page]:
    """Yield a page that may talk to this machine only."""
    context = browser.new_context(viewport=SCREEN)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(120_000)
    here = ("http://127.0.0.1", "file:", "data:", "blob:")
    page.route(
        "**/*", lambda route: route.continue_() if route.request.url.startswith(here) else route.abort()
    )
    yield page
    context.close()


def photograph(work: Path, home: Path) -> None:
    """Photograph the results report, the start page and the explorer of notes in JupyterLab."""
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        with offline_page(browser) as page:
            page.goto((work / "reports/demo/client/post_campaign.html").as_uri())
            page.wait_for_load_state("networkidle")
            shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            shot.quantize(200).save(ROOT / "docs" / "report.png", optimize=True)
        with serving(home, work) as lab, offline_page(browser) as page:
            page.goto(lab.format("notebooks/start.ipynb"))
            save(_in_view(page, ".xhs-desk .xhs-step", ".xhs-desk"), "start_page", 1100)
            page.goto(lab.format("notebooks/closer_look.ipynb"))
            run_all(page)
            save(_in_view(page, ".xhs-explore input", ".xhs-explore"), "note_explorer", 1100)
        browser.close()


def _in_view(page: Page, ready: str, shown: str) -> bytes:
    """Photograph a control once it is there and the kernel rests, with its heading above it and no side bar."""
    page.locator(ready).first.wait_for()
    page.get_by_text("Python 3 (ipykernel) | Idle").first.wait_for()
    page.keyboard.press("Control+b")
    page.locator(shown).first.evaluate(
        "control => { const cell = control.closest('.jp-Cell'); cell.scrollIntoView({block: 'start'}); }"
    )
    page.locator(shown).first.hover()
    return page.screenshot()


def chromium() -> str:
    """Return where Chromium is."""
    from xhs_workbench.report.rendering.pdf import find_browser

    return str(find_browser())


def main() -> int:
    """Make every picture; say how large they are together."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(sys.argv[1]).absolute() if len(sys.argv) > 1 else Path(folder) / "work"
        if not work.is_dir():
            command = [sys.executable, "-m", "xhs_workbench.cli"]
            subprocess.run([*command, "init", str(work), "--demo"], check=True)
            subprocess.run([*command, "-C", str(work), "run", "demo"], check=True)
        for old in PICTURES.glob("*.webp"):
            old.unlink()
        drawn = list(charts((work / ".private").glob("reports-*/demo/*.ipynb")))
        for name, spec in drawn:
            save(draw(spec), name)
        photograph(work, Path(folder) / "home")
        write_record(drawn_now(drawn, work / "reports/demo/client/post_campaign.html"))
    size = sum(path.stat().st_size for path in PICTURES.glob("*.webp"))
    print(f"{len(list(PICTURES.glob('*.webp')))} pictures, {size:,} bytes")
    return 0 if size <= MOST_BYTES else 1


if __name__ == "__main__":
    sys.exit(main())
