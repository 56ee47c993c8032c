"""What worked: formats, messages, hashtags, timing, without the creator's own level.

Associations, never causes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import polars as pl

from xhs_workbench.errors import ParamsError, Problem
from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.metrics.note_effects import contrast, effects_within
from xhs_workbench.params.brief import Brief
from xhs_workbench.results.counting.how_sure import if_trusted
from xhs_workbench.results.learning.note_features import level_names, note_features
from xhs_workbench.results.learning.within_creator import (
    p_values,
    slopes_across,
    spoken_sums,
    student,
)
from xhs_workbench.statistics.many_looks import false_discovery, holm
from xhs_workbench.worked_out import kept

LEAST_NOTES = 10
LEAST_CREATORS = 8
"""Minimum number of notes with a feature, by creators who also post without it, for the feature to be
judged."""
CONTROLS = 2
"""Columns of the design of which nothing is said: paid, and age."""
SCREEN_RATE = 0.1
CLAIM_LEVEL = 0.05
SHOWN = {
    "family": pl.String,
    "level": pl.String,
    "en": pl.String,
    "zh": pl.String,
    "change": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "across_change": pl.Float64,
    "p": pl.Float64,
    "screened": pl.Boolean,
    "claimed": pl.Boolean,
    "notes": pl.Int64,
    "creators": pl.Int64,
    "team_note": pl.String,
}


def pool_notes(campaign: pl.DataFrame, history: pl.DataFrame) -> pl.DataFrame:
    """Combine the campaign's notes and the creators' other notes; a note in both counts once, as the campaign's.

    Args:
        campaign: The `Notes` table of the campaign.
        history: The `Notes` table of the creators' other notes; may be empty.
    """
    return pl.concat([campaign, history.select(campaign.columns)]).unique(
        "note_id", keep="first", maintain_order=True
    )


@kept
def find_what_worked(
    notes: pl.DataFrame, brief: Brief, as_of: date, team_notes: Mapping[str, str] | None = None
) -> pl.DataFrame:
    """Relate notes' features to their results, within creators.

    Args:
        notes: The `Notes` table: the campaign's own notes with the creators' other notes; a creator with one
            note contributes nothing here.
        brief: The brief.
        as_of: The day of counting for notes that do not give it.
        team_notes: The team's observations, by level with `_` for `:` (`format_tutorial`); shown beside the
            numbers, never combined with them.

    Returns:
        One row per feature that can be judged, largest association first: `family`, `level`, `en`, `zh`,
            `change` in interactions
        (0.3 = 30 % more) with its 90 % interval `low`–`high`, `across_change` (the naive comparison, across
        creators), `p`, `screened` (passes Benjamini-Hochberg 10 %), `claimed` (passes Holm 5 %), `notes` with
        it, `creators` who post with and without it, `team_note`. A format is compared with the mean of the
        other formats, a yes-or-no feature with notes without it. Empty if each creator has only one note.

    Raises:
        ParamsError: A key of `team_notes` names no feature.
    """
    names = level_names(brief)
    said = {level: words for level in names if (words := (team_notes or {}).get(level.replace(":", "_")))}
    check_team_notes(team_notes or {}, brief)
    features = note_features(notes, brief, as_of)
    several = features.filter(pl.len().over("creator_id") >= 2)
    judged = _judged(several)
    if not judged:
        return pl.DataFrame(schema=SHOWN)
    table = several.drop_nulls([n for n in judged if not n.startswith("format:")]) if judged else several
    return _estimate(table, judged, names, said)


def check_team_notes(team_notes: Mapping[str, str], brief: Brief) -> None:
    """Refuse what the team saw of a feature there is none of.

    Raises:
        ParamsError: All of them at once, with the names there are.
    """
    known = sorted(level.replace(":", "_") for level in level_names(brief))
    unknown = [key for key in team_notes if key not in known]
    if unknown:
        raise ParamsError(
            [
                Problem(
                    "no feature of this name",
                    "没有这个特征",
                    column="team_notes",
                    value=key,
                    fix_en=f"known: {', '.join(known)}.",
                    fix_zh=f"可用名称：{'、'.join(known)}。",
                    code="XHS-P033",
                )
                for key in unknown
            ]
        )


def _judged(several: pl.DataFrame) -> dict[str, tuple[int, int]]:
    """Return level -> (notes with it, creators with and without it), for those that can be judged."""
    if several.is_empty():
        return {}
    wide = several.with_columns(
        (pl.col("format") == name).fill_null(False).alias(f"format:{name}")
        for name in several["format"].drop_nulls().unique().sort()
    )
    found = {}
    for level in (column for column in wide.columns if ":" in column):
        both = (
            wide.drop_nulls(level).group_by("creator_id").agg(w=pl.col(level).any(), o=(~pl.col(level)).any())
        )
        notes, creators = (
            int(wide[level].fill_null(False).sum()),
            both.filter(pl.col("w") & pl.col("o")).height,
        )
        if notes >= LEAST_NOTES and creators >= LEAST_CREATORS:
            found[level] = (notes, creators)
    return found


def _estimate(
    table: pl.DataFrame, judged: dict[str, tuple[int, int]], names: dict[str, Text], said: dict[str, str]
) -> pl.DataFrame:
    formats = [level for level in judged if level.startswith("format:")]
    if formats:
        table = table.filter(pl.format("format:{}", pl.col("format")).is_in(formats))
    binaries = [level for level in judged if level not in formats]
    columns = [
        *(pl.format("format:{}", pl.col("format")).eq(level).alias(level) for level in formats[1:]),
        *(pl.col(level) for level in binaries),
        pl.col("paid"),
        pl.col("age_log"),
    ]
    design = table.select(column.cast(pl.Float64) for column in columns).to_numpy()
    creators = table["creator_id"].rank("dense").to_numpy().astype(np.int64) - 1
    days = table.select(pl.col("published_at").dt.epoch("s").cast(pl.Float64) / 86_400).to_series().to_numpy()
    response, spoken = table["response"].to_numpy(), spoken_sums(len(formats), len(binaries), CONTROLS)
    found = effects_within(creators, days, response, design)
    # Creators who made only one kind reveal no difference.
    both = np.array([judged[level][1] for level in (*formats, *binaries)])
    estimates, errors, freedom = contrast(found, spoken, both)
    p, reach = p_values(estimates, errors, freedom), student(0.95, freedom) * errors
    # A feature that no creator varied has an infinite standard error and is left out.
    p = np.where(np.isfinite(errors), p, np.nan)
    frame = pl.DataFrame(
        {
            "level": [*formats, *binaries],
            "change": np.expm1(estimates),
            "low": np.expm1(estimates - reach),
            "high": np.expm1(estimates + reach),
            "across_change": np.expm1(spoken @ slopes_across(response, design)),
            "p": p,
            "screened": false_discovery(np.nan_to_num(p, nan=1.0)) <= SCREEN_RATE,
            "claimed": holm(p, CLAIM_LEVEL),
        }
    )
    return _add_level_names(frame, judged, names, said)


def _add_level_names(
    frame: pl.DataFrame, judged: dict[str, tuple[int, int]], names: dict[str, Text], said: dict[str, str]
) -> pl.DataFrame:
    levels = frame["level"].to_list()
    known = frame.with_columns(
        family=pl.col("level").str.split(":").list.first(),
        en=pl.Series([names[level].en for level in levels], dtype=pl.String),
        zh=pl.Series([names[level].zh for level in levels], dtype=pl.String),
        notes=pl.Series([judged[level][0] for level in levels], dtype=pl.Int64),
        creators=pl.Series([judged[level][1] for level in levels], dtype=pl.Int64),
        team_note=pl.Series([said.get(level) for level in levels], dtype=pl.String),
    )
    return (
        known.filter(pl.col("p").is_not_nan())
        .select(list(SHOWN))
        .sort("change", "level", descending=[True, False])
    )


def worked_findings(worked: pl.DataFrame) -> list[Finding]:
    """Say in sentences what drew more interactions, and what is only a hint to test."""
    if worked.is_empty():
        return [
            Finding(
                "one_note_a_creator",
                Level.REVIEW,
                Text(
                    (
                        "Nothing is said about what worked: these files hold too few creators with "
                        "several notes, so a format cannot be told from who made it."
                    ),
                    "无法判断什么有效：同一达人的多篇笔记太少，分不清是形式的作用还是达人本身。",
                ),
                Text("Add the creators' other notes (`history`).", "请补充达人的其他笔记（history）。"),
            )
        ]
    claimed = worked.filter("claimed")
    hints = worked.filter(pl.col("screened") & ~pl.col("claimed"))
    said = [_sentence(row, sure=True) for row in claimed.iter_rows(named=True)]
    said += [_sentence(row, sure=False) for row in hints.iter_rows(named=True)]
    if not said:
        return [
            Finding(
                "nothing_stands_out",
                Level.PASS,
                Text(
                    (
                        f"{worked.height} features were looked at: none shows clearly more or fewer "
                        "interactions."
                    ),
                    f"共比较 {worked.height} 项特征，互动量均无明确差异。",
                ),
                n=worked.height,
            )
        ]
    return said


def _sentence(row: dict[str, object], *, sure: bool) -> Finding:
    change, low, high = (float(str(row[key])) * 100 for key in ("change", "low", "high"))
    against_en = (
        "the same creators' other formats"
        if row["family"] == "format"
        else "the same creators' notes without it"
    )
    against_zh = "同一达人其他形式的笔记" if row["family"] == "format" else "同一达人没有该特征的笔记"
    end_en = "" if sure else " To be tested first."
    end_zh = "" if sure else "建议先测试，暂不作结论。"
    how = if_trusted("worked_claim", Text("about", "约"), Text("possibly about", "可能约"))
    more = Text("more" if change > 0 else "fewer", "高" if change > 0 else "低")
    text = Text(
        (
            f"{row['en']}: {how.en} {abs(change):.0f}% {more.en} interactions than {against_en} (range "
            f"{low:+.0f}% to {high:+.0f}%; {row['notes']:,} notes, {row['creators']:,} "
            f"creators).{end_en}"
        ),
        (
            f"{row['zh']}：互动量比{against_zh}{more.zh}{how.zh} {abs(change):.0f}%（区间 {low:+.0f}% 至 {high:+.0f}%；"
            f"{row['notes']:,} 篇、{row['creators']:,} 位达人）。{end_zh}"
        ),
    )
    return Finding(
        "associated" if sure else "hint", Level.PASS if sure else Level.REVIEW, text, n=int(str(row["notes"]))
    )
