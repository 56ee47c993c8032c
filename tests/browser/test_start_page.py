"""From the start page to desks and reports in a real JupyterLab: choose, open, explore, leave, come back, save, make, read."""

import hashlib
import os
import re
import shutil

import pytest
from playwright.sync_api import expect

from tests.browser.lab_server import BOTH, run_all, serving, take_kernels_from
from tests.browser.short_campaigns import RESULTS, cut_down
from tests.waits import PATIENCE_MS
from xhs_workbench import paths, workspace
from xhs_workbench.intake import read_files
from xhs_workbench.params import load_params
from xhs_workbench.params.sources_file import read_sources
from xhs_workbench.report.opening import open_start_page

pytestmark = [pytest.mark.browser]
INPUTS = RESULTS[:2]  # without comments
UNKNOWN = paths.ROOT / "tests" / "intake" / "lying_around" / "link_only.csv"


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    """Write a work folder as `init --demo` does; the results of its one campaign read two files only, which is quicker."""
    root = tmp_path_factory.mktemp("lab") / "bench"
    workspace.set_up_folder(root, demo=True)
    shutil.copy(UNKNOWN, root / "exports" / "unknown.csv")
    file = root / "params" / "demo" / "post_campaign.yaml"
    cut_down(file, INPUTS)
    text = file.read_text(encoding="utf-8")
    file.write_text(f"# Kept when a control saves. 保存时保留\n{text}", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "NOTEBOOKS", root / "notebooks")
        patch.setattr(paths, "WORK", root / "work")
        open_start_page()  # as `xhs-workbench lab` does
    return root


@pytest.fixture(scope="module")
def lab(bench, chromium, forked_kernels):
    """Start JupyterLab on the work folder; the kernels find it from where they run."""
    named = take_kernels_from(forked_kernels, bench.parent)
    with serving(bench.parent, bench, **named) as address:
        yield address


def originals(bench):
    """Return the digests of what came with the package."""
    return {
        file: hashlib.sha256(file.read_bytes()).digest()
        for file in (bench / "notebooks").rglob("*")
        if file.is_file()
    }


def open_desk(page, name, link):
    """Open a desk from the start page by one click; nothing else is pressed."""
    page.locator(".xhs-desks").get_by_role("link", name=link, exact=True).click()
    page.locator(".lm-TabBar-tab.lm-mod-current", has_text=f"{name}_desk.ipynb").wait_for()
    return page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")


def wait_until_at_rest(desk):
    """Wait until JupyterLab has run the last cell and moved there: until then it takes the focus away from a control."""
    desk.locator(".jp-MarkdownCell.jp-mod-active", has_text="How it works").wait_for()


def back_to_start(page):
    page.locator(".lm-TabBar-tab", has_text="start.ipynb").first.click()


def test_a_desk_opens_by_one_click_as_it_was_left(bench, lab, lab_page):
    page, asked = lab_page
    before = originals(bench)
    page.goto(lab.format("work/start.ipynb"))
    page.locator(".xhs-desks").get_by_role("link", name="Creators", exact=True).wait_for()
    shoot(page, "start_en")

    # Creators, by keyboard alone: a weight is moved, taken back, moved again; the filter shows one tier.
    desk = open_desk(page, "selection", "Creators")
    weight, budget = desk.locator("input[data-part=value]"), desk.locator("input[data-plan=budget]")
    weight.wait_for()
    wait_until_at_rest(desk)
    shoot(page, "desk_selection_en")
    assert desk.locator(".jp-CodeCell .jp-Editor:visible").count() == 0  # the code is folded away
    undo = desk.get_by_role("button", name="Undo")
    assert undo.is_disabled()
    weight.focus()
    page.keyboard.press("ArrowRight")
    assert weight.input_value() == "36"
    page.keyboard.press("Control+z")
    assert weight.input_value() == "35"
    assert undo.is_disabled()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    budget.fill("30000")
    page.keyboard.press("Tab")
    undo.focus()
    page.keyboard.press("Enter")
    assert budget.input_value() == "52800"  # 48,000 with the fee of 10 %
    desk.get_by_role("button", name="Redo").click()
    first = desk.locator(".xhs-open").first
    first.focus()
    page.keyboard.press("Enter")
    desk.get_by_role("button", name="Must be in").click()
    page.keyboard.press("Escape")

    weight.evaluate("e => { e.dataset.old = 'yes'; }")
    restart_and_run(page)
    again = desk.locator("input[data-part=value]:not([data-old])")
    expect(again).to_have_value("33", timeout=PATIENCE_MS)
    assert budget.input_value() == "30000"
    assert desk.locator("td.who em").count() == 1
    desk.get_by_role("button", name="Undo").click()
    expect(again).to_have_value("35", timeout=PATIENCE_MS)

    if BOTH:  # by itself in `tests/workspace/test_left_as_it_was.py`
        an_unsaved_brief_comes_back(page)
    assert originals(bench) == before
    assert asked == []


