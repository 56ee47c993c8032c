"""Whatever of the kinds that strangers handed in is mixed: every row is accounted for."""

import openpyxl
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tests.files_drawn import a_file_each
from tests.intake.first_sight.strangers import HOME, LINK, USERS, pasted
from xhs_workbench.errors import WorkbenchError

CELLS = {
    "笔记链接": lambda n: (
        LINK.format(f"66481500000000001c00{n:04x}"),
        "http://xhslink.com/a/Ab3dE9",
        "",
        "待发布",
    )[n % 4],
    "链接": lambda n: LINK.format(f"66481500000000001c00{n:04x}"),
    "订单编号": lambda n: f"P7789{n}",
    "谁": lambda n: f"达人{n}",
    "博主": lambda n: f"达人{n % 5}",
    "主页": lambda n: HOME.format(USERS[n % 8]),
    "record_id": lambda n: f"rec8a{n:04d}",
    "图/视": lambda n: ("1x 图文", "视频", "")[n % 3],
    "花了多少": lambda n: ("500元", "置换", "1.2k", "")[n % 4],
    "达人费用（含6%专票）": lambda n: str(100 * n),
    "平台服务费10%": lambda n: str(10 * n),
    "信息流_展现量": lambda n: str(1000 + n),
    "搜索_展现量": lambda n: str(100 + n),
    "信息流_消耗": lambda n: f"{n}0.5",
    "搜索_消耗": lambda n: f"{n}.5",
    "发布日期": lambda n: (f"10.{n % 28 + 1:02d}", f"10月{n % 28 + 1}日", "待发布", "2026-10-09")[n % 4],
    "账号类型": lambda n: ("个人", "机构")[n % 2],
    "图文": lambda n: str(500 + 50 * n),
    "总消费": lambda n: f"{n}.5",
    "投流金额": lambda n: (f"{n}0.5", "", "-", "未投")[n % 4],
    "达人金额": lambda n: str(100 * n),
    "费用": lambda n: str(90 * n),
    "平台": lambda n: ("小红书", "抖音")[n % 5 == 0],
    "日期": lambda n: (f"2026-11-{n % 28 + 1:02d}", "10/11/2026", "11月12日")[n % 3],
    "MCN": lambda n: ("是", "否")[n % 2],
    "实付金额": lambda n: f"{n}9.9",
    "数量": lambda n: str(n % 3 + 1),
    "商品名称": lambda n: "牙刷",
    "下单时间": lambda n: f"2026-11-{n % 28 + 1:02d} 12:00:00",
    "赞": lambda n: ("12", "1.2万", "赞", "")[n % 4],
    "藏": str,
    "看": lambda n: f"{n}k",
    "合作方式": lambda n: ("置换", "付费")[n % 2],
    "首日点赞": str,
    "7天点赞": lambda n: (str(3 * n), "未到期")[n % 5 == 0],
    "计划发布日": lambda n: (f"10月{n % 28 + 1}日（周四）", "2026-10-09")[n % 2],
    "内容方向": lambda n: "测评",
    "稿件状态": lambda n: ("待提交", "已取消")[n % 3 == 0],
    "评论内容": lambda n: f"第{n}条",
}


BELOW = (["合计"], ["备注：以上为截至今天的数据"], ["No.", "KOL", "Link", "Likes", "Price"])


@a_file_each
@given(
    headers=st.lists(st.sampled_from(sorted(CELLS)), min_size=3, max_size=9, unique=True),
    rows=st.integers(2, 30),
    below=st.sampled_from((*BELOW, [])),
    blanks=st.sets(st.integers(0, 29), max_size=4),
)
def test_every_row_of_a_mixture_is_used_a_repeat_or_refused(tmp_path_factory, headers, rows, below, blanks):
    folder = tmp_path_factory.mktemp("mixed")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(headers)
    for n in range(rows):
        sheet.append(
            [None if n in blanks and at else CELLS[name](n) or None for at, name in enumerate(headers)]
        )
    if below:
        sheet.append(below[: len(headers)])
    book.save(folder / "mixed.xlsx")
    try:
        data = pasted(folder, folder / "mixed.xlsx")
    except WorkbenchError:
        return
    for file in data.files.iter_rows(named=True):
        assert file["rows_read"] == file["rows_used"] + file["rows_duplicate"] + file["rows_refused"]
        assert data.refused.filter(pl.col("file") == file["file"]).height >= file["rows_refused"]
