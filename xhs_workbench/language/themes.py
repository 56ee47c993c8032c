"""What readers talk about, for the client: themes with their direction, change, quotes, and what to do.

Words of an industry's dictionary (`aspects.toml`, extended by the brief) name a theme; further themes are
sought among the
remaining words. The direction is read in the clause that names the theme: 质地好，就是刺痛 praises the texture and
blames a reaction. Each account counts once per theme. A safety matter is reported with its count, however
small.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from xhs_workbench.findings import NOTHING, Finding, Level, Text
from xhs_workbench.language.aspects import Aspect, advice
from xhs_workbench.language.cleaning import clean, clean_text
from xhs_workbench.language.opinions.lexicon import read_lexicon
from xhs_workbench.language.questions import read_clauses
from xhs_workbench.language.topics import name_whole, opinion_words, segment, terms_of
from xhs_workbench.statistics.shares import wilson_bounds
from xhs_workbench.worked_out import kept

DIRECTIONS = ("blame", "asking", "praise", "mention")
"""In order of importance: a comment that both blames and asks counts as blame."""
LEAST_VOICES = 3
MOST = 8
FOUND = 2
"""Maximum number of themes that are not in a dictionary."""
DENIED = "(?:不|没|无|未|别)[^，。！？、；]{{0,3}}(?:{words})"
"""A word of a complaint with a denial just before it."""
OVER = (
    "(?:{words})(?:都|也|就|已经|慢慢|明显|基本)?"
    "(?:下去|消下去|消了|消退|消失|退了|退掉|少了|没了|没有了|不见了|好了|好多了|好转|改善|缓解|淡了)"
)
"""A word of a complaint which says just after that it is over."""
FEARED = "(?:怕|担心|防|抗|避免|预防|以免|免得|小心|当心)[^，。！？、；]{{0,3}}(?:{words})"
"""A word of a complaint that has not happened: 怕摔, 防烫伤."""
CLAIMED = "(?:说是|说成是|号称|自称|声称|宣称|标榜|谎称|冒充|吹成)"
"""What somebody else claims is no praise of a matter of safety: 说是正品，结果查不到."""
AGAIN = "又|再次|反复|复发"
"""With one of these it is not over."""
LEFT = "‹(?:phone|email|wechat|qq|link|qr|card)›"
"""A contact that was left, as intake masks it: a seller's words are nobody's praise and no typical quote."""
FOUND_AS = "found_"
"""Begins the id of a theme that no dictionary has."""
SAME = 0.5
"""Two phrases of which half the voices are shared are one matter: the one more name is kept."""
LEAST_FOUND = 0.01
"""Share of voices that a theme outside the dictionary needs."""
COMPARED = 30
"""Minimum number of comments under ordinary notes for a change to be stated."""
SAMPLE = 200
QUOTES, NOTES, WORDS = 2, 3, 4
THEMES: dict[str, Any] = {
    "theme": pl.String,
    "en": pl.String,
    "zh": pl.String,
    "safety": pl.Boolean,
    "comments": pl.Int64,
    "voices": pl.Int64,
    "n": pl.Int64,
    "share": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "praise": pl.Int64,
    "blame": pl.Int64,
    "asking": pl.Int64,
    "mention": pl.Int64,
    "direction": pl.String,
    "ordinary_share": pl.Float64,
    "ordinary_n": pl.Int64,
    "change": pl.Float64,
    "change_low": pl.Float64,
    "change_high": pl.Float64,
    "words": pl.List(pl.String),
    "quotes": pl.List(pl.String),
    "notes": pl.List(pl.String),
    "do_en": pl.String,
    "do_zh": pl.String,
    "ask_en": pl.String,
    "ask_zh": pl.String,
}


def mark_themes(
    comments: pl.DataFrame, themes: Sequence[Aspect], text: str = "content", *, hidden: Sequence[str] = ()
) -> pl.DataFrame:
    """Find the themes of each comment, and their direction.

    Args:
        comments: Any frame with a text column.
        themes: From `aspects`.
        text: Name of the text column.
        hidden: Names in which a theme's word has no meaning: 屏障 in 屏障精华 is not an effect. Safety themes are
            read in them too.

    Returns:
        One row per comment and theme: `row` (position in the frame), `theme`, `direction` (`praise`, `blame`,
            `asking`, `mention`).
    """
    clauses = read_clauses(comments[text])
    names = sorted((name.lower() for name in hidden if name), key=len, reverse=True)
    body = (
        pl.col("clause").str.replace_many(names, ["#"] * len(names), leftmost=True)
        if names
        else pl.col("clause")
    )
    # The brief's own words may name a reaction (换季泛红), so nothing is hidden from safety themes.
    named = {
        one.name: _outside(pl.col("clause") if one.safety else body, one.hides).str.contains_any(
            list(one.words)
        )
        for one in themes
        if one.words
    }
    if clauses.is_empty() or not named:
        return pl.DataFrame(schema={"row": pl.UInt32, "theme": pl.String, "direction": pl.String})
    # What a clause says is read once, however many people say it.
    found = clauses.select(pl.col("clause").unique()).with_columns(**named)
    found = found.filter(pl.any_horizontal(list(named)))
    found = found.with_columns(
        polarity=pl.Series(read_lexicon(clean(found["clause"])).polarity, dtype=pl.Float64)
    )
    tall = found.unpivot(
        index=["polarity", "clause"], on=list(named), variable_name="theme", value_name="says"
    ).filter("says")
    for one in themes:
        if (one.felt or one.safety) and one.words:
            tall = tall.with_columns(
                polarity=pl.when(pl.col("theme") == one.name).then(_of_harm(one)).otherwise("polarity")
            )
    place = pl.col("theme").replace_strict(list(named), range(len(named)), return_dtype=pl.Int64)
    said = clauses.select("row", "asks", "clause").join(
        tall.select("clause", "theme", "polarity"), on="clause", maintain_order="left"
    )
    each = said.group_by("row", "theme", maintain_order=True).agg(
        pl.col("asks").any(), pl.col("polarity").sum()
    )
    each = each.sort(place, maintain_order=True)
    direction = (
        pl.when(pl.col("asks"))
        .then(pl.lit("asking"))
        .when(pl.col("polarity") < 0)
        .then(pl.lit("blame"))
        .when(pl.col("polarity") > 0)
        .then(pl.lit("praise"))
        .otherwise(pl.lit("mention"))
    )
    return each.select("row", "theme", direction=direction)


def _outside(clause: pl.Expr, longer: Sequence[str]) -> pl.Expr:
    """Return a clause without the longer words in which a theme's own have no meaning."""
    return clause.str.replace_many(list(longer), ["#"] * len(longer), leftmost=True) if longer else clause


