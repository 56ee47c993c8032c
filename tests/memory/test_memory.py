"""The memory: saved once however often it is written, also by two at a time, read back unchanged, and never incomplete."""

from __future__ import annotations

import multiprocessing
import os
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import polars as pl
import pytest

from xhs_workbench import memory, paths
from xhs_workbench.errors import IntakeError, OutputError, ParamsError
from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.memory import store
from xhs_workbench.params import load_params
from xhs_workbench.params.brief import Brief, Words

CHINA = ZoneInfo("Asia/Shanghai")
AS_OF = date(2026, 7, 20)
PLAN = pl.DataFrame(
    [{"metric": "saves", "target": 100.0, "value": 120.0, "completion": 1.2, "verdict": "met", "n": 3}]
)
LEARNT = [Finding("rebook", Level.PASS, Text("Book her again.", "可再合作。"), n=3)]


@pytest.fixture
def brief() -> Brief:
    return load_params(paths.PARAMS / "demo" / "post_campaign.yaml").read_brief()


def campaign(brief: Brief, name: str, start: date) -> Brief:
    timeline = brief.timeline.model_copy(update={"posting_start": start})
    return brief.model_copy(update={"campaign": name, "timeline": timeline})


def order(number: int, creator: str, interactions: float, cost: float, **given: object) -> dict[str, object]:
    return {
        "order_id": f"o{number}",
        "note_id": f"n{number}",
        "creator_id": creator,
        "creator_name": creator.upper(),
        "tier": "koc",
        "format": "review",
        "note_type": "image",
        "followers": 1000,
        "age_days": 60.0,
        "mature": True,
        "published_at": datetime(2026, 5, 10, 20, tzinfo=CHINA),
        "cost_named_cny": cost,
        "boost_cny": 0.0,
        "interactions_named": interactions,
        "impressions": 10_000,
        "reads": 900,
        "likes": 50,
        "saves": 30,
        "comments": 5,
        "shares": 2,
        "follows": 1,
        "source_file": "orders.xlsx",
        "source_sheet": "订单",
        "source_row": number,
        **given,
    }


def remember(path: Path, brief: Brief, rows: list[dict[str, object]]) -> int:
    return memory.remember_campaign(path, brief, AS_OF, pl.DataFrame(rows), PLAN, LEARNT)


def test_what_was_written_comes_back_with_its_source(tmp_path, brief):
    path = tmp_path / "memory.duckdb"
    assert remember(path, brief, [order(1, "a", 100.0, 550.0)]) == 1
    row = memory.recall_placements(path).row(0, named=True)
    assert (row["interactions"], row["cost_cny"], row["saves"], row["lift"]) == (100.0, 550.0, 30, None)
    assert (row["source_file"], row["source_sheet"], row["source_row"]) == ("orders.xlsx", "订单", 1)
    assert row["published_at"] == datetime(2026, 5, 10, 20, tzinfo=CHINA)
    campaigns, learnings = memory.recall_campaigns(path)
    assert (campaigns["as_of"][0], campaigns["synthetic"][0]) == (AS_OF, True)
    assert learnings["text_zh"].to_list() == ["可再合作。"]


def test_whose_engagement_asks_for_an_explanation_is_remembered(tmp_path, brief):
    path = tmp_path / "memory.duckdb"
    rows = pl.DataFrame([order(1, "a", 100.0, 550.0), order(2, "b", 50.0, 300.0)])
    memory.remember_campaign(path, brief, AS_OF, rows, PLAN, LEARNT, doubtful=["b"])
    assert memory.recall_placements(path)["doubtful"].to_list() == [False, True]


