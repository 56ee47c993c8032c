"""A campaign with its own marker word in every field of every input, to see which of them reach which reader.

A word is `Qz<table><Column>Zq`, so that a file that holds it says where it came from. Every text column of
every canonical table has one, so have the parameters, the brief, the folders (with a user's name in them) and
a memory of two brands.
"""

from __future__ import annotations

import base64
import binascii
import html
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from xhs_workbench import memory, paths, tables
from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.params import load_params
from xhs_workbench.who_sees import canonical_seen, parameter_seen

WORD = re.compile(r"Qz([A-Za-z]+?)Zq")
PEOPLE, NOTES_EACH = 14, 3
IDS = {"creator_id", "note_id", "order_id", "comment_id", "draft_id", "creative_id"}
KEYS = {"creators": PEOPLE, "search_index": 6, "ratings": 2 * PEOPLE, "traffic": 6, "search_ranks": 6}
"""Rows of tables that have not one a note."""
ELSEWHERE = {"day": "2024-02-29", "count": "76543"}
"""A date and a figure that only the other brand's campaign has."""
INPUTS = {
    "selection": ("creators", "notes", "comments", "ratings"),
    "content": ("creators", "notes", "snapshots", "search_index", "drafts"),
    "live": ("notes", "snapshots", "comments", "paid", "drafts", "search_index", "placements"),
    "post_campaign": (
        "placements",
        "notes",
        "paid",
        "snapshots",
        "comments",
        "search_index",
        "search_ranks",
        "traffic",
    ),
}
B64 = re.compile(rb"[A-Za-z0-9+/]{64,}={0,2}")
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


def word(*parts: str) -> str:
    """Return the word of a field.

    >>> word("ratings", "remark"), word("parameter", "team_notes")
    ('QzRatingsRemarkZq', 'QzParameterTeamNotesZq')
    """
    return (
        "Qz" + "".join(piece.capitalize() for part in parts for piece in re.split("[^A-Za-z]+", part)) + "Zq"
    )


def write_campaign(root: Path, language: str) -> Path:
    """Write inputs, parameters and a memory of two brands.

    Args:
        root: Folder that plays the workbench's (`XHS_INPUTS`); the inputs lie deep in it, in folders with
            words of their own.
        language: Language of the reports.

    Returns:
        The folder with one YAML a notebook.
    """
    from PIL import Image
    from ruamel.yaml import YAML

    home = root / word("home", "user") / word("client", "folder")
    for name in ("pictures", "covers"):
        (home / word("folder", name)).mkdir(parents=True)
        for place in range(3):
            shade = Image.new("RGB", (90, 120), (200 - 30 * place, 120, 90))
            shade.save(home / word("folder", name) / f"{_value('creator_id', 'creators', place)}_{place}.jpg")
    for name in tables.TABLES:
        table_of(name).write_csv(home / f"{name}.csv")
    _history().write_csv(home / "history.csv")
    yaml, folder = YAML(), home / word("folder", "params")
    folder.mkdir()
    brief = _marked_brief(yaml.load(paths.PARAMS / "demo" / "brief.yaml"), ("brief",))
    brief.pop("benchmarks", None)  # the demo's file lies in the demo's own folder
    yaml.dump({**brief, "language": language}, folder / "brief.yaml")
    (home / "festivals.yaml").write_text(
        json.dumps(_festivals()), encoding="utf-8"
    )  # JSON is YAML, without anchors
    answered = (
        f"comment_id,state,note\n{_value('comment_id', 'comments', 0)},answered,{word('answered', 'note')}\n"
    )
    (home / "answered.csv").write_text(answered, encoding="utf-8")
    for name, files in INPUTS.items():
        given = yaml.load(paths.PARAMS / "demo" / f"{name}.yaml")
        given |= {
            "brief": str(folder / "brief.yaml"),
            "language": language,
            "prepared_by": word("parameter", "prepared_by"),
        }
        given |= {
            "inputs": [str(home / f"{table}.csv") for table in files],
            "mappings": [_mapping(table) for table in tables.TABLES],
        }
        yaml.dump({**given, **_own(name, home)}, folder / f"{name}.yaml")
    _remember(root / "reports" / "memory.duckdb", folder / "brief.yaml")
    return folder


def table_of(name: str) -> pl.DataFrame:
    """Return the rows of one canonical table as an export would write them, a word in every text column."""
    columns = {key: kind for key, kind in tables.TABLES[name].columns().items() if key not in tables.LINEAGE}
    rows = range(KEYS.get(name, PEOPLE * NOTES_EACH))
    types = tables.empty(name).schema
    return pl.DataFrame(
        {f"col {key}": [_cell(key, name, types[key], place) for place in rows] for key in columns}
    )


