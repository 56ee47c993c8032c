"""Every shipped source against a fixture with the export's own headers; the values are worked out by hand."""

from datetime import date, datetime
from pathlib import Path

import pytest

from tests.intake.crawl_values import CRAWLS
from tests.intake.returns_values import RETURNS
from tests.intake.vendor_values import U1, VENDORS
from xhs_workbench.errors import IntakeError, ParamsError
from xhs_workbench.intake import read_files
from xhs_workbench.intake.recognising.sources import (
    FOLDER,
    make_source,
    matches,
    normalise,
    read_header,
    shipped_sources,
)

FIXTURES = Path(__file__).parent / "fixtures"
EXPECTED = {**VENDORS, **CRAWLS, **RETURNS}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_fixture_reads_as_its_export(name):
    source, table, rows = EXPECTED[name]
    data = read_files([FIXTURES / name])
    for one in data.files.iter_rows(named=True):
        assert one["source"] == source
        assert one["rows_read"] == one["rows_used"] + one["rows_duplicate"] + one["rows_refused"]
    assert table in data.files["table"].to_list()
    found = data.table(table).rows(named=True)
    assert len(found) == len(rows)
    for row, wanted in zip(found, rows, strict=True):
        assert {name: row[name] for name in wanted} == wanted


def test_every_source_has_a_fixture_and_every_fixture_a_source():
    assert {source for source, _, _ in EXPECTED.values()} | {"juguang_search_terms"} == {
        path.stem for path in FOLDER.glob("*.toml")
    }
    assert set(EXPECTED) | {"juguang_search_terms.csv"} == {path.name for path in FIXTURES.iterdir()}


def test_a_term_list_of_one_day_needs_to_be_told_the_day():
    with pytest.raises(IntakeError, match="collected_at"):
        read_files([FIXTURES / "juguang_search_terms.csv"])
    row = read_files([FIXTURES / "juguang_search_terms.csv"], collected_at=datetime(2026, 5, 20, 9)).table(
        "search_index"
    )
    assert row.select("term", "day", "index", "organic_notes", "commercial_notes").row(0) == (
        "敏感肌面霜",
        date(2026, 5, 20),
        4210.0,
        29_000,
        None,
    )


def test_one_crawl_gives_notes_and_creators():
    data = read_files([FIXTURES / "crawl_with_author_totals.csv"])
    assert data.files["table"].to_list() == ["notes", "creators"]
    row = data.table("creators").row(0, named=True)
    assert (row["creator_id"], row["followers"], row["likes_saves_total"], row["notes_total"]) == (
        U1,
        34_000,
        102_000,
        120,
    )


def test_no_key_contact_or_commenter_passes_the_door():
    names = [path for path in FIXTURES.iterdir() if path.name != "juguang_search_terms.csv"]
    data = read_files(sorted(names), salt="a")
    text = "".join(frame.write_csv() for frame in data.tables.values()) + data.refused.write_csv()
    for private in (
        "SECRET",
        "xsec",
        "someone@example",
        "13800000000",
        "微信 abc",
        "abc123",
        "王某",
        "张***三",
        "李四",
        "aaaabbbbccccdddd",
        "6a1111111111111111111111",
        "用户甲",
        "9000000",
        "赵收货",
        "110101199001010000",
    ):
        assert private not in text, private
    said = [finding.text.zh for finding in data.findings if finding.code == "personal_columns"]
    assert any("联系邮箱" in words for words in said)
    assert any("添加人" in words for words in said)


def test_commenters_differ_by_salt_and_stay_the_same_within_one():
    def hashes(salt):
        data = read_files([FIXTURES / "mediacrawler_comments.csv"], salt=salt)
        return data.table("comments")["commenter_hash"].to_list()

    assert hashes("a") == hashes("a")
    assert not set(hashes("a")) & set(hashes("b"))
    assert not set(hashes(None)) & set(hashes(None))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("阅读中位数（日常）", "阅读中位数 (日常)"),
        ("粉絲數", "粉丝数"),
        ("笔记\u200bID\ufeff", "笔记id"),
        ("ＭＣＮ", "mcn"),
        ("性别分布-男粉占比", "性别分布_男粉占比"),
    ],
)
def test_headers_are_compared_folded(left, right):
    assert normalise(left) == normalise(right)


@pytest.mark.parametrize(
    ("header", "leaf", "scale"),
    [
        ("粉丝数（万）", "粉丝数", 10_000),
        ("粉丝量/w", "粉丝量", 10_000),
        ("粉丝数w", "粉丝数", 10_000),
        ("报价（万元）", "报价", 10_000),
        ("金额（分）", "金额", 0.01),
        ("阅读中位数（日常）", "阅读中位数日常", 1),
    ],
)
def test_a_unit_in_the_header_is_taken_off_and_applied(header, leaf, scale):
    found = read_header(header, (), 0)
    assert (found.leaf, found.scale) == (leaf, scale)


def test_a_leaf_is_asked_for_by_its_group():
    header = read_header("阅读中位数", ("数据表现", "笔记数据-按规模-日常笔记"), 0)
    assert matches(header, "日常>阅读中位数")
    assert not matches(header, "合作>阅读中位数")


def test_a_mapping_with_an_unknown_key_is_refused_by_name():
    with pytest.raises(ParamsError, match="colunms") as caught:
        make_source({"tables": {"notes": {"colunms": {}}}, "recognize": []}, "mine")
    assert [problem.column for problem in caught.value.problems] == [
        "recognize",
        "recognise",
        "tables.notes.colunms",
    ]


def test_an_own_mapping_wins_over_the_shipped_ones():
    own = {
        "name": "mine",
        "recognise": ["note_id"],
        "tables": {"notes": {"columns": {"note_id": ["note_id"], "reads": ["liked_count"]}}},
    }
    data = read_files([FIXTURES / "mediacrawler_notes_old.csv"], mappings=[own])
    assert data.files["source"].to_list() == ["mine"]
    assert data.table("notes")["reads"].to_list() == [300]


def test_the_shipped_sources_map_only_known_columns():
    assert len(shipped_sources()) == len(list(FOLDER.glob("*.toml")))
    for source in shipped_sources():
        assert source.recognise, source.name
        assert source.title_en, source.name
        assert source.title_zh, source.name
