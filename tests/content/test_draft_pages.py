"""The marked page of a draft in a real browser: what is marked, what is inert, and that no character is lost."""

import json
import os

import polars as pl
import pytest

from tests.content.planted_drafts import GOOD
from xhs_workbench import content, paths, tables, views
from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.params import BriefParams
from xhs_workbench.report.rendering import page as pages
from xhs_workbench.views import content as show

HOSTILE = (
    '</mark></script><script>document.title="ran"</script><img src=x onerror=alert(1)>"\'&{{7*7}}{% if '
    "1 %}\u202e"
)


def written(tmp_path, blocks):
    notebook = json.loads((paths.NOTEBOOKS / "brief.ipynb").read_text(encoding="utf-8"))
    outputs = [
        {
            "output_type": "display_data",
            "metadata": {},
            "data": {"application/vnd.xhs.block+json": block.to_json()},
        }
        for block in blocks
    ]
    code = {
        "cell_type": "code",
        "id": "c",
        "execution_count": 1,
        "metadata": {},
        "source": "",
        "outputs": outputs,
    }
    notebook["cells"] = [*notebook["cells"][:1], code]
    path = tmp_path / "executed.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    pages.write_page(path, tmp_path / "drafts.html", language="zh")
    return (tmp_path / "drafts.html").as_uri()


def review_of(*rows):
    empty = tables.empty("drafts")
    frame = pl.DataFrame(
        [{"draft_round": 1, "source_row": 2, **row} for row in rows], infer_schema_length=None
    )
    lacking = [
        pl.lit(None).cast(kind).alias(name)
        for name, kind in empty.schema.items()
        if name not in frame.columns
    ]
    return content.review_drafts(
        frame.with_columns(lacking).select(empty.columns),
        BriefParams(brief="params/demo/brief.yaml").read_brief(),
    )


def closed(*blocks, said=HOSTILE):
    words = Text(said, said)
    opened = views.cover(title=words, campaign=said, brand=said, period="").in_("zh")
    short = views.findings([Finding("x", Level.REVIEW, words)], headline=True).in_("zh")
    return [opened, short, *blocks, views.provenance(pl.DataFrame(), None, {"name": said}).in_("zh")]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_hostile_drafts_are_inert_and_their_faults_are_marked_all_the_same(tmp_path, offline_page, language):
    bad = dict.fromkeys(("creator_name", "hashtags", "source_file", "source_sheet"), HOSTILE)
    first = {**GOOD, **bad, "draft_id": HOSTILE[:60], "title": HOSTILE, "body": HOSTILE + "最<佳" + HOSTILE}
    second = {**first, "draft_round": 2, "body": HOSTILE + "消<炎>\n" + HOSTILE}
    review = review_of(first, second)
    block = show.pages_drafts(content.page_drafts(review)).in_(language)
    others = [
        views.show("drafts.table_drafts", content.tabulate_drafts(review)).in_(language),
        views.show("drafts.table_remarks", content.tabulate_remarks(review)).in_(language),
        views.show("drafts.table_rules", content.tabulate_rules(review)).in_(language),
    ]
    page, asked, complaints = offline_page
    page.goto(written(tmp_path, closed(block, *others)))
    page.locator("body[data-ready=yes]").wait_for()
    assert page.locator("[onerror], img, iframe, object, .xhs-draft script, .xhs-draft b").count() == 0
    assert page.title() != "ran"
    assert (asked, complaints) == ([], [])
    words = (
        page.locator(".xhs-draft .words")
        .nth(1)
        .evaluate("e => [...e.childNodes].filter(n => n.nodeName !== 'SUP').map(n => n.textContent).join('')")
    )
    assert words == second["body"]
    assert page.locator(".xhs-draft mark.fail").all_text_contents() == ["消<炎"]
    assert page.locator(".xhs-draft del").count() >= 1


def test_marks_numbers_messages_rounds_and_the_phone(tmp_path, chromium):
    first = {**GOOD, "draft_id": "D1", "creator_name": "阿梨", "body": GOOD["body"] + "\n全网最＊佳，消炎。"}
    second = {**first, "draft_round": 2, "body": GOOD["body"] + "\n消炎。"}
    review = review_of(first, second)
    url = written(tmp_path, closed(show.pages_drafts(content.page_drafts(review)).in_("zh"), said="露米拉"))
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(url)
    draft = page.locator(".xhs-draft")
    assert draft.count() == 1
    assert draft.locator("mark.fail").all_text_contents() == ["消炎"]
    assert draft.locator("sup").all_text_contents() == ["1"]
    assert {"神经酰胺", "清透", "不会搓泥", "没有添加香精"} <= set(
        draft.locator("mark.message").all_text_contents()
    )
    assert draft.locator(".rounds .settled").count() == 1
    assert draft.locator(".rounds .open").count() == 1
    assert "不等于审核通过" not in draft.inner_text()
    assert "最＊佳" in draft.locator("del").all_text_contents()[0]
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 391
    if shots := os.environ.get("XHS_SHOTS"):
        draft.screenshot(path=f"{shots}/draft.png")
    page.close()
