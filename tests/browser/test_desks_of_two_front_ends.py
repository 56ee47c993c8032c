"""Every desk in JupyterLab and in Notebook 7, with kernels imported ahead: changed, saved, opened again, and the next report shows it."""

import csv
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.lab_server import serving
from tests.waits import PATIENCE_MS
from xhs_workbench import paths, workspace
from xhs_workbench.params import DESKS, load_params
from xhs_workbench.params.sources_file import read_sources
from xhs_workbench.report.executing.fork_server import kernels_ahead
from xhs_workbench.report.opening import AHEAD, open_desk
from xhs_workbench.report.run import plan_jobs, run_jobs

pytestmark = [pytest.mark.browser]
UNKNOWN = paths.ROOT / "tests" / "intake" / "lying_around" / "link_only.csv"
READ = {
    "selection": ["data/demo/pugongying_creators_synthetic.xlsx", "data/demo/candidate_notes_synthetic.csv"],
    "post_campaign": [
        "data/demo/pugongying_orders_synthetic.xlsx",
        "data/demo/pugongying_notes_synthetic.xlsx",
        "data/demo/mediacrawler_comments_synthetic.csv",
    ],
}
"""Files that the desks read here; the demo's others add time and nothing that is asked below."""
SIDEWAYS = """(desk) => [...desk.querySelectorAll(".xhs-block, label, button")]
    .filter((one) => one.scrollWidth > one.clientWidth + 1)
    .map((one) => `${one.className}: ${one.innerText.slice(0, 40)}`)"""
"""What of a desk is wider than its place: a table that scrolls sideways, a label that is cut."""
OTHERS = ("covers:", "mood_board:", "history:", "past_picks:", "learn_weights:", "memory:")


@dataclass(frozen=True)
class FrontEnd:
    """A server that shows a work folder.

    Args:
        root: The work folder.
        address: Pattern of its addresses.
    """

    root: Path
    address: str

    def params(self, name):
        return self.root / "params" / "demo" / name

    def desk(self, page, name):
        """Open a desk as the start page's link does; its notebook runs by itself."""
        page.goto(self.address.format(f"work/demo/{name}_desk.ipynb"))
        return page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")


@pytest.fixture(scope="module", params=["jupyterlab", "notebook"])
def front_end(request, tmp_path_factory, chromium):
    root = tmp_path_factory.mktemp(request.param) / "bench"
    workspace.set_up_folder(root, demo=True)
    shutil.copy(UNKNOWN, root / "exports" / "unknown.csv")
    for name, files in READ.items():
        cut_down(root / "params" / "demo" / f"{name}.yaml", files)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("ROOT", "NOTEBOOKS", "PARAMS", "REPORTS", "PRIVATE", "WORK"):
            patch.setattr(paths, name, getattr(paths, name))  # put back afterwards
        paths.settle(root)
        with kernels_ahead():
            for desk, notebook in DESKS.items():
                copy = open_desk(root / "params" / "demo" / f"{notebook}.yaml", desk)
                assert f'"name": "{AHEAD}"' in copy.read_text(encoding="utf-8")
            view = {"jupyterlab": "lab/tree", "notebook": "notebooks"}[request.param]
            with serving(root.parent, root, module=request.param, view=view) as address:
                yield FrontEnd(root, address)


def cut_down(file, files):
    """Let a parameter file read fewer files."""
    kept = [
        line
        for line in file.read_text(encoding="utf-8").splitlines()
        if "data/demo/" not in line and not line.startswith(OTHERS)
    ]
    at = kept.index("inputs:") + 1
    kept[at:at] = [f"  - {name}" for name in files]
    file.write_text("\n".join(kept) + "\n", encoding="utf-8")


def made(front_end, params, notebook, folder):
    """Make one report of what was saved; return its page."""
    [job] = [one for one in plan_jobs([front_end.params(f"{params}.yaml")]) if one.notebook == notebook]
    run_jobs([job], folder)
    return folder / "demo" / "client" / f"{notebook}.html"


def test_the_brief(front_end, lab_page, tmp_path):
    page, asked = lab_page
    form = front_end.desk(page, "brief").locator(".xhs-form")
    campaign = form.locator(".xhs-label:text-is('Campaign') + * :is(input, textarea)").first
    campaign.fill("露米拉 × 双12")
    form.get_by_role("tab", name="Creator · 中文").click()
    form.get_by_text("露米拉 × 双12").last.wait_for()
    form.get_by_role("button", name="Save", exact=True).click()
    form.get_by_text("score 100 of 100").wait_for()
    again = front_end.desk(page, "brief").locator(".xhs-form")
    expect(again.locator(".xhs-label:text-is('Campaign') + * :is(input, textarea)").first).to_have_value(
        "露米拉 × 双12", timeout=PATIENCE_MS
    )
    assert load_params(front_end.params("brief.yaml")).read_brief().campaign == "露米拉 × 双12"
    assert "露米拉 × 双12" in made(front_end, "brief", "brief", tmp_path).read_text(encoding="utf-8")
    assert asked == []


