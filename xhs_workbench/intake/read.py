"""Files in; canonical tables, refused rows, findings and an account of every row out."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from xhs_workbench.errors import IntakeError, Problem
from xhs_workbench.findings import Finding
from xhs_workbench.intake import checks, dates
from xhs_workbench.intake.mapping import REFUSALS, Mapped, map_sheet
from xhs_workbench.intake.recognise import Recognised, not_recognised, recognise
from xhs_workbench.intake.sheets import Sheet, open_sheets
from xhs_workbench.intake.sources import Source, make_source, shipped_sources
from xhs_workbench.intake.text_files import TINY
from xhs_workbench.tables import LINEAGE, TABLES, empty

REFUSED_COLUMNS = ("file", "sheet", "row", "column", "value", "rule", "what_en", "what_zh", "fix_en", "fix_zh")
MOST_REFUSED = 0.2
"""A larger share of refused rows means the file is not what it seems, and it is refused whole."""
PERSONAL = {"creator_name", "red_id", "commenter_hash", "content"}


@dataclass(frozen=True)
class Intake:
    """What came out of a set of files.

    Args:
        tables: Canonical tables by name, schema-checked, each row with `source_file`, `source_sheet`, `source_row`.
        files: One row a file, sheet and table: `file`, `sheet`, `source`, `table`, `rows_read`, `rows_used`,
            `rows_duplicate`, `rows_refused`, `sha256`. Always rows_read = used + duplicate + refused.
        refused: One row a refused row, with its reason and what to do in both languages.
        findings: Doubts and checks, worst first.
        totals: Totals rows (合计) by table, for reconciling; never part of `tables`.
    """

    tables: Mapping[str, pl.DataFrame]
    files: pl.DataFrame
    refused: pl.DataFrame
    findings: tuple[Finding, ...]
    totals: Mapping[str, pl.DataFrame]

    def table(self, name: str) -> pl.DataFrame:
        """Return a canonical table, without rows where no file held it."""
        return self.tables[name] if name in self.tables else empty(name)


def read_files(
    inputs: Sequence[str | Path],
    *,
    mappings: Sequence[Mapping[str, Any]] = (),
    collected_at: datetime | None = None,
    salt: str | None = None,
) -> Intake:
    """Read files of any known kind into canonical tables.

    Args:
        inputs: Paths; a relative one counts from the workbench folder.
        mappings: An analyst's own sources, tried before the shipped ones; keys as in `sources/*.toml`.
        collected_at: When the files were crawled, for relative dates and for snapshots of files that do not say.
        salt: Secret with which commenters are hashed; None makes one for this call, so that two reports cannot be
            joined on commenters.

    Raises:
        InputMissingError: A file does not exist.
        IntakeError: A file cannot be read as data; nothing is returned then.
    """
    sources = (*(make_source(item, f"mappings[{i}]") for i, item in enumerate(mappings)), *shipped_sources())
    parts: list[tuple[Sheet, Mapped, str]] = []
    findings: list[Finding] = []
    for path in inputs:
        for sheet in _data_sheets(path, sources):
            known = recognise(sheet, sources)
            assert known is not None
            name = known.source.name
            parts += [(sheet, map_sheet(sheet, known, table, collected_at), name) for table in known.source.tables]
            findings += sheet.findings
    _judge(parts)
    return _assemble(parts, findings, salt or secrets.token_hex(16))


def _data_sheets(path: str | Path, sources: Sequence[Source]) -> list[Sheet]:
    """Open a file and keep the sheets that are a known export; at least one must be."""
    sheets = open_sheets(path)
    known = [(sheet, recognise(sheet, sources)) for sheet in sheets]
    good: list[tuple[Sheet, Recognised]] = [(sheet, found) for sheet, found in known if found]
    if not good:
        raise IntakeError([not_recognised(sheet, sources) for sheet in sheets])
    preferred = [sheet for sheet, found in good if found.source.sheet and found.source.sheet == sheet.sheet]
    return preferred or [sheet for sheet, _ in good]


def _judge(parts: Sequence[tuple[Sheet, Mapped, str]]) -> None:
    """Refuse a file when too much of it was refused, and a tiny one when anything was."""
    problems: list[Problem] = []
    for sheet, mapped, _ in parts:
        bad = mapped.refused.filter(~pl.col("rule").is_in(["totals_row", "repeated_header"]))
        whole = max(mapped.rows_read, 1)
        if bad.height and (whole < TINY or bad.height > MOST_REFUSED * whole):
            problems += [_problem(sheet, row) for row in bad.iter_rows(named=True)]
    if problems:
        raise IntakeError(problems)


def _problem(sheet: Sheet, row: Mapping[str, Any]) -> Problem:
    en, zh, fix_en, fix_zh = REFUSALS[row["rule"]]
    return Problem(en, zh, file=sheet.file, sheet=sheet.sheet, row=row["row"], column=row["column"],
                   value=(row["value"] or "")[:60], fix_en=fix_en, fix_zh=fix_zh, code="XHS-E050")  # fmt: skip


def _assemble(parts: Sequence[tuple[Sheet, Mapped, str]], findings: list[Finding], salt: str) -> Intake:
    frames: dict[str, list[pl.DataFrame]] = {}
    for number, (_, mapped, _) in enumerate(parts):
        frames.setdefault(mapped.table, []).append(_canonical(mapped, number))
    tables: dict[str, pl.DataFrame] = {}
    kept: dict[int, int] = {}
    crawls: list[pl.DataFrame] = []
    for name, found in frames.items():
        whole = pl.concat(found)
        if name == "notes":
            crawls.append(whole)
        table, used = _one_row_each(name, whole)
        kept.update(used)
        tables[name] = table
    _link(tables, crawls, salt)
    files, refused = _account(parts, kept)
    findings += checks.check_tables(tables, parts_doubts=[(s, m) for s, m, _ in parts], files=files)
    checked = {name: TABLES[name].validate(_select(name, frame), cast=True) for name, frame in tables.items()}
    totals = {m.table: m.totals for _, m, _ in parts if m.totals.height}
    order = ["FAIL", "REVIEW", "PASS"]
    return Intake(checked, files, refused, tuple(sorted(findings, key=lambda f: order.index(f.level))), totals)


def _canonical(mapped: Mapped, number: int) -> pl.DataFrame:
    """Give a mapped sheet every column of its table, in order, with the number of the part it came from."""
    schema = empty(mapped.table).schema
    lacking = [
        pl.lit(None, dtype=dtype).alias(name) for name, dtype in schema.items() if name not in mapped.frame.columns
    ]
    frame = mapped.frame.with_columns(lacking).select(schema.names())
    return frame.cast(dict(schema.items()), strict=False).with_columns(part=pl.lit(number, dtype=pl.Int64))


def _one_row_each(name: str, whole: pl.DataFrame) -> tuple[pl.DataFrame, dict[int, int]]:
    """Keep one row a key: the latest count of the first file; what it lacks is filled from the others.

    Returns:
        The table, and how many rows of each part are in use.
    """
    keys = TABLES[name].primary_key()
    if name == "paid":
        kept = whole.unique(
            [c for c in whole.columns if c not in (*LINEAGE, "part")], keep="first", maintain_order=True
        )
        return kept, _used(kept)
    ranked = whole.with_row_index("order")
    by = ["part", "collected_at", "order"] if name == "notes" else ["part", "order"]
    down = [False, True, True] if name == "notes" else [False, False]
    ranked = ranked.sort(by, descending=down, nulls_last=True)
    filled = [pl.col(c).drop_nulls().first() for c in ranked.columns if c not in (*keys, *LINEAGE, "part", "order")]
    whole_rows = [pl.col(c).first() for c in (*LINEAGE, "part", "order")]
    merged = ranked.group_by(keys, maintain_order=True).agg(*filled, *whole_rows).sort("order").drop("order")
    return merged.select(whole.columns), _used(merged)


def _used(kept: pl.DataFrame) -> dict[int, int]:
    return dict(kept.group_by("part").len().iter_rows())


def _link(tables: dict[str, pl.DataFrame], crawls: Sequence[pl.DataFrame], salt: str) -> None:
    """Join what the files say of the same people and notes, and put commenters behind a salted hash."""
    if "notes" in tables:
        tables["notes"] = _recover_time(_link_creators(tables["notes"], tables.get("creators")))
        history = _snapshots(pl.concat(crawls))
        if history.height:
            tables["snapshots"] = history
    if "comments" in tables:
        tables["comments"] = _hide_commenters(tables["comments"], tables.get("notes"), salt)


def _link_creators(notes: pl.DataFrame, creators: pl.DataFrame | None) -> pl.DataFrame:
    """MediaCrawler names creators by 16 hex of SHA-256(user id); give those notes the creator's own id back."""
    if creators is None or creators.is_empty():
        return notes
    ids = creators["creator_id"].unique().to_list()
    known = pl.DataFrame(
        {"creator_id": [hashlib.sha256(i.encode()).hexdigest()[:16] for i in ids], "own_id": ids},
        schema={"creator_id": pl.String, "own_id": pl.String},
    )
    joined = notes.join(known, on="creator_id", how="left", maintain_order="left")
    return joined.with_columns(creator_id=pl.coalesce("own_id", "creator_id")).drop("own_id")


