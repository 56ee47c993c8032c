"""How the words of commenters are shown: what they talk about, and what is repeated by whom."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from xhs_workbench.findings import Language, Text
from xhs_workbench.views.blocks import Block, declared
from xhs_workbench.views.tables import Column, table

DIRECTIONS = {
    "praise": Text("praised", "好评为主"),
    "blame": Text("blamed", "抱怨为主"),
    "asking": Text("asked about", "询问为主"),
    "mention": Text("mentioned", "仅提及"),
}


@declared
def table_themes(themes: pl.DataFrame, *, language: Language) -> Block:
    """Show what readers speak of: how many, how, what changed, in whose words, under which notes, and what to do.

    Args:
        themes: From `language.find_themes`.
        language: Language of labels.
    """
    columns = [
        Column("name", Text("Theme", "主题")),
        Column("comments", Text("Comments", "评论"), "count", bar=True),
        Column("share", Text("Share of all, 90 %", "占全部（90%）"), "rate", low="lower", high="upper"),
        Column("direction", Text("Mostly", "倾向")),
        Column("blame", Text("Blame", "抱怨"), "count"),
        Column("asking", Text("Ask", "询问"), "count"),
        Column("praise", Text("Praise", "好评"), "count"),
        Column("ordinary_share", Text("Under ordinary notes", "日常笔记下"), "rate"),
        Column("words", Text("Named by", "用词")),
        Column("quotes", Text("Typical, masked", "典型原话（已脱敏）")),
        Column("notes", Text("Most under", "主要出现在")),
        Column("do", Text("What to do", "建议")),
    ]
    words = {key: text.to(language) for key, text in DIRECTIONS.items()}
    shown = themes.with_columns(
        pl.col("direction").replace_strict(words, return_dtype=pl.String),
        pl.col("words").list.join("、"),
        pl.col("quotes").list.join(" ／ "),
        pl.col("notes").list.join("、"),
        name=pl.col(language),
        do=pl.col(f"do_{language}"),
    )
    known = themes["ordinary_share"].is_not_null().any()
    columns = [column for column in columns if known or column.key != "ordinary_share"]
    note = Text(
        "Matters of safety stand first, however few. A comment counts once a theme and may have several; its direction is read in the clause that names the theme. Quotes are those most like the others, not the most liked.",
        "安全类主题无论多少一律置顶。一条评论每个主题只计一次，可属多个主题；倾向按提到该主题的分句判读。原话选最有代表性的，而非点赞最多的。",
    )
    return table(shown, columns, title=Text("What readers speak of", "评论在谈什么"), note=note, language=language)


@declared
def table_topics(
    topics: pl.DataFrame, by: str, names: Mapping[str, Text], head: Text, title: Text, *, language: Language
) -> Block:
    """Show the terms that set each group of comments apart, with their chance and examples.

    Args:
        topics: From `language.find_topics`.
        by: The column that groups.
        names: Group -> its words; a group without any is shown as it is.
        head: Heading of the group column.
        title: What the table says where there is something to say.
        language: Language of labels.
    """
    shown = _grouped(topics, by, names, language).with_columns(examples=pl.col("examples").list.join(" ／ "))
    columns = [
        Column("group", head),
        Column("term", Text("Term", "词语")),
        Column("times", Text("Times as often as elsewhere", "相对其他组的倍数"), "score", bar=True),
        Column("voices", Text("People who say it", "提及人数"), "count"),
        Column("share", Text("Share of the group", "组内占比"), "rate", low="lower", high="upper"),
        Column("n", Text("People in the group", "组内人数"), "count"),
        Column("elsewhere", Text("Share elsewhere", "其他组占比"), "rate"),
        Column("chance", Text("Chance", "偶然概率"), "chance"),
        Column("examples", Text("Examples, masked", "示例（已脱敏）")),
    ]
    note = Text(
        "An account counts once a group. Chance: Fisher's exact test, corrected for every term looked at; above 5 % nothing is shown, and “times as often” is shrunk towards 1.",
        "同一账号每组只计一次。偶然概率：Fisher 精确检验，并按所查词语总数校正；高于 5% 不展示，倍数已保守处理。",
    )
    silent = Text(f"{head.en}: no word sets one apart from the others", f"{head.zh}：各组用词无明显差异")
    return table(shown, columns, title=title if topics.height else silent, note=note, language=language, first=16)


@declared
def table_copies(described: pl.DataFrame, kinds: Mapping[str, Text], *, language: Language) -> Block:
    """Show repeated wordings with who, when and how fast, unusual ones first.

    Args:
        described: From `language.describe_copies`.
        kinds: Kind -> its words.
        language: Language of labels.
    """
    times = [pl.col(name).dt.strftime("%Y-%m-%d %H:%M") for name in ("first_at", "last_at")]
    shown = described.with_columns(
        pl.col("kind").replace_strict({key: text.to(language) for key, text in kinds.items()}), *times
    )
    columns = [
        Column("kind", Text("Looks like", "特征")),
        Column("content", Text("Most frequent wording, masked", "最常见写法（已脱敏）")),
        Column("comments", Text("Comments", "评论"), "count", bar=True),
        Column("notes", Text("Notes", "笔记"), "count"),
        Column("accounts", Text("Accounts", "账号"), "count"),
        Column("accounts_expected", Text("usual", "通常"), "count"),
        Column("fastest_hour", Text("In its fastest hour", "最快一小时内"), "count"),
        Column("hour_expected", Text("usual", "通常"), "count"),
        Column("first_at", Text("First", "首次")),
        Column("last_at", Text("Last", "末次")),
        Column("chance", Text("Chance", "偶然概率"), "chance"),
    ]
    note = Text(
        "Usual: as many other comments of the same notes, drawn 100 times or more. People repeat themselves honestly; only few accounts or one hour are evidence to ask about.",
        "通常：从同笔记其他评论中随机抽取同等数量，重复 100 次以上。自然重复很常见；少数账号反复或一小时内集中，才是需要询问的线索。",
    )
    return table(
        shown, columns, title=Text("The same words again and again", "重复出现的说法"), note=note, language=language
    )


@declared
def table_intents_by(
    counted: pl.DataFrame, by: str, names: Mapping[str, Text], head: Text, title: Text, *, language: Language
) -> Block:
    """Show what each group of comments asks for; a share its group is too small to carry is left open.

    Args:
        counted: From `results.count_intents`.
        by: The column that groups.
        names: Group -> its words; a group without any is shown as it is.
        head: Heading of the group column.
        title: What the table says.
        language: Language of labels.
    """
    columns = [
        Column("group", head),
        Column("label", Text("Intent", "意图")),
        Column("comments", Text("Comments", "评论"), "count", bar=True),
        Column("share", Text("Share of the group, 90 %", "组内占比（90%）"), "rate", low="lower", high="upper"),
        Column("n", Text("Comments in the group", "组内评论"), "count"),
    ]
    note = Text(
        "A share is shown from 30 comments a group on. A comment may ask for several things, and under a note with two messages it counts for both.",
        "组内满 30 条评论才显示占比。一条评论可有多个意图；所在笔记含两个卖点时，两边都计。",
    )
    return table(_grouped(counted, by, names, language), columns, title=title, note=note, language=language, first=16)


@declared
def table_liked(
    examples: pl.DataFrame,
    by: str,
    names: Mapping[str, Text],
    head: Text,
    kinds: Mapping[str, Text],
    *,
    language: Language,
) -> Block:
    """Show the most liked comments of each group, masked.

    Args:
        examples: From `results.liked_examples`.
        by: The column that groups.
        names: Group -> its words; a group without any is shown as it is.
        head: Heading of the group column.
        kinds: Sentiment -> its words.
        language: Language of labels.
    """
    words = {key: text.to(language) for key, text in kinds.items()}
    read = pl.col("sentiment").replace_strict(words, default=None, return_dtype=pl.String)
    columns = [
        Column("group", head),
        Column("content", Text("Comment, masked", "评论（已脱敏）")),
        Column("likes", Text("Likes", "点赞"), "count"),
        Column("sentiment", Text("Read as", "判读为")),
        Column("n", Text("Comments in the group", "组内评论"), "count"),
    ]
    note = Text(
        "The most liked of each group: what readers agreed with, not what is typical. Comments too short to hold an opinion are passed over.",
        "各组点赞最多的评论：代表认同度，不代表普遍看法；过短、无观点的不列。",
    )
    shown = _grouped(examples, by, names, language).with_columns(read)
    title = Text(f"In their own words: {head.en.lower()}", f"原话：按{head.zh}")
    return table(shown, columns, title=title, note=note, language=language)


def _grouped(frame: pl.DataFrame, by: str, names: Mapping[str, Text], language: Language) -> pl.DataFrame:
    words = {key: text.to(language) for key, text in names.items()}
    group = pl.col(by).cast(pl.String)
    return frame.with_columns(group=group.replace(words) if words else group)


@declared
def table_questions(questions: pl.DataFrame, *, language: Language, most: int = 30) -> Block:
    """List the questions without an author's reply, and say how many more there are.

    Args:
        questions: From `results.open_questions`.
        language: Language of labels.
        most: Questions listed.
    """
    more = max(0, questions.height - most)
    columns = [
        Column("content", Text("Question, masked", "提问（已脱敏）")),
        Column("asked", Text("Asked about", "提问类型")),
        Column("note", Text("Note", "笔记")),
        Column("likes", Text("Likes", "点赞"), "count", bar=True),
        Column("age_days", Text("Days open", "已等天数"), "count"),
    ]
    crawled = Text("Crawls keep few replies: some may have been answered.", "抓取文件保留的回复很少，部分可能已回复。")
    rest = Text(f"{more:,} more are not listed. ", f"另有 {more:,} 条未列出。") if more else Text("", "")
    title = Text(
        f"{questions.height:,} questions without a reply, the most liked first",
        f"{questions.height:,} 条未获回复的提问（按点赞）",
    )
    note = Text(rest.en + crawled.en, rest.zh + crawled.zh)
    return table(questions.head(most), columns, title=title, note=note, language=language)