def _of_harm(one: Aspect) -> pl.Expr:
    """Return the polarity of a clause on a matter of safety: what is over, claimed, denied, feared or simply happened."""
    clause, polarity = pl.col("clause").str, pl.col("polarity")

    def said(form: str, words: Sequence[str]) -> pl.Expr:
        return clause.contains(form.format(words="|".join(map(re.escape, words)))) if words else pl.lit(False)

    happened = polarity.eq(0) & said("{words}", one.complaining) & ~said(FEARED, one.complaining)
    return (
        pl.when(said(OVER, one.words) & ~clause.contains(AGAIN))
        .then(1.0)
        .when(polarity.gt(0) & clause.contains(CLAIMED))
        .then(0.0)
        .when(happened)
        .then(pl.when(said(DENIED, one.words)).then(1.0).otherwise(-1.0))
        .otherwise(polarity)
    )


@kept
def find_themes(
    comments: pl.DataFrame,
    themes: Sequence[Aspect],
    *,
    ordinary: pl.DataFrame | None = None,
    notes: pl.DataFrame | None = None,
    words: Sequence[str] = (),
    most: int = MOST,
) -> pl.DataFrame:
    """Say what readers talk about most, safety matters first.

    Args:
        comments: Readers' comments: `content`, and where known `note_id` and `commenter_hash`.
        themes: From `aspects`.
        ordinary: Readers' comments under the same creators' other notes; None or fewer than 30 leave the
            change unknown.
        notes: The `Notes` table, for the titles of notes with the theme.
        words: The brief's own words: kept whole, and never a theme themselves.
        most: Maximum number of themes, not counting safety matters.

    Returns:
        One row per theme, with the columns of `THEMES`: comments and different voices, its share of all `n`
            comments
        with a 90 % Wilson interval, comments by direction, the most frequent `direction`, the same share
        under ordinary notes and the change in points with a 90 % interval (Newcombe 1998, method 10), the
        words that named it (for
        safety: in complaints), two typical quotes (masked), the notes with it, and what to do. A theme needs
        three voices, except for safety.
    """
    spoken = comments.drop_nulls("content")
    marked = mark_themes(spoken, themes, hidden=words)
    more = _find_new_themes(spoken, marked, words)
    marked = pl.concat([marked, mark_themes(spoken, more)]) if more else marked
    if marked.is_empty():
        return pl.DataFrame(schema=THEMES)
    marked = _no_sellers_praise(marked, spoken)
    before = _ordinary(ordinary, [*themes, *more], words)
    voiced = marked.join(_voices(spoken), on="row")
    rows = [
        _theme_row(one, voiced.filter(pl.col("theme") == one.name), spoken, before, notes)
        for one in (*themes, *more)
    ]
    kept = [row for row in rows if row["comments"] and (row["safety"] or row["voices"] >= LEAST_VOICES)]
    frame = _with_shares(
        pl.DataFrame(kept, schema={name: kind for name, kind in THEMES.items() if name not in SHARES})
    )
    harmed = pl.col("blame") * pl.col("safety")  # of safety, what most complain of is said first
    ranked = frame.sort(
        "safety", harmed, "voices", "comments", "theme", descending=[True, True, True, True, False]
    )
    plain = ranked.filter(~pl.col("safety")).head(most)
    return pl.concat([ranked.filter("safety"), plain]).select(list(THEMES))


