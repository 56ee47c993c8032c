"""A good file of any kind with any faults mixed in: every row is accounted for, and every value not read is said."""

from __future__ import annotations

import csv
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.files_drawn import a_file_each
from xhs_workbench.errors import WorkbenchError
from xhs_workbench.intake import read_files
from xhs_workbench.intake.accounting.doubts import DOUBTS

ROWS = 24
COUNT = [
    "",
    "-",
    "1.2万",
    "10万+",
    "约800",
    "#VALUE!",
    "abc",
    "-1",
    "12.5",
    "3w以上",
    "赞",
    "1.2萬",
    "NaN",
    "９９",
    "1,234",
    "1e3",
    "＜10",
    "5-8",
]
MONEY = ["", "0", "3000不含税", "¥1,200", "12w", "面议", "$300", "300+30", "#REF!", "3000/5000", "-5", "约3k"]
DATE = [
    "",
    "昨天",
    "2026-13-40",
    "03/04/2026",
    "1775093400",
    "2026年4月2日",
    "not a date",
    "3天前 上海",
    "2026-04-02 09:30 UTC",
    "46114.5",
    "1899-01-01",
    "26-4-2",
    "5-08",
    "#N/A",
    "Apr 2, 2026",
    "2026/4/2 下午3:05",
]
SHARE = ["", "3%", "0.03", "300%", "abc", "-", "12%|34"]
TEXT = ["", "=1+1", '引号"和,逗号', "😀😀", "加V：abc_1234", "\u202e反", "NaN", "<b>x</b>", "  "]
TYPE = ["", "图文", "直播", "VIDEO"]
FLAG = ["", "是", "否", "也许"]
UNREAD = {
    f"cells_{kind}"
    for kind, words in DOUBTS.items()
    if "empty" in words.en or kind in ("relative_date", "no_year", "missing")
} | {"silent_zeros"}
MARKS = {"", "-", "  "}


@dataclass(frozen=True)
class Kind:
    """One export: its table, id header, good rows, and per column the header, the canonical column and faults."""

    table: str
    key: str
    good: dict[str, str]
    read: dict[str, str]
    faults: dict[str, list[str]]


def note_id(k):
    return f"{0x69CDC698 + 4000 * k:08x}0000000001e00a{k:02d}"[:24].ljust(24, "0")


