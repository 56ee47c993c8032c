"""Files in; canonical tables, refused rows, findings and an account of every row out."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from xhs_workbench import paths
from xhs_workbench.errors import IntakeError, Problem
from xhs_workbench.findings import Finding
from xhs_workbench.intake.accounting import checks, doubts, people, titles
from xhs_workbench.intake.accounting.contradictions import compare_hidden, say_differing
from xhs_workbench.intake.accounting.growth import drop_contradicted_growth
from xhs_workbench.intake.accounting.merging import Merged, merge_parts
from xhs_workbench.intake.accounting.silent_zeros import find_zeros, say_zeros
from xhs_workbench.intake.cells.dates import ZONE
from xhs_workbench.intake.masking import mask_text
from xhs_workbench.intake.opening.bounds import too_many
from xhs_workbench.intake.opening.files import open_sheets
from xhs_workbench.intake.opening.sheets import Sheet, refuse, shown
from xhs_workbench.intake.recognising import completing, elsewhere, rivals, unread
from xhs_workbench.intake.recognising.mapping import Mapped, map_sheet
from xhs_workbench.intake.recognising.recognise import Recognised, not_recognised, recognise
from xhs_workbench.intake.recognising.refusals import REFUSALS, SET_ASIDE
from xhs_workbench.intake.recognising.sources import Source, make_source, shipped_sources
from xhs_workbench.intake.telling import OPENED, Heard, Tell, Telling, nobody, stretch
from xhs_workbench.tables import checked, columns_of, empty
from xhs_workbench.worked_out import is_kept, once

REFUSED_COLUMNS = (
    "file",
    "sheet",
    "row",
    "column",
    "value",
    "rule",
    "what_en",
    "what_zh",
    "fix_en",
    "fix_zh",
)
SALT = "XHS_SALT"
"""Environment variable by which a batch hands over the salt of a client; without it every call has its own."""
PERSONAL = {"creator_name", "red_id", "commenter_hash", "content"}


@dataclass(frozen=True)
class Intake:
    """What came out of a set of files.

    Args:
        tables: Canonical tables by name, schema-checked, each row with `source_file`, `source_sheet`,
            `source_row`.
        files: One row a file, sheet and table: `file`, `sheet`, `source`, `table`, `rows_read`, `rows_used`,
            `rows_duplicate`, `rows_refused`, `sha256`, `collected_at` (the latest count in it). Always
            rows_read = used + duplicate + refused; a row that another export gave instead counts as
            duplicate.
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
    tell: Tell = nobody,
) -> Intake:
    """Read files of any known kind into canonical tables.

    Args:
        inputs: Paths; a relative one counts from the workbench folder.
        mappings: An analyst's own sources, tried before the shipped ones; keys as in `sources/*.toml`.
        collected_at: When the files were crawled, for relative dates and for snapshots of files that do not
            say.
        salt: Secret with which commenters are hashed; None makes one for this call, so that two reports
            cannot be joined on commenters.
        tell: Called before each file with the number of files read, of all, the file's name, and the share of the
            whole work done; again as a large file gets on; after the last with an empty name.

    Raises:
        InputMissingError: A file does not exist.
        IntakeError: A file cannot be read as data; nothing is returned then.
    """
    own = check_mappings(mappings)
    crawled = (
        collected_at.replace(tzinfo=ZONE) if collected_at and collected_at.tzinfo is None else collected_at
    )
    key = salt or os.environ.get(SALT) or secrets.token_hex(16)
    asked = [(str(path), paths.hash_regular(file)) for path, file in _whole_files(inputs)]

    def read() -> Intake:
        return _read_anew(inputs, own, crawled, key, tell)

    if len(asked) < len(inputs):
        return read()
    return once("read_files", (asked, mappings, crawled, key), read)


def _whole_files(inputs: Sequence[str | Path]) -> Iterator[tuple[str | Path, Path]]:
    """Yield the inputs that are files, with their place, in a run that keeps what was read; the others are read anew each time."""
    if is_kept():
        yield from ((path, file) for path in inputs if (file := paths.resolve(path)).is_file())


def _read_anew(
    inputs: Sequence[str | Path],
    own: Sequence[Source],
    crawled: datetime | None,
    key: str,
    tell: Tell,
) -> Intake:
    parts: list[Part] = []
    findings: list[Finding] = []
    unseen: list[Part] = []
    short: list[Problem] = []
    telling = Telling(inputs, tell)
    for number, path in enumerate(inputs):
        heard = telling.file(number)
        if paths.is_owner_file(path):
            findings.append(unread.owner_file(path))
            continue
        opened, said, hidden = data_sheets(path, own, stretch(heard, 0, OPENED))
        findings += said
        unseen += _to_compare(hidden, crawled)
        sheets, within = len(opened), stretch(heard, OPENED, 1)
        while opened:  # a sheet that is in the tables goes: a million rows need not be held twice
            done = sheets - len(opened)
            made, said, unlinked = _map(
                *opened.pop(0), own, crawled, stretch(within, done / sheets, (done + 1) / sheets)
            )
            parts, findings, short = parts + made, findings + said, short + unlinked
    joining = telling.all_read()
    if inputs and not parts:
        raise IntakeError(unread.only_owner_files(inputs))
    _judge(parts, short)
    findings += [unread.short_link_finding(problem) for problem in short]
    return _assemble(parts, unseen, findings, key, joining)


