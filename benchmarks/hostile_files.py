"""The demo's files with hostile texts in the fields that people write: nicknames, comments, titles, headers, file names, author.

`python -m benchmarks.hostile_files FILE [SAMPLE]`: the same payloads as `benchmarks.xss`, but read from files
by the workbench and shown by its own notebooks, so that a way onto the page that no block of ours stands for
would be met too.
"""

from __future__ import annotations

import csv
import html
import io
import random
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks import xss
from xhs_workbench import paths
from xhs_workbench.intake.masking.contacts import mask_text

NOTEBOOKS = ("live", "post_campaign", "selection")
SAMPLE = 1000
COLUMNS = {
    "笔记标题",
    "笔记创作者名称",
    "博主昵称",
    "合作名称",
    "下单账号",
    "spu名称",
    "内容方向",
    "content",
    "nickname",
    "达人名称",
    "简介",
    "签约MCN",
    "昵称",
    "所属机构",
    "博主人设",
    "title",
    "desc",
    "tag_list",
    "source_keyword",
    "备注",
    "达人简介",
}
"""Columns of the demo's exports in which an outsider may have written anything."""
LONGEST_NAME = 120
"""Maximum bytes of a file name on common systems."""


def write_campaign(payloads: Sequence[str], folder: Path) -> Path:
    """Write the demo's files and parameters again with payloads in them.

    Args:
        payloads: Texts; each column takes them in turn, so that all are used where there are rows enough.
        folder: Where to.

    Returns:
        The folder of parameters: one YAML a notebook of `NOTEBOOKS`, and the brief.
    """
    from ruamel.yaml import YAML

    yaml, turn = YAML(), _in_turn(payloads)
    parameters = folder / "params"
    parameters.mkdir(parents=True)
    brief = yaml.load(paths.PARAMS / "demo" / "brief.yaml")
    brief["campaign"] = payloads[0]
    brief["brand"]["name"] = {"en": payloads[1], "zh": payloads[2]}
    yaml.dump(brief, parameters / "brief.yaml")
    written: dict[str, str] = {}
    for name in NOTEBOOKS:
        given = yaml.load(paths.PARAMS / "demo" / f"{name}.yaml")
        given |= {
            "brief": str(parameters / "brief.yaml"),
            "prepared_by": next(text for text in turn if _is_a_name(text)),
        }
        for unwanted in ("memory", "covers", "mood_board"):  # pictures are ours: an IMG on these pages is not
            given.pop(unwanted, None)
        for key in ("inputs", "history", "past_picks"):
            for place, file in enumerate(given.get(key, ())):
                if file not in written:
                    written[file] = str(_again(paths.ROOT / file, folder, turn))
                given[key][place] = written[file]
        yaml.dump(given, parameters / f"{name}.yaml")
    return parameters


def _is_a_name(text: str) -> bool:
    """Say whether a name may hold it: one line without a tab; anything else is refused, which its own tests show."""
    return len(text.splitlines()) == 1 and "\t" not in text


def _in_turn(payloads: Sequence[str]) -> Iterator[str]:
    """Yield all payloads repeatedly, each time in another order.

    In one order, a number of payloads that a file's number of columns divides would put each of them into the
    same column of
    every row: one of twelve stood only where no page shows it.
    """
    chance, order = random.Random(xss.SEED), list(payloads)
    while True:
        yield from order
        chance.shuffle(order)


def _again(file: Path, folder: Path, turn: Iterator[str]) -> Path:
    out = folder / (_name(next(turn)) + file.name)
    if file.suffix == ".xlsx":
        _workbook(file, out, turn)
    elif file.suffix == ".csv":
        _text(file, out, turn)
    else:
        shutil.copy(file, out)
    return out


def _name(payload: str) -> str:
    """Return the part of a payload that is allowed as a file name."""
    raw = "".join(letter for letter in payload if letter.isprintable() and letter not in "/\\").encode()
    return raw[:LONGEST_NAME].decode(errors="ignore")


def _workbook(file: Path, out: Path, turn: Iterator[str]) -> None:
    import openpyxl

    book = openpyxl.load_workbook(file)
    for sheet in book:
        hostile: list[int] = []
        for row in sheet.iter_rows():
            named = [place for place, cell in enumerate(row) if cell.value in COLUMNS]
            if named and not hostile:
                hostile = named
                sheet.cell(row[0].row, sheet.max_column + 1).value = _cell(next(turn))
                continue
            for place in hostile:
                row[place].value, row[place].data_type = _cell(next(turn)), "s"
    book.save(out)


def _cell(payload: str) -> str:
    """Return a payload without the control characters that a workbook cannot hold."""
    return "".join(letter for letter in payload if letter >= " ")


def _text(file: Path, out: Path, turn: Iterator[str]) -> None:
    rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    hostile = [place for place, name in enumerate(rows[0]) if name in COLUMNS]
    asks = rows[0].index("content") if "content" in rows[0] else None
    for row in rows[1:]:
        for place in hostile:
            # Surrounded by a question and an opinion, because the page shows comments of those kinds.
            row[place] = f"{next(turn)} 哪里买？太好用了" if place == asks else next(turn)
        row.append("x")
    rows[0].append(next(turn))
    with out.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(rows)


def look(payloads: Sequence[str], browser: Any, language: str = "en") -> tuple[Counter[str], set[str]]:
    """Make the reports and open each in a browser.

    Returns:
        What pages did (only `pages` where all is well), and the payloads that stand on the pages as text:
        whole, or with the
        links in them masked, as everywhere in what strangers wrote, where markup is left all the same.
    """
    from xhs_workbench.report.run import plan_jobs, run_jobs

    counted: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        parameters = write_campaign(payloads, Path(name) / "c")
        wanted = [parameters / f"{notebook}.yaml" for notebook in NOTEBOOKS]
        run_jobs(plan_jobs(wanted, language), Path(name) / "out")
        pages = sorted(Path(name).glob("out/**/*.html"))
        text = "".join(page.read_text(encoding="utf-8") for page in pages)
        view = xss._view(browser, counted)
        xss.look(view, pages, counted)
        view.context.close()
    read = _read(text)
    return counted, {payload for payload in payloads if _stands(payload, read)}


def _stands(payload: str, read: str) -> bool:
    left = mask_text(payload)
    return payload in read or ("<" in left and left in read)


def _read(text: str) -> str:
    """Undo what a page does to a text: JSON's escapes, and entities."""
    plain = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)
    return html.unescape(re.sub(r'\\(["\\/])', r"\1", plain))


def main() -> None:
    """Run over a file of payloads."""
    from playwright.sync_api import sync_playwright

    payloads = xss.read_payloads(Path(sys.argv[1]))
    size = int(sys.argv[2]) if len(sys.argv) > 2 else SAMPLE
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=xss.FLAGS)
        counted, shown = look(random.Random(xss.SEED).sample(payloads, size), browser)
        print(f"{dict(counted)}; {len(shown)} of {size} payloads stand on the pages as text", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
