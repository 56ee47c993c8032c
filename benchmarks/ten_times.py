"""The demo's campaign several times over: the same exports with more notes, days, comments, creators, each with ids of its own.

SYNTHETIC. Counts are the demo's, so that answers stay of a usual kind; a comment is two of the demo's, so that few repeat.
"""

from __future__ import annotations

import csv
import itertools
import json
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from xhs_workbench import paths

DEMO = paths.ROOT / "data" / "demo"
LONG_ID = re.compile(r"\b([0-9a-f]{21})[0-9a-f]{3}\b")
HASH = re.compile(r"\A[0-9a-f]{16}\Z")
NUMBER = re.compile(r"\A[0-9]{9,10}\Z|\A[0-9]{18}\Z")
NICKNAME = re.compile(r"\A[\u4e00-\u9fff]{2,10}[0-9]{3}\Z")
HEADS = {"pugongying_creators": 3, "pugongying_notes": 2, "pugongying_notes_0520": 2}
"""Rows of headers, where it is not one."""
CREATORS = ("pugongying_creators", "huitun_creators", "candidate_notes", "candidate_comments", "rubric")
"""Files of candidates and of what they posted; the others grow with the notes of the campaign."""
PICTURES = ("covers_synthetic", "mood_board_synthetic", "note_covers_synthetic")
Row = Sequence[str | None]


@dataclass(frozen=True)
class Size:
    """How large a campaign is against the demo.

    Args:
        notes: Copies of its 24 notes, with their orders, boosts and daily snapshots.
        creators: Copies of its 300 candidates, with their notes and comments.
        comments: Comments below the campaign's notes.
    """

    notes: int
    creators: int
    comments: int

    def of(self, file: str) -> int:
        """Return how often a file's rows are written."""
        return self.creators if file in CREATORS else self.notes


def write_campaign(root: Path, size: Size) -> Path:
    """Write inputs and parameters.

    Args:
        root: Folder that plays the workbench's (`XHS_INPUTS`).
        size: Of the campaign.

    Returns:
        The folder with one YAML a notebook.
    """
    data, folder = root / "data" / "demo", root / "params" / "demo"
    data.mkdir(parents=True)
    for name in PICTURES:
        shutil.copytree(DEMO / name, data / name)
    shutil.copy(DEMO / "benchmarks_synthetic.yaml", data)
    for path in sorted(DEMO.glob("*_synthetic.*")):
        file = path.stem.removesuffix("_synthetic")
        if file == "mediacrawler_comments":
            _write_csv(data / path.name, *_comments(path, size.notes, size.comments))
        elif file == "candidate_comments":
            _write_csv(data / path.name, *_comments(path, size.creators))
        elif file.startswith(("search_index", "store_traffic", "juguang_search", "drafts", "late_drafts")):
            shutil.copy(path, data)
        elif path.suffix in WRITERS:
            WRITERS[path.suffix](path, data / path.name, partial(_again, times=size.of(file)), file)
    shutil.copytree(paths.PARAMS / "demo", folder)
    for sheet, by in {"brief": size.notes, "selection": size.creators}.items():
        text = (folder / f"{sheet}.yaml").read_text(encoding="utf-8")
        (folder / f"{sheet}.yaml").write_text(_larger(text, min(by, size.notes)), encoding="utf-8")
    return folder


def _larger(text: str, times: int) -> str:
    """Write budgets, quotas, orders and targets as many times as large."""

    def grown(found: re.Match[str]) -> str:
        return found[1] + re.sub(r"[0-9]+", lambda number: str(int(number[0]) * times), found[2])

    text = re.sub(r"^(  (?:creators_cny|boost_cny): )([0-9]+)$", grown, text, flags=re.MULTILINE)
    text = re.sub(r"^(  (?:mid|micro|koc): )(\[[0-9, ]+\])$", grown, text, flags=re.MULTILINE)
    text = re.sub(r"(count: )([0-9]+)", grown, text)
    return re.sub(r"(target: )([0-9]{4,})", grown, text)


def another(cell: str | None, copy: int) -> str | None:
    """Return a cell of a copy: ids, numbers of accounts and nicknames are its own, all else is the same.

    >>> another("69fa8c762b92970f731378fe", 12), another("可可成分笔记054", 12), another("3100", 12)
    ('69fa8c762b92970f7313700c', '可可成分笔记01254', '3100')
    """
    if not cell or not copy:
        return cell
    if HASH.match(cell):
        return f"{cell[:13]}{copy:03x}"
    if NUMBER.match(cell):
        return f"{cell[:-5]}{(int(cell[-5:]) + 7919 * copy) % 100_000:05d}"
    if NICKNAME.match(cell):
        return f"{cell[:-3]}{copy:03d}{cell[-2:]}"
    return LONG_ID.sub(lambda found: f"{found[1]}{copy:03x}", cell)


def _again(rows: Sequence[Row], times: int) -> Iterator[list[str | None]]:
    for copy in range(times):
        for row in rows:
            yield [another(cell, copy) for cell in row]


def _comments(path: Path, copies: int, most: int = 0) -> tuple[list[str], Iterator[list[str | None]]]:
    table = pl.read_csv(path, infer_schema_length=0)
    says, names = table.columns.index("content"), table.columns.index("creator_hash")
    rows, words = table.rows(), table["content"].fill_null("").to_list()

    def made() -> Iterator[list[str | None]]:
        for number in range(most or copies * len(rows)):
            turn, place = divmod(number, len(rows))
            row = [another(cell, turn % copies) for cell in rows[place]]
            row[0] = f"{number:024x}"
            row[names] = f"{number * 7 // 10:016x}"
            if turn:
                row[says] = f"{words[place]}，{words[(place * 31 + turn * 17) % len(words)]}"
            yield row

    return table.columns, made()


def _write_csv(path: Path, header: Sequence[str], rows: Iterator[list[str | None]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(itertools.chain([header], rows))


Grow = Callable[[Sequence[Row]], Iterator[list[str | None]]]


def _csv(path: Path, out: Path, grow: Grow, _: str) -> None:
    table = pl.read_csv(path, infer_schema_length=0)
    _write_csv(out, table.columns, grow(table.rows()))


def _jsonl(path: Path, out: Path, grow: Grow, _: str) -> None:
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    with out.open("w", encoding="utf-8") as lines:
        for values in grow([tuple(record.values()) for record in records]):
            lines.write(json.dumps(dict(zip(records[0], values, strict=True)), ensure_ascii=False) + "\n")


def _xlsx(path: Path, out: Path, grow: Grow, file: str) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(out), {"constant_memory": True, "strings_to_urls": False})
    for name, table in pl.read_excel(path, sheet_id=0, infer_schema_length=0, has_header=False).items():
        sheet, rows = book.add_worksheet(name), table.rows()
        heads = HEADS.get(file, 1)
        for number, row in enumerate(itertools.chain(rows[:heads], grow(rows[heads:]))):
            sheet.write_row(number, 0, [cell or "" for cell in row])
    book.close()


WRITERS = {".csv": _csv, ".jsonl": _jsonl, ".xlsx": _xlsx}
