"""Drafted mappings: used unchanged they read the file; ids, dates and counts are not found where there are none."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.drafts import FOLDER, SETS, judge_set
from tests.files_drawn import a_file_each
from xhs_workbench.intake import Draft, NoDraft, draft_sheet, mapping_yaml, read_files
from xhs_workbench.intake.drafting.evidence import look, percent_of
from xhs_workbench.intake.drafting.words import understand
from xhs_workbench.intake.opening.files import open_sheets
from xhs_workbench.intake.recognising.sources import read_header
from xhs_workbench.params.sources_file import add_mapping, read_sources

AROUND = Path(__file__).parent / "lying_around"
CHINA = ZoneInfo("Asia/Shanghai")
NOTE, OTHER = "66481500000000001c000000", "66496680000000001c000001"
USER = "5f0000000000000001000000"


def write(folder, text, name="unknown.csv"):
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def pasted(folder, file):
    """Read a file with its drafts, pasted as they stand."""
    target = folder / "sources.yaml"
    for sheet in open_sheets(file):
        draft = draft_sheet(sheet)
        if isinstance(draft, Draft):
            add_mapping(target, mapping_yaml(draft), draft.mapping["name"])
    return read_files([file], mappings=read_sources(target))


def draft_of(file):
    return draft_sheet(max(open_sheets(file), key=lambda sheet: sheet.cells.height))


@pytest.mark.parametrize("name", SETS)
def test_drafts_pasted_as_they_stand_reach_right_tables(name):
    judged = judge_set(FOLDER / name)
    asked = [one for one in judged if one.meant]
    assert len(asked) >= 5
    assert sum(one.reached for one in asked) >= 0.9 * len(asked), [
        one.said for one in asked if not one.reached
    ]
    assert sum(one.right for one in judged) >= 0.9 * sum(one.meant for one in judged)
    assert sum(one.wrong for one in judged) <= 0.03 * sum(one.mapped for one in judged)


def test_a_file_of_another_trade_gets_no_draft_and_the_reason():
    found = draft_of(FOLDER / "unseen" / "stock_list.csv")
    assert isinstance(found, NoDraft)
    assert found.reason.en
    assert found.reason.zh


# Ids out of links, in every form a note link has.


@pytest.mark.parametrize(
    ("header", "link"),
    [
        ("作品原链接", f"https://www.xiaohongshu.com/discovery/item/{NOTE}"),
        ("url", f"https://www.xiaohongshu.com/explore/{NOTE}?xsec_token=AB&xsec_source=pc"),
        ("笔记", f"https://www.xiaohongshu.com/user/profile/{USER}/{NOTE}?xsec_token=AB"),
        ("发布链接", f"https://www.xiaohongshu.com/search_result/{NOTE}?xsec_source="),
        ("笔记ID", f"https://www.rednote.com/explore/{NOTE}"),
        ("看这里", f"www.xiaohongshu.com/discovery/item/{NOTE}"),
    ],
)
def test_a_note_id_is_derived_from_any_note_link(tmp_path, header, link):
    file = write(
        tmp_path,
        (
            f"标题,{header},发布时间,获赞数,收藏数\na,{link},2025-12-03 "
            f"18:45:49,1,0\nb,{link.replace(NOTE, OTHER)},2025-12-03,5,2\n"
        ),
    )
    notes = pasted(tmp_path, file).table("notes")
    assert notes["note_id"].to_list() == [NOTE, OTHER]
    assert notes["likes"].to_list() == [1, 5]


def test_link_only_ends_as_its_list_says(tmp_path):
    notes = pasted(tmp_path, AROUND / "link_only.csv").table("notes")
    assert notes["note_id"].to_list() == ["693014dd000000001d000001", "69301350000000001b000002"]
    assert notes["note_type"].to_list() == ["image", "video"]
    assert notes["published_at"][0] == datetime(2025, 12, 3, 18, 45, 49, tzinfo=CHINA)
    assert (notes["likes"].to_list(), notes["saves"].to_list()) == ([1, 5], [0, 2])


@pytest.mark.parametrize(
    ("kinds", "read"),
    [
        (("图文", "视频"), ["image", "video"]),
        (("normal", "video"), ["image", "video"]),
        (("Video", "Image"), ["video", "image"]),
        (("图文笔记", "视频笔记"), ["image", "video"]),
    ],
)
def test_note_types_get_a_values_block(tmp_path, kinds, read):
    rows = "".join(f"{note},{kind},{n}\n" for note, kind, n in zip((NOTE, OTHER), kinds, (7, 9), strict=True))
    file = write(tmp_path, "作品编号,笔记形式,喜欢数\n" + rows)
    assert pasted(tmp_path, file).table("notes")["note_type"].to_list() == read


def test_a_column_of_other_kinds_is_no_note_type(tmp_path):
    file = write(tmp_path, f"作品编号,类型,喜欢数\n{NOTE},测评,7\n{OTHER},教程,9\n")
    assert "note_type" not in draft_of(file).mapping["tables"]["notes"]["columns"]


# Comments.


def test_comments_with_a_link_and_no_note_id(tmp_path):
    comments = pasted(tmp_path, AROUND / "comments_link_only.csv").table("comments")
    assert comments["note_id"].head(3).to_list() == [NOTE, OTHER, "664ab800000000001c000002"]
    assert comments["content"][1] == "求链接"
    assert comments["likes"].head(3).to_list() == [0, 1, 2]
    assert comments["created_at"][0] == datetime(2024, 5, 10, 12, 0, tzinfo=CHINA)


@pytest.mark.parametrize(
    "header",
    [
        "用户名,评论内容,评论时间,笔记地址,赞",
        "author,comment,created at,post link,likes",
        "评论用户,评论,时间,所属笔记,点赞数",
    ],
)
def test_comment_exports_of_other_makes(tmp_path, header):
    rows = [
        f"u{i},{text},2024-05-1{i} 12:00,https://www.xiaohongshu.com/explore/{NOTE}?x={i},{i}"
        for i, text in enumerate(["好用", "求链接", "闷痘"])
    ]
    comments = pasted(tmp_path, write(tmp_path, "\n".join([header, *rows]) + "\n")).table("comments")
    assert comments["note_id"].unique().to_list() == [NOTE]
    assert comments["likes"].to_list() == [0, 1, 2]
    assert comments["content"].to_list() == ["好用", "求链接", "闷痘"]
    assert comments["commenter_hash"].n_unique() == 3


@pytest.mark.parametrize(
    "text",
    [
        None,
        "昵称,评论,时间,赞\n甲,求链接,2024-05-15,0\n乙,好看,2024-05-14,3\n",
        "user_id,content,create_time,like_count\nu1,where to buy,1715700000,0\nu2,nice,1715700060,3\n",
        "评论者,评论内容,评论时间,获赞\n甲,求链接,2024/5/15 10:00,0\n乙,好看,2024/5/14 09:00,3\n",
    ],
)
def test_comments_of_an_unnamed_note_get_a_named_constant(tmp_path, text):
    file = write(tmp_path, text) if text else AROUND / "comments_no_note.csv"
    draft = draft_of(file)
    assert draft.mapping["tables"]["comments"]["constants"] == {"note_id": "unknown-note"}
    assert any("unknown-note" in said.en for said in draft.said)
    comments = pasted(tmp_path, file).table("comments")
    assert comments["note_id"].to_list() == ["unknown-note"] * 2
    assert comments["likes"].to_list() == [0, 3]


# Records in JSON.


@pytest.mark.parametrize(
    "text",
    [
        None,
        (
            '{"data": {"user": {"userId": "5f0000000000000000000001", "fansCount": 27048}, "list": '
            '[{"noteId": "69647a26000000000a000001", "interactInfo": {"likedCount": 0, '
            '"collectedCount": 200}, "time": 1768192550}, {"noteId": "6962f3a2000000000b000002", '
            '"interactInfo": {"likedCount": 33, "collectedCount": 5}, "time": 1768092579}]}}'
        ),
        (
            '[{"id": "69647a26000000000a000001", "likes": 0, "favs": 200, "author": {"id": '
            '"5f0000000000000000000001", "followers": 27048}}, {"id": "6962f3a2000000000b000002", '
            '"likes": 33, "favs": 5, "author": {"id": "5f0000000000000000000001", "followers": 27048}}]'
        ),
        (
            '{"result": {"items": [{"post_id": "69647a26000000000a000001", "like_count": 0, '
            '"collect_count": 200, "user_info": {"user_id": "5f0000000000000000000001", "fans": '
            '27048}}, {"post_id": "6962f3a2000000000b000002", "like_count": 33, "collect_count": 5, '
            '"user_info": {"user_id": "5f0000000000000000000001", "fans": 27048}}]}}'
        ),
    ],
    ids=["nested.json", "wrapped", "author inside", "items"],
)
def test_records_inside_objects_are_read(tmp_path, text):
    file = write(tmp_path, text, "unknown.json") if text else AROUND / "nested.json"
    data = pasted(tmp_path, file)
    notes = data.table("notes")
    assert notes["note_id"].to_list() == ["69647a26000000000a000001", "6962f3a2000000000b000002"]
    assert notes["saves"].to_list() == [200, 5]
    assert notes["creator_id"].unique().to_list() == ["5f0000000000000000000001"]
    creators = data.table("creators")
    assert creators["followers"].to_list() == [27048]


# Creators.


def test_the_agency_pick_list(tmp_path):
    creators = pasted(tmp_path, AROUND / "agency_picks.csv").table("creators")
    first = creators.row(0, named=True)
    wanted = {
        "creator_id": "5f0000000000000001000000",
        "followers": 86_000,
        "price_image_cny": 6000,
        "price_video_cny": 12_000,
        "price_image_with_fee_cny": 6600,
        "reads_median": 22_000,
        "female_share": 0.92,
    }
    assert {name: first[name] for name in wanted} == wanted
    assert first["price_image_estimated_cny"] is None


@pytest.mark.parametrize(
    ("header", "cell", "followers"),
    [
        ("粉丝数/w", "8.6", 86_000),
        ("粉丝量（万）", "8.6", 86_000),
        ("Followers (K)", "86", 86_000),
        ("fans_count", "8.6万", 86_000),
        ("粉丝", "86,000", 86_000),
        ("粉丝数（单位：万）", "8.6", 86_000),
        ("粉丝量 w", "8.6", 86_000),
        ("fans_w", "8.6", 86_000),
    ],
)
def test_followers_in_any_unit(tmp_path, header, cell, followers):
    rows = f'{USER},"{cell}",3000\n' + f'{USER[:-1]}1,"{cell}",4000\n'
    file = write(tmp_path, f"uid,{header},图文报备裸价\n" + rows)
    creators = pasted(tmp_path, file).table("creators")
    assert creators["followers"].to_list() == [followers] * 2
    assert creators["price_image_cny"].to_list() == [3000, 4000]


def test_fractions_and_percents_are_told_by_the_cells(tmp_path):
    head = "uid,fans,女粉占比\n"
    as_fraction = write(tmp_path, head + f"{USER},100,0.9\n{USER[:-1]}1,100,0.8\n", "a.csv")
    as_percent = write(tmp_path, head + f"{USER},100,90\n{USER[:-1]}1,100,80\n", "b.csv")
    assert draft_of(as_fraction).mapping["percent"] == "fraction"
    assert draft_of(as_percent).mapping["percent"] == "percent"


def test_columns_of_two_conventions_are_not_both_read(tmp_path):
    rows = "".join(f"{USER[:-1]}{i},100,{90 + i / 10},{40 + i},0.0{i + 1},{i + 1}%\n" for i in range(6))
    draft = draft_of(write(tmp_path, "uid,fans,女粉占比,活跃粉丝占比,互动率,爆文率\n" + rows))
    columns = draft.mapping["tables"]["creators"]["columns"]
    assert draft.mapping["percent"] == "percent"
    assert {"female_share", "active_fan_share", "viral_share"} <= set(columns)
    assert "interaction_rate" not in columns
    assert "fractions" in next(guess.why.en for guess in draft.guesses if guess.header == "互动率")


def test_a_vendors_estimate_is_no_count(tmp_path):
    file = write(
        tmp_path,
        f"作品编号,预估阅读量,Estimated impressions,点赞\n{NOTE},1.2万,90000,7\n{OTHER},8000,50000,9\n",
    )
    data = pasted(tmp_path, file)
    notes = data.table("notes")
    assert notes["reads_estimated"].to_list() == [12_000, 8000]
    assert notes["impressions_estimated"].to_list() == [90_000, 50_000]
    assert notes["reads"].null_count() == notes["impressions"].null_count() == 2
    said = next(finding for finding in data.findings if finding.code == "vendor_estimates")
    assert "预估阅读量" in said.text.en
    assert said.level == "REVIEW"


# Columns that only look like something else.


def test_row_numbers_are_no_ids_and_links_no_counts(tmp_path):
    rows = "".join(
        f"{i},https://www.xiaohongshu.com/explore/{NOTE[:-2]}{i:02d},https://a.b/{i}.jpg,{i * 7}\n"
        for i in range(1, 9)
    )
    file = write(tmp_path, "ID,笔记链接,点赞,收藏数\n" + rows)
    draft = draft_of(file)
    columns = draft.mapping["tables"]["notes"]["columns"]
    assert columns == {"note_url": ["笔记链接"], "saves": ["收藏数"]}
    why = {guess.header: guess.why.en for guess in draft.guesses if not guess.column}
    assert why["ID"] == "it counts the rows"
    assert "likes" in why["点赞"]


def test_a_draft_with_an_unusable_id_is_not_offered(tmp_path):
    file = write(tmp_path, "标题,点赞数,收藏数\n同一标题,1,2\n同一标题,1,2\n同一标题,3,2\n")
    found = draft_of(file)
    assert isinstance(found, NoDraft)
    assert "note id" in found.reason.en


def test_short_links_are_named(tmp_path):
    file = write(
        tmp_path,
        "标题,链接,点赞\na,http://xhslink.com/a/AbC1,1\na,http://xhslink.com/a/AbC2,2\na,xhslink.com/m/AbC3,3\n",
    )
    found = draft_of(file)
    assert isinstance(found, NoDraft)
    assert "short links" in found.reason.en
    assert "短链接" in found.reason.zh


def test_personal_columns_are_dropped(tmp_path):
    file = write(
        tmp_path, f"uid,粉丝数,微信号,联系邮箱\n{USER},100,abc,x@y.cn\n{USER[:-1]}1,200,def,z@y.cn\n"
    )
    assert draft_of(file).mapping["drop"] == ["微信号", "联系邮箱"]
    assert "abc" not in pasted(tmp_path, file).table("creators").write_csv()


def test_a_column_that_would_cost_rows_is_left_out_and_named(tmp_path):
    rows = "".join(f"{NOTE[:-2]}{i:02d},{'TRUE' if i == 3 else i},{i}\n" for i in range(12))
    draft = draft_of(write(tmp_path, "note id,like count,save count\n" + rows))
    assert set(draft.mapping["tables"]["notes"]["columns"]) >= {"note_id", "saves"}
    assert draft.refused["notes"] == 0


def test_dates_in_every_form_are_dates(tmp_path):
    for form in (
        "2026-05-08 20:31:12",
        "2026/5/8 20:31",
        "2026年5月8日",
        "1778243472",
        "1778243472000",
        "20260508",
        "2026.05.08",
    ):
        file = write(tmp_path, f"作品编号,发表时间,点赞\n{NOTE},{form},7\n{OTHER},{form},9\n", "d.csv")
        assert draft_of(file).mapping["tables"]["notes"]["columns"]["published_at"] == ["发表时间"], form


def test_words_mean_the_same_in_both_languages():
    for names in (
        ("点赞数", "likedCount", "Like Count", "获赞量", "likes", "digg_count"),
        ("收藏", "Collects", "favorite_count", "bookmarks"),
        ("粉丝数", "Followers", "fans_num", "粉絲數"),
    ):
        assert len({understand(name).tags for name in names}) == 1, names


@a_file_each
@given(
    headers=st.lists(
        st.sampled_from(
            [
                "笔记链接",
                "ID",
                "点赞",
                "Likes",
                "粉丝数",
                "昵称",
                "评论内容",
                "时间",
                "报价",
                "序号",
                "x",
                "a|b",
                "占比",
                "-",
                "'",
                "# no",
            ]
        ),
        min_size=1,
        max_size=7,
    ),
    data=st.data(),
)
def test_whatever_is_drafted_reads_every_row(tmp_path, headers, data):
    """Either no draft, or one that is pasted, recognised, and refuses none of the rows it was offered for."""
    cell = st.sampled_from(
        [
            "",
            "1",
            "1.2万",
            NOTE,
            OTHER,
            f"https://www.xiaohongshu.com/explore/{NOTE}",
            "2026-05-08",
            "90%",
            "好用",
            "-",
            "'=1",
            "10+",
            '"',
        ]
    )
    rows = data.draw(
        st.lists(st.lists(cell, min_size=len(headers), max_size=len(headers)), min_size=1, max_size=9)
    )
    frame = pl.DataFrame(rows, schema=[f"c{i}" for i in range(len(headers))], orient="row")
    file = tmp_path / "drawn.csv"
    file.write_text(
        ",".join(headers) + "\n" + frame.write_csv(include_header=False, quote_style="always"),
        encoding="utf-8",
    )
    for sheet in open_sheets(file):
        draft = draft_sheet(sheet)
        if isinstance(draft, NoDraft):
            assert draft.reason.en
            assert draft.reason.zh
            continue
        target = tmp_path / "sources.yaml"
        target.unlink(missing_ok=True)
        add_mapping(target, mapping_yaml(draft), draft.mapping["name"])
        files = read_files([file], mappings=read_sources(target)).files
        assert set(files["table"]) == set(draft.tables)
        whole = files["rows_used"] + files["rows_duplicate"] + files["rows_refused"]
        assert (files["rows_read"] == whole).all()
        assert files["rows_used"].min() > 0


def test_a_header_that_stands_twice_is_named_and_the_rest_is_read(tmp_path):
    file = write(tmp_path, f"作品编号,喜欢数,收藏,收藏\n{NOTE},7,1,2\n{OTHER},9,3,4\n")
    draft = draft_of(file)
    assert pasted(tmp_path, file).table("notes")["likes"].to_list() == [7, 9]
    assert "stands twice" in next(guess.why.en for guess in draft.guesses if guess.header == "收藏")


@pytest.mark.parametrize(
    ("cells", "said"), [(["nan", "inf", "0.8"], "fraction"), (["nan", "80"], "percent"), (["nan"], "percent")]
)
def test_numbers_that_are_none_say_nothing_of_percents(cells, said):
    assert percent_of([look(read_header("女粉占比", (), 0), pl.Series(cells))]) == said


def test_a_traffic_sheet_names_its_constant(tmp_path):
    file = write(tmp_path, "日期,访客数,支付金额\n2026-05-08,120,3000\n2026-05-09,130,3100\n")
    traffic = pasted(tmp_path, file).table("traffic")
    assert traffic["channel"].unique().to_list() == ["store"]
    assert traffic["day"].to_list() == [date(2026, 5, 8), date(2026, 5, 9)]
