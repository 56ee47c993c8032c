"""The notebooks in a real JupyterLab, driven by a real browser, offline."""

import os
import shutil

import pytest

from tests.browser.lab_server import run_all, serving
from xhs_workbench import brief as step
from xhs_workbench import paths
from xhs_workbench.params import load_params
from xhs_workbench.report.run import plan_jobs, run_jobs

pytestmark = [
    pytest.mark.browser,
]


@pytest.fixture(scope="module")
def lab(tmp_path_factory, chromium):
    """Start JupyterLab on a copy of the workbench's notebooks; yield its address."""
    home = tmp_path_factory.mktemp("lab")
    (home / "desk").mkdir()
    for notebook in paths.NOTEBOOKS.glob("*.ipynb"):
        shutil.copy(notebook, home / "desk")
    with serving(home, home / "desk") as address:
        yield address


@pytest.mark.parametrize("name", ["selection", "post_campaign"])
def test_notebook_runs_in_jupyterlab_and_shows_its_blocks(lab, lab_page, name):
    page, asked = lab_page
    page.goto(lab.format(f"{name}.ipynb"))
    run_all(page)
    page.locator(".jp-Notebook .jp-Cell-outputArea .xhs-block").last.wait_for(state="attached")
    page.wait_for_function(
        "() => [...document.querySelectorAll('.jp-InputPrompt')].every(p => !p.textContent.includes('*'))"
    )
    errors = page.locator(".jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']").all_text_contents()
    assert errors == []
    assert asked == []
    assert page.locator(".jp-Notebook .xhs-block").count() >= 3
    if shots := os.environ.get("XHS_SHOTS"):
        page.screenshot(path=f"{shots}/lab_{name}.png")


def field(form, label):
    """Find the box under a field's name."""
    return form.locator(f".xhs-label:text-is('{label}') + * :is(input, textarea)")


def test_a_brief_is_written_in_the_form_saved_read_and_run(lab, lab_page, tmp_path):
    page, asked = lab_page
    page.goto(lab.format("brief.ipynb"))
    run_all(page)
    form = page.locator(".xhs-form")
    form.locator(".xhs-scorecard .value", has_text="100").wait_for()

    # A message becomes a script as one types, and the findings say so; then it is a point again.
    form.get_by_text("Messages", exact=True).first.click()
    message = form.locator(".xhs-row textarea[placeholder=English]").first
    before = message.input_value()
    message.fill('Say word for word: "My skin was reborn over night with this one serum."')
    form.get_by_text("1 requirement dictates words to be said or posted.").wait_for()
    message.fill(before)
    form.get_by_text("No rule asks for a change.").wait_for()

    form.get_by_text("Campaign and brand", exact=True).first.click()
    field(form, "Campaign").first.fill("Lumira 露米拉 × 双11")
    price = field(form, "Price (CNY)").first
    price.fill("1.2万")
    form.get_by_text("Price (CNY): must be a plain number").wait_for()
    price.fill("299")
    form.get_by_text("No rule asks for a change.").wait_for()
    form.get_by_role("tab", name="Creator · 中文").click()
    form.get_by_text("Lumira 露米拉 × 双11").last.wait_for()
    if shots := os.environ.get("XHS_SHOTS"):
        page.screenshot(path=f"{shots}/lab_brief_form.png")

    saved = tmp_path / "double_11" / "brief.yaml"
    form.locator("input[type=text]").last.fill(str(saved))
    form.get_by_role("button", name="Save", exact=True).click()
    form.get_by_text("score 100 of 100").wait_for()
    assert asked == []

    meant = load_params(paths.PARAMS / "demo" / "brief.yaml").read_brief()
    brand = meant.brand.model_copy(update={"price_cny": 299})
    assert load_params(saved).read_brief() == meant.model_copy(
        update={"campaign": "Lumira 露米拉 × 双11", "brand": brand}
    )
    run_jobs(plan_jobs([saved]), tmp_path / "reports")
    made = tmp_path / "reports" / "double_11"
    assert "Lumira 露米拉 × 双11" in (made / "brief.html").read_text(encoding="utf-8")
    assert "xhs-form" not in (made / "brief.html").read_text(encoding="utf-8").split("<script")[0].split("</style>")[1]
    assert (made / "brief_creator_zh.docx").read_bytes() == step.word_files(load_params(saved).read_brief())[
        "creator_zh.docx"
    ]
