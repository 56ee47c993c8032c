"""How drafts, their remarks and the rules behind them are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from xhs_workbench.findings import Language, Text
from xhs_workbench.views.blocks import Block, declared
from xhs_workbench.views.tables import Column, table

LEVELS = {"FAIL": Text("Must change", "必须修改"), "REVIEW": Text("To check", "需确认")}
VERDICTS = {"kept": Text("Kept", "转达"), "refused": Text("Refused", "不转达"), "unclear": Text("Held back", "暂缓")}
KINDS = {"legal": Text("Law", "法律"), "platform": Text("Platform", "平台"), "setting": Text("Setting", "设置")}


@declared
def table_drafts(drafts: pl.DataFrame, *, language: Language) -> Block:
    """Show the reviewer what each draft needs (see `content.tabulate_drafts`)."""
    columns = [
        Column("creator_name", Text("Creator", "博主")),
        Column("draft_id", Text("Draft", "稿件")),
        Column("draft_round", Text("Round", "轮次"), "count"),
        Column("title", Text("Title", "标题")),
        Column("to_change", Text("Must change", "必须修改"), "count"),
        Column("to_check", Text("To check", "需确认"), "count"),
        Column("overridden", Text("Let stand", "已豁免"), "count"),
        Column("messages_present", Text("Messages present", "信息明确"), "count"),
        Column("messages_weak", Text("weak", "较弱"), "count"),
        Column("messages_missing", Text("missing", "缺失"), "count"),
        Column("resolved", Text("Settled", "已解决"), "count"),
        Column("still_open", Text("Still open", "仍未解决"), "count"),
        Column("new", Text("New", "新增"), "count"),
    ]
    note = Text("A draft without remarks is not cleared; no rule fired.", "没有意见不等于审核通过，仅表示未命中规则。")
    return table(drafts, columns, title=Text("What each draft needs", "每份初稿需要什么"), note=note, language=language)


@declared
def table_remarks(remarks: pl.DataFrame, *, language: Language) -> Block:
    """Show every remark with what to write instead (see `content.tabulate_remarks`)."""
    columns = [
        Column("creator_name", Text("Creator", "博主")),
        Column("level", Text("Weight", "程度")),
        Column("about", Text("About", "问题")),
        Column("quote", Text("The words", "原文")),
        Column("instead", Text("Instead", "建议")),
        Column("reason", Text("Let stand because", "豁免原因")),
        Column("basis", Text("Rests on", "依据")),
    ]
    shown = _labelled(remarks, "level", LEVELS, language)
    note = Text("About compliance and accuracy only; style is the creator's.", "仅涉及合规与事实；风格由博主决定。")
    return table(shown, columns, title=Text("Every remark", "全部意见"), note=note, language=language)


@declared
def table_rules(rules: pl.DataFrame, *, language: Language) -> Block:
    """Show which rules were tried and which fired (see `content.tabulate_rules`)."""
    columns = [
        Column("rule_class", Text("Class", "类别")),
        Column("about", Text("Rule", "规则")),
        Column("level", Text("Weight", "程度")),
        Column("tried", Text("Drafts tried", "尝试份数"), "count"),
        Column("fired", Text("Drafts it fired on", "命中份数"), "count"),
        Column("why_not", Text("Not tried because", "未尝试原因")),
        Column("kind", Text("Kind", "性质")),
        Column("basis", Text("Rests on", "依据")),
        Column("since", Text("Since", "生效")),
        Column("grade", Text("Grade", "证据等级")),
    ]
    shown = _labelled(_labelled(rules, "level", LEVELS, language), "kind", KINDS, language)
    note = Text(
        "A rule that did not fire found none of its words; it does not say that the draft is in order.",
        "未命中表示没有出现规则中的表述，并不表示初稿没有问题。",
    )
    return table(shown, columns, title=Text("Rules tried", "已尝试的规则"), note=note, language=language)


@declared
def table_judged(judged: pl.DataFrame, *, language: Language) -> Block:
    """Show a reviewer's own remarks, kept or refused with the reason (see `content.judge_remarks`)."""
    columns = [
        Column("draft_id", Text("Draft", "稿件")),
        Column("remark", Text("Remark", "意见")),
        Column("verdict", Text("Verdict", "处理")),
        Column("why", Text("Why", "原因")),
    ]
    shown = _labelled(judged, "verdict", VERDICTS, language)
    return table(shown, columns, title=Text("The reviewer's own remarks", "审稿人意见"), language=language)


def _labelled(frame: pl.DataFrame, column: str, names: Mapping[str, Text], language: Language) -> pl.DataFrame:
    labels = {key: text.to(language) for key, text in names.items()}
    return frame.with_columns(pl.col(column).replace_strict(labels, default=pl.col(column), return_dtype=pl.String))


@declared
def pages_drafts(pages: Sequence[Mapping[str, Any]], *, language: Language) -> Block:
    """Show one page a draft, its text marked where a remark or a key message stands (see `content.page_drafts`)."""
    return Block("drafts", {"pages": list(pages)}, language)