def _history() -> pl.DataFrame:
    """Return the creators' other notes as a crawler writes them: `history` is read without the analyst's mappings."""
    notes = table_of("notes")
    named = {
        "note_id": "note_id",
        "title": "title",
        "desc": "body",
        "tag_list": "hashtags",
        "time": "published_at",
        "creator_hash": "creator_id",
        "nickname": "creator_name",
        "liked_count": "likes",
        "collected_count": "saves",
        "comment_count": "comments",
        "share_count": "shares",
        "note_url": "note_url",
        "source_keyword": "source_keyword",
    }
    return notes.select(
        pl.col(f"col {column}").alias(header) for header, column in named.items()
    ).with_columns(
        note_id=pl.lit("history") + pl.col("note_id"),
        type=pl.lit("normal"),
        image_list=pl.lit(""),
        video_url=pl.lit(""),
        last_update_time=pl.col("time"),
        last_modify_ts=pl.lit("1779000000000"),
    )


def _cell(column: str, table: str, kind: Any, place: int) -> str:
    if kind == pl.String:
        return _value(column, table, place)
    if isinstance(kind, pl.Enum):
        words = [name for name in kind.categories if name != "total"]  # that word marks a row of sums
        return str(words[place % len(words)])
    if kind == pl.Boolean:
        return "是" if place % 2 else "否"
    if kind == pl.Date:
        return str(date(2026, 5, 6) + timedelta(days=place % 6))
    if isinstance(kind, pl.Datetime):
        late = {"collected_at": 17, "created_at": 12}.get(column, 4)
        return f"{datetime(2026, 5, 2 + late, 9) + timedelta(hours=3 * place % 70):%Y-%m-%d %H:%M}"
    if column.endswith(("_share", "_rate")):
        return f"{0.1 + place % 7 / 100:.2f}"
    if column == "draft_round":
        return "1"
    return str(1 + place % 5) if column.endswith("_score") else str(400 + 37 * (place % 11))


def _value(column: str, table: str, place: int) -> str:
    """Return a text: ids join the tables, commenters ask, drafts and notes talk about the brief."""
    person, mark = place % PEOPLE, word(table, column)
    own_id = column.endswith("_id") and tables.TABLES[table].columns()[column].primary_key
    if column in IDS or column == "parent_comment_id" or own_id:
        shared = {"creator_id": person, "note_id": place}.get(column, place)
        return f"{word('id', column)}{shared:03d}"
    if column == "rater":
        return f"{mark}{'A' if place < PEOPLE else 'B'}"
    said = {
        "content": f"{mark} 请问哪里买？求链接 {place}",
        "title": f"{mark} 舒缓屏障精华 测评 {place}",
        "hashtags": f"#{mark}",
        "body": f"{mark} 神经酰胺 质地轻薄不搓泥，薇诺娜 最好用",
        "term": f"露米拉 {mark}{place // 3}",
        "keyword": f"{mark}",
        "creator_name": f"{mark}{person:02d}",
        "content_format": "测评",
        "channel": f"{mark}{place}",
        "label": f"{mark}{place}",
    }
    return said.get(column, f"{mark}{person:02d}")


def _mapping(table: str) -> dict[str, Any]:
    columns = [key for key in tables.TABLES[table].columns() if key not in tables.LINEAGE]
    recognise = [f"col {key}" for key in columns]
    return {
        "name": word("parameter", "mappings"),
        "recognise": recognise,
        "percent": "fraction",
        "tables": {table: {"columns": {key: [f"col {key}"] for key in columns}}},
    }


def _own(notebook: str, home: Path) -> dict[str, Any]:
    """Return the parameters of one notebook that hold words or paths."""
    draft, notes = _value("draft_id", "drafts", 0), [str(home / "history.csv")]
    return {
        "selection": {
            "mood_board": [str(home / word("folder", "pictures"))],
            "covers": [str(home / word("folder", "covers"))],
            "past_picks": [str(home / "placements.csv")],
            "must_out": [word("parameter", "must_out")],
            "gates": [],
            "conflicts": [[word("parameter", "conflicts"), _value("creator_id", "creators", 1)]],
            "quotas": {},
            "formats": {},
            "memory": "reports/memory.duckdb",
        },
        "content": {
            "mood_board": [str(home / word("folder", "pictures"))],
            "banned_hashtags": [word("parameter", "banned_hashtags")],
            "overrides": [
                {"draft": draft, "rule": "superlative_state", "reason": word("parameter", "overrides")}
            ],
            "reviewer_remarks": [
                {"draft": draft, "remark": f"{word('parameter', 'reviewer_remarks')} 最好用是极限词，请删除"}
            ],
        },
        "live": {
            "history": notes,
            "festivals": str(home / "festivals.yaml"),
            "answered": str(home / "answered.csv"),
            "boost_cleared": [word("parameter", "boost_cleared")],
            "boost_paused": [word("parameter", "boost_paused")],
            "as_of": "2026-05-20",
        },
        "post_campaign": {
            "history": notes,
            "team_notes": {"format_review": word("parameter", "team_notes")},
            "covers": [str(home / word("folder", "covers"))],
            "as_of": "2026-07-20",
            "memory": "reports/memory.duckdb",
        },
    }[notebook]


