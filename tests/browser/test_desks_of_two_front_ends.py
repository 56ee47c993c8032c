"""Every desk in JupyterLab and in Notebook 7, with kernels imported ahead: changed, saved, opened again, and the next report shows it.

`make desks` changes and saves each desk in one front end, opens it again in the other, changes and saves it there too, and makes the
report of each. Here each is changed and saved in one: in Notebook 7 where `test_start_page.py` and `test_jupyterlab.py` have it in
JupyterLab. That the other front end opens what was saved is shown of the labels.
"""

import csv
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.lab_server import BOTH, serving
from tests.browser.short_campaigns import RESULTS, SELECTION, cut_down
from tests.waits import PATIENCE_MS
from xhs_workbench import paths, workspace
from xhs_workbench.params import DESKS, load_params
from xhs_workbench.params.sources_file import read_sources
from xhs_workbench.report.executing.fork_server import kernels_ahead
from xhs_workbench.report.opening import AHEAD, open_desk
from xhs_workbench.report.run import plan_jobs, run_jobs

pytestmark = [pytest.mark.browser]
UNKNOWN = paths.ROOT / "tests" / "intake" / "lying_around" / "link_only.csv"
SIDEWAYS = """(desk) => [...desk.querySelectorAll(".xhs-block, label, button")]
    .filter((one) => one.scrollWidth > one.clientWidth + 1)
    .map((one) => `${one.className}: ${one.innerText.slice(0, 40)}`)"""
"""What of a desk is wider than its place: a table that scrolls sideways, a label that is cut."""
LAB, NOTEBOOK = "lab/tree", "notebooks"
"""Where the two front ends begin on a server. What is saved in one is opened again in the other."""


@dataclass(frozen=True)
class Bench:
    """A server that shows a work folder in two front ends.

    Args:
        root: The work folder.
        address: Pattern of its addresses.
    """

    root: Path
    address: str

    def params(self, name):
        return self.root / "params" / "demo" / name

    def desk(self, page, front_end, name):
        """Open a desk as the start page's link does; its notebook runs by itself."""
        page.goto(self.address.format(front_end, f"work/demo/{name}_desk.ipynb"))
        return page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")


@pytest.fixture(scope="module")
def bench(tmp_path_factory, chromium):
    """Serve a work folder by Notebook 7, which shows it in JupyterLab too."""
    root = tmp_path_factory.mktemp("desks") / "bench"
    workspace.set_up_folder(root, demo=True)
    shutil.copy(UNKNOWN, root / "exports" / "unknown.csv")
    for name, files in (("selection", SELECTION), ("post_campaign", RESULTS)):
        cut_down(root / "params" / "demo" / f"{name}.yaml", files)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("ROOT", "NOTEBOOKS", "PARAMS", "REPORTS", "PRIVATE", "WORK"):
            patch.setattr(paths, name, getattr(paths, name))  # put back afterwards
        paths.settle(root)
        with kernels_ahead():
            for desk, notebook in DESKS.items():
                copy = open_desk(root / "params" / "demo" / f"{notebook}.yaml", desk)
                assert f'"name": "{AHEAD}"' in copy.read_text(encoding="utf-8")
            with serving(root.parent, root, module="notebook", view="{}") as address:
                yield Bench(root, address)


def rounds(*of_both):
    """Return what is done in one front end and then in the other, or the first of it alone."""
    return of_both if BOTH else of_both[:1]


def made(bench, params, notebook, folder):
    """Make one report of what was saved; return its page."""
    [job] = [one for one in plan_jobs([bench.params(f"{params}.yaml")]) if one.notebook == notebook]
    run_jobs([job], folder)
    return folder / "demo" / "client" / f"{notebook}.html"


def test_the_brief(bench, lab_page, tmp_path):
    page, asked = lab_page
    was = load_params(bench.params("brief.yaml")).read_brief().campaign
    for front_end, wanted in rounds((NOTEBOOK, "露米拉 × 年货节"), (LAB, "露米拉 × 双12")):
        form = bench.desk(page, front_end, "brief").locator(".xhs-form")
        campaign = form.locator(".xhs-label:text-is('Campaign') + * :is(input, textarea)").first
        expect(campaign).to_have_value(was, timeout=PATIENCE_MS)
        campaign.fill(wanted)
        form.get_by_role("tab", name="Creator · 中文").click()
        form.get_by_text(wanted).last.wait_for()
        form.get_by_role("button", name="Save", exact=True).click()
        form.get_by_text("score 100 of 100").wait_for()
        was = load_params(bench.params("brief.yaml")).read_brief().campaign
        assert was == wanted
    if BOTH:  # what JupyterLab saved becomes a report in `test_jupyterlab.py`
        assert was in made(bench, "brief", "brief", tmp_path).read_text(encoding="utf-8")
    assert asked == []


