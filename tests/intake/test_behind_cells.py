"""Workbooks whose cells show more than they hold: percentages that are a format, links under words."""

import openpyxl
import pytest

from tests.intake.vendor_values import U1, A
from xhs_workbench.intake import read_files

NOTE = "https://www.xiaohongshu.com/explore/{}"
PROFILE = "https://www.xiaohongshu.com/user/profile/{}"


def book(folder, rows, change):
    made = openpyxl.Workbook()
    sheet = made.active
    for row in rows:
        sheet.append(row)
    change(sheet)
    made.save(folder / "b.xlsx")
    return folder / "b.xlsx"


def creators(shares):
    head = ["达人昵称", "主页链接", "粉丝数", "女粉占比", "互动率"]
    people = [
        [f"达人{n}", PROFILE.format(f"{U1[:-1]}{n}"), 1000 + n, share, rate]
        for n, (share, rate) in enumerate(shares)
    ]
    return [head, *people]


@pytest.mark.parametrize("form", ["0%", "0.00%", "0.0%;[Red]-0.0%"])
def test_a_cell_that_shows_a_percentage_is_read_as_it_is_shown(tmp_path, form):
    def change(sheet):
        for row in range(2, 4):
            for column in (4, 5):
                sheet.cell(row, column).number_format = form

    read = read_files([book(tmp_path, creators([(0.85, 0.032), (1, 0)]), change)]).table("creators")
    assert read["female_share"].to_list() == [0.85, 1.0]
    assert read["interaction_rate"].to_list() == [0.032, 0.0]


@pytest.mark.parametrize("form", ["General", "0.00", '0.0"%"'])
def test_a_number_without_a_percent_format_stays_a_number(tmp_path, form):
    def change(sheet):
        for row in range(2, 4):
            sheet.cell(row, 4).number_format = form

    read = read_files([book(tmp_path, creators([(85.5, 3.2), (90, 4)]), change)]).table("creators")
    assert read["female_share"].to_list() == [0.855, 0.9]


NOTES = ["笔记链接", "标题", "作者", "发布时间", "点赞", "收藏"]
IDS = [f"{A[:-1]}{n}" for n in range(3)]


def notes():
    return [NOTES, *[["查看笔记", f"标题{n}", f"作者{n}", "2024-07-25", 10 + n, n] for n in range(3)]]


@pytest.mark.parametrize("words", ["查看笔记", "点击", 1])
def test_the_link_under_words_that_say_nothing_is_the_cell(tmp_path, words):
    def change(sheet):
        for n, note in enumerate(IDS):
            sheet.cell(n + 2, 1).hyperlink = NOTE.format(note) + "?xsec_token=AB"
            sheet.cell(n + 2, 1).value = words

    found = read_files([book(tmp_path, notes(), change)])
    assert found.table("notes")["note_id"].to_list() == IDS
    assert "linked_words" in {finding.code for finding in found.findings}


def test_the_link_of_a_formula_is_read_without_its_saved_value(tmp_path):
    def change(sheet):
        for n, note in enumerate(IDS):
            sheet.cell(n + 2, 1).value = f'=HYPERLINK("{NOTE.format(note)}?a=1&b=2","查看")'

    assert read_files([book(tmp_path, notes(), change)]).table("notes")["note_id"].to_list() == IDS


def test_links_under_titles_make_a_column_of_their_own_and_titles_stay(tmp_path):
    def change(sheet):
        for n, note in enumerate(IDS):
            sheet.cell(n + 2, 1).hyperlink = NOTE.format(note)
            sheet.cell(n + 2, 1).value = f"标题{n}"

    rows = [["标题", "作者", "发布时间", "点赞", "收藏"], *[row[1:] for row in notes()[1:]]]
    read = read_files([book(tmp_path, rows, change)]).table("notes")
    assert read["note_id"].to_list() == IDS
    assert read["title"].to_list() == ["标题0", "标题1", "标题2"]


def test_links_elsewhere_change_nothing(tmp_path):
    def change(sheet):
        for n in range(3):
            sheet.cell(n + 2, 1).value = NOTE.format(IDS[n])
            sheet.cell(n + 2, 3).hyperlink = "https://example.com/about"
            sheet.cell(n + 2, 3).value = f"作者{n}"

    found = read_files([book(tmp_path, notes(), change)])
    assert found.table("notes")["creator_name"].to_list() == ["作者0", "作者1", "作者2"]
    assert "linked_words" not in {finding.code for finding in found.findings}
