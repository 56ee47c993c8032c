"""Two people rate creators' notes with the same questions: the sheet, their ratings, and their agreement."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from random import Random

import numpy as np
import polars as pl
import xlsxwriter
from numpy.typing import NDArray

from xhs_workbench.errors import OutputError, Problem
from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.statistics.intervals import ENOUGH, bootstrap
from xhs_workbench.tables import zh_name

LOWEST, HIGHEST = 1, 5
DISCUSS_FROM = 2
"""Raters whose scores differ by this many points on a question should discuss it."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question of the rubric: its column in `ratings`, its name, and descriptions of 1, 3 and 5."""

    column: str
    name: Text
    low: Text
    middle: Text
    high: Text


CRITERIA = (
    Criterion(
        "picture_score",
        Text("Pictures", "画面质感"),
        Text("Dark, blurred or borrowed", "昏暗、模糊或搬运"),
        Text("Clear, ordinary", "清楚、普通"),
        Text("A look of their own", "有自己的风格"),
    ),
    Criterion(
        "story_score",
        Text("Own experience", "个人体验"),
        Text("Product text only", "只有产品文案"),
        Text("Some own use", "有一些使用经历"),
        Text("Concrete, dated, also what was not liked", "具体、有时间，也说不足"),
    ),
    Criterion(
        "clarity_score",
        Text("Clarity", "信息清晰"),
        Text("Point not found", "找不到重点"),
        Text("Found on reading", "读完能懂"),
        Text("Clear from title and first picture", "标题首图即懂"),
    ),
    Criterion(
        "tone_score",
        Text("Brand tone", "调性契合"),
        Text("Against the brief's tone", "与 brief 语气相反"),
        Text("Neutral", "中性"),
        Text("As if the brief were theirs", "如同自己的话"),
    ),
    Criterion(
        "integration_score",
        Text("Ad handled", "植入自然"),
        Text("Hidden or pasted in", "隐瞒或硬插"),
        Text("Labelled, apart from the rest", "有标识但割裂"),
        Text("Labelled and part of the story", "有标识且融入内容"),
    ),
)
"""The questions; their columns are those of the `ratings` table, their names the headers of the sheet."""


def write_rubric(creators: pl.DataFrame, path: str | Path, *, rater: str) -> Path:
    """Write the sheet for one rater: one row per creator, one cell per question, in a random order of the rater's own.

    Raters see creators in different orders, so that fatigue at the end does not affect the same creators
    twice. No cell is a formula; a cell accepts only 1 to 5.

    Args:
        creators: `creator_id`, `creator_name` and, if present, `profile_url`.
        path: Where the XLSX goes.
        rater: Name or initials, written in every row so that sheets can be combined.

    Returns:
        The path.

    Raises:
        OutputError: It cannot be written.
    """
    out = Path(path)
    wanted = [name for name in ("creator_id", "creator_name", "profile_url") if name in creators.columns]
    rows = creators.select(wanted).unique("creator_id", keep="first", maintain_order=True).rows()
    Random(f"rubric {rater}").shuffle(rows)  # noqa: S311 - an order, not a secret
    heads = [
        zh_name("ratings", "rater"),
        *(zh_name("creators", name) for name in wanted),
        *(criterion.name.zh for criterion in CRITERIA),
        zh_name("ratings", "remark"),
    ]
    try:
        with xlsxwriter.Workbook(str(out), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
            _fill(book, heads, [(rater, *row) for row in rows])
    except (OSError, xlsxwriter.exceptions.XlsxFileError) as error:
        raise OutputError(
            Problem(
                "the rubric sheet cannot be written",
                "评分表无法写入",
                file=out.name,
                fix_en="choose another folder.",
                fix_zh="请更换文件夹。",
                code="XHS-R006",
            )
        ) from error
    return out


def _fill(book: xlsxwriter.Workbook, heads: list[str], rows: list[tuple[str | None, ...]]) -> None:
    sheet = book.add_worksheet("评分表")
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    first = len(heads) - 1 - len(CRITERIA)
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, bold)
    for number, criterion in enumerate(CRITERIA):
        said = [
            f"{n}: {text.en} · {text.zh}"
            for n, text in ((1, criterion.low), (3, criterion.middle), (5, criterion.high))
        ]
        sheet.write_comment(
            0, first + number, "\n".join([criterion.name.en, *said]), {"x_scale": 2.5, "y_scale": 1.4}
        )
        sheet.data_validation(
            1,
            first + number,
            max(len(rows), 1),
            first + number,
            {
                "validate": "integer",
                "criteria": "between",
                "minimum": LOWEST,
                "maximum": HIGHEST,
                "error_title": "1–5",
                "error_message": "1, 2, 3, 4 or 5 · 请填 1–5 的整数",
            },
        )
    for number, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell or "")
    sheet.set_column(0, first - 1, 20)
    sheet.set_column(first, len(heads) - 2, 11)
    sheet.set_column(len(heads) - 1, len(heads) - 1, 40)
    sheet.freeze_panes(1, min(3, first))