def test_a_namesake_and_an_older_page_overwrite_nothing(tmp_path, brief):
    path = tmp_path / "memory.duckdb"
    remember(path, brief, [order(1, "a", 100.0, 550.0)])
    year = campaign(brief, brief.campaign, date(2027, 5, 6))
    other = brief.model_copy(
        update={"brand": brief.brand.model_copy(update={"name": Words(en="Verdi", zh="")})}
    )
    for namesake in (year, other):
        with pytest.raises(ParamsError, match="another campaign of this name is remembered"):
            remember(path, namesake, [order(1, "b", 7.0, 9.0)])
    with pytest.raises(ParamsError, match="later results of this campaign are remembered"):
        memory.remember_campaign(
            path, brief, date(2026, 6, 1), pl.DataFrame([order(1, "b", 7.0, 9.0)]), PLAN, LEARNT
        )
    assert memory.recall_placements(path)["creator_id"].to_list() == ["a"]
    [said] = memory.write_memory(
        str(path), year, AS_OF, pl.DataFrame([order(1, "b", 7.0, 9.0)]), PLAN, LEARNT
    )
    assert (said.code, said.level, said.private) == ("not_remembered", Level.REVIEW, True)
    memory.remember_campaign(
        path, brief, date(2026, 9, 1), pl.DataFrame([order(1, "c", 7.0, 9.0)]), PLAN, LEARNT
    )
    assert memory.recall_placements(path)["creator_id"].to_list() == ["c"]


def test_another_brands_notes_are_learnt_from_and_not_named(tmp_path, brief):
    path = tmp_path / "memory.duckdb"
    remember(path, brief, [order(1, "a", 100.0, 550.0)])
    found = memory.recall_placements(path)
    assert memory.recall_notes(found, "Lumira")["source_sheet"].to_list() == [f"memory: {brief.campaign}"]
    assert memory.recall_elsewhere(found, "Lumira").is_empty()
    assert memory.recall_notes(found, "Verdi").is_empty()
    stranger = memory.recall_elsewhere(found, "Verdi")
    assert stranger["note_id"].to_list() == ["n1"]
    assert not {"creator_name", "price_cny", "source_file", "source_sheet", "source_row"} & set(
        stranger.columns
    )
    assert memory.own_benchmarks(found, "Lumira").height == 4
    assert memory.own_benchmarks(found, "Verdi").is_empty()


def test_writing_again_replaces_and_changes_no_other_campaign(tmp_path, brief):
    path = tmp_path / "memory.duckdb"
    one, two = campaign(brief, "one", date(2026, 1, 5)), campaign(brief, "two", date(2026, 5, 6))
    remember(path, one, [order(1, "a", 100.0, 550.0), order(2, "b", 50.0, 300.0)])
    remember(path, two, [order(1, "a", 80.0, 550.0)])
    before = memory.recall_placements(path)
    remember(path, two, [order(1, "a", 80.0, 550.0)])
    assert memory.recall_placements(path).equals(before)
    remember(path, one, [order(2, "b", 50.0, 300.0)])
    assert memory.recall_placements(path).select("campaign", "order_id").rows() == [
        ("one", "o2"),
        ("two", "o1"),
    ]
    memory.forget_campaign(path, "one")
    assert memory.recall_placements(path)["campaign"].to_list() == ["two"]


def test_a_later_report_of_an_earlier_campaign_does_not_know_the_future(tmp_path, brief):
    path = tmp_path / "memory.duckdb"
    for name, start in (("spring", date(2026, 3, 1)), ("summer", date(2026, 6, 1))):
        remember(path, campaign(brief, name, start), [order(1, "a", 100.0, 550.0)])
    assert memory.recall_placements(path, before=date(2026, 6, 1))["campaign"].to_list() == ["spring"]
    assert memory.recall_placements(path, without="spring")["campaign"].to_list() == ["summer"]


def test_a_creators_record_by_hand(tmp_path, brief):
    path = tmp_path / "memory.duckdb"
    for place, month in enumerate((1, 3, 5)):
        rows = [
            order(place, "a", 100.0 * (place + 1), 500.0),
            order(10 + place, "b", 40.0, 200.0, mature=place > 0),
        ]
        remember(path, campaign(brief, f"c{month}", date(2026, month, 1)), rows[: 1 if month == 1 else 2])
    record = memory.creator_record(memory.recall_placements(path), memory.brand_of(brief))
    a, b = record.rows(named=True)
    # Two creators are too few peers and no lift is known: three campaigns alone do not make an advocate.
    assert (a["creator_id"], a["past_campaigns"], a["past_interactions"], a["standing"]) == (
        "a",
        3,
        200.0,
        "returning",
    )
    assert "fewer than 3 notes whose results can be judged" in a["standing_why_en"]
    assert a["past_cpe_cny"] == pytest.approx(1500 / 600)
    assert (b["past_campaigns"], b["standing"], b["last_campaign"]) == (2, "returning", "c5")


