"""The analyst's own file of benchmarks: ranges with the category, the month and the source they come from."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from xhs_workbench import paths
from xhs_workbench.params.checking import ParamsModel
from xhs_workbench.params.yaml_files import read_params_file

Short = Annotated[str, Field(max_length=120)]


class Benchmark(ParamsModel):
    """What others reached: a range of one metric, never a single number, because sources differ by a factor of five."""

    metric: str
    """Id of a metric of the registry."""
    low: float = Field(ge=0)
    high: float = Field(ge=0)
    category: Annotated[str, Field(min_length=1, max_length=120)]
    placement: Short = ""
    """Where it was bought, such as 信息流 or 搜索; empty for all."""
    month: Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
    """The month it speaks of, such as 2026-05."""
    source: Annotated[str, Field(min_length=1, max_length=200)]
    grade: Literal["A", "B", "C"] = "C"
    """A: an export that was seen; B: the platform or the press; C: hearsay."""

    @model_validator(mode="after")
    def _in_order(self) -> Benchmark:
        if self.high < self.low:
            raise ValueError(f"high {self.high:g} is below low {self.low:g}|high 小于 low")
        return self


class BenchmarkFile(ParamsModel):
    """The file as a whole."""

    synthetic: bool = False
    benchmarks: tuple[Benchmark, ...] = Field(min_length=1)


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
