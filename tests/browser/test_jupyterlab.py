"""The notebooks in a real JupyterLab, driven by a real browser, offline."""

import json
import os
import random
import shutil

import polars as pl
import pytest

from tests.browser.lab_server import BOTH, run_all, serving, take_kernels_from
from tests.report.test_page_guards import executed
from xhs_workbench import brief as step
from xhs_workbench import paths, selection, views
from xhs_workbench.findings import Text
from xhs_workbench.params import load_params
from xhs_workbench.report.rendering import page as pages
from xhs_workbench.report.run import plan_jobs, run_jobs
from xhs_workbench.views.blocks import MIME

pytestmark = [
    pytest.mark.browser,
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """Return the folder that JupyterLab shows."""
    folder = tmp_path_factory.mktemp("lab") / "desk"
    folder.mkdir()
    return folder


@pytest.fixture(scope="module")
def lab(desk, chromium, forked_kernels):
    """Start JupyterLab on a copy of the workbench's notebooks; yield its address."""
    home = desk.parent
    for notebook in paths.NOTEBOOKS.glob("*.ipynb"):
        shutil.copy(notebook, home / "desk")
    with serving(home, home / "desk", **take_kernels_from(forked_kernels, home)) as address:
        yield address


@pytest.mark.parametrize("name", ["candidates", "post_campaign"] if BOTH else ["candidates"])
def test_notebook_runs_in_jupyterlab_and_shows_its_blocks(lab, lab_page, name):
    page, asked = lab_page
    page.goto(lab.format(f"{name}.ipynb"))
    run_all(page)
    page.locator(".jp-Notebook .jp-Cell-outputArea .xhs-block").last.wait_for(state="attached")
    page.wait_for_function(
        "() => [...document.querySelectorAll('.jp-InputPrompt')].every(p => !p.textContent.includes('*'))"
    )
    errors = page.locator(
        ".jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']"
    ).all_text_contents()
    assert errors == []
    assert asked == []
    assert page.locator(".jp-Notebook .xhs-block").count() >= 3
    if name == "candidates":
        assert page.locator(".jp-Notebook .xhs-explorer tbody tr").count() == 20
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
    form.locator(".xhs-save-to input").fill(str(saved))
    form.get_by_role("button", name="Save", exact=True).click()
    form.get_by_text("score 100 of 100").wait_for()
    assert asked == []

    meant = load_params(paths.PARAMS / "demo" / "brief.yaml").read_brief()
    brand = meant.brand.model_copy(update={"price_cny": 299})
    assert load_params(saved).read_brief() == meant.model_copy(
        update={"campaign": "Lumira 露米拉 × 双11", "brand": brand}
    )
    run_jobs(plan_jobs([saved]), tmp_path / "reports")
    made = tmp_path / "reports" / "double_11" / "client"
    assert "Lumira 露米拉 × 双11" in (made / "brief.html").read_text(encoding="utf-8")
    assert (
        "xhs-form"
        not in (made / "brief.html").read_text(encoding="utf-8").split("<script")[0].split("</style>")[1]
    )
    assert (made / "brief_creator_zh.docx").read_bytes() == step.word_files(load_params(saved).read_brief())[
        "creator_zh.docx"
    ]


CELL = """
import polars as pl
from xhs_workbench import metrics, selection, views, workspace
from xhs_workbench.params import SelectionParams
from xhs_workbench.views import selection as show

params = SelectionParams.check({"brief": "params/demo/brief.yaml", "inputs": ["unread.csv"], "quotas": {"koc": [2, 9], "mid": [0, 2]}, "gates": GATES})
brief = params.read_brief()
gated = selection.apply_gates(pl.read_ndjson(FILE, infer_schema_length=None), params.gates)
scored = selection.prepare_cards(selection.give_reasons(selection.score_creators(gated, params.weights), params.weights))
rules = selection.rules_of(params, brief, gated)
chosen = selection.pick_by_rules(scored, rules)
replan = selection.Replanner(gated, params, brief)
tiers = metrics.tier_names(brief.tier_scheme)
plan = show.start_plan(rules, replan, tiers, workspace.Keeper(YAML))
block = show.show_explorer(scored, chosen.picks, tiers, selection.PARTS, params.weights, plan=plan)
block
"""
"""One cell, run in JupyterLab and by the test itself."""
GATES = [{"rule": "active", "column": "active_fan_share", "op": ">=", "value": 0.2, "step": 0.05}]


def write_explorer(desk):
    """Write 60 synthetic creators and a notebook that shows them; return what its cell makes here."""
    draw = random.Random(12)
    rows = []
    for i in range(60):
        interactions, price = draw.randint(40, 900), float(draw.randint(200, 6000))
        rows.append(
            {
                "creator_id": f"c{i:03d}",
                "creator_name": f"名字 {i}",
                "tier": draw.choice(["koc", "koc", "mid"]),
                "category": draw.choice(["护肤", "穿搭"]),
                "followers": draw.randint(1000, 90_000),
                "expected_interactions": float(interactions),
                "price_cny": price,
                "notes_seen": 10,
                "cost_per_interaction_cny": price / interactions,
                "engagement_rate": draw.uniform(0.01, 0.2),
                "on_target_share": draw.choice([None, draw.random()]),
                "save_share": draw.random(),
                "active_fan_share": draw.uniform(0.1, 0.8),
            }
        )
    (desk / "people.ndjson").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    source = CELL.replace("GATES", repr(GATES)).replace("FILE", repr(str(desk / "people.ndjson")))
    source = source.replace("YAML", repr(str(desk / "selection.yaml")))
    shutil.copy(paths.PARAMS / "demo" / "selection.yaml", desk / "selection.yaml")
    cell = {
        "cell_type": "code",
        "id": "explorer",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": source,
    }
    notebook = {
        **json.loads((paths.NOTEBOOKS / "selection.ipynb").read_text(encoding="utf-8")),
        "cells": [cell],
    }
    (desk / "explorer.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    made = {}
    exec(source, made)
    return made


def move(page, weights):
    """Move the sliders and return the whole ranking: ids and scores."""
    for name, weight in weights.items():
        page.locator(f".xhs-explorer input[data-part={name}]").evaluate(
            "(e, v) => { e.value = v; e.dispatchEvent(new Event('input')); }", weight
        )
    return page.locator(".xhs-explorer .xhs-scroll tbody tr[data-id]").evaluate_all(
        "rows => rows.map(r => [r.dataset.id, Number(r.dataset.score)])"
    )


def test_the_explorer_ranks_alike_in_jupyterlab_in_a_report_and_in_python(
    lab, desk, lab_page, offline_page, tmp_path
):
    page, asked = lab_page
    made = write_explorer(desk)
    page.goto(lab.format("explorer.ipynb"))
    run_all(page)
    page.locator(".xhs-explorer tbody tr").first.wait_for()
    report, _, complaints = offline_page
    report.goto(write_report(made["block"], tmp_path))
    for face in (page, report):
        face.locator(".xhs-explorer .xhs-more").click()
    draw = random.Random(3)
    for _ in range(4):
        weights = {name: float(draw.randint(0, 100)) for name in made["params"].weights}
        expected = selection.score_creators(made["gated"], weights)
        lab_rows, report_rows = move(page, weights), move(report, weights)
        assert (
            [row[0] for row in lab_rows]
            == [row[0] for row in report_rows]
            == expected["creator_id"].to_list()
        )
        for rows in (lab_rows, report_rows):
            assert max(abs(row[1] - score) for row, score in zip(rows, expected["score"], strict=True)) < 1e-9
    assert report.locator(".xhs-go").count() == 0

    # Python answers in JupyterLab: another budget and the weights as they stand.
    page.locator("[data-plan=budget]").fill("9000")
    page.locator("[data-plan=koc-most]").fill("5")
    page.get_by_role("button", name="Pick the set again").click()
    page.locator(".xhs-reply[data-answered='1']").wait_for()
    wish = {
        "weights": weights,
        "budget": 9000,
        "max_share": 0.35,
        "quotas": {"koc": [2, 5], "mid": [0, 2]},
        "must_in": [],
        "must_out": [],
        "among": None,
    }
    again = made["replan"](wish)
    shown = page.locator(".xhs-explorer tr.picked").evaluate_all("rows => rows.map(r => r.dataset.id)")
    assert sorted(shown) == sorted(again.portfolio.picks["creator_id"])
    assert 2 <= len(shown) <= 7
    assert page.locator(".xhs-reply table").count() == 2
    assert page.locator(".xhs-reply table").nth(1).locator("tbody tr").count() == min(
        again.near_misses.height, 15
    )
    if shots := os.environ.get("XHS_SHOTS"):
        page.screenshot(path=f"{shots}/lab_explorer.png")
        page.locator(".xhs-reply").screenshot(path=f"{shots}/lab_reply.png")

    # Saved where the next report reads it.
    page.get_by_role("button", name="Save for the next report").click()
    page.locator(".xhs-plan [data-answered='1']").wait_for()
    kept = load_params(desk / "selection.yaml")
    assert {name: kept.weights[name] for name in weights} == weights
    assert (dict(kept.quotas), kept.max_share_per_creator) == ({"koc": (2, 5), "mid": (0, 2)}, 0.35)
    assert "creators_cny to 8,182" in page.locator(".xhs-plan [data-answered='1']").inner_text()
    assert report.locator(".xhs-keep").count() == 0

    # Only those the filters show, and a request that cannot be met.
    page.locator(".xhs-explorer select").nth(1).select_option("穿搭")
    page.locator("[data-plan=only]").check()
    page.get_by_role("button", name="Pick the set again").click()
    page.locator(".xhs-reply[data-answered='2']").wait_for()
    category = dict(made["gated"].select("creator_id", "category").iter_rows())
    shown = page.locator(".xhs-explorer tr.picked").evaluate_all("rows => rows.map(r => r.dataset.id)")
    assert shown
    assert {category[creator] for creator in shown} == {"穿搭"}
    page.locator("[data-plan=koc-least]").fill("8")
    page.get_by_role("button", name="Pick the set again").click()
    page.locator(".xhs-reply[data-answered='3']").wait_for(
        state="attached"
    )  # a refusal leaves the reply empty
    assert "quotas.koc" in page.locator(".xhs-error").inner_text()

    # A card.
    page.locator(".xhs-explorer .xhs-open").first.click()
    card = page.locator("dialog.xhs-card")
    assert card.evaluate("d => d.open")
    if shots:
        page.screenshot(path=f"{shots}/lab_card.png")
    page.keyboard.press("Escape")
    assert asked == []
    assert complaints == []


def write_report(block, folder):
    words = Text("T", "T")
    blocks = [
        views.cover(title=words, campaign="c", brand="b", period="p", prepared_by=""),
        block,
        views.provenance(pl.DataFrame(), None, {}),
    ]
    outputs = [
        {"output_type": "display_data", "metadata": {}, "data": {MIME: one.to_json()}} for one in blocks
    ]
    pages.write_page(executed(folder, outputs), folder / "page.html", language="en")
    return (folder / "page.html").as_uri()