def test_notes_still_growing_are_counted_but_not_measured(tmp_path, brief):
    path = tmp_path / "memory.duckdb"
    remember(path, brief, [order(1, "a", 10.0, 500.0, mature=False), order(2, "a", 100.0, 500.0)])
    placements = memory.recall_placements(path)
    row = memory.creator_record(placements, memory.brand_of(brief)).row(0, named=True)
    assert (row["past_notes"], row["past_mature"], row["past_interactions"], row["past_cpe_cny"]) == (
        2,
        1,
        100.0,
        5.0,
    )
    assert memory.recall_notes(placements, "Lumira")["note_id"].to_list() == ["n2"]
    assert memory.recall_notes(placements, "Lumira")["is_commercial"].to_list() == [True]


def test_own_benchmarks_hide_below_eight_creators(tmp_path, brief):
    path = tmp_path / "memory.duckdb"
    rows = [order(i, f"k{i}", 10.0 * (i + 1), 100.0) for i in range(9)]
    rows += [order(20 + i, f"m{i}", 500.0, 100.0, tier="mid") for i in range(7)]
    remember(path, brief, rows)
    found = memory.own_benchmarks(memory.recall_placements(path)).filter(pl.col("measure") == "interactions")
    koc, mid = found.sort("tier").rows(named=True)
    assert (koc["p50"], koc["p25"], koc["creators"]) == (50.0, 30.0, 9)
    assert (mid["p50"], mid["notes"], mid["creators"]) == (None, 7, 7)


def test_no_memory_yet_remembers_nothing(tmp_path):
    found = memory.recall_placements(tmp_path / "none.duckdb")
    assert found.is_empty()
    assert memory.creator_record(found, "Lumira").is_empty()
    assert memory.creator_campaigns(found, "Lumira").is_empty()
    assert memory.own_benchmarks(found).is_empty()
    assert memory.recall_notes(found, "Lumira").is_empty()
    assert memory.recall_campaigns(tmp_path / "none.duckdb")[0].is_empty()


def test_a_failure_midway_leaves_what_was_there(tmp_path, brief):
    path = tmp_path / "memory.duckdb"
    remember(path, brief, [order(1, "a", 100.0, 550.0)])
    before = memory.recall_placements(path)
    with pytest.raises(KeyError), store.opened(path, write=True) as connection:
        store.replace_rows(connection, "placements", brief.campaign, pl.DataFrame(schema=store.PLACEMENTS))
        raise KeyError
    assert memory.recall_placements(path).equals(before)


@pytest.mark.parametrize("content", [b"", b"not a database", b"PK\x03\x04" + b"\0" * 100])
def test_another_file_is_refused_and_left_alone(tmp_path, content):
    path = tmp_path / "memory.duckdb"
    path.write_bytes(content)
    with pytest.raises(IntakeError, match="not a memory file"):
        memory.recall_placements(path)
    assert path.read_bytes() == content


def test_a_memory_of_a_newer_version_is_refused(tmp_path, brief):
    path = tmp_path / "memory.duckdb"
    remember(path, brief, [order(1, "a", 100.0, 550.0)])
    with duckdb.connect(str(path)) as connection:
        connection.execute("INSERT INTO schema_version VALUES (?)", [store.VERSION + 1])
    with pytest.raises(IntakeError, match=f"version {store.VERSION + 1}"):
        memory.recall_placements(path)
    with pytest.raises(IntakeError, match="update the workbench"):
        remember(path, brief, [order(1, "a", 100.0, 550.0)])


