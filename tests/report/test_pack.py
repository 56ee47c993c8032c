"""The archive to send: what is in it, and what keeps it from being made."""

import base64
import hashlib
import json
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter

from tests.report.test_places import BOTH, put
from xhs_workbench import cli, paths
from xhs_workbench.errors import InputMissingError, LockedError, UnsendableError
from xhs_workbench.report.delivering import records
from xhs_workbench.report.delivering.folder_lock import owned
from xhs_workbench.report.delivering.pack import pack
from xhs_workbench.report.delivering.scan import scan
from xhs_workbench.report.jobs import plan_jobs
from xhs_workbench.report.rendering.page import own_scripts
from xhs_workbench.report.rendering.rendered import Rendered, Version
from xhs_workbench.views.audience import BANNER

ID = "11010519491231002X"
"""The worked example of GB 11643-1999; its check digit is X."""
PRIVATE = {
    "mark of our internal version": [BANNER.en, BANNER.zh],
    "draft": ["A DRAFT of it", "草稿，请勿外发"],
    "still to be written": ["‹campaign name›", "price: ‹price in CNY›"],
    "folder": [
        "/home/ana/clients/x.csv",
        "C:\\Users\\ana\\x.csv",
        "file:///srv/x",
        "\\\\office\\share\\x",
        str(paths.ROOT / "data"),
    ],
    "e-mail": ["write to a.b@mail.example.com now"],
    "phone": ["13912345678", "139-1234-5678", "+86 139 1234 5678", "电话139 12345678。"],
    "WeChat": ["加V：abc12345", "wxid_a1b2c3d4", "微信号: lumira_01", "vx：abcdef", "QQ: 123456789"],
    "profile": ["https://www.xiaohongshu.com/user/profile/5a1b2c3d", "xhslink.com/AbC"],
    "identity": [ID],
}
HARMLESS = [
    "618 at 139元, SPF50+, batch 20260520, 12,345,678 reads",
    "1 3912 345678",
    "order 1391234567890123",
    "0.13912345678",
    "64f1391234567800a9",
    "加V的同学",
    "微信号：",
    "‹phone› and ‹wechat› were taken out",
    "a/b/c, and/or, 24/7",
    "https://example.com/home/ana",
    "Draft 1, drafts, draft",
    "11010519491231002" + "1",
    "time 12:30, ratio 3:1",
    "@media print",
    "user root said",
    *(f"{'0a' * 20}1393920dad90c{digits}" for digits in ("17398611161", "62123456781")),
    "0a" * 10 + "b02112345678" + "1b" * 16,
    "own-0dad90c17398611161ab",
    "title-dad90c17398611161abc",
]


def html(body, style=""):
    return f"<!DOCTYPE html><html><head><style>{style}</style></head><body>{body}</body></html>".encode()


def book(text):
    raw = BytesIO()
    with xlsxwriter.Workbook(raw, {"in_memory": True}) as made:
        made.add_worksheet("s").write_string(0, 0, text)
    return raw.getvalue()


def letter(text):
    """Return a Word file whose text is cut into several runs."""
    raw, half = BytesIO(), len(text) // 2
    runs = "".join(f"<w:r><w:t>{part}</w:t></w:r>" for part in (text[:half], text[half:]))
    with zipfile.ZipFile(raw, "w") as made:
        made.writestr("word/document.xml", f'<w:document xmlns:w="w"><w:p>{runs}</w:p></w:document>')
    return raw.getvalue()


def picture(text):
    """Return a picture whose metadata hold a text, as a page embeds it."""
    return base64.b64encode(b"\xff\xd8\x00" + text.encode() + b"\x00").decode()


