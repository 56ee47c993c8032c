"""Layouts of real sheets that stand in the way: summed rows, two rows of headers, merged cells of a page, a told separator."""

import openpyxl
import pytest

from tests.intake.vendor_values import U1
from xhs_workbench.errors import IntakeError
from xhs_workbench.intake import Draft, draft_sheet, mapping_yaml, read_files
from xhs_workbench.intake.opening.files import open_sheets
from xhs_workbench.params.sources_file import add_mapping, read_sources

HEAD = ["达人昵称", "主页链接", "粉丝数（万）", "图文报价", "女粉占比"]


def person(n, fans=1.5, share="85%"):
    return [f"达人{n}", f"https://www.xiaohongshu.com/user/profile/{U1[:-1]}{n}", fans, 1000 * (n + 1), share]


def book(folder, rows):
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    made.save(folder / "b.xlsx")
    return folder / "b.xlsx"


def text(folder, body, name="b.csv"):
    (folder / name).write_text(body, encoding="utf-8")
    return folder / name


def accounted(data):
    files = data.files
    return (files["rows_read"] == files["rows_used"] + files["rows_duplicate"] + files["rows_refused"]).all()


@pytest.mark.parametrize("word", ["小计", "平均值", "平均", "Average", "Sub-total", "Subtotal"])
def test_rows_that_sum_up_are_no_creators_and_no_totals(tmp_path, word):
    rows = [HEAD, person(0), person(1), [word, None, 1.5, 1500, None], ["合计", None, 3, 3000, None]]
    data = read_files([book(tmp_path, rows)])
    assert data.table("creators")["creator_name"].to_list() == ["达人0", "达人1"]
    assert data.refused["rule"].to_list() == ["summary_row", "totals_row"]
    assert data.totals["creators"].height == 1
    assert "summary_row" in {finding.code for finding in data.findings}
    assert accounted(data)


def test_a_creator_whose_name_begins_like_an_average_stays(tmp_path):
    rows = [HEAD, ["平均分小姐", *person(0)[1:]], ["averageJoe", *person(1)[1:]]]
    assert read_files([book(tmp_path, rows)]).table("creators").height == 2


def drafted(folder, file):
    draft = draft_sheet(open_sheets(file)[0])
    assert isinstance(draft, Draft)
    add_mapping(folder / "sources.yaml", mapping_yaml(draft), draft.mapping["name"])
    return read_files([file], mappings=read_sources(folder / "sources.yaml")).table("creators")


def test_a_second_row_of_headers_is_no_creator_without_an_id(tmp_path):
    upper = ["达人昵称", "主页链接", "粉丝数（万）", "报价", None]
    lower = [None, None, None, "图文", "视频"]
    file = book(tmp_path, [upper, lower, *[[*person(n)[:4], 2000] for n in range(3)]])
    with pytest.raises(IntakeError, match="XHS-E02"):
        read_files([file])
    read = drafted(tmp_path, file)
    assert read["price_image_cny"].to_list() == [1000, 2000, 3000]
    assert read["price_video_cny"].to_list() == [2000] * 3


def test_merged_cells_of_a_page_keep_their_columns(tmp_path):
    head = (
        "<tr><th rowspan=2>达人昵称</th><th rowspan='2'>小红书号</th><th rowspan=\"2\">粉丝数</th><th colspan=2>报价</th></tr>"
        "<tr><th>图文</th><th>视频</th></tr>"
    )
    rows = "".join(
        f"<tr><td>达人{n}</td><td>red{n}00</td><td>{n}00</td><td>{n}1</td><td>{n}2</td></tr>"
        for n in range(1, 4)
    )
    read = drafted(tmp_path, text(tmp_path, f"<html><table>{head}{rows}</table></html>", "b.xls"))
    assert read["price_image_cny"].to_list() == [11, 21, 31]
    assert read["price_video_cny"].to_list() == [12, 22, 32]
    assert read["followers"].to_list() == [100, 200, 300]


def test_a_title_merged_over_more_columns_than_there_are_asks_for_nothing(tmp_path):
    rows = "".join(f"<tr><td>红{n}</td><td>{n}</td></tr>" for n in range(3))
    page = (
        f"<html><table><tr><td colspan=999>标题</td></tr><tr><th>a</th><th>b</th></tr>{rows}</table></html>"
    )
    sheet = open_sheets(text(tmp_path, page, "b.xls"))[0]
    assert (sheet.cells.height, len(sheet.columns)) == (5, 2)


@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
@pytest.mark.parametrize("first", ["sep={}", '"sep={}"', "SEP={}"])
def test_a_first_line_that_tells_the_separator_is_no_header(tmp_path, mark, first):
    rows = [first.format(mark), *[mark.join(map(str, row)) for row in (HEAD, person(0), person(1))]]
    data = read_files([text(tmp_path, "\n".join(rows) + "\n")])
    assert data.table("creators")["followers"].to_list() == [15_000, 15_000]
    assert data.table("creators")["source_row"].to_list() == [3, 4], "as a spreadsheet counts"


@pytest.mark.parametrize(
    ("fans", "read", "said"),
    [
        ([15_000, 250_000], [15_000, 250_000], True),
        ([1.5, 25], [15_000, 250_000], False),
        (["1.5万", 25], [15_000, 250_000], False),
        ([3, 9_000], [30_000, 90_000_000], False),
        ([3, 12_000], [30_000, 12_000], True),  # 120 million: no account has so many
    ],
)
def test_whole_counts_under_a_header_of_wan_are_not_multiplied(tmp_path, fans, read, said):
    rows = [HEAD, *[person(n, one) for n, one in enumerate(fans)]]
    data = read_files([book(tmp_path, rows)])
    assert data.table("creators")["followers"].to_list() == read
    assert ("cells_unit_not_meant" in {finding.code for finding in data.findings}) is said


@pytest.mark.parametrize(
    ("shares", "read"),
    [
        ([0.85, "0.9"], [0.85, 0.9]),
        ([85, 90], [0.85, 0.9]),
        (["85%", "90%"], [0.85, 0.9]),
        ([0.85, 90], [0.0085, 0.9]),
    ],
)
def test_audience_shares_tell_whether_bare_numbers_are_fractions(tmp_path, shares, read):
    rows = [HEAD, *[person(n, share=share) for n, share in enumerate(shares)]]
    assert read_files([book(tmp_path, rows)]).table("creators")["female_share"].to_list() == read
