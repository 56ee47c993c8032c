"""Whole small campaigns drawn by a seed: orders, notes, ads, comments, searches, sales, with what is often missing missing."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from xhs_workbench import paths, tables
from xhs_workbench.params import load_params
from xhs_workbench.params.brief import Brief, Kpi

CHINA = ZoneInfo("Asia/Shanghai")
START = date(2026, 5, 6)
SHAPES = (
    "nobody placed",
    "one note",
    "three notes",
    "no prices",
    "some prices",
    "no ads",
    "saves only",
    "no ids of creators",
    "young",
    "all alike",
    "full",
    "bought likes",
)
"""What of a campaign is missing or odd; drawn in turn."""
SAID = {
    "safety": ("用完脸上泛红刺痛，烂脸了", "过敏了，又痒又红"),
    "asking": ("在哪里买呀，求链接", "哪里可以买到？"),
    "praise": ("真的好用，已经回购第二瓶", "质地很清爽，喜欢"),
    "other": ("来啦来啦", "哈哈哈", "坐等更新"),
}
FORMATS = ("测评", "教程", "日常", "对比")
KINDS = ("awareness", "ugc", "launch", "tmall_traffic", "store_traffic")
COUNTS = ("impressions", "reads", "likes", "saves", "comments", "shares", "follows")


def numbers(shapes):
    """Return the numbers of what is drawn: each shape once, and three times by `make examples`."""
    return range(len(shapes) * (3 if os.environ.get("XHS_EXAMPLES") == "many" else 1))


@dataclass
class Campaign:
    """What one campaign's notebook is given.

    Args:
        shape: Which of `SHAPES`.
        brief: The brief.
        data: Its files, as `intake.read_files` gives them.
        earlier: The creators' other notes.
        as_of: The day of the report.
    """

    shape: str
    brief: Brief
    data: Files
    earlier: Files
    as_of: date

    def params(self, **more: Any) -> SimpleNamespace:
        """Return the parameters that the cells read, with what else a page's cells ask for."""
        return SimpleNamespace(**{"as_of": self.as_of, "language": "en", "covers": (), **more})


class Files:
    """Tables that no file stands behind; those not given are empty."""

    def __init__(self, **given: list[dict[str, Any]]) -> None:
        self._tables = {name: _as_table(name, rows) for name, rows in given.items()}

    def table(self, name: str) -> pl.DataFrame:
        """Return one table, as `intake.Intake.table` does."""
        return self._tables.get(name, tables.empty(name))


