"""Public cross-site-scripting payloads as nickname, comment, header, campaign title, file name and parameter.

`python -m benchmarks.xss FILE [SAMPLE]`: FILE is a JSON list of payloads (texts, or objects with the text
under `p`). They go through blocks, exporter and template onto finished pages, which Chromium opens without a
network while every element gets the events that scripts wait for. Counted are scripts that ran, requests,
violations of the page's policy (the second line of defence must not be needed), and what the DOM holds that
is not ours.
"""

from __future__ import annotations

import json
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import nbformat
import polars as pl

from xhs_workbench import paths, views
from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.report.delivering.delivery import deliver, make_private_folder
from xhs_workbench.report.rendering import chart_library, index_pages
from xhs_workbench.report.rendering import page as pages
from xhs_workbench.report.rendering.glances import Glance, GlanceTile
from xhs_workbench.views.blocks import MIME, Block

CHUNK = 60
FRAMES = 24
"""Number of title pages viewed at the same time."""
SEED = 7
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
WATCH = """
window.__ran = [];
for (const name of ["alert", "confirm", "prompt", "print", "open"]) window[name] = (...x) => { window.__ran.push(name); };
document.addEventListener("securitypolicyviolation", (e) => window.__ran.push("policy " + e.violatedDirective));
"""
LOOK = """
() => {
  const found = [];
  for (const script of document.querySelectorAll("script"))
    if (!["module", "application/json"].includes(script.type) || script.src) found.push("script");
  for (const element of document.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      if (name.toLowerCase().startsWith("on")) found.push("handler " + name);
      if (/^\\s*(javascript|vbscript|data:text)/i.test(value) && ["href", "src", "action", "formaction", "xlink:href"].includes(name.toLowerCase())) found.push("link " + name);
    }
    if (!element.matches("form.vega-bindings") && ["IFRAME", "OBJECT", "EMBED", "BASE", "IMG", "VIDEO", "AUDIO", "FORM", "MARQUEE"].includes(element.tagName)) found.push("element " + element.tagName);
  }
  for (const element of document.querySelectorAll("*"))
    for (const kind of ["click", "mouseover", "mouseenter", "pointerover", "focus", "blur", "error", "load", "toggle", "animationend", "wheel", "keydown", "beforeinput", "scroll"])
      if (!(kind === "click" && element.tagName === "A")) element.dispatchEvent(new Event(kind, { bubbles: false }));
  return { found };
}
"""


def run(payloads: Sequence[str], browser: Any) -> Counter[str]:
    """Put every payload in every place and count what happened; keys with a count above 0 other than `pages`, `texts` are faults.

    Args:
        payloads: Texts.
        browser: A Chromium of playwright.
    """
    counted: Counter[str] = Counter({"texts": 6 * len(payloads)})
    view = _view(browser, counted)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path in many_places(payloads, folder):
            look(view, [path], counted)
        for some in _by(FRAMES, titles(payloads, folder)):
            look(view, some, counted)
    view.context.close()
    return counted


def _by(size: int, found: Iterator[Path]) -> Iterator[list[Path]]:
    while some := list(islice(found, size)):
        yield some


def many_places(payloads: Sequence[str], folder: Path) -> Iterator[Path]:
    """Yield whole pages that show a few dozen payloads each as nickname, comment, header, file name and parameter."""
    for start in range(0, len(payloads), CHUNK):
        yield from _write(folder / f"page{start}.html", _blocks(payloads[start : start + CHUNK]))


def titles(payloads: Sequence[str], folder: Path) -> Iterator[Path]:
    """Yield, for each payload, a report and an index that have it as campaign title, brand and author."""
    bundle = chart_library.chart_bundle()
    # No chart on these: thousands of pages should have 20 KB each, not 1 MB.
    chart_library.take_chart_bundle("window.vegaEmbed = () => {};")
    pages._sources.cache_clear()
    try:
        for number, text in enumerate(payloads):
            cover = views.cover(
                title=Text(text, text), campaign=text, brand=text, period=text, prepared_by=text
            )
            yield from _write(
                folder / f"title{number}.html", [cover, views.provenance(pl.DataFrame(), None, {})]
            )
            index = folder / f"index{number}.html"
            glance = Glance(text, text, (GlanceTile(text, text, text),))
            entry = index_pages.IndexEntry(1, text, text, "a.html", text, glance)
            index_pages.write_index([entry], index, campaign=text, brand=text, period=text, language="en")
            yield index
    finally:
        chart_library.take_chart_bundle(bundle)
        pages._sources.cache_clear()


