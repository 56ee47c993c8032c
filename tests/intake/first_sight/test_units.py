"""Counts that stand in 万: as their header says, as the columns beside them leave no other choice, or as a person says."""

import pytest

from tests.intake.first_sight.strangers import HOME, LINK, NOTES, USERS, pasted, sheet_of, written
from xhs_workbench.errors import WorkbenchError
from xhs_workbench.intake import draft_sheet, mapping_yaml, read_files
from xhs_workbench.intake.drafting import lay_out, try_columns
from xhs_workbench.intake.read import check_mappings
from xhs_workbench.params.sources_file import add_mapping, read_sources


def people(headers, rows):
    return [
        f"昵称,小红书主页,{headers}",
        *(f"达人{n},{HOME.format(USERS[n])},{row}" for n, row in enumerate(rows)),
    ]


def listed(folder, headers, rows):
    return pasted(folder, written(folder, *_parts(people(headers, rows)))).table("creators")


def _parts(lines):
    return lines[0], lines[1:]


@pytest.mark.parametrize(
    "header",
    [
        "粉丝数-万",
        "粉丝_万",
        "粉丝数【万】",
        "粉丝量：w",
        "粉丝数(万人)",
        "粉丝量（w+）",
        "Followers (10k)",
        "Followers (in 10,000s)",
    ],
)
def test_a_header_says_its_unit_in_many_ways(tmp_path, header):
    quoted = f'"{header}"'
    found = listed(tmp_path, f"{quoted},图文报价", ["1.2,800", "35,9000", "12.8,6000"])
    assert found["followers"].to_list() == [12_000, 350_000, 128_000]


@pytest.mark.parametrize(
    ("headers", "rows"),
    [
        ("粉丝数,图文报价", ["1.2,900", "3.5,2000", "12.8,7000"]),
        ("粉丝量,视频报价", ["1.2,1500", "3.5,3000", "12.8,9000"]),
        ("粉丝,阅读中位数,图文报价", ["1.2,4000,900", "3.5,11000,2000", "12.8,30000,7000"]),
    ],
)
def test_fractions_of_followers_beside_prices_are_in_wan(tmp_path, headers, rows):
    assert listed(tmp_path, headers, rows)["followers"].to_list() == [12_000, 35_000, 128_000]


@pytest.mark.parametrize(
    ("headers", "rows"),
    [
        ("粉丝数,图文报价", ["12,9000", "35,20000", "128,70000"]),
        ("粉丝量,日常阅读中位数", ["12,40000", "35,110000", "128,300000"]),
    ],
)
def test_whole_numbers_that_nobody_would_pay_for_are_in_wan(tmp_path, headers, rows):
    assert listed(tmp_path, headers, rows)["followers"].to_list() == [120_000, 350_000, 1_280_000]


def test_what_is_settled_settles_the_next(tmp_path):
    found = listed(tmp_path, "粉丝数,获赞与收藏,图文报价", ["1.2,5.6,900", "3.5,12,2000", "12.8,88.1,7000"])
    assert found["followers"].sum() == 175_000
    assert found["likes_saves_total"].sum() == 1_057_000


def test_ordinary_people_have_few_followers(tmp_path):
    found = listed(tmp_path, "粉丝数,图文报价", ["120,50", "350,80", "18,100", "80,100"])
    assert found["followers"].to_list() == [120, 350, 18, 80]


@pytest.mark.parametrize(
    ("headers", "rows"),
    [
        ("粉丝数,所在地区", ["1.2,上海", "3.5,北京", "12.8,广东"]),  # nothing beside them says a unit
        ("Followers,Photo price", ["12,9000", "35,20000", "128,70000"]),  # thousands, or ten thousands?
        ("粉丝数,图文报价", ["1.2,900", "3.5,2000", "23000,7000"]),  # not all are in one unit
    ],
)
def test_a_unit_that_nothing_settles_is_named_and_not_read(headers, rows):
    lines = people(headers, rows)
    draft = draft_sheet(sheet_of(*(line.split(",") for line in lines)))
    assert "followers" not in draft.mapping["tables"]["creators"]["columns"]
    why = next(guess.why.en for guess in draft.guesses if guess.header in ("粉丝数", "Followers"))
    assert "scale: {followers: 10000}" in why or "23000" in lines[-1]