SHARES = ("share", "lower", "upper", "change", "change_low", "change_high")


def _no_sellers_praise(marked: pl.DataFrame, spoken: pl.DataFrame) -> pl.DataFrame:
    """Count what somebody who sells or leaves a contact praises as a mention."""
    praised = spoken.with_row_index("row").join(
        marked.filter(pl.col("direction") == "praise"), on="row", how="semi"
    )
    sellers = praised["row"].filter(_sells(praised["content"]))
    sells = pl.col("row").is_in(sellers.implode()) & (pl.col("direction") == "praise")
    return marked.with_columns(direction=pl.when(sells).then(pl.lit("mention")).otherwise("direction"))


def _sells(texts: pl.Series) -> pl.Series:
    """Say whether a comment leaves a contact or sells, swaps or invites."""
    return texts.str.contains(LEFT) | pl.Series(read_lexicon(clean(texts)).promotes, dtype=pl.Boolean)


def _voices(spoken: pl.DataFrame) -> pl.DataFrame:
    own = pl.concat_str(pl.lit("row "), pl.int_range(pl.len()).cast(pl.String))
    voice = pl.coalesce("commenter_hash", own) if "commenter_hash" in spoken.columns else own
    return spoken.select(voice=voice).with_row_index("row")


def _ordinary(
    ordinary: pl.DataFrame | None, themes: Sequence[Aspect], hidden: Sequence[str]
) -> tuple[dict[str, int], int]:
    said = ordinary.drop_nulls("content") if ordinary is not None else pl.DataFrame()
    if said.height < COMPARED:
        return {}, 0
    counted = mark_themes(said, themes, hidden=hidden).group_by("theme").len()
    return {one.name: 0 for one in themes} | dict(counted.iter_rows()), said.height


