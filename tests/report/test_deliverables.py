"""What leaves the house: the client's version, the numbers as a spreadsheet, the PDF."""

import html
import re
import zipfile
from datetime import datetime
from io import BytesIO

import nbformat
import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from xhs_workbench import cli, views
from xhs_workbench.errors import InputMissingError, OutputError
from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.params import BriefParams
from xhs_workbench.report.rendering import pdf
from xhs_workbench.report.rendering.numbers_file import write_numbers
from xhs_workbench.report.rendering.page import render_page
from xhs_workbench.report.rendering.rendered import Rendered, Version
from xhs_workbench.views.audience import for_audience
from xhs_workbench.views.blocks import MIME
from xhs_workbench.views.drawing import charts
from xhs_workbench.views.drawing.tables import Column, Figure, figures, findings, table
from xhs_workbench.who_sees import register

HOSTILE = [
    "=cmd|'/c calc'!A1",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\tx",
    "＝1",
    "http://example.invalid",
    "{=1+1}",
    "12",
    "a\ud800b",
    "\x00\x07",
]
COVER = {
    "title": "Results",
    "brand": "B",
    "campaign": "C",
    "period": "p",
    "prepared_by": "",
    "synthetic": True,
}
FRAME = pl.DataFrame(
    {
        "name": ["a", "b"],
        "own_cost_cny": [2403.42, None],
        "reads": [120, None],
        "rate": [0.25, 0.5],
        "low": [0.2, None],
        "high": [0.31, None],
        "source_file": ["o.xlsx", "o.xlsx"],
        "source_sheet": ["s", "s"],
        "source_row": [2, 3],
    }
)
COLUMNS = [
    Column("name", Text("Name", "名")),
    Column("own_cost_cny", Text("Our cost", "成本价"), "cny2"),
    Column("reads", Text("Reads", "阅读"), "count"),
    Column("rate", Text("Rate", "率"), "rate", "save_share", low="low", high="high"),
]


@pytest.fixture(autouse=True)
def declarations(monkeypatch):
    """Declare the blocks of these tests for a client: `name`, `rate` and its interval, beside canonical columns."""
    known = register()
    blocks = {
        **known.blocks,
        "tests.shown": frozenset({"*", "name", "rate", "low", "high", "day", "level"}),
        "beside.notes": frozenset({"name", "rate"}),
    }
    monkeypatch.setattr("xhs_workbench.who_sees.register", lambda: known._replace(blocks=blocks))


def named(made, name="tests.shown"):
    return made.adding(block=name)


def unnamed(made):
    return {"kind": made.kind, "language": made.language, "data": dict(made.data)}


def block(made):
    return unnamed(named(made))


def example():
    return block(table(FRAME, COLUMNS, title=Text("Each [note]?", "逐篇"), note=Text("By hand.", "手算")))


def cells(raw):
    book = CalamineWorkbook.from_filelike(BytesIO(raw))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def xml(raw):
    file = zipfile.ZipFile(BytesIO(raw))
    return {name: file.read(name).decode("utf-8") for name in file.namelist()}


def test_the_client_loses_the_column_and_nothing_else():
    client, ours = (for_audience([example()], who)[0]["data"] for who in ("client", "internal"))
    assert [c["label"] for c in client["columns"]] == ["Name", "Reads", "Rate"]
    assert [[cell["text"] for cell in row["cells"]] for row in client["rows"]] == [
        ["a", "120", "25.0%"],
        ["b", "—", "50.0%"],
    ]
    assert [c["label"] for c in ours["columns"]] == ["Name", "Our cost", "Reads", "Rate"]
    assert "2403.42" in str(ours)
    assert "2403.42" not in str(client)


def test_a_chart_a_tile_and_a_finding_may_be_private():
    drawn = charts.ranked_bars(
        FRAME, label="name", value="own_cost_cny", title=Text("t", "t"), axis=Text("a", "a")
    )
    open_chart = charts.ranked_bars(
        FRAME.drop("own_cost_cny"), label="name", value="reads", title=Text("t", "t"), axis=Text("a", "a")
    )
    tiles = figures([Figure(Text("Cost", "成本"), 7.0, private=True)])
    said = findings(
        [
            Finding("picked", Level.PASS, Text("open", "开")),
            Finding("never_declared", Level.PASS, Text("secret", "密")),
        ]
    )
    shown = for_audience([block(b) for b in (drawn, open_chart, tiles, said)], "client")
    assert [b["kind"] for b in shown] == ["chart", "findings"]
    assert [item["text"] for item in shown[1]["data"]["items"]] == ["open"]
    assert len(for_audience([block(b) for b in (drawn, open_chart, tiles, said)], "internal")) == 4