def weighted_kappa(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Return Cohen's kappa with quadratic weights: 1 is full agreement, 0 what chance would give; NaN if neither varies.

    Source: J. Cohen, Psychological Bulletin 70 (1968); with quadratic weights it is the intraclass
        correlation of the
    two raters (J. Fleiss and J. Cohen, Educational and Psychological Measurement 33 (1973)).

    >>> round(weighted_kappa(np.array([1, 2, 3, 4, 5.0]), np.array([1, 2, 3, 4, 4.0])), 6)
    0.941176
    """
    return float(_kappas(one[None], other[None])[0])


def _kappas(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return weighted kappa of each row.

    By chance (x − y)² is, over all pairs, mean x² + mean y² − 2 mean x · mean y.
    """
    seen = ((one - other) ** 2).mean(axis=1)
    by_chance = (one**2).mean(axis=1) + (other**2).mean(axis=1) - 2 * one.mean(axis=1) * other.mean(axis=1)
    varies = by_chance > 1e-12
    return np.asarray(1 - np.divide(seen, by_chance, out=np.full(len(seen), np.nan), where=varies))


def rater_agreement(ratings: pl.DataFrame) -> pl.DataFrame:
    """Show how well each pair of raters agrees on each question.

    Args:
        ratings: The `ratings` table.

    Returns:
        One row per question and pair of raters: `criterion` (its column), `raters` (`A · B`), `kappa` with
            `lower` and
        `upper` (quadratic weights, 90 % bootstrap over creators; null below `ENOUGH` creators or if nothing
        varies), `exact_share` (same score), `apart_share` (two points or more apart), `n` (creators both
        scored).
    """
    rows: list[dict[str, object]] = []
    for a, b in combinations(sorted(ratings["rater"].unique().to_list()), 2):
        both = ratings.filter(pl.col("rater") == a).join(
            ratings.filter(pl.col("rater") == b), on="creator_id", suffix="_b"
        )
        for criterion in CRITERIA:
            pair = both.select(x=criterion.column, y=f"{criterion.column}_b").drop_nulls()
            x, y = pair["x"].cast(pl.Float64).to_numpy(), pair["y"].cast(pl.Float64).to_numpy()
            kappa, (lower, upper) = float("nan"), (float("nan"), float("nan"))
            if len(x) >= ENOUGH:
                kappa = weighted_kappa(x, y)
                lower, upper = bootstrap(lambda at, x=x, y=y: _kappas(x[at], y[at]), len(x))  # type: ignore[misc]
            apart = np.abs(x - y)
            rows.append(
                {
                    "criterion": criterion.column,
                    "raters": f"{a} · {b}",
                    "kappa": kappa,
                    "lower": lower,
                    "upper": upper,
                    "exact_share": float((apart == 0).mean()) if len(x) else None,
                    "apart_share": float((apart >= DISCUSS_FROM).mean()) if len(x) else None,
                    "n": len(x),
                }
            )
    floats = dict.fromkeys(("kappa", "lower", "upper", "exact_share", "apart_share"), pl.Float64)
    schema = {"criterion": pl.String, "raters": pl.String, **floats, "n": pl.Int64}
    return pl.DataFrame(rows, schema=schema).with_columns(pl.col(pl.Float64).fill_nan(None))


def rubric_scores(ratings: pl.DataFrame, creators: pl.DataFrame) -> pl.DataFrame:
    """Show each creator's scores side by side, question by question, without a total.

    Args:
        ratings: The `ratings` table.
        creators: `creator_id` and `creator_name`.

    Returns:
        One row per rated creator, by name: `creator_id`, `creator_name`, the raters' mean per question
            (column names of
        `ratings`), `raters` (number), `discuss` (columns of the questions on which raters are two points or
        more apart, separated by spaces; empty if none).
    """
    names = [criterion.column for criterion in CRITERIA]
    gathered = ratings.group_by("creator_id").agg(
        *(pl.col(name).mean() for name in names),
        *((pl.col(name).max() - pl.col(name).min()).alias(f"{name}_apart") for name in names),
        raters=pl.col("rater").n_unique().cast(pl.Int64),
    )
    words = [pl.when(pl.col(f"{c.column}_apart") >= DISCUSS_FROM).then(pl.lit(c.column)) for c in CRITERIA]
    named = gathered.join(
        creators.select("creator_id", "creator_name").unique("creator_id"), on="creator_id", how="left"
    )
    return (
        named.with_columns(discuss=pl.concat_str(words, separator=" ", ignore_nulls=True))
        .sort("creator_name", "creator_id")
        .select("creator_id", "creator_name", *names, "raters", "discuss")
    )


def rubric_findings(ratings: pl.DataFrame) -> list[Finding]:
    """Say whether two people scored the same creators, and on which questions they disagree."""
    agreement = rater_agreement(ratings)
    if agreement.is_empty():
        text = Text(
            "Fewer than two people filled the rubric, so how far the scores depend on the rater is unknown.",
            "评分人不足两位，无法判断评分是否因人而异。",
        )
        return [
            Finding(
                "rubric_raters",
                Level.REVIEW,
                text,
                Text("Have a second person fill the sheet.", "请第二人独立评分。"),
                n=ratings.height,
            )
        ]
    found: list[Finding] = []
    names = {criterion.column: criterion.name for criterion in CRITERIA}
    for row in agreement.iter_rows(named=True):
        name = names[row["criterion"]]
        if row["kappa"] is None:
            text = Text(
                f"{name.en}: {row['n']} creators scored by both, too few or too alike to judge agreement.",
                f"{name.zh}：两人共评 {row['n']} 位，不足以判断一致性。",
            )
            found.append(Finding("rubric_small", Level.REVIEW, text, n=row["n"]))
        elif row["lower"] is not None and row["lower"] <= 0:
            text = Text(
                f"{name.en}: the two raters agree no better than chance might (κ {row['kappa']:.2f}).",
                f"{name.zh}：两人一致性可能不高于随机（κ {row['kappa']:.2f}）。",
            )
            fix = Text(
                "Talk through three creators together, then score again.", "先一起讨论三位达人，再重新评分。"
            )
            found.append(Finding("rubric_disagreement", Level.REVIEW, text, fix, n=row["n"]))
    if not found:
        text = Text(
            "On every question the two raters agree better than chance would.",
            "每一项上两位评分人的一致性均高于随机。",
        )
        found.append(Finding("rubric_agreement", Level.PASS, text, n=int(max(agreement["n"].to_list()))))
    return found