def _theme_row(
    one: Aspect,
    mine: pl.DataFrame,
    spoken: pl.DataFrame,
    before: tuple[dict[str, int], int],
    notes: pl.DataFrame | None,
) -> dict[str, Any]:
    counts = dict(mine.group_by("direction").len().iter_rows())
    by = {name: int(counts.get(name, 0)) for name in DIRECTIONS}
    direction = max(DIRECTIONS[:-1], key=lambda name: by[name]) if mine.height > by["mention"] else "mention"
    asked = "found" if one.name.startswith(FOUND_AS) else "approved" if one.approved else "asking"
    # A theme that nobody asks about or judges holds nothing to answer.
    act = (
        "found"
        if asked == "found" or direction == "mention"
        else asked
        if direction == "asking"
        else direction
    )
    alarming = one.safety and mine.height > by["praise"]
    do = one.advise("safety" if alarming else act)
    hits, n = before
    texts = spoken[mine["row"].to_list()]
    heard = "blame" if one.safety and by["blame"] else direction
    of_it = texts["content"].filter(mine["direction"] == heard) if one.safety else texts["content"]
    return {
        "theme": one.name,
        "en": one.label.en,
        "zh": one.label.zh,
        "safety": one.safety,
        "comments": mine.height,
        "voices": mine["voice"].n_unique(),
        "n": spoken.height,
        **by,
        "direction": direction,
        "ordinary_n": n or None,
        "ordinary_share": hits[one.name] / n if n else None,
        "words": [f"{one.label.zh.strip('“”')} {mine.height:,}"]
        if asked == "found"
        else _named_by(of_it, one.words),
        "quotes": _typical(texts["content"], mine["direction"], heard),
        "notes": _under(texts, notes),
        "do_en": do.en,
        "do_zh": do.zh,
        "ask_en": one.advise(asked).en,
        "ask_zh": one.advise(asked).zh,
    }


def _named_by(texts: pl.Series, words: Sequence[str]) -> list[str]:
    """Return the words by which most comments name a theme, each with its count."""
    cleaned = clean_text(texts)
    counts = {word: int(cleaned.str.contains(word, literal=True).sum()) for word in words}
    ranked = sorted((word for word, count in counts.items() if count), key=lambda word: (-counts[word], word))
    return [f"{word} {counts[word]:,}" for word in ranked[:WORDS]]


def _typical(texts: pl.Series, directions: pl.Series, direction: str) -> list[str]:
    """Return two masked quotes: comments typical of the theme's direction, but not alike."""
    of_it = texts.filter(directions == direction)
    chosen = of_it.unique(maintain_order=True)
    sizes = chosen.str.len_chars().is_between(5, 60)
    chosen = chosen.filter(sizes) if sizes.any() else chosen
    chosen = chosen.sample(min(SAMPLE, len(chosen)), seed=0) if len(chosen) else chosen
    chosen = chosen.filter(~_sells(chosen))
    pairs = [{text[i : i + 2] for i in range(len(text) - 1)} for text in chosen]
    like = _alike(pairs)
    quotes: list[int] = []
    for at in np.argsort(-like.sum(axis=1), kind="stable") if pairs else ():
        if all(like[at, other] < 0.5 for other in quotes):
            quotes.append(int(at))
        if len(quotes) == QUOTES:
            break
    return [chosen[at] for at in quotes]