def _blocks(payloads: Sequence[str]) -> list[Block]:
    """Show each payload in every kind of block that shows text."""
    texts = [Text(text, text) for text in payloads]
    n = len(payloads)
    frame = pl.DataFrame(
        {
            "name": payloads,
            "value": [float(i) for i in range(n)],
            "kind": list(reversed(payloads)),
            "source_file": payloads,
            "source_sheet": payloads,
            "source_row": list(range(1, n + 1)),
        }
    )
    headers = pl.DataFrame({f"c{i}": ["x"] for i in range(n)})
    people = pl.DataFrame(
        {
            "creator_id": [str(i) for i in range(n)],
            "name": payloads,
            "tier": payloads,
            "picked": [True] * n,
            "part_a": [0.5] * n,
        }
    )
    files = pl.DataFrame(
        {
            "file": payloads,
            "sheet": payloads,
            "source": payloads,
            "table": payloads,
            "rows_read": [1] * n,
            "rows_used": [1] * n,
            "rows_duplicate": [0] * n,
            "rows_refused": [0] * n,
            "sha256": payloads,
        }
    )
    refused = pl.DataFrame(
        {
            "file": payloads,
            "sheet": payloads,
            "row": [1] * n,
            "column": payloads,
            "value": payloads,
            "what_en": payloads,
            "what_zh": payloads,
            "fix_en": payloads,
            "fix_zh": payloads,
        }
    )
    first = texts[0]
    doubts = [Finding("x", Level.REVIEW, text, text, (text.en,)) for text in texts]
    return [
        views.cover(title=first, campaign=payloads[0], brand=payloads[0], period="", prepared_by=payloads[0]),
        views.what_went_in(files, doubts),
        views.findings(doubts),
        views.figures([views.Figure(text, text.en, "text", text) for text in texts]),
        views.table(
            frame, [views.Column("name", first), views.Column("kind", first)], title=first, note=first
        ),
        views.table(headers, [views.Column(f"c{i}", text) for i, text in enumerate(texts)], title=first),
        views.ranked_bars(frame, label="name", value="value", colour="kind", title=first, axis=first),
        views.explorer(
            people, [views.Column("name", first)], {"a": first}, {"a": 1.0}, title=first, note=first
        ),
        views.limits(texts),
        views.provenance(files, refused, {f"p{i} {text}": text for i, text in enumerate(payloads)}),
    ]


def _write(out: Path, blocks: Sequence[Block]) -> list[Path]:
    """Write a report; returns the client's page, and ours where it shows more."""
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# T ／ 标题"), nbformat.v4.new_markdown_cell("## S ／ 章")]
    )
    for block in blocks:
        output = nbformat.v4.new_output("display_data", data={MIME: block.to_json()})
        notebook.cells.append(nbformat.v4.new_code_cell("", outputs=[output]))
    own = paths.internal_page(out)
    make_private_folder(own.parent)
    rendered = pages.render_page(notebook, "xss", language="en")
    deliver(rendered.files(out))
    return [out, own] if rendered.internal else [out]


def _view(browser: Any, counted: Counter[str]) -> Any:
    view = browser.new_context().new_page()
    view.add_init_script(WATCH)

    def route(asked: Any) -> None:
        if asked.request.url.startswith("file:"):
            asked.continue_()
        else:
            counted["request"] += 1
            asked.abort()

    view.route("**/*", route)
    view.on("dialog", lambda dialog: (counted.update(["dialog"]), dialog.dismiss()))
    return view


def look(view: Any, opened: Sequence[Path], counted: Counter[str]) -> None:
    """Open pages side by side, stir every element, and count what they did; they are deleted afterwards."""
    frames = "".join(f'<iframe src="{path.absolute().as_uri()}"></iframe>' for path in opened)
    stage = opened[0].with_name("stage.html")
    stage.write_text(f"<!DOCTYPE html><title>stage</title>{frames}", encoding="utf-8")
    view.goto(stage.as_uri())
    shown = [frame for frame in view.frames if frame != view.main_frame]
    assert len(shown) == len(opened)
    for frame in shown:
        counted.update(f"foreign: {what}" for what in frame.evaluate(LOOK)["found"])
    view.wait_for_timeout(50)
    for frame in shown:
        counted.update(f"ran: {what}" for what in frame.evaluate("() => window.__ran"))
    counted["pages"] += len(opened)
    for path in opened:
        path.unlink()


def read_payloads(file: Path) -> list[str]:
    """Return the texts of a list of payloads, plain or as objects with the text under `p`."""
    entries = json.loads(file.read_text(encoding="utf-8"))
    return [entry if isinstance(entry, str) else entry["p"] for entry in entries]


def main() -> None:
    """Run over a file of payloads."""
    from playwright.sync_api import sync_playwright

    payloads = read_payloads(Path(sys.argv[1]))
    if len(sys.argv) > 2:
        payloads = random.Random(SEED).sample(payloads, int(sys.argv[2]))
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        print(dict(run(payloads, browser)), flush=True)
        browser.close()


if __name__ == "__main__":
    main()