def _marked_brief(value: Any, key: tuple[str, ...]) -> Any:
    """Put a word into every text of the brief that people read."""
    if isinstance(value, dict):
        return {name: _marked_brief(item, (*key, name)) for name, item in value.items()}
    if isinstance(value, list):
        return [_marked_brief(item, key) for item in value]
    free = key[-1] in (
        "en",
        "zh",
        "campaign",
        "competitors",
        "keywords",
        "provinces",
        "interests",
        "phrases",
        "terms",
    )
    return f"{value} {word(*key)}" if isinstance(value, str) and free else value


def _festivals() -> dict[str, Any]:
    mark = {side: word("festival", side) for side in ("en", "zh")}
    return {
        "festivals": {
            "own_day": {
                "name": mark,
                "names": [word("festival", "names")],
                "window": ["05-10", "05-20"],
                "peak": ["05-24", "05-26"],
                "grade": "G",
                "source": mark,
            }
        }
    }


def _remember(path: Path, brief_file: Path) -> None:
    """Write a campaign of this brand and one of another, with creators that both have booked."""
    brief = load_params(brief_file).read_brief()
    line = brief.timeline
    for side, day, count in (
        ("own", datetime(2025, 3, 8, 20), 900),
        ("other", datetime(2024, 2, 29, 20), int(ELSEWHERE["count"])),
    ):
        name = (
            brief.brand.name
            if side == "own"
            else type(brief.brand.name)(en=word(side, "brand"), zh=word(side, "brand"))
        )
        dates = {
            key: day.date()
            for key in ("brief_sent", "drafts_due", "posting_start", "posting_end", "measured_until")
        }
        past = brief.model_copy(
            update={
                "campaign": word(side, "campaign"),
                "timeline": line.model_copy(update=dates),
                "brand": brief.brand.model_copy(update={"name": name, "product": name}),
            }
        )
        rows = [
            {
                "order_id": f"{word(side, 'order')}{i}",
                "note_id": f"{word(side, 'note')}{i}",
                "creator_id": _value("creator_id", "creators", i),
                "creator_name": f"{word(side, 'creator')}{i}",
                "tier": "koc",
                "format": "review",
                "note_type": "image",
                "followers": 5000,
                "published_at": day.replace(tzinfo=None),
                "age_days": 60.0,
                "mature": True,
                "cost_named_cny": 500.0,
                "likes": count,
                "saves": count,
                "comments": count,
                "shares": count,
                "interactions_named": 4.0 * count,
                "lift": 1.2,
                "source_file": word(side, "file"),
                "source_sheet": word(side, "sheet"),
                "source_row": i + 2,
            }
            for i in range(9)
        ]
        notes = pl.DataFrame(rows).with_columns(pl.col("published_at").dt.replace_time_zone(tables.CHINA))
        plan = pl.DataFrame(
            [{"metric": "saves", "target": 1.0, "value": 2.0, "completion": 2.0, "verdict": "met", "n": 9}]
        )
        taught = [Finding("rebook", Level.PASS, Text(word(side, "learning"), word(side, "learning")), n=9)]
        memory.remember_campaign(path, past, day.date(), notes, plan, taught)


def fields() -> dict[str, bool]:
    """Return each word that may be found -> whether a client may see it; the brand's own memory and brief are allowed."""
    canonical = {
        word("id" if column in IDS or column == "parent_comment_id" else table, column): canonical_seen(
            column
        )
        for table in tables.TABLES
        for column, kind in tables.empty(table).schema.items()
        if kind == pl.String and column not in tables.LINEAGE and column != "commenter_hash"
    }
    named = (
        "prepared_by",
        "mappings",
        "must_out",
        "conflicts",
        "banned_hashtags",
        "overrides",
        "reviewer_remarks",
        "boost_cleared",
        "boost_paused",
        "team_notes",
    )
    return canonical | {word("parameter", name): parameter_seen(name) for name in named}


def may_be_seen(found: str) -> bool:
    """Say whether a client may see a word: a declared field, the brief, the own brand's past, a festival's name."""
    own = found.startswith(("QzBrief", "QzOwn", "QzFestival"))
    return own or fields().get(found, False)


def words_in(raw: bytes) -> set[str]:
    """Return the words found in a file, in any encoding: plain, escaped, in base64, zipped."""
    return {found for text in decoded(raw) for found in (match[0] for match in WORD.finditer(text))}


def decoded(raw: bytes, depth: int = 4) -> Iterator[str]:
    """Yield a file's text and that of everything packed into it."""
    if depth and raw[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            for name in packed.namelist():
                yield name
                yield from decoded(packed.read(name), depth - 1)
        return
    text = html.unescape(raw.decode("utf-8", "replace"))
    yield ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    yield re.sub(r"\r?\n[ \t]", "", text)  # an ICS folds its lines
    for found in B64.findall(raw) if depth else ():
        try:
            inner = base64.b64decode(found, validate=True)
        except (binascii.Error, ValueError):
            continue
        yield from decoded(inner, depth - 1)


def described(found: set[str]) -> str:
    """Return words for a message, sorted."""
    return json.dumps(sorted(found))
