"""The form without a browser: it covers the model, says what is wrong in sentences, and saves what a notebook reads."""

import shutil
import types
import typing

import pytest
from pydantic import BaseModel

from xhs_workbench import brief as step
from xhs_workbench import paths
from xhs_workbench.brief.form import brief_form
from xhs_workbench.params import Brief, BriefParams, Words, load_params
from xhs_workbench.report.rendering import sections
from xhs_workbench.views.blocks import MIME
from xhs_workbench.views.desks.brief_form import control_brief

DEMO = paths.PARAMS / "demo" / "brief.yaml"


@pytest.fixture
def builder(tmp_path):
    shutil.copy(DEMO, tmp_path / "brief.yaml")
    return step.open_builder(BriefParams(brief=str(tmp_path / "brief.yaml")))


@pytest.fixture
def form(builder):
    return control_brief(builder)


def model_keys(model, above=""):
    """List the dotted keys of a model's leaves, positions left out."""
    for name, field in model.model_fields.items():
        key = f"{above}.{name}".strip(".")
        inner = [
            one for one in flat(field.annotation) if isinstance(one, type) and issubclass(one, BaseModel)
        ]
        if inner and inner[0] is not Words:
            yield from model_keys(inner[0], key)
        else:
            yield key


def flat(annotation):
    inner = typing.get_args(annotation)
    if typing.get_origin(annotation) in (tuple, typing.Union, types.UnionType):
        return [one for part in inner for one in flat(part)]
    return [annotation]


def form_keys():
    for group in brief_form():
        for field in group.fields:
            yield from ([f"{field.key}.{sub.key}" for sub in field.fields] or [field.key])


def test_the_form_covers_the_model_and_nothing_else():
    assert sorted(form_keys()) == sorted(model_keys(Brief))


def test_a_form_that_is_looked_at_changes_nothing(builder, form, tmp_path):
    said = builder.save(form.read(), str(tmp_path / "brief.yaml"))
    assert said.level == "PASS"
    assert (tmp_path / "brief.yaml").read_text(encoding="utf-8") == DEMO.read_text(encoding="utf-8")


def test_a_changed_brief_reads_back_equal_with_its_comments(builder, form, tmp_path):
    form.editors["brand.price_cny"].write(299)
    form.editors["inclusions.hashtags"].write(["#露米拉", "#换季"])
    form.editors["free_for_creator"].write([{"en": "All of it.", "zh": "全部。"}])
    meant = Brief.check(step.builder.tidied(form.read()))
    builder.save(form.read(), str(tmp_path / "brief.yaml"))
    params = load_params(tmp_path / "brief.yaml")
    assert params.read_brief() == meant
    assert (meant.brand.price_cny, meant.inclusions.hashtags) == (299, ("#露米拉", "#换季"))
    assert params.prepared_by == "Harbour & Finch, campaign analytics"
    text = (tmp_path / "brief.yaml").read_text(encoding="utf-8")
    assert "# SYNTHETIC demo campaign" in text
    assert "  price_cny: 299\n" in text


def test_findings_follow_the_fields(form):
    assert "No rule asks for a change." in form.found.value
    form.editors["inclusions.disclosure"].widget.children[0].value = ""
    form.editors["inclusions.disclosure"].widget.children[1].value = ""
    assert "Nothing is said about disclosure." in form.found.value
    assert "95<small> / 100" in form.score.value


def test_a_value_the_model_refuses_is_a_sentence_and_the_preview_waits(form):
    form.editors["timeline.posting_end"].widget.value = "22.5.2026"
    assert "Posting ends: must be a date such as 2026-05-20" in form.found.value
    assert "once nothing is missing" in form.pages["zh"].value
    form.editors["timeline.posting_end"].widget.value = "2026-05-22"
    assert "由你决定的部分" in form.pages["zh"].value


def test_typed_markup_stays_text(form):
    form.editors["campaign"].widget.value = "<img src=x onerror=alert(1)>"
    for shown in (form.found.value, form.score.value, form.pages["en"].value):
        assert "<img" not in shown
    form.editors["brand.price_cny"].widget.value = "<script>alert(1)</script>"
    assert "<script" not in form.found.value
    assert "&lt;script" in form.found.value


def test_rows_are_added_and_taken_away(form):
    rows = form.editors["messages"].widget
    place, add = rows.children
    add.click()
    assert len(form.read()["messages"]) == 4
    place.children[-1].children[1].click()
    assert [message["id"] for message in form.read()["messages"]] == [
        "ceramide_barrier",
        "light_texture",
        "fragrance_free",
    ]
    assert "No rule asks for a change." in form.found.value


def test_a_template_fills_the_form_and_is_saved_as_work_in_progress(builder, form, tmp_path):
    form.objective.value, form.industry.value = "launch", "mother_baby"
    form._start()
    assert "still ‹price in CNY›" in form.found.value
    saved = builder.save(form.read(), str(tmp_path / "new" / "brief.yaml"))
    assert saved.level == "REVIEW"
    assert "not finished" in saved.text.en
    text = (tmp_path / "new" / "brief.yaml").read_text(encoding="utf-8")
    assert "# Promises that can be checked. 指标与目标值\nkpis:\n" in text
    assert "SYNTHETIC" not in text


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("brief.yml", "must be called brief.yaml"),
        ("there/brief.yaml", "another brief in this folder"),
        ("plain/brief.yaml", "cannot be written"),
    ],
)
def test_a_save_that_is_refused_says_why(builder, form, tmp_path, path, said):
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "brief.yaml").write_text("campaign: other\n", encoding="utf-8")
    (tmp_path / "plain").write_text("x", encoding="utf-8")
    form.path.value = str(tmp_path / path)
    form._save()
    assert said in form.message.value
    assert (tmp_path / "there" / "brief.yaml").read_text(encoding="utf-8") == "campaign: other\n"


def test_a_bug_in_the_builder_is_a_sentence_too(form):
    form.builder.read = lambda data: 1 / 0
    form.update()
    assert "This did not work: ZeroDivisionError" in form.message.value


def test_an_unknown_choice_is_kept_not_changed_by_looking(builder, chinese):
    builder.data["deliverables"][0]["tier"] = "galaxy"
    form = control_brief(builder)
    assert form.read()["deliverables"][0]["tier"] == "galaxy"
    assert "量级不在本 brief 的分层方案中" in form.found.value


def test_the_page_leaves_the_form_out(form):
    shown = form._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in shown
    part = sections.Part("a", 2, "Change it?")
    sections.place([shown[MIME]], part)
    assert part.blocks == []
