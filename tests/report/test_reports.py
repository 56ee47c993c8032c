"""The demo's five reports and the real crawl's in a real browser, and the files beside them."""

import html
import json
import os
import re
import zipfile

import polars as pl
import pytest
from ahocorasick_rs import AhoCorasick
from ruamel.yaml import YAML

from tests.packed import as_rows
from xhs_workbench import paths
from xhs_workbench.intake.read import read_files
from xhs_workbench.params import CLOSER, every_notebook
from xhs_workbench.report.delivering.scan import scan
from xhs_workbench.views import rank
from xhs_workbench.views.story.cards import LINK

NAMES = every_notebook()
TRUTH = YAML(typ="safe").load(paths.ROOT / "tests" / "truths" / "demo.yaml")
COSTS = TRUTH["files"]["agency_plan_synthetic.xlsx"]["costs_cny"]


def open_all(page):
    """Open whatever is folded, and wait until its charts are drawn."""
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    page.locator("[data-xhs-chart]:not([data-drawn=yes])").first.wait_for(state="detached")


@pytest.mark.parametrize("name", [*NAMES, "index"])
def test_each_page_is_one_file_that_names_no_other(made, name):
    text = (made / "demo" / "client" / f"{name}.html").read_text(encoding="utf-8")
    assert len(text.encode()) < (1_800_000 if name == "candidates" else 1_500_000)
    assert "Synthetic demo data" in text
    own = re.sub(r'<script type="module">.*?</script>', "", text, flags=re.DOTALL)
    links = re.findall(r'(?:src|href)="(?!#|data:image/|[a-z_]+\.html")([^"]+)"', own)
    beside = {path.name for path in (made / "demo" / "client").iterdir()} if name == "index" else set()
    assert [link for link in links if link not in beside and not LINK.match(link)] == []
    assert str(paths.ROOT) not in own
    assert "default-src 'none'" in html.unescape(text)
    assert "unsafe-eval" not in own


@pytest.mark.parametrize("name", NAMES)
def test_each_page_opens_offline_without_a_word_of_complaint(made, offline_page, name):
    page, asked, complaints = offline_page
    page.goto((made / "demo" / "client" / f"{name}.html").as_uri())
    page.locator("body[data-ready=yes]").wait_for()
    assert (asked, complaints) == ([], [])
    open_all(page)
    charts = page.locator("[data-xhs-chart]")
    assert charts.count() + page.locator(".xhs-sketch svg").count() >= 1
    for number in range(charts.count()):
        assert (
            charts.nth(number)
            .locator("svg .mark-group path, svg .mark-line path, svg .mark-symbol path, svg path")
            .count()
            > 3
        )
    assert name in CLOSER.values() or page.locator(".xhs-first .actions li").count() >= 1
    if shots := os.environ.get("XHS_SHOTS"):
        page.screenshot(path=f"{shots}/{name}.png", full_page=True)


def test_every_file_of_the_demos_client_may_leave_the_house(made):
    files = [path for path in sorted((made / "demo" / "client").iterdir()) if path.is_file()]
    assert len(files) > 15
    assert {path.name: found for path in files if (found := scan(path.name, path.read_bytes()))} == {}


def test_a_charts_control_changes_the_chart(made, offline_page):
    page, _, complaints = offline_page
    page.goto((made / "demo" / "client" / "candidates.html").as_uri())
    page.locator("body[data-ready=yes]").wait_for()
    open_all(page)
    chart = page.locator("[data-xhs-chart]").filter(has=page.locator("input[type=range]")).first
    number = chart.evaluate("(e) => [...document.querySelectorAll('[data-xhs-chart]')].indexOf(e)")
    before = chart.locator("svg path").count()
    chart.locator("input[type=range]").evaluate(
        "e => { e.value = e.max / 8; e.dispatchEvent(new Event('input')); }"
    )
    page.wait_for_function(
        (
            "([n, b]) => document.querySelectorAll('[data-xhs-chart]')[n].querySelectorAll('svg "
            "path').length < b"
        ),
        arg=[number, before],
    )
    assert complaints == []


def test_a_table_sorts_and_filters(made, offline_page):
    page, _, _ = offline_page
    page.goto((made / "demo" / "client" / "post_campaign.html").as_uri())
    open_all(page)
    table = (
        page.locator("[data-xhs-table]")
        .filter(has=page.locator("button", has_text="Reads"))
        .filter(has=page.locator("button", has_text="Boost"))
        .first
    )
    table.locator("th button", has_text="Reads").click()
    column = table.locator("th").all_text_contents().index("Reads")
    reads = [
        int(cell.replace(",", ""))
        for cell in table.locator(f"tbody tr td:nth-child({column + 1})").all_text_contents()
    ]
    assert reads == sorted(reads, reverse=True)
    name = table.locator("tbody tr td:first-child").first.text_content()
    table.locator("input[type=search]").fill(name)
    assert table.locator("tbody tr:visible").count() == 1


