"""What must not become a page: output that is not ours, an early end, hostile text that runs, files under foreign names."""

import json

import polars as pl
import pytest

from xhs_workbench import paths
from xhs_workbench.errors import ReportError
from xhs_workbench.params import BriefParams
from xhs_workbench.report.rendering import page as pages
from xhs_workbench.views.blocks import MIME


def executed(tmp_path, outputs):
    notebook = json.loads((paths.NOTEBOOKS / "brief.ipynb").read_text(encoding="utf-8"))
    notebook["cells"] = notebook["cells"][:1] + [
        {
            "cell_type": "code",
            "id": f"c{i}",
            "execution_count": 1,
            "metadata": {},
            "source": "",
            "outputs": [output],
        }
        for i, output in enumerate(outputs)
    ]
    path = tmp_path / "executed.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("output", "said"),
    [
        (
            {
                "output_type": "display_data",
                "metadata": {},
                "data": {"text/html": "<script>alert(1)</script>"},
            },
            "not one of our blocks",
        ),
        ({"output_type": "stream", "name": "stdout", "text": "x"}, "ended before its last block"),
    ],
)
def test_foreign_output_and_an_early_end_make_no_page(tmp_path, output, said):
    with pytest.raises(ReportError, match=said):
        pages.write_page(executed(tmp_path, [output]), tmp_path / "brief.html", language="en")
    assert not (tmp_path / "brief.html").exists()


HOSTILE = '</script><script>document.title="ran"</script><img src=x onerror=alert(1)>"\'&{{7*7}}'


def test_hostile_text_is_inert_everywhere(tmp_path, offline_page):
    from xhs_workbench import views
    from xhs_workbench.findings import Finding, Level, Text

    words = Text(HOSTILE, HOSTILE)
    frame = pl.DataFrame(
        {
            "name": [HOSTILE, "b"],
            "value": [1.0, 2.0],
            "kind": ["x", HOSTILE],
            "source_file": [HOSTILE, ""],
            "source_sheet": ["", ""],
            "source_row": [1, 2],
        }
    )
    people = pl.DataFrame(
        {"creator_id": ["1"], "name": [HOSTILE], "tier": [HOSTILE], "picked": [True], "part_a": [0.5]}
    )
    blocks = [
        views.cover(title=words, campaign=HOSTILE, brand=HOSTILE, period=HOSTILE, prepared_by=HOSTILE),
        views.findings([Finding("x", Level.REVIEW, words, words, (HOSTILE,))]),
        views.figures([views.Figure(words, HOSTILE, "text", words)]),
        views.table(
            frame,
            [views.Column("name", words), views.Column("value", words, "count", bar=True)],
            title=words,
            note=words,
        ),
        views.ranked_bars(frame, label="name", value="value", colour="kind", title=words, axis=words),
        views.explorer(
            people, [views.Column("name", words)], {"a": words}, {"a": 1.0}, title=words, note=words
        ),
        views.limits([words]),
        views.provenance(pl.DataFrame(), None, {"name": HOSTILE}),
    ]
    outputs = [
        {
            "output_type": "display_data",
            "metadata": {},
            "data": {"application/vnd.xhs.block+json": block.to_json()},
        }
        for block in blocks
    ]
    page, asked, complaints = offline_page
    client = tmp_path / "client" / "hostile.html"
    pages.write_page(executed(tmp_path, outputs), client, language="en")
    page.goto(
        paths.internal_page(client).as_uri()
    )  # blocks made by hand are declared for nobody: they stand on ours
    page.locator("body[data-ready=yes]").wait_for()
    assert page.title().startswith("</script>")
    assert page.locator("script").count() == 7
    assert page.locator("[onerror], img, iframe, object").count() == 0
    assert (asked, complaints) == ([], [])


@pytest.mark.parametrize("name", ["../x.docx", "x.html", "X.docx", "a/b.docx", ".docx", "x.docx\n"])
def test_no_other_file_may_stand_beside_a_page(tmp_path, name):
    from xhs_workbench import views
    from xhs_workbench.findings import Text

    cover = views.cover(title=Text("a", "a"), campaign="c", brand="b", period="p")
    end = views.Report(None, BriefParams(brief="params/demo/brief.yaml"), Text("a", "a")).close(
        None, files={name: b"x"}
    )
    outputs = [
        {"output_type": "display_data", "metadata": {}, "data": {MIME: block.to_json()}}
        for block in (cover, end)
    ]
    with pytest.raises(ReportError, match="may have no file of this name"):
        pages.write_page(executed(tmp_path, outputs), tmp_path / "brief.html", language="en")
    assert [path.name for path in tmp_path.iterdir()] == ["executed.ipynb"]
