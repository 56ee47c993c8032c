"""A campaign and who prepared its reports may have another name in Chinese; one name for both still runs."""

import json

import pytest

from xhs_workbench.errors import ParamsError
from xhs_workbench.findings import Text
from xhs_workbench.params import BriefParams, LiveParams
from xhs_workbench.params.brief import Brief
from xhs_workbench.params.checking import in_language
from xhs_workbench.views.report import Report
from xhs_workbench.views.wording import said

BOTH = {"en": "Puddo × autumn trial", "zh": "噗嘟 × 秋季试用"}


@pytest.fixture(scope="module")
def written():
    return BriefParams.check({"brief": "params/demo/brief.yaml"}).read_brief().model_dump(mode="json")


def test_each_language_has_its_own_name_and_the_english_one_is_the_key(written):
    brief = Brief.check({**written, "campaign": BOTH})
    assert brief.campaign == "Puddo × autumn trial"
    assert [in_language(brief.campaign, language) for language in ("en", "zh")] == list(BOTH.values())
    # A form holds both as one text, which says the same when it is read again.
    text = brief.model_dump(mode="json")["campaign"]
    assert text == "Puddo × autumn trial ／ 噗嘟 × 秋季试用"
    assert in_language(Brief.check({**written, "campaign": text}).campaign, "zh") == "噗嘟 × 秋季试用"


def test_one_name_stands_for_both(written):
    for name in ("Puddo × 618", {"zh": "Puddo × 618"}):
        brief = Brief.check({**written, "campaign": name})
        assert [in_language(brief.campaign, language) for language in ("en", "zh")] == ["Puddo × 618"] * 2
        assert type(brief.campaign) is str


@pytest.mark.parametrize("wrong", [{}, {"en": ""}, {"fr": "essai"}, {"en": "../secret"}, "a ／ ../secret", 5])
def test_what_is_no_name_is_refused(written, wrong):
    with pytest.raises(ParamsError):
        Brief.check({**written, "campaign": wrong})


def test_the_cover_names_both_in_its_language(written):
    given = {"brief": "params/demo/brief.yaml", "inputs": ["data/demo/pugongying_notes_synthetic.xlsx"]}
    maker = {"en": "Harbour & Finch", "zh": "海港与雀"}
    params = LiveParams.check({**given, "as_of": "2026-05-20", "prepared_by": maker})
    again = LiveParams.check(json.loads(json.dumps(params.to_notebook())))
    cover = Report(Brief.check({**written, "campaign": BOTH}), again, Text("Day", "日报")).cover().content
    for language, campaign, who in (
        ("en", BOTH["en"], "Harbour & Finch"),
        ("zh", BOTH["zh"], "海港与雀"),
    ):
        shown = said(cover, language)
        assert (shown["campaign"], shown["prepared_by"]) == (campaign, who)