def test_a_refused_cells_text_stays_with_us():
    refused = pl.DataFrame(
        {
            "file": ["a.xlsx"],
            "sheet": ["s"],
            "row": [4],
            "column": ["微信"],
            "value": ["wx-planted"],
            "rule": ["r"],
            "what_en": ["no id"],
            "what_zh": ["无"],
            "fix_en": [""],
            "fix_zh": [""],
        }
    )

    class Read:
        files = pl.DataFrame()

    Read.refused = refused
    made = unnamed(
        views.Report(None, BriefParams(brief="params/demo/brief.yaml"), Text("a", "a")).close(
            Read, beside={"notes": FRAME}
        )
    )
    client, ours = (for_audience([made], who)[0]["data"] for who in ("client", "internal"))
    assert "wx-planted" in str(ours["refused"])
    assert "wx-planted" in ours["beside"]["refused_rows"]
    assert "2403.42" in ours["beside"]["notes"]
    assert "wx-planted" not in str(client)
    assert "2403.42" not in str(client)
    assert client["beside"]["notes"].splitlines()[0] == "name,reads,rate,source_file,source_sheet,source_row"


def test_numbers_are_numbers_with_their_intervals_and_their_place():
    sheets = cells(write_numbers([("How did each do?", for_audience([example()], "client")[0])], COVER, "en"))
    assert list(sheets) == ["Contents", "01 Each  note"]
    rows = sheets["01 Each  note"]
    assert rows[0][0] == "Each [note]?"
    assert rows[3:] == [
        ["Name", "Reads", "Rate", "Rate from", "Rate to", "Source"],
        ["a", 120.0, 0.25, 0.2, 0.31, "o.xlsx › s › row 2"],
        ["b", "", 0.5, "", "", "o.xlsx › s › row 3"],
    ]
    assert sheets["Contents"][4] == [
        "01 Each  note",
        "How did each do?",
        "Each [note]?",
        "By hand.",
        "save_share",
        "o.xlsx",
    ]


def test_a_chart_gives_the_rows_it_draws_under_its_own_titles():
    frame = pl.DataFrame(
        {
            "day": [datetime(2026, 5, 1), datetime(2026, 5, 2)],
            "level": [1.0, float("nan")],
            "term": ["=x", "y"],
        }
    )
    made = charts.time_lines(
        frame,
        x="day",
        y="level",
        series="term",
        kind="rate",
        title=Text("Search", "搜索"),
        axis=Text("Index", "指数"),
    )
    rows = cells(write_numbers([("s", block(made))], COVER, "en"))["01 Search"]
    assert rows[3:] == [
        ["day", "Index", "term"],
        ["2026-05-01T00:00:00", 1.0, "=x"],
        ["2026-05-02T00:00:00", "", "y"],
    ]


def test_no_text_is_a_formula_or_a_link():
    frame = pl.DataFrame({"name": HOSTILE[:-2], "other": HOSTILE[:-2]})
    made = table(
        frame,
        [Column("name", Text(HOSTILE[0], "")), Column("other", Text(HOSTILE[5], ""))],
        title=Text(HOSTILE[0], ""),
    )
    data = {
        **made.data,
        "rows": [*made.data["rows"], {"cells": [{"text": t, "sort": t} for t in HOSTILE[-2:]], "source": ""}],
    }
    raw = write_numbers(
        [(HOSTILE[0], {"kind": "table", "language": "en", "data": data})] * 2,
        {**COVER, "title": HOSTILE[0]},
        "en",
    )
    parts = xml(raw)
    assert not any(
        "<f>" in text or "<hyperlink" in text or "externalLink" in name for name, text in parts.items()
    )
    rows = cells(raw)
    assert len(rows) == 3
    assert [row[0] for row in next(iter(list(rows.values())[1:]))[4:13]] == HOSTILE[:-2]