def an_unsaved_brief_comes_back(page):
    back_to_start(page)
    desk = open_desk(page, "brief", "Brief")
    form = desk.locator(".xhs-form")
    form.locator(".xhs-scorecard .value", has_text="100").wait_for()
    shoot(page, "desk_brief_en")
    campaign = form.locator(".xhs-label:text-is('Campaign') + * :is(input, textarea)").first
    was = campaign.input_value()
    campaign.fill("露米拉 × 双11")
    form.get_by_role("tab", name="Creator · 中文").click()
    form.get_by_text("露米拉 × 双11").last.wait_for()
    restart_and_run(page)
    form.get_by_text("Changes that were not saved are back").wait_for()
    expect(campaign).to_have_value("露米拉 × 双11", timeout=PATIENCE_MS)
    form.get_by_role("button", name="Undo").click()
    expect(campaign).to_have_value(was, timeout=PATIENCE_MS)


def restart_and_run(page):
    """Restart the kernel and run all cells, as a person does who thinks something hangs."""
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_role("menuitem", name="Restart Kernel and Run All Cells…", exact=True).click()
    confirm = page.locator(".jp-Dialog button.jp-mod-accept")
    confirm.click()
    confirm.wait_for(state="detached")


def test_a_mapping_is_corrected_counted_saved_and_there_again(bench, lab, lab_page):
    page, asked = lab_page
    page.goto(lab.format("work/start.ipynb"))
    page.locator(".xhs-desks").get_by_role("link", name="Unknown file", exact=True).wait_for()
    desk = open_desk(page, "mapping", "Unknown file")
    editor = desk.locator(".xhs-mapping")
    editor.get_by_text("Name a file above and open it").wait_for()
    wait_until_at_rest(desk)
    editor.get_by_placeholder("exports/unknown.csv").fill("exports/unknown.csv")
    editor.get_by_placeholder("exports/unknown.csv").press("Tab")
    page.keyboard.press("Enter")  # on “Open”
    editor.get_by_text("2 rows used · 0 refused").wait_for()
    title = editor.locator(".xhs-column", has_text="标题").first
    title.locator("select").select_option(label="likes")
    editor.get_by_text("Two columns are both taken for likes").wait_for()
    shoot(page, "desk_mapping_en")
    editor.get_by_role("button", name="Undo").click()
    editor.get_by_text("2 rows used · 0 refused").wait_for()
    assert title.locator("select").input_value() == "title"
    editor.get_by_role("button", name="Save the mapping").click()
    editor.get_by_text("Saved to params/demo/sources.yaml").wait_for()
    # A list by its arrow keys: JupyterLab leaves them to the control.
    table = editor.locator("select").nth(1)
    table.focus()
    was = table.input_value()
    page.keyboard.press("ArrowUp")
    assert table.input_value() != was
    # The count of before stands until the kernel has answered: a restart must not overtake the second key.
    editor.get_by_text("2 rows used · 0 refused").wait_for(state="detached")
    page.keyboard.press("ArrowDown")
    editor.get_by_text("2 rows used · 0 refused").wait_for()
    restart_and_run(page)
    editor.get_by_text("Saved to params/demo/sources.yaml").wait_for(state="detached")
    editor.get_by_text("2 rows used · 0 refused").wait_for()
    assert editor.get_by_placeholder("exports/unknown.csv").input_value() == "exports/unknown.csv"
    mappings = read_sources(bench / "params" / "demo" / "sources.yaml")
    notes = read_files([UNKNOWN], mappings=mappings).table("notes")
    assert notes["title"].to_list() == ["标题一", "标题二"]
    assert notes["likes"].to_list() == [1, 5]
    assert asked == []


