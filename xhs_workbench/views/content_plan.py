"""How the plan of formats and hashtags is shown."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from xhs_workbench.findings import Language, Text
from xhs_workbench.views.blocks import Block, declared
from xhs_workbench.views.charts import ranked_bars
from xhs_workbench.views.content import CLASSES
from xhs_workbench.views.tables import Column, table
from xhs_workbench.views.theme import CATEGORY

NOTE_TYPES = {"image": Text("Pictures", "图文"), "video": Text("Video", "视频")}
LEFT_OVER = Text("no place in the order", "未分配")
OPEN = Text("— open —", "— 待定 —")


@declared
def table_format_plan(
    plan: pl.DataFrame, names: Mapping[str, Text], tiers: Mapping[str, str], *, language: Language
) -> Block:
    """Show who makes which ordered note, and what that rests on.

    Args:
        plan: From `content.plan_formats`.
        names: Format -> its name.
        tiers: Tier -> its name in the reader's language.
        language: Language.
    """
    forms = {key: text.to(language) for key, text in names.items()}
    kinds = {key: text.to(language) for key, text in NOTE_TYPES.items()}
    shown = plan.with_columns(
        format=pl.col("format").replace_strict(forms, default=LEFT_OVER.to(language), return_dtype=pl.String),
        note_type=pl.col("note_type").replace_strict(kinds, default=None, return_dtype=pl.String),
        tier=pl.col("tier").replace_strict(dict(tiers), default=pl.col("tier"), return_dtype=pl.String),
        creator_name=pl.coalesce("creator_name", "creator_id", pl.lit(OPEN.to(language))),
    )
    columns = [
        Column("creator_name", Text("Creator", "博主")),
        Column("format", Text("Format", "内容形式")),
        Column("note_type", Text("Kind", "类型")),
        Column("tier", Text("Tier", "层级")),
        Column(
            "ratio", Text("Against the creator's typical note", "相对本人平均"), "number", low="lower", high="upper"
        ),
        Column("n", Text("Own notes of it", "同形式笔记"), "count"),
        Column("own_weight", Text("Weight of own notes", "自身笔记权重"), "rate"),
    ]
    note = Text(
        "1.20: expected to bring 1.2 times the interactions of the creator's typical note; 90 % interval. With few own notes the figure is mostly that of all creators.",
        "1.20 表示预计互动为本人平均的 1.2 倍；90% 区间。自己的笔记少时，主要参考全体博主。",
    )
    return table(
        shown, columns, title=Text("Who makes which note", "谁做哪一篇"), note=note, language=language, first=24
    )


@declared
def table_format_records(
    records: pl.DataFrame, creators: pl.DataFrame, names: Mapping[str, Text], *, language: Language
) -> Block:
    """Show what each format did for each creator, where there are notes enough to rank.

    Args:
        records: From `content.format_records`.
        creators: From `content.chosen_creators`.
        names: Format -> its name.
        language: Language.
    """
    forms = {key: text.to(language) for key, text in names.items()}
    joined = creators.select("creator_id", "creator_name").join(
        records, on="creator_id", how="left", maintain_order="left"
    )
    shown = joined.filter(pl.col("n") > 0).with_columns(pl.col("format").replace_strict(forms, return_dtype=pl.String))
    few = Text("not enough notes", "笔记不足").to(language)
    ranked = shown.with_columns(
        standing=pl.when(pl.col("place").is_not_null()).then(pl.col("place").cast(pl.String)).otherwise(pl.lit(few)),
        creator_name=pl.coalesce("creator_name", "creator_id"),
    )
    columns = [
        Column("creator_name", Text("Creator", "博主")),
        Column("format", Text("Format", "内容形式")),
        Column("n", Text("Own notes", "笔记数"), "count"),
        Column("raw_ratio", Text("As counted", "原始倍数"), "number"),
        Column("ratio", Text("As estimated", "估计倍数"), "number", low="lower", high="upper"),
        Column("own_weight", Text("Weight of own notes", "自身笔记权重"), "rate"),
        Column("standing", Text("Place among own formats", "本人形式排名")),
    ]
    note = Text(
        "Interactions over the creator's typical note. A place is given among formats with five notes or more, and only where two have as many.",
        "互动相对本人平均的倍数。仅在至少两种形式各有 5 篇以上时给出排名。",
    )
    return table(
        ranked,
        columns,
        title=Text("What each creator has done best", "每位博主擅长的形式"),
        note=note,
        language=language,
    )


@declared
def chart_hashtag_carriers(covered: pl.DataFrame, *, language: Language) -> Block:
    """Draw how many creators carry each planned hashtag.

    Args:
        covered: From `content.hashtag_coverage`.
        language: Language.
    """
    names = {key: text.to(language) for key, text in CLASSES.items()}
    shown = covered.select("hashtag", "tag_class", "carriers").with_columns(
        pl.col("tag_class").replace_strict(names, return_dtype=pl.String)
    )
    return ranked_bars(
        shown, label="hashtag", value="carriers", colour="tag_class", palette=dict(zip(names.values(), CATEGORY, strict=False)), axis=Text("Creators", "博主数"), language=language,
        title=Text("The hashtag mix, by creators who carry each", "话题组合：每个话题由几位博主使用"), note=Text("Click the legend to keep one class.", "点击图例可只看一类。"),
    )  # fmt: skip


@declared
def table_hashtag_pool(pool: pl.DataFrame, *, language: Language) -> Block:
    """Show what is known of each hashtag on topic: use, reach, competition, faults.

    Args:
        pool: From `content.hashtag_pool`.
        language: Language.
    """
    names = {key: text.to(language) for key, text in CLASSES.items()}
    shown = pool.filter(pl.col("on_topic")).with_columns(
        pl.col("tag_class").replace_strict(names, return_dtype=pl.String)
    )
    columns = [
        Column("hashtag", Text("Hashtag", "话题")),
        Column("tag_class", Text("Class", "类别")),
        Column("notes", Text("Notes here that use it", "样本中使用笔记"), "count", bar=True),
        Column("creators", Text("Creators", "博主数"), "count"),
        Column("search_index", Text("Search index", "搜索指数"), "count", bar=True),
        Column("rival_notes", Text("Notes under the term", "词下笔记数"), "compact"),
        Column("competition", Text("Notes per index point", "每点指数笔记数"), "number"),
        Column(f"fault_{language}", Text("Fault", "问题")),
    ]
    note = Text(
        "Index and notes are those of the term with the very same words in the search-terms export; — is unknown, not zero.",
        "搜索指数与笔记数取自搜索词导出中完全相同的词；— 表示未知，不是 0。",
    )
    return table(shown, columns, title=Text("Reach and competition", "热度与竞争"), note=note, language=language)


@declared
def table_hashtag_plan(plan: pl.DataFrame, *, language: Language) -> Block:
    """Show each creator's hashtags.

    Args:
        plan: From `content.plan_hashtags`.
        language: Language.
    """
    wide = plan.with_columns(tag="#" + pl.col("hashtag")).group_by("creator_id", "creator_name", maintain_order=True).agg(
        *(pl.col("tag").filter(pl.col("tag_class") == name).str.join(" ").alias(name) for name in CLASSES),
        at_home=((pl.col("own_notes") > 0) & (pl.col("tag_class") != "campaign")).sum(),
    ).with_columns(creator_name=pl.coalesce("creator_name", "creator_id"))  # fmt: skip
    columns = [
        Column("creator_name", Text("Creator", "博主")),
        *(Column(name, text) for name, text in CLASSES.items()),
        Column("at_home", Text("Used by them before", "本人用过"), "count"),
    ]
    return table(wide, columns, title=Text("Who carries which hashtag", "谁带哪些话题"), language=language, first=24)