def _map(
    sheet: Sheet, known: Recognised, own: Sequence[Source], crawled: datetime | None, heard: Heard
) -> tuple[list[Part], list[Finding], list[Problem]]:
    """Turn a sheet into its tables; return these without the sheet's cells, what is said, and its columns of short links."""
    name, is_own = known.source.name, known.source in own
    sheet, known, apart = elsewhere.hold_apart(sheet, known, told=is_own and not known.source.drafted)
    tables = known.source.tables
    mapped = [
        map_sheet(sheet, known, table, crawled, stretch(heard, at / len(tables), (at + 1) / len(tables)))
        for at, table in enumerate(tables)
    ]
    mapped, theirs = rivals.set_rivals_apart(sheet, known, mapped)
    said = [*theirs, *unread.about_columns(sheet, known, mapped, own=known.source in own), *apart]
    short = unread.short_links(sheet, known)
    said += [*unread.named_contact(sheet), *sheet.findings]
    bare = replace(sheet, cells=sheet.cells.clear())
    return [Part(bare, one, name, keeps_zeros=bool(known.source.zeros)) for one in mapped], said, short


def check_mappings(mappings: Sequence[Mapping[str, Any]]) -> tuple[Source, ...]:
    """Build sources from an analyst's own mappings.

    Raises:
        ParamsError: A key, table or column is unknown, or a mapping has no marks to be recognised by.
    """
    return tuple(make_source(item, f"mappings[{number}]") for number, item in enumerate(mappings))


@dataclass(frozen=True)
class Part:
    """One sheet as one table, the kind of export it is, and whether its zeros stay as they stand."""

    sheet: Sheet
    mapped: Mapped
    source: str
    keeps_zeros: bool = False


def find_source(sheet: Sheet, own: Sequence[Source] = ()) -> Recognised | None:
    """Recognise a sheet; an analyst's own mapping wins wherever its marks are there."""
    found = (recognise(sheet, own) if own else None) or recognise(sheet, shipped_sources())
    if found is None or found.source.name in {one.name for one in own}:
        return found
    known = _completed(sheet, found)
    if known is None or completing.has_its_keys(known):
        return known
    # Its marks are there, but not what names its rows: another source may read it, or a draft.
    others = [one for one in shipped_sources() if one.name != found.source.name]
    other = recognise(sheet, others)
    again = _completed(sheet, other) if other else None
    if again is not None and completing.has_its_keys(again):
        return again
    return None if completing.can_be_drafted(sheet) else known


def _completed(sheet: Sheet, found: Recognised) -> Recognised | None:
    return None if completing.is_another_table(sheet, found) else completing.complete(sheet, found)


def _to_compare(hidden: Known, crawled: datetime | None) -> list[Part]:
    """Map hidden sheets that could be read; one that could not has nothing to compare."""
    parts = []
    for sheet, known in hidden:
        for table in known.source.tables:
            with contextlib.suppress(IntakeError):
                parts.append(Part(sheet, map_sheet(sheet, known, table, crawled), known.source.name))
    return parts


Known = list[tuple[Sheet, Recognised]]


def data_sheets(
    path: str | Path, own: Sequence[Source], heard: Heard = nobody
) -> tuple[Known, list[Finding], Known]:
    """Open a file and keep the sheets that are a known export; at least one must be, the others are named.

    Returns:
        The sheets to read, findings about the others, and hidden sheets of a known export, only to be
        compared.
    """
    sheets = open_sheets(path, heard)
    known = [_seen(sheet, own) for sheet in sheets]
    good = [(sheet, found) for sheet, found in known if found]
    if not good:
        if unseen := [sheet for sheet in sheets if sheet.hidden and find_source(sheet, own)]:
            raise _only_hidden(unseen[0])
        raise IntakeError([not_recognised(sheet, (*own, *shipped_sources())) for sheet in sheets])
    preferred = [
        (sheet, found) for sheet, found in good if found.source.sheet and found.source.sheet == sheet.sheet
    ]
    opened = preferred or good
    names = {sheet.sheet for sheet, _ in opened}
    return (
        opened,
        [
            doubts.hidden_sheet(sheet) if sheet.hidden else doubts.unread_sheet(sheet)
            for sheet in sheets
            if sheet.sheet and sheet.sheet not in names
        ],
        [
            (sheet, found)
            for sheet in sheets
            if sheet.hidden and sheet.sheet not in names and (found := find_source(sheet, own))
        ],
    )


