"""Files to tables: the demo's truths, a real crawl counted by hand, ids, mutations."""

import csv
import random
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from xhs_workbench import paths
from xhs_workbench.errors import WorkbenchError
from xhs_workbench.intake import inspect_file, read_files

DEMO = paths.ROOT / "data" / "demo"
TRUTH = YAML(typ="safe").load(paths.ROOT / "tests" / "truths" / "demo.yaml")
BEAUTY = paths.ROOT / "data" / "beauty_2018" / "beauty_notes_2018.csv"
UNREAD = {"drafts_synthetic.csv", "search_rank_synthetic.csv"}
"""No table of ours holds these yet."""


@pytest.mark.parametrize("name", sorted(set(TRUTH["files"]) - UNREAD))
def test_every_row_of_the_demo_is_accounted_for(name):
    truth = TRUTH["files"][name]
    row = read_files([DEMO / name]).files.row(0, named=True)
    assert row["rows_read"] == truth["rows"] == row["rows_used"] + row["rows_duplicate"] + row["rows_refused"]
    assert row["rows_refused"] == truth.get("refused", 0)
    if "duplicates" in truth:
        assert row["rows_duplicate"] == truth["duplicates"]


def test_totals_of_the_orders_equal_the_truth():
    orders = read_files([DEMO / "pugongying_orders_synthetic.xlsx"]).table("placements")
    for column, truth in TRUTH["totals"].items():
        assert orders[column].sum() == truth, column


def test_totals_row_is_kept_apart_and_equals_the_sum():
    data = read_files([DEMO / "juguang_creatives_synthetic.xlsx"])
    spend = TRUTH["files"]["juguang_creatives_synthetic.xlsx"]["spend_cny"]
    assert data.table("paid")["spend_cny"].sum() == pytest.approx(spend)
    assert data.totals["paid"]["spend_cny"].to_list() == [spend]


def test_repeated_leaf_names_are_told_apart_by_their_groups():
    creators = (
        read_files([DEMO / "pugongying_creators_synthetic.xlsx"]).table("creators").drop_nulls("reads_median_coop")
    )
    assert (creators["reads_median"] != creators["reads_median_coop"]).any()
    assert creators["followers"].max() > 500_000
    assert creators["female_share"].is_between(0, 1).all()


def test_lineage_leads_back_to_the_cell():
    data = read_files([DEMO / "huitun_creators_synthetic.csv"])
    row = data.table("creators").row(10, named=True)
    with (DEMO / "huitun_creators_synthetic.csv").open(encoding="utf-8-sig") as file:
        cells = list(csv.reader(file))[row["source_row"] - 1]
    assert (cells[0], cells[10].replace(",", "")) == (row["creator_name"], str(row["followers"]))


def test_no_contact_and_no_commenter_gets_in():
    data = read_files([DEMO / "huitun_creators_synthetic.csv", DEMO / "mediacrawler_comments_synthetic.csv"])
    text = "".join(frame.write_csv() for frame in data.tables.values())
    for private in TRUTH["private"]["contacts"] + TRUTH["private"]["commenters"] + TRUTH["private"]["nicknames"]:
        assert private not in text


def test_authors_replies_are_known_as_such():
    data = read_files([DEMO / "mediacrawler_comments_synthetic.csv", DEMO / "pugongying_notes_synthetic.xlsx"])
    assert data.table("comments")["by_author"].sum() == TRUTH["comment_families"]["author_reply"]


def test_the_real_crawl_against_a_count_by_hand():
    data = read_files([BEAUTY])
    with BEAUTY.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))

    def plain(text):
        return round(float(text[:-1]) * 10_000) if text.endswith("万") else int(text)

    assert len(rows) == 1939
    notes = data.table("notes")
    assert notes.height == 1939
    for ours, theirs in {"likes": "likes", "saves": "stars", "comments": "comments", "followers": "fans"}.items():
        assert notes[ours].sum() == sum(plain(row[theirs]) for row in rows)
    assert data.table("creators").height == len({row["user_id"] for row in rows}) == 1722
    assert str(notes["published_at"].min())[:7] == "2018-06"


def test_ids_come_out_byte_for_byte(tmp_path):
    draw = random.Random(7)
    ids = {f"5e88{draw.getrandbits(80):020d}"[:24] for _ in range(4000)} | {
        f"{draw.getrandbits(95):024x}" for _ in range(4000)
    }
    ids |= {f"{draw.randrange(10**18, 10**29)}" for _ in range(4000)} | {
        f"000{draw.randrange(10**9)}" for _ in range(4000)
    }
    ordered = sorted(ids)
    file = tmp_path / "ids.csv"
    file.write_text("笔记ID,点赞\n" + "\n".join(f"{i},1" for i in ordered) + "\n", encoding="utf-8")
    assert read_files([file]).table("notes")["note_id"].to_list() == ordered


def test_an_analysts_own_mapping_reads_a_file_nobody_has_seen(tmp_path):
    file = tmp_path / "unknown.csv"
    file.write_text("编号,赞👍,藏了,作者粉丝(w)\nabc12345,1.2万,30,1.5\n", encoding="utf-8")
    mapping = {
        "name": "mine", "recognise": ["编号", "藏了"],
        "tables": {"notes": {"columns": {"note_id": ["编号"], "likes": ["赞👍"], "saves": ["藏了"], "followers": ["作者粉丝"]}}},
    }  # fmt: skip
    row = read_files([file], mappings=[mapping]).table("notes").row(0, named=True)
    assert (row["note_id"], row["likes"], row["saves"], row["followers"]) == ("abc12345", 12000, 30, 15000)


def test_inspect_says_what_it_sees():
    said = inspect_file(DEMO / "pugongying_orders_synthetic.xlsx")
    assert "蒲公英订单报告" in said
    assert "总收藏量 -> saves 收藏" in said


GOOD = (Path(__file__).parent / "bad_inputs" / "A_encoding" / "utf-8.csv").read_text(encoding="utf-8").splitlines()
ROWS = [GOOD[1].replace("64a1b2c3000000001f00aa01", f"64a1b2c3000000001f00{i:04x}") for i in range(30)]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_mutated_file_is_accounted_for_or_refused_in_words(tmp_path, data):
    lines = [GOOD[0], *ROWS]
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        change = data.draw(st.sampled_from(["cut", "repeat", "drop", "swap", "insert"]))
        if change == "cut":
            lines[at] = lines[at][: data.draw(st.integers(0, len(lines[at])))]
        elif change == "repeat":
            lines.insert(at, lines[at])
        elif change == "drop" and len(lines) > 1:
            lines.pop(at)
        elif change == "swap":
            lines[at] = lines[at].replace(",", data.draw(st.sampled_from([";", ",,", "，", "\t"])), 1)
        else:
            lines.insert(at, data.draw(st.text(max_size=30)))
    file = tmp_path / "mutated.csv"
    file.write_bytes("\n".join(lines).encode(data.draw(st.sampled_from(["utf-8", "gb18030"])), "ignore"))
    try:
        files = read_files([file]).files
    except WorkbenchError as error:
        assert error.problems
        return
    assert (files["rows_read"] == files["rows_used"] + files["rows_duplicate"] + files["rows_refused"]).all()
    assert (files.select(pl.col("rows_used", "rows_duplicate", "rows_refused").min()).row(0) >= (0, 0, 0)) is True
