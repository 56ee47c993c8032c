"""Names that stand as sources on client pages: a sheet's, a header's. People write contacts there too."""

import pytest
from openpyxl import Workbook

from xhs_workbench.intake import read_files

NOTES = ["663c70d0000000001e00a01f", "663c70d0000000001e00a020"]


def workbook(tmp_path, *sheets, header="联系"):
    book = Workbook()
    book.remove(book.active)
    for name in sheets:
        sheet = book.create_sheet(name)
        sheet.append(["笔记ID", "点赞", "收藏", header, "评论数"])
        for number, note in enumerate(NOTES):
            sheet.append([note, 5 + number, 3, "x", "约3" if number else 2])
    book.save(tmp_path / "notes.xlsx")
    return read_files([tmp_path / "notes.xlsx"])


def everything(data):
    tables = "".join(frame.write_csv() for frame in (*data.tables.values(), data.files, data.refused))
    return tables + "".join(f"{f.text.en}{f.text.zh}{f.fix.en}{f.evidence}" for f in data.findings)


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("张三13912345678", "13912345678"),
        ("微信 lumi_2026", "lumi_2026"),
        ("a@b.example.com", "a@b.example.com"),
    ],
)
def test_a_contact_in_a_sheets_name_is_masked_wherever_it_stands(tmp_path, name, secret):
    said = everything(workbook(tmp_path, name))
    assert secret not in said
    assert "‹" in said


@pytest.mark.parametrize(
    ("header", "secret"),
    [
        ("微信: abc12345", "abc12345"),
        ("备注（电话13912345678）", "13912345678"),
        ("QQ 123456789", "123456789"),
    ],
)
def test_a_contact_in_a_header_is_masked_wherever_it_stands(tmp_path, header, secret):
    data = workbook(tmp_path, "笔记", header=header)
    assert secret not in everything(data)
    assert data.table("notes")["likes"].to_list() == [5, 6]


def test_two_sheets_that_look_alike_when_masked_are_still_two(tmp_path):
    data = workbook(tmp_path, "张三13912345678", "张三13912345679")
    assert data.files["sheet"].n_unique() == 2
    assert (
        data.files["rows_read"]
        == data.files["rows_used"] + data.files["rows_duplicate"] + data.files["rows_refused"]
    ).all()


@pytest.mark.parametrize(
    "name", ["Sheet1", "笔记列表", "2026-05-20导出", "微信公众号", "data.items", "5月投放(12位博主)"]
)
def test_an_ordinary_name_stays(tmp_path, name):
    assert workbook(tmp_path, name).files["sheet"].to_list() == [name]