def test_a_view_in_a_memory_file_reaches_no_other_file(tmp_path, brief):
    path, secret = tmp_path / "memory.duckdb", tmp_path / "secret.csv"
    remember(path, brief, [order(1, "a", 100.0, 550.0)])
    secret.write_text("campaign\nstolen\n")
    with duckdb.connect(str(path)) as connection:
        columns = ", ".join(f"NULL AS {name}" for name in store.TABLES["placements"] if name != "campaign")
        connection.execute("ALTER TABLE placements RENAME TO placements_before")
        connection.execute(f"CREATE VIEW placements AS SELECT campaign, {columns} FROM read_csv('{secret}')")
    with pytest.raises(IntakeError, match="not a memory file"):
        memory.recall_placements(path)


def test_no_setting_is_changed_once_a_memory_is_open(tmp_path, brief):
    path = tmp_path / "memory.duckdb"
    remember(path, brief, [order(1, "a", 100.0, 550.0)])
    with store.opened(path, write=False) as connection:
        with pytest.raises(duckdb.Error, match="locked"):
            connection.execute("SET enable_external_access = true")
        with pytest.raises(duckdb.Error):
            connection.execute("INSTALL httpfs")


def test_a_pipe_is_no_memory(tmp_path):
    os.mkfifo(tmp_path / "memory.duckdb")
    with pytest.raises(IntakeError, match="not a memory file"):
        memory.recall_placements(tmp_path / "memory.duckdb")


def _write_often(path: Path, brief: Brief, name: str, times: int) -> None:
    for place in range(times):
        remember(path, campaign(brief, f"{name}{place}", date(2026, 1, 1)), [order(1, name, 100.0, 550.0)])


def test_two_processes_writing_at_once_lose_nothing(tmp_path, brief):
    path = tmp_path / "memory.duckdb"
    context = multiprocessing.get_context("spawn")
    writers = [
        context.Process(target=_write_often, args=(path, brief, name, 6)) for name in ("left", "right")
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert sorted(memory.recall_placements(path)["campaign"]) == sorted(
        f"{n}{i}" for n in ("left", "right") for i in range(6)
    )


def _hold(path: Path, ready, release) -> None:
    with store.opened(path, write=True):
        ready.set()
        release.wait(60)


def test_who_waits_too_long_is_told_so(tmp_path):
    path = tmp_path / "memory.duckdb"
    context = multiprocessing.get_context("spawn")
    ready, release = context.Event(), context.Event()
    holder = context.Process(target=_hold, args=(path, ready, release))
    holder.start()
    assert ready.wait(60)
    with pytest.raises(OutputError, match="another process"), store.opened(path, write=True, patience=0.2):
        pass
    release.set()
    holder.join(60)
    with store.opened(path, write=True):
        pass


def test_exported_tables_are_the_memory(tmp_path, brief):
    path = tmp_path / "memory.duckdb"
    remember(path, brief, [order(1, "a", 100.0, 550.0)])
    files = memory.export_memory(path, tmp_path / "out")
    assert [file.name for file in files] == [
        "campaigns.parquet",
        "placements.parquet",
        "results.parquet",
        "learnings.parquet",
        "creator_records.parquet",
        "own_benchmarks.parquet",
    ]
    assert pl.read_parquet(files[1])["interactions"].to_list() == [100.0]
    assert pl.read_parquet(files[4]).select("creator_id", "past_notes", "past_cpe_cny").rows() == [
        ("a", 1, 5.5)
    ]
    assert pl.read_parquet(files[5])["p50"].to_list() == [None] * 4


def test_names_from_files_are_values_never_statements(tmp_path, brief):
    path = tmp_path / "memory.duckdb"
    nasty = "x'); DROP TABLE placements; --"
    remember(
        path, campaign(brief, "robert", date(2026, 1, 1)), [order(1, nasty, 1.0, 1.0, creator_name=nasty)]
    )
    assert memory.recall_placements(path)["creator_name"].to_list() == [nasty]
