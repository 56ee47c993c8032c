"""A brand's earlier campaign in its memory: the next results are held against it first, then a dated file, then the candidates' market."""

import csv
import html
import re
from statistics import median

import pytest

from xhs_workbench import paths
from xhs_workbench.report.jobs import plan_jobs
from xhs_workbench.report.presenting.held import hold
from xhs_workbench.report.presenting.making import executed_notebook
from xhs_workbench.report.presenting.planning import Planner
from xhs_workbench.report.presenting.slides import Grid

SPRING = paths.ROOT / "data" / "demo_sales" / "spring"
FOUR = ("点赞量", "收藏量", "评论量", "分享量")


def rows_of(folder, name):
    with (folder / f"{name}_synthetic.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def measures(row):
    return {
        "Interactions": sum(int(row[part]) for part in FOUR),
        "Reads": int(row["全部阅读量"]),
        "Saves": int(row["收藏量"]),
    }


def costs(folder):
    """Return what an interaction of each note cost, by note id: quote and fee over the four parts."""
    paid = {
        row["笔记id"]: float(row["博主报价"]) + float(row["服务费金额"])
        for row in rows_of(folder, "pugongying_orders")
    }
    rows = rows_of(folder, "pugongying_orders")
    parts = ("总点赞量", "总收藏量", "总评论量", "总分享量")
    return {row["笔记id"]: paid[row["笔记id"]] / sum(int(row[part]) for part in parts) for row in rows}


@pytest.fixture(scope="module")
def held(made_sales):
    """Return what the client and we see of the results, by reader, and the client's page in words."""
    file = paths.PARAMS / "demo_sales" / "post_campaign.yaml"
    [job] = [job for job in plan_jobs([file]) if job.notebook == "post_campaign"]
    notebook = executed_notebook(made_sales, job)
    page = (made_sales / "demo_sales" / "client" / "post_campaign.html").read_text(encoding="utf-8")
    text = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    return hold(notebook, "client"), hold(notebook, "internal"), html.unescape(re.sub(r"<[^>]+>", " ", text))


def cells(told):
    return [[cell["text"] for cell in row["cells"]] for row in told.data["rows"]]


def test_a_tiers_middle_note_is_held_against_the_nine_of_spring(held):
    """Nine notes of nine small creators: the quarters are the third and the seventh, the middle is the fifth."""
    spring = [measures(row) for row in rows_of(SPRING, "pugongying_notes")]
    notes = rows_of(SPRING.parent, "pugongying_notes")
    small = [measures(row) for row in notes if 10_000 <= int(row["博主粉丝量"]) < 50_000]
    assert (len(spring), len(small)) == (9, 7)
    wanted = {}
    for name in spring[0]:
        before = sorted(row[name] for row in spring)
        now = median(row[name] for row in small)
        low, middle, high = before[2], before[4], before[6]
        says = "below" if now < low else "above" if now > high else "as before"
        wanted[name] = [f"{now:,.0f}", "7", f"{middle:,}", "9", "9", says]
    # Quotes and fee over interactions, on both sides: the client sees the bad standing with the good ones.
    before = sorted(costs(SPRING).values())
    here = costs(SPRING.parent)
    now = median(here[row["笔记id"]] for row in notes if 10_000 <= int(row["博主粉丝量"]) < 50_000)
    says = "below" if now < before[2] else "above" if now > before[6] else "as before"
    wanted["Cost per interaction, without boosts"] = [f"¥{now:.2f}", "7", f"¥{before[4]:.2f}", "9", "9", says]
    assert wanted["Reads"] == ["5,400", "7", "4,600", "9", "9", "above"]
    client, ours, _ = held
    shown = {row[1]: row[2:] for row in cells(client.find("results.table_own_past"))}
    assert shown == wanted
    assert all(row[0] == "Micro (10K–50K)" for row in cells(client.find("results.table_own_past")))
    assert {*wanted} == {row[1] for row in cells(ours.find("results.table_own_past"))}


def test_the_order_is_own_memory_then_the_dated_file_then_the_candidates_market(held):
    client, _, text = held
    page = [text.index(words) for words in ("Against this brand's earlier notes", "Against benchmarks")]
    assert page == sorted(page)
    sources = [row[8] for row in cells(client.find("results.table_benchmarks"))]
    assert sources == ["made up for the demo"] * 3 + ["12 other candidates, their everyday notes"] * 2
    months = {row[7] for row in cells(client.find("results.table_benchmarks"))}
    assert months == {"2026-08"}


def test_the_slide_shows_them_in_the_same_order(held):
    client, _, _ = held
    slide = next(
        slide
        for slide in Planner("post_campaign", client).deck().slides
        if slide.heading == "Against past, category, market"
    )
    # 5,400 reads against the middle half of spring; 6.1 % against the file's 3 to 5 %.
    above, better = "Micro (10K–50K) · Reads: above", "Engagement rate by reads: better than the range"
    assert slide.title == f"{above}; {better}"
    assert [part.title for part in slide.parts if isinstance(part, Grid)] == [
        "Against this brand's earlier notes",
        "Against benchmarks",
    ]


def test_the_market_is_the_middle_half_of_the_small_creators_who_were_not_booked(held):
    """Twelve of them, their everyday medians 390 reads apart from 2,600: quarters at 2.75 and 8.25 steps."""
    client, _, _ = held
    row = next(
        row for row in cells(client.find("results.table_benchmarks")) if row[0].startswith("Reads, middle")
    )
    low, high = 2600 + 390 * 2.75, 2600 + 390 * 8.25
    assert row[1:4] == ["5,400", f"{low:,.0f}", f"{high:,.0f}"]
    assert (row[2], row[3], row[4]) == ("3,672", "5,818", "within")