def _seen(sheet: Sheet, own: Sequence[Source]) -> tuple[Sheet, Recognised | None]:
    """Recognise a sheet by what a reader of the workbook sees; all of it where a mapping asks for the hidden too."""
    whole = find_source(sheet, own)
    if whole and whole.source.hidden:
        return sheet, whole
    if sheet.hidden:
        return sheet, None
    seen = shown(sheet)
    return seen, whole if seen is sheet else find_source(seen, own)


def _only_hidden(sheet: Sheet) -> IntakeError:
    fix = ("unhide it, or write hidden: true in a mapping.", "请取消隐藏，或在映射中写 hidden: true。")
    en, zh = "the only sheet that is a known export is hidden", "唯一可识别的工作表是隐藏的"
    return refuse(sheet.file, en, zh, sheet=sheet.sheet, fix=fix, code="XHS-E023")


def _judge(parts: Sequence[Part], short: Sequence[Problem] = ()) -> None:
    """Refuse a file when too much of it was refused.

    Args:
        parts: What was read.
        short: Columns of short links, which say why ids are missing.
    """
    problems: list[Problem] = []
    for part in parts:
        bad = part.mapped.refused.filter(~pl.col("rule").is_in(SET_ASIDE))
        if too_many(bad.height, part.mapped.rows_read):
            problems += [_problem(part, row) for row in bad.iter_rows(named=True)]
    if problems:
        refused = {problem.file for problem in problems}
        raise IntakeError([*(problem for problem in short if problem.file in refused), *problems])


def _problem(part: Part, row: Mapping[str, Any]) -> Problem:
    en, zh, fix_en, fix_zh = _words(part, row["rule"])
    return Problem(
        en,
        zh,
        file=part.sheet.file,
        sheet=part.sheet.sheet,
        row=row["row"],
        column=row["column"],
        value=_shown(part.mapped, row),
        fix_en=fix_en,
        fix_zh=fix_zh,
        code="XHS-E050",
    )


def _words(part: Part, rule: str) -> tuple[str, ...]:
    """Return what is wrong and what to do; where a key of the mapping settles it, the mapping is named as it is written."""
    shipped = part.source in {source.name for source in shipped_sources()}
    mapping = f"{'extends' if shipped else 'name'}: {part.source}"
    return tuple(text.replace("{mapping}", mapping) for text in REFUSALS[rule])


def _shown(mapped: Mapped, row: Mapping[str, Any]) -> str:
    """Return the refused cell as it may be shown: short, and masked where it is personal."""
    personal = {header for column, header in mapped.used_headers.items() if column in PERSONAL}
    return "***" if row["column"] in personal else mask_text(row["value"] or "")[:60]


def _assemble(
    parts: Sequence[Part], unseen: Sequence[Part], findings: list[Finding], salt: str, heard: Heard
) -> Intake:
    frames: dict[str, list[pl.DataFrame]] = {}
    for number, part in enumerate(parts):
        frame = _canonical(part.mapped, number)
        if part.mapped.table == "creators":
            frame, said = drop_contradicted_growth(frame, part.sheet.file)
            findings += said
        zeros = find_zeros(frame, part.mapped.table)
        findings += say_zeros(zeros, part.mapped.table, part.sheet.file, kept=part.keeps_zeros)
        frames.setdefault(part.mapped.table, []).append(frame if part.keeps_zeros else zeros.frame)
    kinds = [next(i for i, other in enumerate(parts) if other.source == part.source) for part in parts]
    hidden = [part.sheet.hidden for part in parts]
    tables: dict[str, pl.DataFrame] = {}
    merged: dict[str, Merged] = {}
    crawls = frames.get("notes", [])
    for name, found in frames.items():
        merged[name] = merge_parts(name, pl.concat(found), kinds, hidden)
        tables[name] = merged[name].table
    heard(0.1)
    if "comments" in tables:
        tables["comments"], told = titles.join_by_words(tables["comments"], tables.get("notes"))
        findings += told
    people.link(tables, crawls, salt, stretch(heard, 0.1, 0.8))
    files, refused = _account(parts, merged)
    elsewhere = [merged[part.mapped.table].elsewhere.get(number, 0) for number, part in enumerate(parts)]
    repeats = [
        whole - other for whole, other in zip(files["rows_duplicate"].to_list(), elsewhere, strict=True)
    ]
    findings += doubts.check_parts([(part.sheet, part.mapped) for part in parts], repeats)
    findings += [say_differing(name, one.differing) for name, one in merged.items() if one.differing]
    findings += [
        finding
        for part in unseen
        if part.mapped.table in tables
        and (
            finding := compare_hidden(
                part.mapped.table,
                tables[part.mapped.table],
                part.mapped.frame,
                f"{part.sheet.file} › {part.sheet.sheet}",
            )
        )
    ]
    findings += doubts.check_merged(merged, [part.source for part in parts])
    findings += checks.check_tables(tables, crawls=crawls)
    heard(0.9)
    whole = {name: checked(name, _select(name, frame)) for name, frame in tables.items()}
    totals = _totals([part.mapped for part in parts if part.mapped.totals.height])
    heard(1)
    order = ["FAIL", "REVIEW", "PASS"]
    return Intake(whole, files, refused, tuple(sorted(findings, key=lambda f: order.index(f.level))), totals)


