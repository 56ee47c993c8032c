"""Files and folders of pictures as one table that accounts for every file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from xhs_workbench import paths
from xhs_workbench.errors import IntakeError, Problem
from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.images.measures import measure, palette
from xhs_workbench.images.reading import (
    THUMBNAIL_BYTES,
    THUMBNAIL_SIDE,
    Picture,
    looks_like_picture,
    read_picture,
    shown_name,
)

MOST_PICTURES = 500
NOT_PICTURES = {".md", ".txt", ".csv", ".json", ".ini", ".db"}
"""Suffixes of files that may lie in a folder of pictures (a readme, a list). Any other file is read or
reported as refused."""
MEASURES = ("brightness", "contrast", "saturation", "warmth", "clutter")
SCHEMA: dict[str, pl.DataType] = {
    "file": pl.String(),
    "stem": pl.String(),
    "width": pl.Int64(),
    "height": pl.Int64(),
    **dict.fromkeys(MEASURES, pl.Float64()),
    "palette": pl.List(pl.Struct({"hex": pl.String(), "share": pl.Float64()})),
    "thumbnail": pl.String(),
}


@dataclass(frozen=True)
class Gallery:
    """Pictures that were read and those that were not.

    Args:
        table: One row per picture, in the order given and by name within a folder: `file`, `stem`, `width`,
            `height` (pixels), `brightness`, `contrast`, `saturation`, `clutter` (0-1), `warmth` (b* / 100),
            `palette`
        (list of `hex` and `share`), `thumbnail` (a JPEG data URI).
        refused: One problem per file that could not be read as a picture.
    """

    table: pl.DataFrame
    refused: tuple[Problem, ...] = ()

    @property
    def findings(self) -> list[Finding]:
        """Report what was read and what was not; files seen = read + refused."""
        read, refused = self.table.height, len(self.refused)
        if not read + refused:
            return [
                Finding("pictures_none", Level.PASS, Text("No pictures were given.", "未提供图片。"), n=0)
            ]
        if not refused:
            text = Text(f"All {read} pictures were read.", f"{read} 张图片全部读取。")
            return [Finding("pictures", Level.PASS, text, n=read)]
        text = Text(
            f"{refused} of {read + refused} pictures were not read.",
            f"{read + refused} 张图片中有 {refused} 张未读取。",
        )
        fix = Text("Save them again as JPEG or PNG, or remove them.", "请另存为 JPEG 或 PNG，或移除。")
        said = tuple(f"{problem.file}: {problem.en} ({problem.zh})" for problem in self.refused)
        return [Finding("pictures_refused", Level.REVIEW, text, fix, said, n=refused)]


def read_pictures(
    sources: Iterable[str | Path],
    *,
    side: int = THUMBNAIL_SIDE,
    most_bytes: int = THUMBNAIL_BYTES,
    colours: int = 5,
    measured: bool = True,
) -> Gallery:
    """Read pictures from files and folders.

    Args:
        sources: Files, or folders; subfolders and links in a folder are ignored.
        side: Longer side of a thumbnail in pixels.
        most_bytes: Maximum JPEG bytes of a thumbnail.
        colours: Maximum number of colours in a palette.
        measured: False leaves measures and palettes null, for a report that only shows the pictures: they take
            most of the time.

    Returns:
        The gallery; a file that cannot be read is listed as refused and does not stop the others.

    Raises:
        InputMissingError: A source does not exist.
    """
    rows, refused = [], []
    for number, file in enumerate(_files(sources)):
        if number >= MOST_PICTURES:
            refused.append(_too_many(file))
            continue
        try:
            picture = read_picture(file, side=side, most_bytes=most_bytes)
        except IntakeError as error:
            refused += error.problems
            continue
        rows.append(
            {
                "file": picture.file,
                "stem": picture.stem,
                "width": picture.width,
                "height": picture.height,
                "thumbnail": picture.thumbnail,
                **(_looks(picture, colours) if measured else {}),
            }
        )
    return Gallery(pl.DataFrame(rows, schema=SCHEMA), tuple(refused))


def _looks(picture: Picture, colours: int) -> dict[str, object]:
    found = [colour._asdict() for colour in palette(picture.pixels, colours)]
    return {**measure(picture.pixels), "palette": found}


def unlike_pictures(sources: Iterable[str | Path]) -> list[Problem]:
    """Say which sources hold no picture at all, by the first bytes of each file: a table named by mistake, an empty folder."""
    found = []
    for source in sources:
        files = _files([source])
        if not any(looks_like_picture(file) for file in files[:MOST_PICTURES]):
            found.append(
                Problem(
                    "holds no JPEG, PNG or WebP picture"
                    if Path(paths.resolve(source)).is_dir()
                    else "is not a JPEG, PNG or WebP picture",
                    "不是 JPEG、PNG 或 WebP 图片，或文件夹中没有图片",
                    file=shown_name(Path(source).name),
                    fix_en="name pictures, or a folder of them.",
                    fix_zh="请填写图片文件或图片文件夹。",
                    code="XHS-I003",
                )
            )
    return found


def _files(sources: Iterable[str | Path]) -> list[Path]:
    """List the files to read; a file reached twice is taken once."""
    found: dict[Path, None] = {}
    for source in sources:
        path = paths.require(source)
        inside = sorted(path.iterdir(), key=lambda entry: entry.name) if path.is_dir() else [path]
        for entry in inside:
            hidden = entry.name.startswith(".") or entry.suffix.lower() in NOT_PICTURES
            if entry == path or not (hidden or (entry.is_dir() and not entry.is_symlink())):
                found.setdefault(entry)
    return list(found)


def _too_many(file: Path) -> Problem:
    return Problem(
        f"is beyond the first {MOST_PICTURES} pictures",
        f"超出前 {MOST_PICTURES} 张",
        file=shown_name(file.name),
        fix_en="give a smaller folder.",
        fix_zh="请缩小图片文件夹。",
        code="XHS-I006",
    )