KINDS = {
    "notes": Kind(
        "notes",
        "笔记ID",
        {
            "笔记标题": "标题",
            "发布时间": "2026-04-02 09:30:00",
            "点赞": "300",
            "藏": "50",
            "评论数": "8",
            "笔记类型": "图文",
        },
        {
            "发布时间": "published_at",
            "点赞": "likes",
            "藏": "saves",
            "评论数": "comments",
            "笔记类型": "note_type",
        },
        {"笔记标题": TEXT, "发布时间": DATE, "点赞": COUNT, "藏": COUNT, "评论数": COUNT, "笔记类型": TYPE},
    ),
    "comments": Kind(
        "comments",
        "评论ID",
        {
            "笔记ID": note_id(1),
            "评论内容": "好用",
            "评论时间": "2026-04-03 10:00:00",
            "点赞": "3",
            "回复数": "1",
        },
        {"评论时间": "created_at", "点赞": "likes", "回复数": "replies"},
        {"评论内容": TEXT, "评论时间": DATE, "点赞": COUNT, "回复数": COUNT},
    ),
    "a day's crawl": Kind(
        "notes",
        "note_id",
        {
            "title": "t",
            "liked_count": "300",
            "collected_count": "50",
            "comment_count": "8",
            "time": "1775093400",
            "last_modify_ts": "1779271200000",
        },
        {
            "liked_count": "likes",
            "collected_count": "saves",
            "comment_count": "comments",
            "time": "published_at",
        },
        {
            "title": TEXT,
            "liked_count": COUNT,
            "collected_count": COUNT,
            "comment_count": COUNT,
            "time": DATE,
            "last_modify_ts": DATE,
        },
    ),
    "paid": Kind(
        "paid",
        "创意ID",
        {
            "时间": "2026-05-10",
            "笔记ID": note_id(1),
            "消费": "100.5",
            "展现量": "8000",
            "点击量": "240",
            "点击率": "3%",
        },
        {
            "消费": "spend_cny",
            "展现量": "impressions",
            "点击量": "clicks",
            "点击率": "click_rate",
            "时间": "day",
        },
        {"时间": DATE, "消费": MONEY, "展现量": COUNT, "点击量": COUNT, "点击率": SHARE},
    ),
    "creators": Kind(
        "creators",
        "博主ID",
        {
            "博主昵称": "甲",
            "粉丝数": "12000",
            "赞藏总数": "98000",
            "图文报价": "3000",
            "视频报价": "4500",
            "女粉占比": "80%",
            "阅读中位数（日常）": "8600",
        },
        {
            "粉丝数": "followers",
            "赞藏总数": "likes_saves_total",
            "图文报价": "price_image_cny",
            "视频报价": "price_video_cny",
            "女粉占比": "female_share",
            "阅读中位数（日常）": "reads_median",
        },
        {
            "博主昵称": TEXT,
            "粉丝数": COUNT,
            "赞藏总数": COUNT,
            "图文报价": MONEY,
            "视频报价": MONEY,
            "女粉占比": SHARE,
            "阅读中位数（日常）": COUNT,
        },
    ),
    "drafts": Kind(
        "drafts",
        "稿件ID",
        {
            "轮次": "1",
            "达人昵称": "甲",
            "标题": "标题",
            "正文": "上脸很轻",
            "图片数": "6",
            "是否已标广告": "否",
            "提交时间": "2026-04-26 20:10",
        },
        {"图片数": "image_count", "是否已标广告": "ad_label", "提交时间": "handed_in_at"},
        {"标题": TEXT, "正文": TEXT, "图片数": COUNT, "是否已标广告": FLAG, "提交时间": DATE},
    ),
}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@a_file_each
@given(data=st.data())
def test_any_mixture_is_accounted_for_and_every_unread_value_is_said(tmp_path, kind, data):
    faulty = st.sampled_from([(header, text) for header, texts in kind.faults.items() for text in texts])
    rows = [{kind.key: note_id(k), **kind.good} for k in range(ROWS)]
    for at, (header, text) in data.draw(st.lists(st.tuples(st.integers(0, ROWS - 1), faulty), max_size=7)):
        rows[at][header] = text
    for at, twin in data.draw(
        st.lists(st.tuples(st.integers(0, ROWS - 1), st.integers(0, ROWS - 1)), max_size=3)
    ):
        rows[at][kind.key] = note_id(twin)
    if data.draw(st.booleans()):
        rows.append({kind.key: "合计", **dict.fromkeys(kind.good, "")})
    again = data.draw(st.sampled_from([0, 0, 9]))
    if again:
        rows.insert(again, {header: header for header in (kind.key, *kind.good)})
    path = tmp_path / "mixed.csv"
    above, beside = data.draw(st.sampled_from([0, 0, 1])), data.draw(st.sampled_from([0, 0, 2]))
    with path.open(
        "w", encoding=data.draw(st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"])), newline=""
    ) as file:
        writer = csv.writer(file, delimiter=data.draw(st.sampled_from([",", "\t", ";"])))
        empty = [""] * beside
        if above:
            writer.writerow(["4月数据汇总", *[""] * len(kind.good), *empty])
        writer.writerow([kind.key, *kind.good, *empty])
        writer.writerows([*(row[header] for header in (kind.key, *kind.good)), *empty] for row in rows)
    try:
        found = read_files([path])
    except WorkbenchError as error:
        assert error.problems
        assert all(problem.en and problem.zh for problem in error.problems)
        return
    files = found.files.filter(found.files["table"] == kind.table).row(0, named=True)
    assert (
        files["rows_read"]
        == len(rows)
        == files["rows_used"] + files["rows_duplicate"] + files["rows_refused"]
    )
    assert found.refused.height == found.files["rows_refused"].sum()
    # A used row came from the line it names: where that line says something and the table nothing, a finding
    # counts it.
    lost = [
        (row["source_row"], header)
        for row in found.table(kind.table).iter_rows(named=True)
        for header, column in kind.read.items()
        if row[column] is None and rows[row["source_row"] - 2 - above][header] not in MARKS
    ]
    counted = sum(finding.n or 0 for finding in found.findings if finding.code in UNREAD)
    assert len(lost) <= counted, (lost, [finding.code for finding in found.findings])
    if lost:
        shown = " ".join(f"{finding.text.en} {finding.evidence}" for finding in found.findings)
        assert all(header in shown for _, header in lost)
