"""From the start page to a report in a real JupyterLab: choose, open, explore, save, make, read."""

import os
import re

import pytest

from tests.browser.lab_server import run_all, serving
from xhs_workbench import workspace
from xhs_workbench.params import load_params

pytestmark = [pytest.mark.browser]
INPUTS = ["data/demo/pugongying_orders_synthetic.xlsx", "data/demo/pugongying_notes_synthetic.xlsx"]


@pytest.fixture
def bench(tmp_path):
    """Write a work folder as `init --demo` does; the results of its one campaign read two files only, which is quicker."""
    root = tmp_path / "bench"
    workspace.set_up_folder(root, demo=True)
    file = root / "params" / "demo" / "post_campaign.yaml"
    kept = [
        line
        for line in file.read_text(encoding="utf-8").splitlines()
        if "data/demo/" not in line and line != "history:"
    ]
    at = kept.index("inputs:") + 1
    kept[at:at] = [f"  - {name}" for name in INPUTS]
    file.write_text("# Kept when a control saves. 保存时保留\n" + "\n".join(kept) + "\n", encoding="utf-8")
    return root


def shoot(page, name):
    if shots := os.environ.get("XHS_SHOTS"):
        page.screenshot(path=f"{shots}/{name}.png")


def test_what_is_explored_is_what_the_report_shows(bench, lab_page, tmp_path):
    page, asked = lab_page
    with serving(tmp_path / "home", bench) as lab:  # the kernel finds the work folder from where it runs
        page.goto(lab.format("notebooks/start.ipynb"))
        run_all(page)
        desk = page.locator(".xhs-desk").first
        desk.get_by_text("whom to book", exact=False).wait_for()
        shoot(page, "start_en")
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
        page.locator(".xhs-explore", has_text="Nothing was read that could be looked at here.").wait_for()
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