def test_more_was_read_than_shown_only_in_another_unit(tmp_path):
    rows = [
        f"标题{n},{LINK.format(NOTES[n])},{row}"
        for n, row in enumerate(["12.5,20000,800", "8,15000,320", "30.2,44000,2100"])
    ]
    notes = pasted(tmp_path, written(tmp_path, "标题,链接,总曝光数,阅读数,点赞数", rows)).table("notes")
    assert notes["impressions"].to_list() == [125_000, 80_000, 302_000]
    assert notes["reads"].sum() == 79_000


def test_a_mapping_says_the_unit(tmp_path):
    rows = [f"{USERS[n]},达人{n},{fans}" for n, fans in enumerate(["1.2", "3.5万", "88"])]
    file = written(tmp_path, "博主ID,昵称,粉丝数", rows)
    found = read_files([file], mappings=[{"extends": "generic_creators", "scale": {"followers": 10_000}}])
    assert found.table("creators")["followers"].to_list() == [12_000, 35_000, 880_000]


def test_one_says_that_the_headers_unit_is_not_meant(tmp_path):
    rows = [f"{USERS[n]},达人{n},{fans}" for n, fans in enumerate(["1200", "3500", "880"])]
    file = written(tmp_path, "博主ID,昵称,粉丝数（万）", rows)
    found = read_files([file], mappings=[{"extends": "generic_creators", "scale": {"followers": 1}}])
    assert found.table("creators")["followers"].to_list() == [1_200, 3_500, 880]


@pytest.mark.parametrize("scale", [{"followers": 7}, {"followers": True}, {"fans": 10_000}, "10000", [1]])
def test_a_scale_that_is_none_is_refused(scale):
    with pytest.raises(WorkbenchError, match="scale"):
        check_mappings([{"extends": "generic_creators", "scale": scale}])


def test_a_person_who_maps_fractions_as_a_count_reads_them_in_wan(tmp_path):
    sheet = sheet_of(
        *(line.split(",") for line in people("粉丝数,所在地区", ["1.2,上海", "3.5,北京", "12.8,广东"]))
    )
    tried = try_columns(
        sheet, lay_out(sheet), "creators", {0: "creator_name", 1: "profile_url", 2: "followers"}
    )
    assert tried.draft.mapping["scale"] == {"followers": 10_000}
    assert any("万" in text.zh and "粉丝数" in text.zh for text in tried.draft.said)
    add_mapping(tmp_path / "sources.yaml", mapping_yaml(tried.draft), "by_hand")
    assert read_sources(tmp_path / "sources.yaml")[0]["scale"] == {"followers": 10_000}


def test_a_persons_whole_numbers_stay_what_they_are():
    sheet = sheet_of(
        *(line.split(",") for line in people("粉丝数,所在地区", ["120,上海", "350,北京", "18,广东"]))
    )
    tried = try_columns(
        sheet, lay_out(sheet), "creators", {0: "creator_name", 1: "profile_url", 2: "followers"}
    )
    assert "scale" not in tried.draft.mapping


@pytest.mark.parametrize("header", ["粉丝数", "作者粉丝数", "博主粉丝量"])
def test_notes_that_went_far_beyond_their_authors_followers_are_no_sign_of_a_unit(tmp_path, header):
    rows = [
        f"标题{n},{LINK.format(NOTES[n])},甲{n},{USERS[n]},{row}"
        for n, row in enumerate(["35,21000", "120,48000", "8,9700", "410,130000"])
    ]
    data = pasted(tmp_path, written(tmp_path, f"标题,笔记链接,作者,作者ID,{header},点赞数", rows))
    found = {table for table, frame in data.tables.items() if "followers" in frame.columns}
    read = [sum(data.table(table)["followers"].drop_nulls()) for table in found]
    assert max(read) == 35 + 120 + 8 + 410


@pytest.mark.parametrize("likes", [200, 900])
def test_impressions_of_the_last_days_beside_all_likes_stay(tmp_path, likes):
    rows = [f"标题{n},{LINK.format(NOTES[n])},{100 + n},{likes}" for n in range(4)]
    notes = pasted(tmp_path, written(tmp_path, "标题,笔记链接,曝光量,点赞数", rows)).table("notes")
    assert notes["impressions"].sum() == 406