def _totals(mapped: Sequence[Mapped]) -> dict[str, pl.DataFrame]:
    found: dict[str, list[pl.DataFrame]] = {}
    for one in mapped:
        found.setdefault(one.table, []).append(one.totals)
    return {table: pl.concat(frames, how="diagonal") for table, frames in found.items()}


def _canonical(mapped: Mapped, number: int) -> pl.DataFrame:
    """Give a mapped sheet every column of its table, in order, with the number of the part it came from."""
    schema = empty(mapped.table).schema
    lacking = [
        pl.lit(None, dtype=dtype).alias(name)
        for name, dtype in schema.items()
        if name not in mapped.frame.columns
    ]
    crawled = "collected_at" if "collected_at" in mapped.frame.columns else "crawled_at"
    at = mapped.frame[crawled].alias("crawled_at")
    frame = mapped.frame.with_columns(lacking).select(schema.names())
    return frame.cast(dict(schema.items()), strict=False).with_columns(
        at, part=pl.lit(number, dtype=pl.Int64)
    )


def _select(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(list(columns_of(name)))


def _account(parts: Sequence[Part], merged: Mapping[str, Merged]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Say of every file what became of its rows; each number is counted on its own and the sum is checked."""
    files, refused = [], []
    for number, part in enumerate(parts):
        sheet, mapped = part.sheet, part.mapped
        used = merged[mapped.table].used.get(number, 0)
        bad = mapped.refused.height + len(sheet.refused)
        repeats = mapped.frame.height - used
        read = mapped.rows_read + len(sheet.refused)
        assert read == used + repeats + bad, (
            f"{sheet.file}: {read} rows read, {used} + {repeats} + {bad} accounted for"
        )
        files.append(
            {
                "file": sheet.file,
                "sheet": sheet.sheet,
                "source": part.source,
                "table": mapped.table,
                "rows_read": read,
                "rows_used": used,
                "rows_duplicate": repeats,
                "rows_refused": bad,
                "sha256": sheet.sha256,
                "collected_at": _latest(mapped.frame),
            }
        )
        refused += [_refused_row(part, row) for row in mapped.refused.iter_rows(named=True)]
        refused += [_ragged_row(problem) for problem in sheet.refused]
    schema = dict.fromkeys(REFUSED_COLUMNS, pl.String) | {"row": pl.Int64}
    texts, counts = (
        ("file", "sheet", "source", "table"),
        ("rows_read", "rows_used", "rows_duplicate", "rows_refused"),
    )
    kinds = dict.fromkeys(texts, pl.String) | dict.fromkeys(counts, pl.Int64)
    told = pl.DataFrame(files, schema={**kinds, "sha256": pl.String, "collected_at": pl.String})
    return told, pl.DataFrame(refused, schema=schema)


def _latest(frame: pl.DataFrame) -> str | None:
    if "collected_at" not in frame.columns:
        return None
    latest = frame.select(pl.col("collected_at").max().dt.strftime("%Y-%m-%d %H:%M")).item()
    return None if latest is None else str(latest)


def _refused_row(part: Part, row: Mapping[str, Any]) -> dict[str, Any]:
    what_en, what_zh, fix_en, fix_zh = _words(part, row["rule"])
    place = {"file": part.sheet.file, "sheet": part.sheet.sheet}
    return {
        **place,
        **row,
        "value": _shown(part.mapped, row),
        "what_en": what_en,
        "what_zh": what_zh,
        "fix_en": fix_en,
        "fix_zh": fix_zh,
    }


def _ragged_row(problem: Problem) -> dict[str, Any]:
    return {
        "file": problem.file,
        "sheet": problem.sheet,
        "row": problem.row,
        "column": "",
        "value": "",
        "rule": "ragged_row",
        "what_en": problem.en,
        "what_zh": problem.zh,
        "fix_en": problem.fix_en,
        "fix_zh": problem.fix_zh,
    }
