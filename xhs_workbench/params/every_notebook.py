"""What every notebook takes, and how it finds its brief: the same model before a kernel starts and inside the notebook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from xhs_workbench import paths
from xhs_workbench.errors import ParamsError, Problem
from xhs_workbench.params.brief import Brief
from xhs_workbench.params.checking import Day, FilePath, MakerName, Moment, ParamsModel
from xhs_workbench.params.given import holds_demo, partly_given, was_injected, without_marks
from xhs_workbench.params.made_up import any_made_up
from xhs_workbench.params.sources_file import with_sources
from xhs_workbench.params.yaml_files import read_params_file

FILE_KEYS = ("inputs", "history", "mood_board", "covers", "past_picks", "answered", "festivals")
"""Parameters that name files of rows or pictures."""
PATTERNS = ("inputs", "history", "past_picks", "mood_board", "covers")
"""Parameters that name several files, so that a pattern may stand for them."""


class NotebookParams(ParamsModel):
    """What every notebook takes."""

    brief: FilePath
    """The brief of the campaign, a YAML file."""
    language: Literal["en", "zh"] = "en"
    """Language of the report."""
    prepared_by: MakerName = ""
    """Who made the report, `{en: …, zh: …}` where the name differs; stands on its first screen."""
    draft: bool = False
    """Let ‹…› stand and make internal pages marked DRAFT only; `run --draft` gives it, no file does."""

    @classmethod
    def from_notebook(cls, namespace: Mapping[str, Any]) -> Self:
        """Validate the parameters as they stand in a notebook's global names.

        Args:
            namespace: `globals()` of the notebook; names that are no parameter are ignored.

        Where nothing was given, the demo's marked values (`given.DEMO`) are the demo campaign.

        Raises:
            ParamsError: Any parameter is missing or wrong, all at once; or some were given and the rest is
                the demo's.
        """
        found = cls._parameters_in(namespace)
        marked = [name for name, value in found.items() if holds_demo(value)]
        if not marked:
            return cls.check(found, draft=bool(found.get("draft")))
        injected = was_injected(namespace)
        changed = not cls._is_untouched(found, marked) if injected is None else injected
        problems = partly_given(found, cls._needed(), changed)
        if problems:
            raise ParamsError(problems)
        whole = {**found, **{name: without_marks(found[name]) for name in marked}}
        return cls.check(whole, draft=bool(found.get("draft")))

    @classmethod
    def _parameters_in(cls, namespace: Mapping[str, Any]) -> dict[str, Any]:
        """Return the notebook's names that are parameters."""
        return {name: namespace[name] for name in cls.model_fields if name in namespace}

    @classmethod
    def _needed(cls) -> list[str]:
        """Return the parameters that only a campaign can say."""
        return [name for name, field in cls.model_fields.items() if field.is_required()]

    @classmethod
    def _is_untouched(cls, found: Mapping[str, Any], marked: list[str]) -> bool:
        """Say whether every parameter but the demo's own stands at its default."""
        campaign = {name: without_marks(found[name]) for name in marked}
        return cls.check({**found, **campaign}) == cls.check(campaign)

    def to_notebook(self) -> dict[str, Any]:
        """Return plain values that papermill can inject (dates as ISO text, tuples as lists)."""
        return self.model_dump(mode="json")

    def read_brief(self) -> Brief:
        """Read and validate the brief this notebook belongs to.

        Raises:
            InputMissingError: No such file.
            ParamsError: The brief is not valid.
        """
        return self.follow_data(read_brief_file(self.brief, self.draft))

    def follow_data(self, brief: Brief) -> Brief:
        """Return the brief as made up where any file of these parameters is: the banner follows the data."""
        given = [getattr(self, key, None) or () for key in FILE_KEYS]
        names = [name for value in given for name in ([value] if isinstance(value, str) else value)]
        return (
            brief.model_copy(update={"synthetic": True})
            if not brief.synthetic and any_made_up(names)
            else brief
        )


def read_brief_file(path: str, draft: bool) -> Brief:
    """Read and validate a brief; see `NotebookParams.read_brief`."""
    file = read_params_file(paths.require(path, "brief"))
    settings = {"brief", "language", "prepared_by"}
    return Brief.check(
        {key: value for key, value in file.data.items() if key not in settings}, file, draft=draft
    )


class FilesParams(NotebookParams):
    """What every notebook takes that reads exports."""

    inputs: tuple[FilePath, ...] = Field(min_length=1)
    """The files of the campaign; there is no report without any."""
    mappings: tuple[dict[str, Any], ...] = ()
    """The analyst's own sources, for files nobody has seen; keys as in `intake/sources/*.toml`."""
    collected_at: Moment | None = None
    """When the files were exported or crawled (China time), for files that do not say it themselves."""

    @model_validator(mode="before")
    @classmethod
    def _gathered(cls, data: Any) -> Any:
        """Expand patterns such as `exports/*.xlsx`, and add the mappings that lie beside the brief."""
        found = with_sources(data)
        given = (
            {key: found[key] for key in PATTERNS if isinstance(found.get(key), list | tuple)}
            if isinstance(found, dict)
            else {}
        )
        return {**found, **{key: paths.expand(names) for key, names in given.items()}} if given else found


class DayParams(FilesParams):
    """What the notebooks take that speak of one day of a running or finished campaign."""

    as_of: Day
    """The day the report speaks of."""

    def read_brief(self) -> Brief:
        """Read the brief; before its first note may appear there is nothing to report.

        Raises:
            InputMissingError: No such file.
            ParamsError: The brief is not valid, or `as_of` is before its posting window.
        """
        brief = super().read_brief()
        start = brief.timeline.posting_start
        if self.as_of >= start:
            return brief
        raise ParamsError(
            Problem(
                f"is before posting starts ({start})",
                f"早于发布开始日（{start}）",
                column="as_of",
                value=str(self.as_of),
                fix_en="give a day from then on; brief and selection are the pages for the time before.",
                fix_zh="请填写发布开始之后的日期；此前请看 brief 与选号报告。",
                code="XHS-P034",
            )
        )