def test_moved_weights_rank_as_python_does(made, offline_page):
    page, _, complaints = offline_page
    page.goto((made / "demo" / "client" / "candidates.html").as_uri())
    page.locator("body[data-ready=yes]").wait_for()
    open_all(page)
    box = page.locator("[data-xhs-explorer]")
    state = as_rows(json.loads(box.locator("script").text_content()))
    weights = {part["name"]: part["weight"] for part in state["parts"]} | {"audience": 90, "value": 5}
    for name in ("audience", "value"):
        box.locator(f"input[data-part={name}]").evaluate(
            "(e, v) => { e.value = v; e.dispatchEvent(new Event('input')); }", weights[name]
        )
    box.locator("button.xhs-more").click()
    shown = box.locator("tbody tr").evaluate_all(
        "rows => rows.map(r => [r.dataset.id, r.querySelector('.score b').textContent])"
    )
    frame = pl.DataFrame(
        [
            {
                "creator_id": row["id"],
                **{f"part_{p['name']}": v for p, v in zip(state["parts"], row["parts"], strict=True)},
            }
            for row in state["rows"]
        ],
        infer_schema_length=None,
    )
    expected = rank(frame, weights)
    assert [row[0] for row in shown] == expected["creator_id"].to_list()
    assert [row[1] for row in shown] == [f"{score:.1f}" for score in expected["score"]]
    assert complaints == []


def test_a_story_links_to_the_page_that_looks_closer_beside_it(made, offline_page):
    page, _, _ = offline_page
    for story, closer in CLOSER.items():
        for folder, ending in (("client", ""), ("internal", "_internal")):
            page.goto((made / "demo" / folder / f"{story}{ending}.html").as_uri())
            page.locator(".xhs-foot a").click()
            page.wait_for_url(f"**/{folder}/{closer}{ending}.html")
            assert page.locator(".xhs-foot a").count() == 0


@pytest.mark.parametrize(
    ("setting", "good", "bad"),
    [("red", "rgb(163, 38, 47)", "rgb(47, 107, 60)"), ("green", "rgb(47, 107, 60)", "rgb(163, 38, 47)")],
)
def test_the_brief_chooses_whether_red_or_green_is_good(made, tmp_path, offline_page, setting, good, bad):
    page, _, _ = offline_page
    text = (made / "demo" / "client" / "post_campaign.html").read_text(encoding="utf-8")
    (tmp_path / "page.html").write_text(
        text.replace('data-good="teal"', f'data-good="{setting}"'), encoding="utf-8"
    )
    page.goto((tmp_path / "page.html").as_uri())
    for tone, wanted in (("good", good), ("bad", bad)):
        tile = page.locator(f".xhs-first .tile.{tone}").first
        assert tile.evaluate("e => getComputedStyle(e).borderTopColor") == wanted
        assert tile.locator(".against").inner_text()[0] in "▲▼!"


