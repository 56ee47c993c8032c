"""Which comments an analyst should label, and where the labels are saved."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from xhs_workbench import paths
from xhs_workbench.errors import ParamsError, Problem
from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.language.opinions.calibration import CLASSES, Calibration, calibration_finding
from xhs_workbench.language.opinions.ngrams import Model
from xhs_workbench.language.opinions.quantify import stratum
from xhs_workbench.language.opinions.sentiment import calibrate
from xhs_workbench.params.yaml_writing import refuse_if_read_only

LABELS = 200
LEAST = 8
"""Minimum number of labels per stratum, even for readings that seem certain."""
LEAST_DOUBT = 0.09
"""Variance of being right, at least: of readings that seem certain, one in ten may be wrong."""
FILE = "comment_labels.csv"
"""Saved beside the campaign's parameters."""
MOST_BYTES = 20 * 1024**2
COLUMNS = {"content": pl.String, "truth": pl.String}
LEFT_OUT = "unclear"
"""Label for a comment that nobody can read."""


def choose_labels(scored: pl.DataFrame, n: int = LABELS, *, seed: int = 0) -> pl.DataFrame:
    """Draw the comments whose labels teach most: at random within class and certainty, with more of the uncertain ones.

    Shares are weighted by the size of each stratum, so that drawing more uncertain comments does not bias
    them.

    Args:
        scored: From `score_sentiment`; comments that were not read are left out.
        n: Number of comments to label.
        seed: Seed of the draw.

    Returns:
        Rows of `scored` in labelling order. They are mixed, so that the first half alone is a fair sample
        too. Source of the
        sizes: J. Neyman, JRSS 97 (1934), with the confidence as the probability of being right.
    """
    read = scored.drop_nulls("sentiment").with_columns(stratum=stratum())
    sizes = read.group_by("stratum").agg(size=pl.len(), sure=pl.col("confidence").mean()).sort("stratum")
    if sizes.is_empty():
        return read.drop("stratum")
    spread = sizes["size"].to_numpy() * np.sqrt(
        np.maximum(sizes["sure"].to_numpy() * (1 - sizes["sure"].to_numpy()), LEAST_DOUBT)
    )
    wanted = np.maximum(np.floor(n * spread / spread.sum()).astype(int), LEAST)
    rng = np.random.default_rng(seed)
    parts = [
        read.filter(pl.col("stratum") == name).sample(min(int(count), size), seed=int(rng.integers(2**31)))
        for (name, size), count in zip(sizes.select("stratum", "size").iter_rows(), wanted, strict=True)
    ]
    return pl.concat(parts).sample(fraction=1.0, shuffle=True, seed=int(rng.integers(2**31))).drop("stratum")


def read_labels(path: str | Path) -> pl.DataFrame:
    """Read saved labels: `content` (the labelled text) and `truth`.

    Raises:
        ParamsError: The file is missing, lacks a column, or holds an unknown class.
    """
    file = Path(path)
    if not file.exists():
        raise ParamsError(
            Problem(
                f"no labels at {file.name}",
                f"找不到标注文件 {file.name}",
                fix_en="label comments at the desk first, or correct the path.",
                fix_zh="请先在标注台标注，或更正路径。",
                code="XHS-L011",
            )
        )
    try:
        rows = pl.read_csv(paths.read_regular(file, MOST_BYTES), infer_schema=False)
    except pl.exceptions.PolarsError:
        rows = pl.DataFrame()
    return checked_labels(rows, file.name)


def checked_labels(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return labels: `content` (the labelled text) and `truth`, the last of each text.

    Args:
        rows: Any frame.
        name: What it is called in the message.

    Raises:
        ParamsError: It lacks a column, or holds an unknown class.
    """
    if not set(COLUMNS) <= set(rows.columns) or not rows["truth"].is_in([*CLASSES, LEFT_OUT]).all():
        known = ", ".join((*CLASSES, LEFT_OUT))
        raise ParamsError(
            Problem(
                f"{name} is no file of labels: columns content and truth, truth one of {known}",
                f"{name} 不是标注文件：需含 content、truth 两列，truth 为 {known} 之一",
                fix_en="save it from the desk, or correct those cells.",
                fix_zh="请用标注台保存，或修正这些单元格。",
                code="XHS-L012",
            )
        )
    return rows.select(list(COLUMNS)).unique("content", keep="last", maintain_order=True)


def save_labels(labels: pl.DataFrame, path: str | Path) -> None:
    """Write labels so that a crash leaves either the old or the new file, readable by this account only."""
    file = Path(path)
    refuse_if_read_only(file)
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_suffix(".part")
    with os.fdopen(
        os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as stream:
        stream.write(labels.select(list(COLUMNS)).write_csv())
    half.replace(file)


def label_comments(scored: pl.DataFrame, labels: pl.DataFrame) -> pl.DataFrame:
    """Return the labelled ones among the scored comments, with `truth`; identical comments each have a row."""
    known = labels.filter(pl.col("truth").is_in(list(CLASSES)))
    return scored.drop_nulls("sentiment").join(known, on="content", how="inner", maintain_order="left")


def find_labels(params_file: str | Path) -> pl.DataFrame:
    """Return the labels saved beside a campaign's parameters; no rows if there are none yet.

    Args:
        params_file: A parameter file of the campaign, such as `Keeper.path`.
    """
    file = paths.resolve(params_file).parent / FILE
    return read_labels(file) if file.exists() else pl.DataFrame(schema=COLUMNS)


def label_saver(params_file: str | Path) -> Callable[[pl.DataFrame], Finding]:
    """Return a function that saves labels beside a campaign's parameters and reports it."""
    file = paths.resolve(params_file).parent / FILE

    def save(labels: pl.DataFrame) -> Finding:
        save_labels(labels, file)
        return Finding(
            "labels_kept",
            Level.PASS,
            Text(
                f"{labels.height} labels saved in {file.name}.",
                f"已保存 {labels.height} 条标注（{file.name}）。",
            ),
            n=labels.height,
        )

    return save


@dataclass(frozen=True)
class Learnt:
    """The effect of an analyst's labels.

    Args:
        calibration: How comments are read with them; None if they change nothing.
        finding: The same as a sentence.
    """

    calibration: Calibration | None
    finding: Finding


def learn_labels(labels: pl.DataFrame, *, model: Model | None = None) -> Learnt:
    """Use an analyst's labels to calibrate how opinion is read, if there are enough and they help.

    Args:
        labels: From `find_labels`.
        model: The model that will read the comments.
    """
    known = labels.filter(pl.col("truth").is_in(list(CLASSES))).rename({"truth": "sentiment"})
    try:
        made = calibrate(known, model=model)
    except ParamsError:
        text = Text(
            (
                f"{known.height} comments of this campaign are labelled. With about {LABELS} (half an "
                "hour at the desk below), its shares are based on its own comments."
            ),
            f"本项目已有 {known.height} 条人工标注；在下方标注台用半小时标到约 {LABELS} 条后，占比将以本项目评论为准。",
        )
        return Learnt(None, Finding("few_labels", Level.REVIEW, text, n=known.height))
    return Learnt(made, calibration_finding(made))
