"""The analyst's own file of benchmarks: ranges with the category, the month and the source they come from."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from xhs_workbench import paths
from xhs_workbench.params.brief import Words
from xhs_workbench.params.checking import ParamsModel
from xhs_workbench.params.yaml_files import read_params_file

Short = Annotated[str, Field(max_length=120)]
MOST_LETTERS = 200


def _in_both(value: Any) -> Any:
    """Take one text for both languages; a pair {en: …, zh: …} stays as it is."""
    sides = {"en": value, "zh": value} if isinstance(value, str) else value
    if isinstance(sides, dict) and any(len(str(side)) > MOST_LETTERS for side in sides.values()):
        raise ValueError(f"is longer than {MOST_LETTERS} letters|超过 {MOST_LETTERS} 字|shorten it.|请缩短。")
    return sides


def _month(text: str) -> str:
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
        raise ValueError(
            "must be a month such as 2026-05|应为月份，例如 2026-05"
            "|write the year and the month it speaks of.|请写该区间所指的年和月。"
        )
    return text


Named = Annotated[Words, BeforeValidator(_in_both)]


class Benchmark(ParamsModel):
    """What others reached: a range of one metric, never a single number, because sources differ by a factor of five."""

    metric: str
    """Id of a metric of the registry."""
    low: float = Field(ge=0)
    high: float = Field(ge=0)
    category: Named
    """A text, or {en: …, zh: …} where the report is read in both languages."""
    placement: Short = ""
    """Where it was bought, such as 信息流 or 搜索; empty for all."""
    month: Annotated[str, AfterValidator(_month)]
    """The month it speaks of, such as 2026-05."""
    source: Named
    grade: Literal["A", "B", "C"] = "C"
    """A: an export that was seen; B: the platform or the press; C: hearsay."""

    @model_validator(mode="after")
    def _in_order(self) -> Benchmark:
        if self.high < self.low:
            raise ValueError(f"high {self.high:g} is below low {self.low:g}|high 小于 low")
        return self


def _once(entries: tuple[Benchmark, ...]) -> tuple[Benchmark, ...]:
    """Refuse two ranges of one metric, category, placement and month: a figure would be judged twice."""
    seen: dict[tuple[str, ...], Benchmark] = {}
    for one in entries:
        key = (one.metric, one.category.text.zh, one.placement, one.month)
        if key in seen:
            raise ValueError(
                f"{one.metric} has two ranges for one category and month"
                f"|{one.metric} 在同一品类与月份有两个区间"
                "|keep one, or say in `placement` how they differ.|请保留一个，或在 placement 中写明区别。"
            )
        seen[key] = one
    return entries


class BenchmarkFile(ParamsModel):
    """The file as a whole."""

    synthetic: bool = False
    benchmarks: Annotated[tuple[Benchmark, ...], AfterValidator(_once)] = Field(min_length=1)


def read_benchmarks(path: str | None) -> tuple[Benchmark, ...]:
    """Read the file that a brief names under `benchmarks`.

    Args:
        path: A YAML file with a list `benchmarks`; None where the brief names none.

    Raises:
        InputMissingError: No such file.
        ParamsError: A range is upside down, a source or a month is missing, a key is unknown.
    """
    if path is None:
        return ()
    file = read_params_file(paths.require(path, "benchmarks"))
    return BenchmarkFile.check(file.data, file).benchmarks
