"""Advice that speaks of our files and keys stays with us; what a client can do is told."""

import pytest

from xhs_workbench import views
from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.views.audience import for_audience

OURS = [
    Text("List every sale under `promotions` in brief.yaml and run again.", "请在 brief.yaml 中列出后重跑。"),
    Text("Add the creators' other notes (`history`).", "请补充博主的其他笔记（history）。"),
    Text("The parameter is empty.", "参数 memory 为空。"),
    Text("Add the day's comment crawl to `inputs`.", "请在 inputs 中加入当日评论抓取。"),
]
THEIRS = [
    Text("Answer it under the note.", "在笔记下回复。"),
    Text("Ask the creator for her screen of the last 90 days.", "请博主提供近 90 天后台截图。"),
    Text("Agree on it in the brief.", "请在 brief 中约定。"),
    Text("Buy the keywords in 聚光.", "请在聚光投放关键词。"),
]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("fix", "told"), [(fix, False) for fix in OURS] + [(fix, True) for fix in THEIRS])
def test_a_client_reads_no_advice_on_our_files(language, fix, told):
    finding = Finding("plan", Level.REVIEW, Text("It fell short.", "未达成。"), fix)
    block = views.findings([finding]).to_json(language)
    for audience, wanted in (("internal", fix.to(language)), ("client", fix.to(language) if told else "")):
        [shown] = for_audience([block], audience)
        [item] = shown["data"]["items"]
        assert (item["text"], item["fix"]) == (Text("It fell short.", "未达成。").to(language), wanted)