def _recover_time(notes: pl.DataFrame) -> pl.DataFrame:
    return notes.with_columns(published_at=pl.coalesce("published_at", dates.moment_of_note_id()))


def _snapshots(crawls: pl.DataFrame) -> pl.DataFrame:
    """Every count of a note with the time of its crawl; repeats of one moment once."""
    columns = empty("snapshots").columns
    return (
        crawls.filter(pl.col("collected_at").is_not_null())
        .select(*columns, "part")
        .unique(["note_id", "collected_at"], keep="first", maintain_order=True)
        .sort("note_id", "collected_at")
    )


def _hide_commenters(comments: pl.DataFrame, notes: pl.DataFrame | None, salt: str) -> pl.DataFrame:
    """Replace commenters by a keyed hash, after marking replies by the note's own author."""
    people = comments["commenter_hash"].drop_nulls().unique()
    key = salt.encode()[:64]
    hidden = [hashlib.blake2b(person.encode(), key=key, digest_size=8).hexdigest() for person in people]
    if notes is not None:
        authors = notes.select("note_id", author="creator_id")
        comments = comments.join(authors, on="note_id", how="left", maintain_order="left")
        short = comments["author"].drop_nulls().unique()
        hashed = [hashlib.sha256(author.encode()).hexdigest()[:16] for author in short]
        author_hash = pl.col("author").replace_strict(short, hashed, default=None, return_dtype=pl.String)
        is_author = (pl.col("commenter_hash") == pl.col("author")) | (pl.col("commenter_hash") == author_hash)
        comments = comments.with_columns(by_author=is_author.fill_null(False)).drop("author")
    replaced = pl.col("commenter_hash").replace_strict(people, hidden, default=None, return_dtype=pl.String)
    return comments.with_columns(
        commenter_hash=replaced,
        parent_comment_id=pl.when(~pl.col("parent_comment_id").is_in(["0", ""])).then("parent_comment_id"),
    )