def notebook(*blocks):
    made = nbformat.v4.new_notebook()
    made.cells.append(nbformat.v4.new_markdown_cell("# Results ／ 复盘"))
    for number, one in enumerate(blocks):
        made.cells.append(nbformat.v4.new_markdown_cell(f"## Part {number} ／ 第 {number} 部分"))
        cell = nbformat.v4.new_code_cell("x")
        cell.outputs = [nbformat.v4.new_output("display_data", {MIME: one.to_json()})]
        made.cells.append(cell)
    return made


def page(*blocks, brand="Lumira"):
    cover = views.cover(title=Text("Results", "复盘"), campaign="618", brand=brand, period="May")
    return render_page(
        notebook(
            cover,
            *map(named, blocks),
            views.Report(None, BriefParams(brief="params/demo/brief.yaml"), Text("a", "a")).close(None),
        ),
        "post_campaign",
        language="en",
    )


def test_two_pages_come_out_only_where_they_differ(tmp_path):
    out = tmp_path / "post_campaign.html"
    alone = page(table(FRAME, COLUMNS[:1], title=Text("t", "t")))
    same = Rendered(alone.client)
    both = page(
        table(FRAME, COLUMNS, title=Text("t", "t")),
        figures([Figure(Text("Cost", "成本"), 7.0, private=True)]),
    )
    assert "¥2,403.42" in both.internal.html
    assert "Not for the client" in both.internal.html
    assert "2403.42" in "".join(xml(both.internal.whole["numbers.xlsx"]).values())
    shown = re.sub(r'<script type="module">.*?</script>', "", both.client.html, flags=re.DOTALL)
    client = html.unescape(shown) + "".join(xml(both.client.whole["numbers.xlsx"]).values())
    assert not any(
        form in client for form in ("2403.42", "2,403", "Our cost", "Not for the client", "Part 2<")
    )
    named = [path.name for path, raw in both.files(out).items() if raw]
    assert named == [
        "post_campaign_internal_numbers.xlsx",
        "post_campaign_internal.html",
        "post_campaign_numbers.xlsx",
        "post_campaign.html",
    ]
    gone = [path.name for path, raw in same.files(out).items() if raw is None]
    assert gone == ["post_campaign_internal_numbers.xlsx", "post_campaign_internal.html"]


def test_a_name_in_the_printed_foot_cannot_end_the_style():
    hostile = '</style><script>alert(1)</script>"; } * { display: none'
    made = page(brand=hostile).client.html
    style = made[made.index("<style>") : made.index("</style>")]
    assert "alert" not in style
    assert style.rstrip().endswith("} }")


def test_a_page_is_printed_whole(tmp_path, chromium):
    if pdf.find_browser() is None:
        pytest.skip("no Chromium by a name we look for")
    out = tmp_path / "r.html"
    out.write_text(page(table(FRAME, COLUMNS[:1], title=Text("t", "t"))).client.html, encoding="utf-8")
    assert cli.main(["pdf", str(out)]) == 0
    raw = (tmp_path / "r.pdf").read_bytes()
    assert raw.startswith(b"%PDF-")
    assert b"/Type /Page\n" in raw or raw.count(b"/Type /Page") >= 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r.html", "r.pdf"]


def test_without_a_browser_there_is_a_sentence_and_the_old_pdf_stays(tmp_path, monkeypatch, capsys):
    out = tmp_path / "r.html"
    out.write_text("<html></html>", encoding="utf-8")
    out.with_suffix(".pdf").write_bytes(b"old")
    monkeypatch.setenv(pdf.BROWSER, "no-such-browser")
    with pytest.raises(InputMissingError, match="no Chromium"):
        pdf.write_pdf(out)
    assert cli.main(["pdf", str(out)]) == 66
    assert "the HTML page is complete" in capsys.readouterr().err
    monkeypatch.setenv(pdf.BROWSER, "true")
    with pytest.raises(OutputError, match="no complete PDF"):
        pdf.write_pdf(out)
    assert out.with_suffix(".pdf").read_bytes() == b"old"


def test_files_of_a_version_keep_their_bytes(tmp_path):
    made = Rendered(Version("<p></p></html>", {"rows": "a\n1\n", "none": "a\n"}, {"numbers.xlsx": b"x"}))
    files = {path.name: raw for path, raw in made.files(tmp_path / "a.html").items()}
    assert files["a_internal_rows.csv"] == b"\xef\xbb\xbfa\n1\n"
    assert files["a_internal_none.csv"] is None
    assert files["a_internal.html"] is None
    assert list(files)[-1] == "a.html"