def _alike(sets: Sequence[set[str]]) -> NDArray[np.float64]:
    """Return what every two sets share of both together, 0 to 1; nothing of two empty ones.

    >>> _alike([{"好用", "用的"}, {"好用"}, set()]).round(2).tolist()
    [[1.0, 0.5, 0.0], [0.5, 1.0, 0.0], [0.0, 0.0, 0.0]]
    """
    places = {part: at for at, part in enumerate(dict.fromkeys(part for one in sets for part in one))}
    holds = np.zeros((len(sets), len(places)))
    for number, one in enumerate(sets):
        holds[number, [places[part] for part in one]] = 1
    both, sizes = holds @ holds.T, holds.sum(axis=1)
    return np.asarray(both / np.maximum(sizes[:, None] + sizes[None, :] - both, 1))


def _under(texts: pl.DataFrame, notes: pl.DataFrame | None) -> list[str]:
    if notes is None or "note_id" not in texts.columns:
        return []
    named = notes.select("note_id", name=pl.coalesce("creator_name", "title", "note_id")).unique(
        "note_id", keep="last"
    )
    counted = texts.group_by("note_id").len().sort("len", "note_id", descending=[True, False]).head(NOTES)
    shown = counted.join(named, on="note_id", how="left", maintain_order="left")
    return [
        f"{name or note} ({count:,})"
        for note, count, name in shown.select("note_id", "len", "name").iter_rows()
    ]


def _with_shares(rows: pl.DataFrame) -> pl.DataFrame:
    here = wilson_bounds(rows, "comments", "n")
    hits = (pl.col("ordinary_share") * pl.col("ordinary_n")).round(0).cast(pl.Int64)
    there = wilson_bounds(rows.with_columns(hits=hits), "hits", "ordinary_n")
    change = here["share"] - there["share"]
    low = change - ((here["share"] - here["lower"]) ** 2 + (there["upper"] - there["share"]) ** 2).sqrt()
    high = change + ((here["upper"] - here["share"]) ** 2 + (there["share"] - there["lower"]) ** 2).sqrt()
    return here.with_columns(change=change, change_low=low, change_high=high)


def _find_new_themes(spoken: pl.DataFrame, marked: pl.DataFrame, words: Sequence[str]) -> list[Aspect]:
    """Name topics that many voices mention with an opinion or a question and that are not in the dictionary."""
    taken = pl.Series("row", marked["row"].unique(), dtype=pl.UInt32)
    # Who speaks is a number here: only whether two are the same person counts.
    voices_of = _voices(spoken).with_columns(pl.col("voice").rank("dense"))
    rest = spoken.select("content").hstack(voices_of).filter(~pl.col("row").is_in(taken.implode()))
    if rest.is_empty():
        return []
    unique = rest["content"].unique(maintain_order=True)
    barred = opinion_words()
    cuts = list(segment(clean_text(unique).to_list(), words))
    terms = [
        sorted(t for t in terms_of(cut, opinions=False) if t not in barred and len(t) > 1) for cut in cuts
    ]
    of_text = np.repeat(np.arange(len(terms)), [len(one) for one in terms])
    flat = pl.Series("term", [term for one in terms for term in one], dtype=pl.String)
    heard = rest.join(pl.DataFrame({"content": unique.gather(of_text), "term": flat}), on="content")
    counted = heard.group_by("term").agg(voices=pl.col("voice").n_unique())
    least = max(LEAST_VOICES, int(np.ceil(LEAST_FOUND * spoken.height)))
    often = counted.filter(pl.col("voices") >= least)
    who_said = heard.join(often, on="term").group_by("term", "voices").agg(who=pl.col("voice").unique())
    ranked = who_said.sort("voices", pl.col("term").str.len_chars(), "term", descending=[True, True, False])
    named: dict[str, set[str]] = {}
    for term, voices in ranked.select("term", "who").iter_rows():
        who = set(voices)
        if not term.isascii() and not any(
            term in other or other in term or len(who & theirs) >= SAME * len(who)
            for other, theirs in named.items()
        ):
            named[term] = who
        if len(named) == FOUND:
            break
    said = ["".join(cut) for cut in cuts]
    whole = {
        term: name_whole(
            term, [cut for cut, text in zip(cuts, said, strict=True) if term in text], opinions=False
        )
        for term in named
    }
    return [
        Aspect(f"{FOUND_AS}{term}", Text(f"“{said}”", f"“{said}”"), (term,)) for term, said in whole.items()
    ]