def test_a_phone_does_not_scroll_sideways(made, chromium):
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    for name in NAMES:
        page.goto((made / "demo" / "client" / f"{name}.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 391, name
    page.close()


def test_the_real_crawls_report_in_chinese(made, offline_page):
    page, asked, complaints = offline_page
    page.goto((made / "beauty_2018" / "client" / "selection.html").as_uri())
    page.locator("body[data-ready=yes]").wait_for()
    open_all(page)
    text = page.locator("body").inner_text()
    assert (asked, complaints) == ([], [])
    assert "未读取到报价" in text
    assert "未读取到粉丝画像" in text
    assert "合成演示数据" not in text
    counts = dict(
        page.locator("[data-xhs-table]", has_text="候选达人分层")
        .first.locator("tbody tr")
        .evaluate_all(
            "rows => rows.slice(0, 5).map(r => [r.cells[0].innerText, r.cells[1].innerText.trim()])"
        )
    )
    assert list(counts.values()) == ["1,199", "211", "162", "107", "43"]


def test_chapters_that_want_the_same_file_are_named_together(made):
    text = (made / "beauty_2018" / "client" / "selection.html").read_text(encoding="utf-8")
    [line] = re.findall(r'<p class="xhs-note wants">(.*?)</p>', text)
    files = [part.rpartition("（")[2] for part in line.split(" · ")]
    assert len(files) == len(set(files)) > 1
    assert "推荐达人、效果预估、达人组合结构" in line


def test_results_of_a_bare_crawl_say_what_cannot_be_said(made, offline_page):
    page, asked, complaints = offline_page
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto((made / "beauty_2018" / "client" / "post_campaign.html").as_uri())
    page.locator("body[data-ready=yes]").wait_for()
    assert page.evaluate("document.documentElement.scrollHeight / innerHeight") <= 5
    assert (
        page.locator(".verdict").inner_text()
        == "1,939 notes read; none is an order of this campaign, so no target can be judged."
    )
    kept = page.locator(".xhs-appendix > details > summary").all_inner_texts()
    assert "Data sources" in kept
    assert not {"Paid", "Search", "Sales", "What people said", "Line-up"} & set(kept)  # only dashes and zeros
    wanted = page.locator(".wants").inner_text()
    # The brief is of awareness, without targets: it asks for reach and boosts, not for searches or sales.
    for lacking in ("targets in the brief", "order report", "ad report"):
        assert lacking in wanted, lacking
    assert "search index" not in wanted and wanted.count(" · ") <= 3
    open_all(page)
    text = page.locator("body").inner_text()
    assert (asked, complaints) == ([], [])
    assert "No sponsored note is known, so nothing can be said about plan, cost, reach or creators." in text
    for lacking in (
        "orders or plan",
        "paid file",
        "comments",
        "daily snapshots",
        "daily search index",
        "shop traffic",
    ):
        assert f"{'No ' + lacking} w" in text, lacking
    assert "targets were met" not in text
    assert "¥0" not in text
    assert page.locator("main > section figure:not(:has(svg, table))").count() == 0
    page.goto(
        (made / "beauty_2018" / "internal" / "post_campaign_internal.html").as_uri()
    )  # what it was taken for is ours
    page.locator("body[data-ready=yes]").wait_for()
    open_all(page)
    rows = page.locator("tr", has_text="crawl_with_author_totals").evaluate_all(
        "rows => rows.map(r => [...r.cells].map(c => c.innerText.trim()))"
    )
    assert [row[2:] for row in rows[:2]] == [
        ["notes", "1,939", "1,939", "0", "0"],
        ["creators", "1,939", "1,722", "217", "0"],
    ]


def test_a_day_of_a_bare_crawl_says_what_was_not_read(made, offline_page):
    page, asked, complaints = offline_page
    page.goto((made / "beauty_2018" / "client" / "live.html").as_uri())
    page.locator("body[data-ready=yes]").wait_for()
    open_all(page)
    text = page.locator("body").inner_text()
    assert (asked, complaints) == ([], [])
    assert "The files hold 1,665 notes posted by then, the brief orders 10" in text
    for lacking in (
        "no comment was read",
        "no daily crawl",
        "no ad report",
        "no order was read",
        "none was read",
    ):
        assert lacking in text, lacking
    for claimed in ("No comment waits", "notes ordered are out", "No note has more", "No slip"):
        assert claimed not in text, claimed


def test_what_a_page_cuts_short_is_saved_whole_beside_it(made):
    folder = made / "demo" / "internal"
    saved = pl.read_csv(folder / "post_campaign_internal_reconciliation.csv")
    assert saved.height == 432
    assert pl.read_csv(folder / "post_campaign_internal_refused_rows.csv")["rule"].to_list() == ["totals_row"]
    assert "rule,what_en" not in (made / "demo" / "client" / "post_campaign.html").read_text(encoding="utf-8")


def test_the_briefs_word_files_stand_beside_its_report(made):
    for name in ("brief_brand_en.docx", "brief_brand_zh.docx", "brief_creator_zh.docx"):
        assert zipfile.ZipFile(made / "demo" / "client" / name).testzip() is None
    for name in ("brief_brand_en.docx", "brief_creator_zh.docx"):  # the brand's in the page's language
        assert name in (made / "demo" / "client" / "brief.html").read_text(encoding="utf-8")


def words_in(path):
    """Return all text of a page, a table, a calendar, a letter or a spreadsheet, but for our own scripts."""
    if path.suffix == ".ics":
        return re.sub(r"\r\n[ \t]", "", path.read_bytes().decode())  # long lines are folded
    if path.suffix in (".xlsx", ".docx"):
        file = zipfile.ZipFile(path)
        parts = [name for name in file.namelist() if name.endswith((".xml", ".rels"))]
        text = "".join(file.read(name).decode("utf-8") for name in parts)
        if path.suffix == ".docx":
            return html.unescape(re.sub(r"<[^>]+>", "", text))  # a word may be cut into several runs
        numbers = [f"{float(value):.6f}".rstrip("0") for value in re.findall(r"<v>([-0-9.E+]+)</v>", text)]
        return html.unescape(text) + " ".join(numbers)  # a cell holds 956.19 as 956.1900000000001
    text = html.unescape(path.read_text(encoding="utf-8-sig"))
    text = re.sub(r'<script type="module">.*?</script>', "", text, flags=re.DOTALL)
    return re.sub(
        r' (?:c?[xy][12]?|r|width|height)="[-\d.]+"', "", text
    )  # places of a drawing are no figures


def planted_costs(text):
    """Return the planted costs that stand in a text, as written or with a comma; 124.42 in 3124.42 is none."""
    return [
        cost
        for cost in COSTS
        if re.search(rf"(?<![\d.,])({cost}|{float(cost):,.2f}|{float(cost):g})(?![\d,])", text)
    ]


def test_the_clients_version_holds_none_of_what_was_planted(made):
    client = list((made / "demo" / "client").iterdir())
    assert {path.suffix for path in client} == {".html", ".xlsx", ".ics", ".docx"}
    assert {f"{name}.html" for name in NAMES} | {f"{name}_numbers.xlsx" for name in NAMES} <= {
        path.name for path in client
    }
    comments = read_files(["data/demo/mediacrawler_comments_synthetic.csv"], salt="planted").table("comments")
    hashes = comments["commenter_hash"].unique().to_list()
    ids = comments["comment_id"].to_list()
    planted = {**TRUTH["private"], "hashes": hashes, "comment ids": ids}
    find = {kind: AhoCorasick(words) for kind, words in planted.items()}
    assert {kind for kind in find if find[kind].find_matches_as_strings(" ".join(planted[kind]))} == set(
        planted
    )
    for path in client:
        text = words_in(path)
        assert planted_costs(text) == [], path.name
        for kind, words in find.items():
            assert words.find_matches_as_strings(text) == [], (path.name, kind)


def test_a_suspicion_of_bought_engagement_stands_on_our_page_only(made):
    files = list((made / "demo").glob("*/post_campaign*"))
    assert {path.suffix for path in files} == {".html", ".xlsx", ".csv"}
    suspicion = re.compile(
        r"saves per like where|asks? for an explanation|back-end figures|bought engagement|存疑",
        re.IGNORECASE,
    )
    told = {path.name for path in files if suspicion.search(words_in(path))}
    assert told == {"post_campaign_internal.html"}
    for name in (
        "client/post_campaign.html",
        "client/post_campaign_numbers.xlsx",
        "internal/post_campaign_internal_numbers.xlsx",
    ):
        assert "we are checking the figures and will report back before any booking" in words_in(
            made / "demo" / name
        ), name


def test_our_own_version_shows_the_costs(made):
    folder = made / "demo" / "internal"
    assert planted_costs(words_in(folder / "post_campaign_internal.html")) == COSTS
    assert len(planted_costs(words_in(folder / "post_campaign_internal_numbers.xlsx"))) == len(COSTS)
    page = (made / "demo" / "client" / "index.html").read_text(encoding="utf-8")
    theirs = re.findall(r'href="([^"]+)"', page)
    steps, files = page.split('class="xhs-steps"')[1].split('class="xhs-sending"')
    listed = [link for link in re.findall(r'href="([^"]+)"', files) if link.endswith(".html")]
    assert listed == [f"{name}.html" for name in NAMES]
    assert re.findall(r'href="([^"]+)"', steps) == [
        link for link in listed if "cand" not in link and "closer" not in link
    ]
    assert {"live_numbers.xlsx", "live_calendar.ics"} <= set(theirs)
    assert [link for link in theirs if not (made / "demo" / "client" / link).is_file()] == []
    index = (folder / "index.html").read_text(encoding="utf-8")
    assert "Not for the client" in index
    for link in re.findall(r'href="([^"]+)"', index):
        assert (folder / link).is_file(), link
    assert {"post_campaign_internal.html", "live_internal_to_answer.csv", "../client/brief.html"} <= set(
        re.findall(r'href="([^"]+)"', index)
    )


def test_the_spreadsheet_says_what_the_page_shows(made):
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(made / "demo" / "client" / "post_campaign_numbers.xlsx")
    sheet = next(name for name in book.sheet_names if name.endswith("Every note"))
    rows = book.get_sheet_by_name(sheet).to_python()
    saves = rows[3].index("Saves")
    assert sum(row[saves] for row in rows[4:]) == TRUTH["totals"]["saves"]
    charts = (
        (made / "demo" / "client" / "post_campaign.html").read_text(encoding="utf-8").count("data-xhs-chart>")
    )
    assert len(book.sheet_names) > charts


def test_the_chapters_come_in_the_order_clients_read_them(made):
    text = words_in(made / "demo" / "client" / "post_campaign.html")
    nav = re.findall(r'<li><a href="#[\w-]+">(.*?)</a></li>', text)
    assert nav == [
        "KPI delivery",
        "Highlights",
        "From spend to results",
        "Line-up",
        "Content",
        "Paid",
        "Search",
        "What people said",
        "Sales",
        "What next",
        "Appendix",
    ]
    assert "Parameters" not in nav  # a heading over nothing that is shown