def test_weights_and_budget(bench, lab_page, tmp_path, offline_page):
    page, asked = lab_page
    for front_end, was, wanted in rounds((NOTEBOOK, 35, 40), (LAB, 40, 43)):
        desk = bench.desk(page, front_end, "selection")
        weight = desk.locator("input[data-part=value]")
        expect(weight).to_have_value(str(was), timeout=PATIENCE_MS)
        weight.focus()
        for _ in range(wanted - was):
            page.keyboard.press("ArrowRight")
        desk.get_by_role("button", name="Save for the next report").click()
        desk.locator(".xhs-plan [data-answered='1']").wait_for()
        assert load_params(bench.params("selection.yaml")).weights["value"] == wanted
    report, _, _ = offline_page
    report.goto(made(bench, "selection", "candidates", tmp_path).as_uri())
    assert report.locator("input[data-part=value]").input_value() == str(wanted)
    assert asked == []


def test_chosen_notes_and_comments(bench, lab_page, tmp_path):
    page, asked = lab_page
    told = []
    for desk, front_ends, boxes, heading in (
        ("results", (LAB, NOTEBOOK), ("KOC", "Mid"), "{} of {} notes, beside all of them"),
        ("comments", (NOTEBOOK, LAB), ("Negative", "Neutral"), "{} of {} comments: the most liked"),
    ):
        ticked, fits = [], 0
        for front_end, box in rounds(*zip(front_ends, boxes, strict=True)):
            explorer = bench.desk(page, front_end, desk).locator(".xhs-explore")
            labels = {
                one: explorer.locator("label", has_text=re.compile(f"^{one} ")) for one in (*ticked, box)
            }
            for before in ticked:  # what the other front end saved
                expect(labels[before].locator("input")).to_be_checked(timeout=PATIENCE_MS)
            fits += int(re.search(r"\((\d+)\)$", labels[box].inner_text())[1])
            among = explorer.locator(".xhs-n").inner_text().split("/")[1].split()[0]
            for width in (1280, 1500):
                page.set_viewport_size({"width": width, "height": 800})
                assert explorer.evaluate(SIDEWAYS) == [], (desk, width)
            labels[box].locator("input").focus()
            page.keyboard.press("Space")
            explorer.get_by_text(heading.format(fits, among)).first.wait_for()
            explorer.get_by_role("button", name="Save this choice").click()
            explorer.get_by_text("Saved to params/demo/post_campaign.yaml").wait_for()
            ticked.append(box)
        told.append(heading.format(fits, among))
    kept = load_params(bench.params("post_campaign.yaml"))
    assert set(kept.notes_shown.tiers) == set(rounds("koc", "mid"))
    assert set(kept.comments_shown.sentiments) == set(rounds("negative", "neutral"))
    if BOTH:  # what JupyterLab saved becomes a report in `test_start_page.py`
        shown = made(bench, "post_campaign", "closer_look", tmp_path).read_text(encoding="utf-8")
        assert all(heading in shown for heading in told)
    assert asked == []


def test_labels(bench, lab_page):
    page, asked = lab_page
    desk = bench.desk(page, LAB, "labelling").locator(".xhs-label-desk")
    texts = [desk.locator("blockquote").inner_text()]
    desk.focus()
    for key, labelled in (("3", 1), ("1", 2), ("u", 1)):  # U takes the last label back
        press(page, desk, key, labelled)
    again = bench.desk(page, NOTEBOOK, "labelling").locator(".xhs-label-desk")
    again.locator(".xhs-label-count", has_text=re.compile("^1 / ")).wait_for()
    texts.append(again.locator("blockquote").inner_text())
    again.focus()
    for key, labelled in (("1", 2), ("2", 3), ("u", 2)):
        press(page, again, key, labelled)
    with (bench.params("comment_labels.csv")).open(encoding="utf-8-sig", newline="") as file:
        kept = [(row["content"], row["truth"]) for row in csv.DictReader(file)]
    assert kept == list(zip(texts, ("negative", "positive"), strict=True))
    assert asked == []


def press(page, desk, key, labelled):
    """Press a key of the labelling desk, and wait until so many labels are kept."""
    page.keyboard.press(key)
    desk.locator(".xhs-label-count", has_text=re.compile(f"^{labelled} / ")).wait_for()
    # The page counts at once; a label is kept when the kernel says so.
    desk.locator(".xhs-label-said", has_text=f"{labelled} labels saved in comment_labels.csv").wait_for()


def test_an_unknown_file(bench, lab_page):
    page, asked = lab_page
    file = bench.params("sources.yaml")
    for front_end in rounds(NOTEBOOK, LAB):
        editor = bench.desk(page, front_end, "mapping").locator(".xhs-mapping")
        name = editor.get_by_placeholder("exports/unknown.csv")
        if front_end == LAB:  # as the other one left it
            editor.get_by_text("2 rows used · 0 refused").wait_for()
            assert name.input_value() == "exports/unknown.csv"
            file.unlink()
        else:
            name.fill("exports/unknown.csv")
            name.press("Tab")
            editor.get_by_role("button", name="Open").click()
            editor.get_by_text("2 rows used · 0 refused").wait_for()
        editor.get_by_role("button", name="Save the mapping").click()
        editor.get_by_text("Saved to params/demo/sources.yaml").wait_for()
        assert read_sources(file)
    assert asked == []
