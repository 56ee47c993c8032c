"""A memory of version 1 is upgraded, whether it is written or only read; its views equal the package's results."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from xhs_workbench import memory
from xhs_workbench.memory import store

CREATED_BY_VERSION_1 = """
CREATE TABLE schema_version (version BIGINT PRIMARY KEY);
CREATE TABLE campaigns ("campaign" VARCHAR, "brand" VARCHAR, "product" VARCHAR, "industry" VARCHAR, "objective" VARCHAR,
  "posting_start" DATE, "posting_end" DATE, "as_of" DATE, "tier_scheme" VARCHAR, "interactions" VARCHAR, "money" VARCHAR,
  "synthetic" BOOLEAN, "version" VARCHAR, PRIMARY KEY (campaign));
CREATE TABLE placements ("campaign" VARCHAR, "order_id" VARCHAR, "note_id" VARCHAR, "creator_id" VARCHAR,
  "creator_name" VARCHAR, "tier" VARCHAR, "format" VARCHAR, "note_type" VARCHAR, "followers" BIGINT, "published_at" TIMESTAMP,
  "age_days" DOUBLE, "mature" BOOLEAN, "cost_cny" DOUBLE, "boost_cny" DOUBLE, "impressions" BIGINT, "reads" BIGINT,
  "likes" BIGINT, "saves" BIGINT, "comments" BIGINT, "shares" BIGINT, "follows" BIGINT, "interactions" DOUBLE, "lift" DOUBLE,
  "lift_lower" DOUBLE, "lift_upper" DOUBLE, "source_file" VARCHAR, "source_sheet" VARCHAR, "source_row" BIGINT,
  PRIMARY KEY (campaign, order_id));
CREATE TABLE results ("campaign" VARCHAR, "metric" VARCHAR, "target" DOUBLE, "value" DOUBLE, "completion" DOUBLE,
  "verdict" VARCHAR, "n" BIGINT, PRIMARY KEY (campaign, metric));
CREATE TABLE learnings ("campaign" VARCHAR, "place" BIGINT, "code" VARCHAR, "level" VARCHAR, "text_en" VARCHAR,
  "text_zh" VARCHAR, "n" BIGINT, PRIMARY KEY (campaign, place));
INSERT INTO schema_version VALUES (1);
"""
LEARNT = [
    ("spring", 0, "rebook", "PASS", "Book her again.", "可再合作。", 3),
    ("spring", 1, "bought_engagement", "REVIEW", "Ask her.", "请询问。", 4),
]


def place(campaign: str, order: str, creator: str, **given: object) -> dict[str, object]:
    return {
        "campaign": campaign,
        "order_id": order,
        "note_id": f"n{order}",
        "creator_id": creator,
        "creator_name": creator.upper(),
        "tier": "koc",
        "format": "review",
        "published_at": datetime(2026, 3, 1, 12),
        "mature": True,
        "cost_cny": 500.0,
        "interactions": 100.0,
        "saves": 30,
        "reads": 900,
        "lift": 1.5,
        **given,
    }


@pytest.fixture
def old(tmp_path) -> Path:
    """A file as version 1 wrote it: two campaigns of two brands, ten creators of one tier."""
    path = tmp_path / "memory.duckdb"
    rows = [
        place("spring", f"o{i}", f"k{i}", interactions=10.0 * (i + 1), lift=0.5 + 0.1 * i) for i in range(10)
    ]
    rows += [
        place(
            "autumn",
            "o0",
            "k0",
            creator_name="K Zero",
            cost_cny=None,
            lift=None,
            published_at=datetime(2026, 9, 1, 12),
        ),
        place("autumn", "o1", "k1", mature=False),
        place("autumn", "o2", "k2", interactions=None, lift=None),
        place("autumn", "o3", "k3", tier=None, interactions=0.0),
        place("other", "o0", "k0", lift=3.0),
    ]
    with duckdb.connect(str(path)) as connection:
        connection.execute(CREATED_BY_VERSION_1)
        for name, brand, start in (
            ("spring", "Lumira", date(2026, 3, 1)),
            ("autumn", "Lumira", date(2026, 9, 1)),
            ("other", "Verdi", date(2026, 5, 1)),
        ):
            about = [
                name,
                brand,
                "Serum",
                "beauty",
                "launch",
                start,
                start,
                start,
                "default",
                "interactions_4",
                "quote_fee",
                True,
                "1",
            ]
            connection.execute(f"INSERT INTO campaigns VALUES ({', '.join('?' * 13)})", about)
        for row in rows:
            names = ", ".join(f'"{name}"' for name in row)
            connection.execute(
                f"INSERT INTO placements ({names}) VALUES ({', '.join('?' * len(row))})", [*row.values()]
            )
        connection.executemany("INSERT INTO learnings VALUES (?, ?, ?, ?, ?, ?, ?)", LEARNT)
    return path


def version(path: Path) -> int:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute("SELECT max(version) FROM schema_version").fetchone()[0]


def test_reading_brings_an_old_file_up_to_date_and_loses_nothing(old):
    placements = memory.recall_placements(old)
    assert version(old) == store.VERSION == 3
    assert placements.height == 15
    assert [placements[name].to_list() for name in ("doubtful", "advice")] == [[None] * 15] * 2
    campaigns, learnings = memory.recall_campaigns(old)
    assert campaigns["campaign"].to_list() == ["spring", "other", "autumn"]
    assert learnings.select("text_en", "private").rows() == [("Book her again.", False), ("Ask her.", True)]


def test_writing_brings_an_old_file_up_to_date(old):
    memory.forget_campaign(old, "other")
    assert version(old) == 3
    assert memory.recall_placements(old).height == 14


def test_the_views_say_what_the_package_works_out(old):
    with store.opened(old, write=True) as connection:
        connection.execute("UPDATE placements SET doubtful = (creator_id = 'k4')")
    placements = memory.recall_placements(old)
    with store.opened(old) as connection:
        records, benchmarks = (
            store.read_table(connection, name) for name in ("creator_records", "own_benchmarks")
        )
    assert benchmarks.equals(
        memory.own_benchmarks(placements).sort("tier", "format", "measure", nulls_last=True)
    )
    for brand in ("Lumira", "Verdi"):
        worked_out = memory.creator_record(placements, brand).sort("creator_id")
        stored = records.filter(pl.col("brand") == brand)
        same = [name for name in stored.columns if name not in ("brand", "first_at", "last_at", "past_lift")]
        assert stored.select(same).equals(worked_out.select(same))
        assert stored["past_lift"].to_list() == pytest.approx(worked_out["past_lift"].to_list())
        for name in ("first_at", "last_at"):
            assert stored[name].to_list() == worked_out[name].dt.replace_time_zone(None).to_list()
    assert records.filter(pl.col("brand") == "Lumira", pl.col("creator_id") == "k0")[
        "creator_name"
    ].to_list() == ["K Zero"]


def test_a_file_of_no_version_is_no_memory(tmp_path):
    path = tmp_path / "memory.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE somebody_elses (x BIGINT)")
    with pytest.raises(store.IntakeError, match="not a memory file"):
        memory.recall_placements(path)
