"""Malicious files: each is read in this process, one after another, and the result is printed as JSON.

Run by `test_hostile_files.py` in a process of its own, so that memory can be measured: `python -m
tests.intake.hostile_files FOLDER`.
"""

from __future__ import annotations

import json
import os
import resource
import socket
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from xhs_workbench.errors import WorkbenchError
from xhs_workbench.images import read_picture
from xhs_workbench.intake.read import read_files
from xhs_workbench.params.yaml_files import read_params_file
from xhs_workbench.report.keys import Hasher

HEAD = "note_id,title,liked_count,collected_count\n"
NOTE = "64f1a2b3000000001e03a1b2"
GOOD = f"{NOTE},标题,1,2\n"


def text(content: str, name: str = "f.csv") -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / name).write_text(content, encoding="utf-8")
        return folder / name

    return write


def sparse(size: int, name: str = "f.csv") -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        with (folder / name).open("wb") as file:
            file.truncate(size)
        return folder / name

    return write


def database(*statements: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        connection = sqlite3.connect(folder / "f.db")
        connection.execute("PRAGMA synchronous = OFF")
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.close()
        return folder / "f.db"

    return write


def pipe(folder: Path) -> Path:
    os.mkfifo(folder / "f.csv")
    return folder / "f.csv"


def door(folder: Path) -> Path:
    held = socket.socket(socket.AF_UNIX)
    held.bind(str(folder / "f.csv"))
    return folder / "f.csv"


def link(target: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / "f.csv").symlink_to(target)
        return folder / "f.csv"

    return write


def picture(mode: str, side: int) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        Image.new(mode, (side, side)).save(folder / "f.png", compress_level=1)
        return folder / "f.png"

    return write


TABLE = "CREATE TABLE note (note_id TEXT, title TEXT, liked_count INT, collected_count INT)"
ROW = f"INSERT INTO note VALUES ('{NOTE}', '标题', 1, 2)"
ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
CASES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "a cell of 350,000 characters": (text(HEAD + GOOD + f"{NOTE},{'长' * 350_000},1,2\n"), "row 3"),
    "a quoted cell of 350,000 characters": (text(HEAD + GOOD + f'{NOTE},"{"长" * 350_000}",1,2\n'), "row 3"),
    "a number of 5 million digits": (text(HEAD + GOOD + f"{NOTE},标题,{'9' * 5_000_000},2\n"), "row 3"),
    "50,000 columns": (
        text(",".join(f"h{i}" for i in range(50_000)) + "\n" + ",".join("1" for _ in range(50_000)) + "\n"),
        "50,000 columns",
    ),
    "14 million cells and loose quotes": (text(HEAD + '"ab",c"d,1,2\n' * 3_500_000), "cells, more than"),
    "a quote that swallows 20 MB": (text(HEAD + GOOD + '"' + "x,y\n" * 5_000_000), "row 3"),
    "300 MB of nothing": (sparse(300 * 1024**2), "200 MB"),
    "150 MB of nothing": (sparse(150 * 1024**2), "row 1"),
    "3 GB of nothing": (sparse(3 * 1024**3), "2,048 MB"),
    "3 GB that calls itself JSON": (sparse(3 * 1024**3, "f.json"), "2,048 MB"),
    "a JSON number of 5 million digits": (
        text(f'[{{"note_id": "{NOTE}", "liked_count": {"9" * 5_000_000}, "collected_count": 1}}]', "f.json"),
        "row 1",
    ),
    "JSON nested 100,000 deep": (text("[" * 100_000 + "]" * 100_000, "f.json"), "nested deeper"),
    "JSON nested 5,000 deep after a million characters": (
        text(
            '[{"note_id": "' + "x" * 1_000_000 + '", "title": ' + '{"a":' * 5_000 + "1" + "}" * 5_000 + "}]",
            "f.json",
        ),
        "nested deeper",
    ),
    "25 million JSON objects": (text("[" + "{}," * 25_000_000 + "{}]", "f.json"), "cells"),
    "60,000 JSON keys": (
        text(json.dumps([{f"k{20 * i + j}": 1 for j in range(20)} for i in range(3_000)]), "f.json"),
        "60,000 columns",
    ),
    "a JSON line of 350,000 characters": (
        text(
            json.dumps({"note_id": NOTE, "title": "x" * 350_000, "liked_count": 1, "collected_count": 1})
            + "\n",
            "f.jsonl",
        ),
        "row 1",
    ),
    "a view without end": (database(f"CREATE VIEW note AS {ENDLESS}"), "no table"),
    "a generated column that grows": (
        database(
            TABLE.replace("title TEXT", "title TEXT GENERATED ALWAYS AS (hex(zeroblob(40000000))) VIRTUAL"),
            f"INSERT INTO note (note_id, liked_count, collected_count) VALUES ('{NOTE}', 1, 2)",
        ),
        "-",
    ),
    "a database cell of a million characters": (
        database(TABLE, ROW, f"INSERT INTO note VALUES ('{NOTE}', printf('%.*c', 1000000, 'x'), 1, 2)"),
        "row 3",
    ),
    "a database cell of 350,000 characters": (
        database(TABLE, ROW, f"INSERT INTO note VALUES ('{NOTE}', printf('%.*c', 350000, 'x'), 1, 2)"),
        "row 3",
    ),
    "500 database tables": (database(*(f"CREATE TABLE t{i} (a)" for i in range(500))), "500 tables"),
    "HTML tags that never close": (text("<table>" + "<a" * 5_000_000, "f.xls"), "f.xls"),
    "HTML comments that never close": (
        text("<table><tr><td>x</td></tr>" + "<!--" * 3_000_000, "f.xls"),
        "f.xls",
    ),
    "HTML quotes that never close": (text("<table>" + '<td a="' * 1_000_000, "f.xls"), "f.xls"),
    "60 MB of HTML": (text("<table>" + "<tr><td>x</td></tr>\n" * 3_000_000, "f.xls"), "50 MB"),
    "a pipe": (pipe, "not a regular file"),
    "a socket": (door, "f.csv"),
    "a link to a device": (link("/dev/zero"), "not a regular file"),
    "a link to itself": (link("f.csv"), "f.csv"),
    "a picture of 49 million clear pixels": (picture("RGBA", 7_000), "-"),
    "a picture of 400 million pixels": (picture("1", 20_000), "pixels"),
    "a parameter of 60,000 digits": (text("budget_cny: " + "9" * 60_000 + "\n", "f.yaml"), "-"),
    "parameters nested 10,000 deep": (text("a: " + "[" * 10_000 + "\n", "f.yaml"), "nested"),
    "parameters of 3 GB": (sparse(3 * 1024**3, "f.yaml"), "64 KB"),
    "hashing a pipe": (pipe, "not a regular file"),
    "hashing 3 GB": (sparse(3 * 1024**3), "2,048 MB"),
}
"""Kind of file -> how it is made, and what the message names; `-` for a file that may be read."""


def read(name: str, path: Path) -> object:
    """Read a file as the workbench would."""
    if name.startswith("hashing"):
        return Hasher().file(path)
    if path.suffix == ".yaml":
        return read_params_file(path).data
    return read_picture(path).width if path.suffix == ".png" else read_files([path]).files.height


def peak_mb() -> float:
    """Return the most memory this process has held since it began, in MB.

    What `getrusage` says begins with the memory of the process that started this one, which may be a test
    session of 1 GB.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        return next(
            int(line.split()[1]) / 1024
            for line in status.read_text().splitlines()
            if line.startswith("VmHWM")
        )
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(folder: Path) -> None:
    """Make and read all of them; a line of JSON each."""
    for number, (name, (make, _)) in enumerate(CASES.items()):
        place = folder / str(number)
        place.mkdir()
        start = time.perf_counter()
        path = make(place)
        made = time.perf_counter()
        try:
            said = f"read: {str(read(name, path))[:80]}"
        except WorkbenchError as error:
            said = str(error)
        took, peak = time.perf_counter() - made, peak_mb()
        path.unlink()
        print(json.dumps([name, said[:600], took, peak, made - start]), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