def _select(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(list(TABLES[name].columns()))


def _account(parts: Sequence[tuple[Sheet, Mapped, str]], kept: Mapping[int, int]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Say of every file what became of its rows; the sums are checked, not hoped for."""
    files, refused = [], []
    for number, (sheet, mapped, source) in enumerate(parts):
        used, bad = kept.get(number, 0), mapped.refused.height + len(sheet.refused)
        read = mapped.rows_read + len(sheet.refused)
        files.append(
            {
                "file": sheet.file,
                "sheet": sheet.sheet,
                "source": source,
                "table": mapped.table,
                "rows_read": read,
                "rows_used": used,
                "rows_duplicate": read - used - bad,
                "rows_refused": bad,
                "sha256": sheet.sha256,
            }
        )
        refused += [_refused_row(sheet, row, mapped) for row in mapped.refused.iter_rows(named=True)]
        refused += [_ragged_row(problem) for problem in sheet.refused]
    schema = dict.fromkeys(REFUSED_COLUMNS, pl.String) | {"row": pl.Int64}
    return pl.DataFrame(files), pl.DataFrame(refused, schema=schema)


def _refused_row(sheet: Sheet, row: Mapping[str, Any], mapped: Mapped) -> dict[str, Any]:
    what_en, what_zh, fix_en, fix_zh = REFUSALS[row["rule"]]
    personal = {header for column, header in mapped.used_headers.items() if column in PERSONAL}
    value = "***" if row["column"] in personal else (row["value"] or "")[:60]
    return {"file": sheet.file, "sheet": sheet.sheet, **row, "value": value, "what_en": what_en, "what_zh": what_zh,
            "fix_en": fix_en, "fix_zh": fix_zh}  # fmt: skip


def _ragged_row(problem: Problem) -> dict[str, Any]:
    return {"file": problem.file, "sheet": problem.sheet, "row": problem.row, "column": "", "value": "",
            "rule": "ragged_row", "what_en": problem.en, "what_zh": problem.zh, "fix_en": problem.fix_en,
            "fix_zh": problem.fix_zh}  # fmt: skip