def test_weights_and_budget(front_end, lab_page, tmp_path, offline_page):
    page, asked = lab_page
    desk = front_end.desk(page, "selection")
    weight = desk.locator("input[data-part=value]")
    expect(weight).to_have_value("35", timeout=PATIENCE_MS)
    weight.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    desk.get_by_role("button", name="Save for the next report").click()
    desk.locator(".xhs-plan [data-answered='1']").wait_for()
    kept = load_params(front_end.params("selection.yaml"))
    assert kept.weights["value"] == 40
    expect(front_end.desk(page, "selection").locator("input[data-part=value]")).to_have_value(
        "40", timeout=PATIENCE_MS
    )
    report, _, _ = offline_page
    report.goto(made(front_end, "selection", "candidates", tmp_path).as_uri())
    assert report.locator("input[data-part=value]").input_value() == "40"
    assert asked == []


def test_chosen_notes_and_comments(front_end, lab_page, tmp_path):
    page, asked = lab_page
    told = []
    for desk, box, heading in (
        ("results", "KOC", "{} of {} notes, beside all of them"),
        ("comments", "Negative", "{} of {} comments: the most liked"),
    ):
        explorer = front_end.desk(page, desk).locator(".xhs-explore")
        label = explorer.locator("label", has_text=re.compile(f"^{box} "))
        fits = re.search(r"\((\d+)\)$", label.inner_text())[1]
        told.append(heading.format(fits, explorer.locator(".xhs-n").inner_text().split()[0]))
        for width in (1280, 1500):
            page.set_viewport_size({"width": width, "height": 800})
            assert explorer.evaluate(SIDEWAYS) == [], (desk, width)
        label.locator("input").focus()
        page.keyboard.press("Space")
        explorer.get_by_text(told[-1]).first.wait_for()
        explorer.get_by_role("button", name="Save this choice").click()
        explorer.get_by_text("Saved to params/demo/post_campaign.yaml").wait_for()
        again = front_end.desk(page, desk).locator(".xhs-explore label", has_text=re.compile(f"^{box} "))
        expect(again.locator("input")).to_be_checked(timeout=PATIENCE_MS)
    kept = load_params(front_end.params("post_campaign.yaml"))
    assert (kept.notes_shown.tiers, kept.comments_shown.sentiments) == (("koc",), ("negative",))
    shown = made(front_end, "post_campaign", "closer_look", tmp_path).read_text(encoding="utf-8")
    assert all(heading in shown for heading in told)
    assert asked == []


def test_labels(front_end, lab_page):
    page, asked = lab_page
    desk = front_end.desk(page, "labelling").locator(".xhs-label-desk")
    first = desk.locator("blockquote").inner_text()
    desk.focus()
    for key, labelled in (("3", 1), ("1", 2), ("u", 1)):  # U takes the last label back
        page.keyboard.press(key)
        desk.locator(".xhs-label-count", has_text=re.compile(f"^{labelled} / ")).wait_for()
        # The page counts at once; a label is kept when the kernel says so.
        desk.locator(".xhs-label-said", has_text=f"{labelled} labels saved in comment_labels.csv").wait_for()
    again = front_end.desk(page, "labelling").locator(".xhs-label-desk")
    again.locator(".xhs-label-count", has_text=re.compile("^1 / ")).wait_for()
    with (front_end.params("comment_labels.csv")).open(encoding="utf-8-sig", newline="") as file:
        assert [(row["content"], row["truth"]) for row in csv.DictReader(file)] == [(first, "negative")]
    assert asked == []


def test_an_unknown_file(front_end, lab_page):
    page, asked = lab_page
    editor = front_end.desk(page, "mapping").locator(".xhs-mapping")
    name = editor.get_by_placeholder("exports/unknown.csv")
    name.fill("exports/unknown.csv")
    name.press("Tab")
    editor.get_by_role("button", name="Open").click()
    editor.get_by_text("2 rows used · 0 refused").wait_for()
    editor.get_by_role("button", name="Save the mapping").click()
    editor.get_by_text("Saved to params/demo/sources.yaml").wait_for()
    again = front_end.desk(page, "mapping").locator(".xhs-mapping")
    again.get_by_text("2 rows used · 0 refused").wait_for()
    assert read_sources(front_end.params("sources.yaml"))
    assert asked == []