def theme_findings(themes: pl.DataFrame, comments: int) -> list[Finding]:
    """State what a brand wants to know first: safety with its count, then the most blamed, asked and praised themes.

    Args:
        themes: From `find_themes`.
        comments: How many comments were read.
    """
    said = [_safety(row) for row in themes.filter("safety").iter_rows(named=True)]
    # A phrase that is only frequent names no matter a reader would recognise; it stands in the table.
    plain = themes.filter(~pl.col("safety") & ~pl.col("theme").str.starts_with(FOUND_AS))
    for direction, level in (("blame", Level.REVIEW), ("asking", Level.REVIEW), ("praise", Level.PASS)):
        top = plain.filter(pl.col(direction) >= LEAST_VOICES).sort(direction, descending=True).head(1)
        said += [
            _most(row, direction, level, _beside_safety(themes, direction, row))
            for row in top.iter_rows(named=True)
        ]
    if not said:
        text = Text(
            f"No theme is named by three of {comments:,} comments.",
            f"{comments:,} 条评论中没有三人以上共同提到的主题。",
        )
        return [Finding("no_theme", Level.PASS, text, n=comments)]
    return said


def _beside_safety(themes: pl.DataFrame, direction: str, row: dict[str, Any]) -> bool:
    """Say whether a safety theme has as many such comments as the theme called first, which is then first of the others only."""
    most = themes.filter("safety")[direction].max()
    return isinstance(most, int) and most >= int(row[direction])


def _safety(row: dict[str, Any]) -> Finding:
    named = row["words"] if row["blame"] else []
    heard, heard_zh = (f" ({', '.join(named)})", f"（{'、'.join(named)}）") if named else ("", "")
    worst = row["blame"] + row["asking"] + row["mention"]
    text = Text(
        (
            f"{row['en']}: {row['comments']:,} of {row['n']:,} comments name it; {row['blame']:,} "
            f"complain{heard}, {row['asking']:,} ask, {row['praise']:,} say there is none or it got "
            "better."
        ),
        (
            f"{row['zh']}：{row['n']:,} 条评论中有 {row['comments']:,} 条提到；抱怨 {row['blame']:,} 条{heard_zh}、询问 "
            f"{row['asking']:,} 条、表示没有或好转 {row['praise']:,} 条。"
        ),
    )
    level = Level.FAIL if row["blame"] else Level.REVIEW if worst else Level.PASS
    return Finding(
        "safety_theme", level, text, Text(row["do_en"], row["do_zh"]) if worst else NOTHING, n=row["comments"]
    )


VERBS = {"blame": ("blamed", "抱怨"), "asking": ("asked about", "询问"), "praise": ("praised", "好评")}


def _most(row: dict[str, Any], direction: str, level: Level, beside_safety: bool) -> Finding:
    en, zh = VERBS[direction]
    besides = Text(" besides safety", "除安全类外，") if beside_safety else NOTHING
    quote = f" “{row['quotes'][0]}”" if row["quotes"] and row["direction"] == direction else ""
    text = Text(
        (
            f"Most {en}{besides.en}: {row['en'].lower()}, in {row[direction]:,} of {row['comments']:,} comments on "
            f"it.{quote}"
        ),
        f"{besides.zh}{zh}最多的是“{row['zh']}”：{row['comments']:,} 条相关评论中有 {row[direction]:,} 条。{quote.strip()}",
    )
    own, asked = Text(row["do_en"], row["do_zh"]), Text(row["ask_en"], row["ask_zh"])
    do = own if row["direction"] == direction else asked if direction == "asking" else advice(direction)
    return Finding(f"most_{direction}", level, text, do, n=row["comments"])
