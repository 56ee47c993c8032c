"""Files to tables: the demo's truths, a real crawl counted by hand, ids, mutations."""

import contextlib
import csv
import json
import random
import sqlite3
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from tests.files_drawn import a_file_each
from xhs_workbench import paths
from xhs_workbench.errors import WorkbenchError
from xhs_workbench.intake import check_mappings, inspect_file, read_files
from xhs_workbench.intake.opening import text_files

DEMO = paths.ROOT / "data" / "demo"
TRUTH = YAML(typ="safe").load(paths.ROOT / "tests" / "truths" / "demo.yaml")
BEAUTY = paths.ROOT / "data" / "beauty_2018" / "beauty_notes_2018.csv"
UNREAD = {"drafts_synthetic.csv"}
"""Words to check, not rows to count: no table holds drafts."""


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
        read_files([DEMO / "pugongying_creators_synthetic.xlsx"])
        .table("creators")
        .drop_nulls("reads_median_coop")
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
    for private in (
        TRUTH["private"]["contacts"] + TRUTH["private"]["commenters"] + TRUTH["private"]["nicknames"]
    ):
        assert private not in text


def test_authors_replies_are_known_as_such():
    data = read_files(
        [DEMO / "mediacrawler_comments_synthetic.csv", DEMO / "pugongying_notes_synthetic.xlsx"]
    )
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
    for ours, theirs in {
        "likes": "likes",
        "saves": "stars",
        "comments": "comments",
        "followers": "fans",
    }.items():
        assert notes[ours].sum() == sum(plain(row[theirs]) for row in rows)
    assert data.table("creators").height == len({row["user_id"] for row in rows}) == 1722
    assert str(notes["published_at"].min())[:7] == "2018-06"


def test_a_million_ids_come_out_byte_for_byte(tmp_path):
    """Ids of the `5e88…` kind (scientific notation to a careless reader), of 19 to 30 digits, and with leading zeros."""
    draw = random.Random(7)
    hexes = [f"5e88{draw.randrange(10**20):020d}" for _ in range(350_000)]
    hexes += [f"{draw.getrandbits(96):024x}" for _ in range(300_000)]
    digits = [f"{draw.randrange(10 ** draw.randrange(18, 30)):019d}" for _ in range(300_000)]
    zeros = [f"000{draw.randrange(10**12)}" for _ in range(51_000)]
    ids = list(dict.fromkeys(hexes + digits + zeros))[:1_000_000]
    assert len(ids) == 1_000_000
    file = tmp_path / "ids.csv"
    file.write_text("笔记ID,点赞\n" + "\n".join(f"{i},1" for i in ids) + "\n", encoding="utf-8")
    data = read_files([file])
    assert data.files.select("rows_read", "rows_used").row(0) == (1_000_000, 1_000_000)
    assert data.table("notes")["note_id"].equals(pl.Series("note_id", ids))


NOTES_OLD = [
    {
        "note_id": "64a1b2c3000000001f00aa01",
        "type": "normal",
        "title": "甲",
        "desc": "正文",
        "time": 1783000000000,
        "user_id": "5a1b2c3d4e5f6a7b8c9d0e1f",
        "nickname": "甲",
        "avatar": "x",
        "liked_count": "1.2万",
        "collected_count": "300",
        "comment_count": "5",
        "share_count": "0",
        "ip_location": "上海",
        "tag_list": "面霜,护肤",
        "last_modify_ts": 1783100000000,
        "note_url": "https://example.invalid/a?xsec_token=SECRET",
    },
    {
        "note_id": "5e8812340000000001002345",
        "type": "video",
        "title": "乙",
        "desc": "",
        "time": 1783000001000,
        "user_id": "570f8062958f1aa38f1ec2c6",
        "nickname": "乙",
        "avatar": "x",
        "liked_count": "10万+",
        "collected_count": "7",
        "comment_count": "1",
        "share_count": "2",
        "ip_location": "广东",
        "tag_list": "",
        "last_modify_ts": 1783100000000,
        "note_url": "https://example.invalid/b",
    },
]
NOTES_NEW = [
    {
        key: value
        for key, value in {**row, "creator_hash": "e00283916ef5bf3f"}.items()
        if key not in ("user_id", "avatar", "ip_location")
    }
    for row in NOTES_OLD
]


