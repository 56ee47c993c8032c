"""Who carries which hashtag: the brief's on every note; category and long-tail tags are spread evenly over creators."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from xhs_workbench.content.planning.hashtag_faults import hashtag_faults, plain_tag, rules
from xhs_workbench.content.planning.hashtags import mix_hashtags, tags_of
from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.params.brief import Brief

BREADTH = {"category": 6, "long_tail": 12}
"""Maximum number of tags of a class in the whole campaign; our own setting."""
SHORTEST = 2


def hashtag_pool(
    notes: pl.DataFrame, brief: Brief, search: pl.DataFrame, banned: Collection[str] = ()
) -> pl.DataFrame:
    """Collect the tags that could be used, with their known reach and competition.

    Args:
        notes: The `Notes` table of creators' own notes.
        brief: The brief: its hashtags are the class `campaign`; its terms, interests and product define what
            is on topic.
        search: The `search_index` table; may be empty. A tag is looked up by its exact words, on the latest
            day.
        banned: The analyst's own list of words.

    Returns:
        One row a tag: `hashtag`, `tag_class`, `notes`, `creators`, `search_index` (reach: the platform's
            index, no count
        of people), `rival_notes` (organic + commercial notes under the term), `competition` (rival notes per
        unit of index), all three null without an export; `on_topic`, `fault` (worst fault's name or null)
        with `fault_en` and `fault_zh`, and `usable`. Search terms on topic that nobody uses as a tag are
        added as `long_tail` with 0 notes.
    """
    used = mix_hashtags(notes, brief, most=400).select("hashtag", "tag_class", "notes", "creators")
    campaign = pl.DataFrame(
        {"hashtag": [plain_tag(tag) for tag in brief.inclusions.hashtags]}, schema={"hashtag": pl.String}
    )
    zero = {"notes": pl.lit(0, dtype=pl.Int64), "creators": pl.lit(0, dtype=pl.Int64)}
    unused = (
        campaign.unique(maintain_order=True)
        .join(used, on="hashtag", how="anti")
        .with_columns(tag_class=pl.lit("campaign"), **zero)
    )
    terms = _terms(search)
    fresh = (
        terms.select("hashtag").join(used, on="hashtag", how="anti").join(unused, on="hashtag", how="anti")
    )
    every = pl.concat(
        [used, unused, fresh.with_columns(tag_class=pl.lit("long_tail"), **zero)], how="diagonal"
    )
    judged = every.join(terms, on="hashtag", how="left", maintain_order="left").with_columns(
        on_topic=pl.col("hashtag").map_elements(lambda tag: _on_topic(tag, brief), return_dtype=pl.Boolean)
        | (pl.col("tag_class") == "campaign")
    )
    faults = (
        hashtag_faults(judged["hashtag"].to_list(), brief, banned)
        .sort("level")
        .group_by("hashtag", maintain_order=True)
    )
    worst = faults.agg(
        pl.col("fault").first(), fault_en=pl.col("why_en").first(), fault_zh=pl.col("why_zh").first()
    )
    known = judged.filter(pl.col("on_topic") | (pl.col("notes") > 0)).join(
        worst, on="hashtag", how="left", maintain_order="left"
    )
    return known.with_columns(usable=pl.col("on_topic") & pl.col("fault").is_null()).sort(
        ["usable", "search_index", "notes", "hashtag"], descending=[True, True, True, False], nulls_last=True
    )


def _terms(search: pl.DataFrame) -> pl.DataFrame:
    """Return one row per search term: its latest index and the notes that compete under it."""
    latest = search.sort("day").group_by("term", maintain_order=True).last()
    rivals = pl.sum_horizontal("organic_notes", "commercial_notes", ignore_nulls=True)
    known = pl.any_horizontal(pl.col("organic_notes", "commercial_notes").is_not_null())
    return (
        latest.select(
            hashtag=pl.col("term").map_elements(plain_tag, return_dtype=pl.String),
            search_index=pl.col("index"),
            rival_notes=pl.when(known).then(rivals).cast(pl.Int64),
        )
        .filter(pl.col("hashtag") != "")
        .unique("hashtag", keep="first", maintain_order=True)
        .with_columns(
            competition=pl.when(pl.col("search_index") > 0).then(
                pl.col("rival_notes") / pl.col("search_index")
            )
        )
    )


def _on_topic(tag: str, brief: Brief) -> bool:
    own = [*brief.brand.terms, *brief.audience.interests, brief.brand.product.zh, brief.brand.name.zh]
    own += [phrase for message in brief.messages for phrase in message.phrases]
    words = [plain_tag(word) for word in [*own, *rules()["industry_words"][brief.brand.industry]]]
    return any(
        len(word) >= SHORTEST and (word in tag or (len(tag) > SHORTEST and tag in word)) for word in words
    )


def plan_hashtags(
    pool: pl.DataFrame, creators: pl.DataFrame, notes: pl.DataFrame, *, category: int = 2, long_tail: int = 1
) -> pl.DataFrame:
    """Give each creator the campaign's tags and an even share of the others.

    A creator gets the tags with the fewest carriers so far; among these first one they have used themselves,
    then one with more reach, then less competition, then more use. The carriers of two tags of a class thus
    differ by one at most.

    Args:
        pool: From `hashtag_pool`; only `usable` tags are given, the campaign's always.
        creators: `creator_id` and `creator_name`, one row per note to plan.
        notes: The `Notes` table, for the tags each creator has used.
        category: Category tags per note.
        long_tail: Long-tail tags per note.

    Returns:
        One row a creator and tag: `creator_id`, `creator_name`, `tag_class`, `hashtag`, `own_notes` (the
            creator's own
        notes that carried it).
    """
    habits = _habits(notes, creators)
    rows = []
    load: dict[str, int] = {}
    choices = {name: _candidates(pool, name, most) for name, most in BREADTH.items()}
    campaign = pool.filter(pl.col("tag_class") == "campaign")["hashtag"].sort().to_list()
    for creator, name in creators.select("creator_id", "creator_name").iter_rows():
        own = habits.get(creator, {})
        given = [("campaign", tag) for tag in campaign]
        for tag_class, wanted in (("category", category), ("long_tail", long_tail)):
            ranked = sorted(
                enumerate(choices[tag_class]), key=lambda c: (load.get(c[1], 0), -own.get(c[1], 0), c[0])
            )
            chosen = [tag for _, tag in ranked[:wanted]]
            load.update({tag: load.get(tag, 0) + 1 for tag in chosen})
            given += [(tag_class, tag) for tag in chosen]
        rows += [(creator, name, tag_class, tag, own.get(tag, 0)) for tag_class, tag in given]
    schema = {
        "creator_id": pl.String,
        "creator_name": pl.String,
        "tag_class": pl.String,
        "hashtag": pl.String,
        "own_notes": pl.Int64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _habits(notes: pl.DataFrame, creators: pl.DataFrame) -> dict[str, dict[str, int]]:
    own = notes.filter(
        pl.col("creator_id").is_in(creators["creator_id"].implode())
        & ~pl.col("is_commercial").fill_null(False)
    )
    counted = (
        own.select("creator_id", tags=tags_of())
        .explode("tags")
        .drop_nulls("tags")
        .group_by("creator_id", "tags")
        .len()
    )
    found: dict[str, dict[str, int]] = {}
    for creator, tag, count in counted.iter_rows():
        found.setdefault(creator, {})[tag] = count
    return found


def _candidates(pool: pl.DataFrame, tag_class: str, most: int) -> list[str]:
    """Take the class's best tags: category by reach, long-tail by least competition, else by use."""
    own = pool.filter((pl.col("tag_class") == tag_class) & pl.col("usable"))
    by = ["search_index", "notes"] if tag_class == "category" else ["competition", "notes"]
    order = own.sort([*by, "hashtag"], descending=[tag_class == "category", True, False], nulls_last=True)
    return order["hashtag"].head(most).to_list()


def hashtag_coverage(plan: pl.DataFrame, pool: pl.DataFrame) -> pl.DataFrame:
    """Count who carries what.

    Returns:
        One row a planned tag: `tag_class`, `hashtag`, `carriers`, `share` (of the creators planned for),
            `at_home`
        (carriers who used it before), `search_index`, `competition`.
    """
    total = max(plan["creator_id"].n_unique(), 1)
    counted = plan.group_by("tag_class", "hashtag").agg(
        carriers=pl.len().cast(pl.Int64), at_home=(pl.col("own_notes") > 0).sum().cast(pl.Int64)
    )
    order = pl.DataFrame({"tag_class": ["campaign", "category", "long_tail"], "at": [0, 1, 2]})
    return (
        counted.with_columns(share=pl.col("carriers") / total)
        .join(pool.select("hashtag", "search_index", "competition"), on="hashtag", how="left")
        .join(order, on="tag_class", how="left")
        .sort(["at", "carriers", "hashtag"], descending=[False, True, False])
        .select("tag_class", "hashtag", "carriers", "share", "at_home", "search_index", "competition")
    )


def mix_findings(plan: pl.DataFrame, pool: pl.DataFrame) -> list[Finding]:
    """Say whether the mix is even, how many tags a note gets, and what the files do not say about reach."""
    if plan.is_empty():
        return [
            Finding(
                "hashtag_plan",
                Level.REVIEW,
                Text("There are no creators to plan hashtags for.", "没有可安排话题的达人。"),
            )
        ]
    per_note = max(plan.group_by("creator_id").len()["len"].to_list())
    low, high = rules()["limits"]["advised"]
    said = Text(
        f"Each note gets {per_note} hashtags; practitioners advise {low} to {high}.",
        f"每篇 {per_note} 个话题，从业者建议 {low}–{high} 个。",
    )
    level = Level.PASS if low <= per_note <= high else Level.REVIEW
    found = [Finding("hashtags_per_note", level, said, n=plan["creator_id"].n_unique())]
    for tag_class, name in (("category", Text("category", "品类")), ("long_tail", Text("long-tail", "长尾"))):
        carried = plan.filter(pl.col("tag_class") == tag_class).group_by("hashtag").len()["len"].to_list()
        if carried:
            span = f"{min(carried)}" if min(carried) == max(carried) else f"{min(carried)}–{max(carried)}"
            text = Text(
                f"{name.en.capitalize()} hashtags: {len(carried)}, each carried by {span} creators.",
                f"{name.zh}话题 {len(carried)} 个，每个由 {span} 位达人使用。",
            )
            found.append(Finding(f"hashtags_{tag_class}", Level.PASS, text, n=len(carried)))
    unknown = (
        plan.select("hashtag")
        .unique()
        .join(pool.filter(pl.col("search_index").is_not_null()), on="hashtag", how="anti")
        .height
    )
    if unknown:
        total = plan["hashtag"].n_unique()
        text = Text(
            f"Reach is unknown for {unknown} of {total} hashtags.",
            f"{total} 个话题中有 {unknown} 个热度未知。",
        )
        fix = Text("Add the 聚光 search-terms export that covers them.", "请补充包含这些词的聚光搜索词导出。")
        found.append(Finding("hashtag_reach_unknown", Level.REVIEW, text, fix, n=unknown))
    return found
