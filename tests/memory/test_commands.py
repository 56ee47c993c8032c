"""The memory from the terminal: shown, exported, forgotten, and what is said when it cannot be."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from xhs_workbench import cli, memory, paths
from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.params import load_params

PLAN = pl.DataFrame(
    [{"metric": "saves", "target": 1.0, "value": 2.0, "completion": 2.0, "verdict": "met", "n": 1}]
)
LEARNT = [Finding("rebook", Level.PASS, Text("Book \x1b[31mA again.", "可再合作。"), n=1)]


@pytest.fixture
def file(tmp_path) -> Path:
    brief = load_params(paths.PARAMS / "demo" / "post_campaign.yaml").read_brief()
    order = {
        "order_id": "o1",
        "creator_id": "a",
        "creator_name": "A",
        "mature": True,
        "interactions_named": 100.0,
        "cost_named_cny": 500.0,
        "published_at": None,
        "tier": "koc",
        "format": "review",
    }
    rows = pl.DataFrame([order]).with_columns(pl.col("published_at").cast(pl.Datetime("us", "Asia/Shanghai")))
    for name in ("Spring", "Autumn"):
        named = brief.model_copy(update={"campaign": name})
        memory.remember_campaign(tmp_path / "memory.duckdb", named, date(2026, 7, 20), rows, PLAN, LEARNT)
    return tmp_path / "memory.duckdb"


def test_show_lists_campaigns_and_what_they_taught(file, capsys):
    assert cli.main(["memory", "show", str(file)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "Autumn · Lumira · 2026-05-06 – 2026-05-22 · synthetic 合成"
    assert said[1] == "  as of 2026-07-20: 1 placements 条合作, 1 creators 位达人"
    assert said[2:4] == ["  - Book [31mA again.", "    可再合作。"]  # no sign that steers a terminal
    assert len(said) == 8


def test_export_writes_every_table_and_names_the_files(file, tmp_path, capsys):
    assert cli.main(["memory", "export", str(file), str(tmp_path / "out")]) == 0
    names = [Path(line).name for line in capsys.readouterr().out.splitlines()]
    assert names == [
        "campaigns.parquet",
        "placements.parquet",
        "results.parquet",
        "learnings.parquet",
        "creator_records.parquet",
        "own_benchmarks.parquet",
    ]
    assert pl.read_parquet(tmp_path / "out" / "placements.parquet").height == 2


def test_export_onto_a_file_is_said_and_ends_with_73(file, capsys):
    assert cli.main(["memory", "export", str(file), str(file)]) == 73
    said = capsys.readouterr().err
    assert "XHS-M005" in said
    assert "Traceback" not in said


def test_forget_takes_one_campaign_out(file, capsys):
    assert cli.main(["memory", "forget", str(file), "Spring"]) == 0
    said = capsys.readouterr().out
    assert "Spring: forgotten" in said
    assert "may hold traces" in said
    assert memory.recall_campaigns(file)[0]["campaign"].to_list() == ["Autumn"]
    assert memory.recall_placements(file)["campaign"].to_list() == ["Autumn"]


def test_an_unknown_campaign_is_refused_with_those_there_are(file, capsys):
    assert cli.main(["memory", "forget", str(file), "Sprnig"]) == 78
    said = capsys.readouterr().err
    assert "there are: Autumn, Spring." in said
    assert "已有：Autumn, Spring。" in said
    assert memory.recall_campaigns(file)[0].height == 2


@pytest.mark.parametrize("action", [["show"], ["export", "out"], ["forget", "Spring"]])
def test_a_missing_file_ends_with_66_and_is_not_made(tmp_path, capsys, action):
    missing = tmp_path / "none.duckdb"
    name, *rest = action
    assert cli.main(["memory", name, str(missing), *rest]) == 66
    assert "no such file" in capsys.readouterr().err
    assert not missing.exists()


def test_another_kind_of_file_ends_with_65(tmp_path, capsys):
    other = tmp_path / "memory.duckdb"
    other.write_text("notes", encoding="utf-8")
    assert cli.main(["memory", "show", str(other)]) == 65
    assert "not a memory file" in capsys.readouterr().err


def test_an_empty_memory_says_so(file, capsys):
    for name in ("Spring", "Autumn"):
        memory.forget_campaign(file, name)
    assert cli.main(["memory", "show", str(file)]) == 0
    assert capsys.readouterr().out == "memory.duckdb: no campaign is remembered yet. 尚无记忆。\n"