def write_as(kind, rows, folder):
    file = folder / f"notes.{kind}"
    if kind == "csv":
        pl.DataFrame(rows).write_csv(file, include_bom=True)
    elif kind == "json":
        file.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    elif kind == "jsonl":
        file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    elif kind == "xlsx":
        texts = [{key: str(value) for key, value in row.items()} for row in rows]
        pl.DataFrame(texts).write_excel(file, worksheet="Contents")
    else:
        with contextlib.closing(sqlite3.connect(file)) as base:
            base.execute(f"create table xhs_note (id integer primary key, {', '.join(rows[0])})")
            marks = ", ".join("?" * len(rows[0]))
            base.executemany(
                f"insert into xhs_note ({', '.join(rows[0])}) values ({marks})",
                [tuple(r.values()) for r in rows],
            )
            base.commit()
    return file


@pytest.mark.parametrize("rows", [NOTES_OLD, NOTES_NEW], ids=["until_2026_06", "since_2026_07"])
@pytest.mark.parametrize("kind", ["csv", "json", "jsonl", "xlsx", "sqlite"])
def test_a_crawl_says_the_same_in_every_form_it_is_stored_in(tmp_path, kind, rows):
    data = read_files([write_as(kind, rows, tmp_path)])
    found = data.table("notes").select(
        "note_id", "likes", "likes_censored", "saves", "title", "note_type", "creator_id", "note_url"
    )
    who = [row.get("user_id", "e00283916ef5bf3f") for row in rows]
    assert found.rows() == [
        ("64a1b2c3000000001f00aa01", 12_000, False, 300, "甲", "image", who[0], "https://example.invalid/a"),
        ("5e8812340000000001002345", 100_000, True, 7, "乙", "video", who[1], "https://example.invalid/b"),
    ]
    assert data.files["source"].to_list() == ["mediacrawler_notes"]
    assert data.table("notes")["published_at"].dt.epoch("ms").to_list() == [1783000000000, 1783000001000]
    assert data.table("snapshots").height == 2
    assert "SECRET" not in data.table("notes").write_csv()


def test_an_analysts_own_mapping_reads_a_file_nobody_has_seen(tmp_path):
    file = tmp_path / "unknown.csv"
    file.write_text("编号,赞👍,藏了,作者粉丝(w)\nabc12345,1.2万,30,1.5\n", encoding="utf-8")
    mapping = {
        "name": "mine",
        "recognise": ["编号", "藏了"],
        "tables": {
            "notes": {
                "columns": {
                    "note_id": ["编号"],
                    "likes": ["赞👍"],
                    "saves": ["藏了"],
                    "followers": ["作者粉丝"],
                }
            }
        },
    }
    row = read_files([file], mappings=[mapping]).table("notes").row(0, named=True)
    assert (row["note_id"], row["likes"], row["saves"], row["followers"]) == ("abc12345", 12000, 30, 15000)


def test_inspect_says_what_it_sees():
    said = inspect_file(DEMO / "pugongying_orders_synthetic.xlsx")
    assert "蒲公英订单报告" in said
    assert "总收藏量 -> saves 收藏" in said


def test_inspect_says_in_words_what_is_doubtful():
    said = inspect_file(DEMO / "pugongying_creators_synthetic.xlsx")
    assert (
        "  ? 互动率: 11 × without a figure (shown as missing, never 0) · 无数据（按缺失处理，不当作 0） (row 4)"
        in said
    )
    assert "id_from_elsewhere" not in said


UNSEEN = Path(__file__).parent / "unseen" / "newrank_like.csv"


def test_an_unknown_file_gets_a_first_draft_of_a_mapping():
    said = inspect_file(UNSEEN)
    draft = YAML(typ="safe").load(said[said.index("mappings:") :])["mappings"][0]
    columns = draft["tables"]["creators"]["columns"]
    assert columns["followers"] == ["粉丝量(w)"]
    assert columns["price_image_cny"] == ["图文价"]
    assert columns["region"] == ["所在地"]
    check_mappings([draft])


GOOD = (
    (Path(__file__).parent / "bad_inputs" / "A_encoding" / "utf-8.csv")
    .read_text(encoding="utf-8")
    .splitlines()
)
ROWS = [GOOD[1].replace("64a1b2c3000000001f00aa01", f"64a1b2c3000000001f00{i:04x}") for i in range(30)]


@a_file_each
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
    assert (
        files.select(pl.col("rows_used", "rows_duplicate", "rows_refused").min()).row(0) >= (0, 0, 0)
    ) is True


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a|b\n1\n", ","),
        ("a|b\n1|2\n", "|"),
        ("Report\na;b\n", ";"),
        ("Report\na;b\n1;2\n", ";"),
        ("a,b\n1,2\n", ","),
    ],
)
def test_a_sign_in_a_header_alone_separates_nothing(text, delimiter):
    assert text_files._delimiter(text, "x.csv") == delimiter