def _as_table(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    schema = tables.empty(name).schema
    for place, row in enumerate(rows):
        row.setdefault("source_file", f"{name}.csv")
        row.setdefault("source_sheet", "-")
        row.setdefault("source_row", place + 2)
    return pl.DataFrame([{key: row.get(key) for key in schema} for row in rows], schema=schema)


def demo_brief() -> Brief:
    """Return the demo's brief, of which a drawn campaign takes the words."""
    return load_params(paths.PARAMS / "demo" / "post_campaign.yaml").read_brief()


def draw_campaign(number: int, given: Brief) -> Campaign:
    """Draw one campaign.

    Args:
        number: Its seed; its shape follows from it.
        given: The brief whose words it takes.
    """
    rng, shape = np.random.default_rng([19, number]), SHAPES[number % len(SHAPES)]
    as_of = START + timedelta(days=int(rng.integers(8, 20) if shape == "young" else rng.integers(40, 80)))
    size = {"nobody placed": 0, "one note": 1, "three notes": 3, "bought likes": 26}.get(
        shape, int(rng.integers(4, 22))
    )
    creators = [_creator(rng, n, shape) for n in range(size)]
    notes = [_note(rng, n, one, shape) for n, one in enumerate(creators)]
    orders = [
        _order(rng, n, note, one, shape) for n, (note, one) in enumerate(zip(notes, creators, strict=True))
    ]
    paid = [] if shape == "no ads" else [row for note in notes for row in _ads(rng, note, as_of)]
    talk = rng.random() < 0.8
    data = Files(
        notes=notes,
        placements=orders,
        paid=paid,
        comments=[row for note in notes for row in _comments(rng, note)] if talk else [],
        search_index=_searches(rng, as_of) if notes and rng.random() < 0.15 else [],
        traffic=_sales(rng, as_of) if rng.random() < 0.5 and notes else [],
        snapshots=[row for note in notes for row in _growth(rng, note, as_of)] if rng.random() < 0.3 else [],
    )
    least = 5 if shape == "bought likes" else 0
    own = (
        [row for one in creators for row in _own_notes(rng, one, least)]
        if least or rng.random() < 0.7
        else []
    )
    return Campaign(shape, _brief(rng, given, data, shape), data, Files(notes=own), as_of)


def _creator(rng: np.random.Generator, n: int, shape: str) -> dict[str, Any]:
    return {
        "creator_id": None if shape == "no ids of creators" else f"{n + 1:024x}",
        "creator_name": f"博主{'甲乙丙丁戊己庚辛壬癸'[n % 10]}{n}",
        "followers": int(10 ** rng.uniform(3.1, 5.6)),
        "level": 300.0 if shape == "all alike" else float(np.exp(rng.normal(5.5, 0.9))),
        "bought": n == 0 if shape == "bought likes" else bool(rng.random() < 0.05),
    }


def _note(rng: np.random.Generator, n: int, one: dict[str, Any], shape: str) -> dict[str, Any]:
    form = str(rng.choice(FORMATS))
    noise = 1.0 if shape == "all alike" else _luck(rng, form)
    counts = _counts(rng, one, noise, exact=shape == "all alike")
    if shape == "saves only":
        counts = {
            name: value if name in ("saves", "likes", "comments") else None for name, value in counts.items()
        }
    return {
        "note_id": f"{n + 1:024x}",
        **{key: one[key] for key in ("creator_id", "creator_name", "followers")},
        "title": f"用了{n + 7}天说说真实感受",
        "published_at": datetime(2026, 5, 6, 20, tzinfo=CHINA) + timedelta(days=int(rng.integers(0, 17))),
        "collected_at": datetime(2026, 7, 20, 8, tzinfo=CHINA),
        "content_format": form,
        "note_type": "image",
        **counts,
    }


def _luck(rng: np.random.Generator, form: str) -> float:
    """Draw what a note makes of its creator's level; tutorials make twice as much."""
    return float(np.exp(rng.normal(np.log(2.2) * (form == FORMATS[1]), 0.6)))


def _counts(rng: np.random.Generator, one: dict[str, Any], noise: float, *, exact: bool) -> dict[str, int]:
    likes = one["level"] * noise * (4 if one["bought"] else 1)
    parts = (0.3, 0.06, 0.04, 0.02) if not one["bought"] else (0.004, 0.002, 0.0, 0.0)
    if not exact:
        parts = tuple(float(part * np.exp(rng.normal(0, 0.3))) for part in parts)
    saves, comments, shares, follows = (int(likes * part) for part in parts)
    reads = int(likes * (18 if exact else rng.uniform(10, 30)))
    return {
        "impressions": int(reads * (8 if exact else rng.uniform(5, 12))),
        "reads": reads,
        "likes": int(likes),
        "saves": saves,
        "comments": comments,
        "shares": shares,
        "follows": follows,
    }


def _order(
    rng: np.random.Generator, n: int, note: dict[str, Any], one: dict[str, Any], shape: str
) -> dict[str, Any]:
    quote = (
        800.0 if shape == "all alike" else float(round(one["followers"] ** 0.75 * rng.uniform(0.6, 1.8), -1))
    )
    priced = shape != "no prices" and not (shape == "some prices" and rng.random() < 0.4)
    return {
        "order_id": f"o{n:03d}",
        **{key: note[key] for key in ("note_id", "creator_id", "creator_name", "note_type")},
        "quote_cny": quote if priced else None,
        "service_fee_cny": round(quote * 0.1, 2) if priced else None,
    }


def _ads(rng: np.random.Generator, note: dict[str, Any], as_of: date) -> list[dict[str, Any]]:
    if rng.random() < 0.6:
        return []
    first = note["published_at"].date() + timedelta(days=1)
    rows = []
    for n in range(int(rng.integers(1, 5))):
        shown = int(rng.integers(300, 6000))
        if first + timedelta(days=n) > as_of:
            break
        rows.append(
            {
                "platform": "juguang",
                "day": first + timedelta(days=n),
                "creative_id": f"{note['note_id'][-3:]}{n}",
                "note_id": note["note_id"],
                "spend_cny": float(round(shown * rng.uniform(0.02, 0.2), 2)),
                "impressions": shown,
                "clicks": shown // 12,
                **{
                    name: int(shown // part)
                    for name, part in (("likes", 300), ("saves", 500), ("comments", 900))
                },
                "shares": 0,
                "follows": 0,
                "interactions": int(shown // 300 + shown // 500 + shown // 900),
            }
        )
    return rows


def _comments(rng: np.random.Generator, note: dict[str, Any]) -> list[dict[str, Any]]:
    kinds = rng.choice(list(SAID), int(rng.integers(0, 12)), p=[0.08, 0.3, 0.3, 0.32])
    return [
        {
            "comment_id": f"{note['note_id'][-4:]}-{n}",
            "note_id": note["note_id"],
            "commenter_hash": f"h{note['note_id'][-4:]}{n}",
            "content": str(rng.choice(SAID[kind])) + "～" * (n % 3),
            "likes": int(rng.integers(0, 9)),
            "replies": 0,
            "created_at": note["published_at"] + timedelta(hours=int(rng.integers(1, 200))),
            "by_author": False,
        }
        for n, kind in enumerate(kinds)
    ]


def _searches(rng: np.random.Generator, as_of: date) -> list[dict[str, Any]]:
    """Return four brand and control terms, day by day; the brand's may rise or fall with the first note."""
    before = int(rng.integers(60, 120))
    days = [START - timedelta(days=before) + timedelta(days=n) for n in range(before + (as_of - START).days)]
    common = np.cumsum(rng.normal(0, 0.02, len(days)))
    rows = []
    for term, role in (
        ("露米拉", "brand"),
        ("屏障精华", "hashtag"),
        *((f"面霜{n}", "control") for n in range(4)),
    ):
        factor = float(rng.choice([1.0, 1.6, 0.6])) if role != "control" else 1.0
        size = float(rng.uniform(300, 3000))
        for day, shared in zip(days, common, strict=True):
            level = size * np.exp(shared + rng.normal(0, 0.06)) * (factor if day >= START else 1)
            rows.append({"term": term, "day": day, "role": role, "index": float(round(level))})
    return rows


def _sales(rng: np.random.Generator, as_of: date) -> list[dict[str, Any]]:
    days = [START - timedelta(days=40) + timedelta(days=n) for n in range(40 + (as_of - START).days)]
    return [
        {
            "day": day,
            "channel": channel,
            "visits": int(visits),
            "orders": int(visits // 12),
            "order_value_cny": float(visits // 12 * 300),
        }
        for day in days
        for channel, usual in (
            ("小红书笔记", 12.0 if day < START else 60.0),
            ("搜索", 200.0),
            ("活动", 150.0),
        )
        for visits in [rng.poisson(usual)]
    ]


def _growth(rng: np.random.Generator, note: dict[str, Any], as_of: date) -> list[dict[str, Any]]:
    last = (as_of - note["published_at"].date()).days
    late = rng.random() < 0.2
    rows = []
    for age in range(0, max(last, 0), 2):
        part = (age / last) ** 3 if late else 1 - np.exp(-age / 3)
        counts = {name: int(part * (note[name] or 0)) for name in ("likes", "saves", "comments")}
        rows.append(
            {"note_id": note["note_id"], "collected_at": note["published_at"] + timedelta(days=age), **counts}
        )
    return rows


def _own_notes(rng: np.random.Generator, one: dict[str, Any], least: int) -> list[dict[str, Any]]:
    return [
        {
            "note_id": f"{one['creator_name']}-{n}",
            **{key: one[key] for key in ("creator_id", "creator_name", "followers")},
            "title": "平常的一天",
            "published_at": datetime(2026, 5, 1, 20, tzinfo=CHINA)
            - timedelta(days=int(rng.integers(1, 200))),
            "collected_at": datetime(2026, 7, 20, 8, tzinfo=CHINA),
            "content_format": form,
            "note_type": "image",
            **_counts(rng, one, _luck(rng, form), exact=False),
        }
        for n in range(int(rng.integers(least, least + 9)))
        for form in [str(rng.choice(FORMATS))]
    ]


def _brief(rng: np.random.Generator, given: Brief, data: Files, shape: str) -> Brief:
    """Return a brief whose targets lie round what came: some hardly missed, some far off, some unknowable."""
    notes = data.table("notes")
    kpis = []
    for metric in rng.permutation(
        ["impressions", "reads", "saves", "interactions_4", "cpe", "cpm_by_impressions"]
    ):
        have = float(notes[metric].sum() or 0) if metric in notes.columns else 0.0
        have = {"interactions_4": 400.0 * notes.height, "cpe": 4.0, "cpm_by_impressions": 60.0}.get(
            metric, have
        )
        kpis.append(
            Kpi(
                metric=str(metric),
                target=max(round(have * float(rng.choice([0.5, 0.997, 1.003, 2.0])), 3), 1.0),
            )
        )
    return given.model_copy(
        update={
            "objective": given.objective.model_copy(update={"kind": str(rng.choice(KINDS))}),
            "kpis": tuple(kpis[: int(rng.integers(2 if shape == "young" else 0, 7))]),
            "budget": given.budget.model_copy(
                update={
                    "creators_cny": float(round(10 ** rng.uniform(3.5, 5.0))),
                    "boost_cny": float(rng.choice([0.0, 3000.0])),
                }
            ),
            "timeline": given.timeline
            if rng.random() < 0.6
            else given.timeline.model_copy(update={"sale_start": None, "sale_end": None, "festival": ""}),
        }
    )