def shoot(page, name):
    if shots := os.environ.get("XHS_SHOTS"):
        page.screenshot(path=f"{shots}/{name}.png")


def test_what_is_explored_is_what_the_report_shows(bench, lab, lab_page):
    page, asked = lab_page
    page.goto(lab.format("work/start.ipynb"))
    desk = page.locator(".xhs-desk").first
    desk.get_by_text("whom to book", exact=False).wait_for()
    desk.get_by_role("button", name="中文").click()
    desk.get_by_text("尚无报告").first.wait_for()
    shoot(page, "start_zh")
    desk.get_by_role("button", name="English").click()

    row = desk.locator(".xhs-step", has_text="Results")
    row.get_by_role("link", name="Look closer").click()
    page.locator(".lm-TabBar-tab.lm-mod-current", has_text="closer_look.ipynb").wait_for()
    run_all(page)
    notes = page.locator(".xhs-explore", has_text="24 / 24 notes")
    notes.wait_for()
    page.locator(
        ".xhs-explore", has_text="Name the files under inputs of params/demo/post_campaign.yaml"
    ).wait_for()
    # A keyboard does it as well: a box is focused, the space bar ticks it.
    box = notes.get_by_role("checkbox", name="KOC")
    box = box if box.count() else notes.locator("label", has_text="KOC").locator("input")
    box.first.focus()
    page.keyboard.press("Space")
    notes = page.locator(".xhs-explore", has_text="15 / 24 notes")
    notes.get_by_text("15 of 24 notes, beside all of them").first.wait_for()
    notes.get_by_role("button", name="Save this choice").click()
    notes.get_by_text("Saved to params/demo/post_campaign.yaml").wait_for()
    shoot(page, "explore_notes")

    file = bench / "params" / "demo" / "post_campaign.yaml"
    assert load_params(file).notes_shown.tiers == ("koc",)
    assert file.read_text(encoding="utf-8").startswith("# Kept when a control saves. 保存时保留\n")

    page.locator(".lm-TabBar-tab", has_text="start.ipynb").first.click()
    row.get_by_role("button", name="Make report").click()
    desk.get_by_text("2 of 2 reports made.").wait_for()
    shoot(page, "start_made")
    with page.context.expect_page() as opened:
        row.get_by_role("link", name="Open report").click()
    report = opened.value
    report.locator(".verdict").wait_for()
    closer = bench / "reports" / "demo" / "client" / "closer_look.html"
    assert "15 of 24 notes, beside all of them" in closer.read_text(encoding="utf-8")
    shoot(report, "start_report")
    assert asked == []

    # What goes wrong is a sentence on the page, and the report that was there stays.
    file.write_text(file.read_text(encoding="utf-8").replace("as_of", "as_off"), encoding="utf-8")
    desk.get_by_role("button", name="Look again").click()
    desk.get_by_text(re.compile("as_off: unknown parameter")).wait_for()
    assert (bench / "reports" / "demo" / "client" / "post_campaign.html").is_file()