WAYS = {
    "text": lambda t: ("a.html", html(f"<p>{t}</p>")),
    "two_tags": lambda t: ("a.html", html(f"<p>{t[:3]}<b>{t[3:]}</b></p>")),
    "entities": lambda t: ("a.html", html("".join(f"&#{ord(sign)};" for sign in t))),
    "attribute": lambda t: ("a.html", html(f'<p title="{t}">x</p>')),
    "comment": lambda t: ("a.html", html(f"<!-- {t} -->")),
    "json": lambda t: (
        "a.html",
        html(f'<script type="application/json">{json.dumps({"rows": [{"a": t}]})}</script>'),
    ),
    "json_key": lambda t: ("a.html", html(f'<script type="application/json">{json.dumps({t: 1})}</script>')),
    "other_script": lambda t: ("a.html", html(f"<script>{t}</script>")),
    "printed_foot": lambda t: (
        "a.html",
        html("x", '@page { content: "' + "".join(f"\\{ord(s):06x}" for s in t) + '" }'),
    ),
    "picture": lambda t: ("a.html", html(f'<img src="data:image/jpeg;base64,{picture(t)}">')),
    "xlsx": lambda t: ("a.xlsx", book(t)),
    "docx": lambda t: ("a.docx", letter(t)),
    "folded_ics": lambda t: ("a.ics", f"BEGIN:VEVENT\r\nSUMMARY:{t[:4]}\r\n {t[4:]}\r\nEND:VEVENT".encode()),
    "csv": lambda t: ("a.csv", f"a,b\n1,{t}\n".encode("utf-8-sig")),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_is_private_is_found_wherever_it_stands(way):
    missed = [
        text
        for what, texts in PRIVATE.items()
        for text in texts
        if not any(what in found.what.en for found in scan(*WAYS[way](text)))
    ]
    assert missed == []


@pytest.mark.parametrize("way", ["text", "json", "xlsx", "csv"])
def test_ordinary_words_and_numbers_are_let_through(way):
    assert [(text, found) for text in HARMLESS if (found := scan(*WAYS[way](text)))] == []


def test_a_creators_public_page_may_be_linked_and_nobody_elses_named():
    page = "https://www.xiaohongshu.com/user/profile/" + "5a" * 12
    assert scan("a.html", f'<p><a href="{page}">x</a> <a href="{page}">y</a></p>'.encode()) == []
    for hostile in (
        f"<p>{page}</p>",
        f'<p title="{page}">x</p>',
        f'<a href="{page}?xsec_token=AB">x</a>',
        f'<a href="{page.replace("https", "http")}">x</a>',
        f'<a href="{page[:-1]}">x</a>',
    ):
        kinds = {found.what.en for found in scan("a.html", hostile.encode())}
        assert "a link to a person's profile" in kinds, hostile


def test_a_number_glued_to_letters_is_no_digest():
    number = "17398611161"
    for text in (
        f"abc {number}",
        f"加我abc{number}",
        f"own-{number}",
        f"by-{number} 20 hex",
        f"{'ab' * 27}c{number} and",
        f"{'0a' * 20}1393920dad90c {number}",
        "own-dad90c17398611161abc1",
    ):
        assert any("phone" in found.what.en for found in scan("a.csv", text.encode())), text


def test_numbers_in_neighbouring_cells_are_no_phone_number():
    raw = BytesIO()
    with xlsxwriter.Workbook(raw, {"in_memory": True}) as made:
        made.add_worksheet("s").write_row(0, 0, [139, 1234, 5678])
    assert scan("a.xlsx", raw.getvalue()) == []


def test_our_own_scripts_say_nothing():
    page = html("".join(f'<script type="module">{text}</script>' for text in own_scripts()))
    assert scan("a.html", page) == []


def test_this_machines_names_are_found(monkeypatch):
    from xhs_workbench.report.delivering import scan as module

    for user, host, said, harmless in (
        ("analyst7", "office-pc-3", ["by analyst7", "on office-pc-3."], ["an analyst", "an office"]),
        ("may", "web", ["may@web"], ["it may rain in May", "the web"]),
        # Logins of containers that are words of every page; and one that is none.
        ("nobody", "analyst", ["nobody@analyst"], ["note ranks nobody. Save share", "an analyst"]),
        ("campaign", "katharina", ["by katharina", "campaign@katharina"], ["the campaign", "Campaign"]),
    ):
        module._forms.cache_clear()
        monkeypatch.setattr(module, "_own_names", lambda user=user, host=host: [user, host])
        assert all(scan("a.csv", text.encode()) for text in said)
        assert not any(scan("a.csv", text.encode()) for text in harmless)
    module._forms.cache_clear()


@pytest.mark.parametrize(
    ("name", "raw"), [("a.exe", b"x"), ("a.xlsx", b"no zip"), ("a.html", b"\xff\xfe\x00"), ("a", b"x")]
)
def test_what_cannot_be_looked_into_is_refused(name, raw):
    with pytest.raises(ValueError, match=r"kind|does not match the file name"):
        scan(name, raw)


@pytest.fixture
def shelf(tiny, tmp_path):
    """Return the folder of reports and a function that puts a report there."""
    job = plan_jobs([tiny / "params" / "tiny" / "brief.yaml"])[0]
    return tmp_path, lambda rendered: put(tmp_path, job, rendered)


def good(text="client"):
    return Rendered(Version(f"<html><p>{text}</p></html>", {}, {"numbers.xlsx": book("5")}), BOTH.internal)


def test_the_archive_holds_the_clients_files_their_list_and_nothing_else(shelf, capsys):
    out, lay = shelf
    campaign = lay(good())
    assert cli.main(["pack", "tiny", "--out", str(out)]) == 0
    with zipfile.ZipFile(campaign / "tiny_client.zip") as made:
        files = {name: made.read(name) for name in made.namelist()}
    assert list(files) == [
        f"tiny/{name}" for name in ("index.html", "brief.html", "brief_numbers.xlsx", "contents.txt")
    ]
    listed = files.pop("tiny/contents.txt").decode()
    assert listed in capsys.readouterr().out
    for name, raw in files.items():
        assert (campaign / "client" / Path(name).name).read_bytes() == raw
        [line] = [line for line in listed.splitlines() if line.startswith(f"{Path(name).name} ")]
        assert line.split()[1:] == [f"{len(raw):,}", hashlib.sha256(raw).hexdigest()]
    assert BOTH.internal.html.encode() not in files.values()
    first = (campaign / "tiny_client.zip").read_bytes()
    pack("tiny", out)
    assert (campaign / "tiny_client.zip").read_bytes() == first


def test_what_is_private_is_named_with_its_file_and_place_and_nothing_is_packed(shelf, capsys):
    out, lay = shelf
    campaign = lay(good())
    pack("tiny", out)
    lay(good("call 139-1234-5678 or write to a@b.example.com"))
    (campaign / "client" / "brief_internal.html").write_bytes(html("x"))
    (campaign / "client" / "tool.exe").write_bytes(b"x")
    (campaign / "client" / "link.html").symlink_to(campaign / "internal" / "brief_internal.html")
    assert cli.main(["pack", "tiny", "--out", str(out)]) == 77
    said = capsys.readouterr().err
    for words in (
        "tiny/client/brief.html › text: holds a phone number [call 139-1234-5678",
        "tiny/client/brief.html › text: holds an e-mail address",
        "tiny/client/brief_internal.html: does not belong here",
        "tiny/client/link.html: does not belong here",
        "tiny/client/tool.exe: a file of a kind that cannot be checked",
    ):
        assert words in said, words
    assert not (campaign / "tiny_client.zip").exists()


PLANTED = (
    "q裙 5566 7788",
    "我的微是 lilyzz01",
    "vv：lilyzz02",
    "📧lilyzz03",
    "群口令：AbC123xyz",
    "薇❤lilyzz09",
    "徽信 lilyzz10",
    "一三八零零一三八零零零",
    "1 3 8 0 0 1 3 8 0 0 0",
    "ｌｉｌｙ＠ｑｑ．ｃｏｍ",
    "138.0013.8000",
    "银行卡 6222021234567890123",
    "长按识别图中二维码",
    "寄到徐汇区漕溪北路88号3单元502室",
)


@pytest.mark.parametrize("way", ["text", "two_tags", "entities", "attribute", "json", "xlsx", "docx", "csv"])
def test_what_masking_would_take_out_is_found_in_a_file(way):
    assert [text for text in PLANTED if not scan(*WAYS[way](text))] == []


def test_a_file_that_is_not_as_it_was_delivered_is_named_and_nothing_is_packed(shelf, capsys):
    out, lay = shelf
    client = lay(good()) / "client"
    page = client / "brief.html"
    page.write_bytes(page.read_bytes().replace(b"client", b"Client"))
    (client / "other.html").write_bytes(html("harmless"))
    (client / "brief_numbers.xlsx").unlink()
    assert cli.main(["pack", "tiny", "--out", str(out)]) == 77
    said = capsys.readouterr().err
    assert "tiny/client/brief.html: is not the one delivered: it was changed afterwards" in said
    assert "tiny/client/other.html: was delivered by no report here" in said
    assert "tiny/client/brief_numbers.xlsx: was delivered and is gone" in said
    lay(good())
    (client / "other.html").unlink()
    assert cli.main(["pack", "tiny", "--out", str(out)]) == 0


def test_a_page_of_an_earlier_run_is_not_packed(shelf):
    out, lay = shelf
    lay(good())
    records.append(out, {**records.latest(out)["tiny/brief"], "status": "failed"})
    with pytest.raises(UnsendableError, match="its last run failed"):
        pack("tiny", out)


def test_no_archive_while_a_run_is_writing_and_none_of_nothing(shelf):
    out, lay = shelf
    lay(good())
    with owned(out), pytest.raises(LockedError):
        pack("tiny", out)
    for name in ("other", "../tiny", "tiny/client", ""):
        with pytest.raises(InputMissingError, match="no page for the client"):
            pack(name, out)
