"""One model per notebook: the names in `params/<campaign>/<notebook>.yaml` and in the notebook's parameters cell.

The way of a knob: YAML -> this model, before any kernel starts -> plain values that papermill injects -> the
    same model
again inside the notebook, so that a notebook run by someone else's scheduler is as strict as our own.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from xhs_workbench import paths
from xhs_workbench.errors import ParamsError, Problem
from xhs_workbench.params.brief import Brief, NoteType
from xhs_workbench.params.checking import FilePath, MemoryPath, ParamsModel, once
from xhs_workbench.params.choosing import QUOTA_PRESETS, CommentChoice, Gate, NoteChoice, Risk
from xhs_workbench.params.every_notebook import DayParams, FilesParams, NotebookParams, read_brief_file
from xhs_workbench.params.festivals import Festivals, read_festivals
from xhs_workbench.params.given import holds_demo
from xhs_workbench.params.judging.wishes import judge_wishes
from xhs_workbench.params.sources_file import with_sources
from xhs_workbench.params.yaml_files import ParamsFile, read_params_file

ScorePart = Literal["value", "engagement", "audience", "saves", "active_fans"]
"""Parts of the selection score; a test holds them equal to `selection.PARTS`."""


Part = Literal["likes", "saves", "comments", "shares", "follows"]


UNSAVED = "brief.yaml"
"""What the file of a brief is called whose keys were given one by one, so that no file is known."""


class BriefParams(NotebookParams):
    """`brief.ipynb`: the file is the brief itself, so its keys may be injected one by one or read from `brief`."""

    campaign: Any = None
    brand: Any = None
    objective: Any = None
    audience: Any = None
    messages: Any = None
    keywords: Any = None
    comment_themes: Any = None
    inclusions: Any = None
    guardrails: Any = None
    free_for_creator: Any = None
    deliverables: Any = None
    timeline: Any = None
    promotions: Any = None
    budget: Any = None
    kpis: Any = None
    tier_scheme: Any = None
    good_is: Any = None
    definitions: Any = None
    benchmarks: Any = None
    deck: Any = None
    synthetic: Any = None

    @model_validator(mode="before")
    @classmethod
    def _name_file_of_keyed_brief(cls, data: Any) -> Any:
        """Name the file of a brief that came key by key, as plain papermill gives it with `-f brief.yaml`."""
        keyed = isinstance(data, dict) and any(data.get(name) is not None for name in Brief.model_fields)
        return {"brief": UNSAVED, **data} if keyed else data

    @classmethod
    def check(cls, data: Mapping[str, Any], file: ParamsFile | None = None, *, draft: bool = False) -> Self:
        """Validate the settings and, where its keys are given, the brief; see `ParamsModel.check`."""
        keys = {name: data[name] for name in Brief.model_fields if data.get(name) is not None}
        problems: list[Problem] = []
        if keys:
            try:
                Brief.check(keys, file, draft=draft)
            except ParamsError as error:
                problems += error.problems
        said = {problem.column for problem in problems}
        try:
            made = super().check(data, file, draft=draft)
        except ParamsError as error:
            raise ParamsError(
                [*problems, *(one for one in error.problems if one.column not in said)]
            ) from None
        if problems:
            raise ParamsError(problems)
        return made

    @classmethod
    def _parameters_in(cls, namespace: Mapping[str, Any]) -> dict[str, Any]:
        """Leave out the demo's file where the brief itself was given key by key."""
        found = super()._parameters_in(namespace)
        keyed = any(found.get(name) is not None for name in Brief.model_fields)
        return {
            name: value
            for name, value in found.items()
            if not (keyed and name == "brief" and holds_demo(value))
        }

    def _given(self) -> dict[str, Any]:
        return {name: value for name in Brief.model_fields if (value := getattr(self, name)) is not None}

    def read_brief(self) -> Brief:
        """Return the brief whose keys were given, else the one in the file `brief`."""
        keys = self._given()
        return Brief.check(keys, draft=self.draft) if keys else read_brief_file(self.brief, self.draft)


class SelectionParams(FilesParams):
    """`selection.ipynb`: which files, how to weigh, what to keep to."""

    mood_board: tuple[FilePath, ...] = ()
    """Pictures, or folders of them, that show the campaign's visual direction."""
    covers: tuple[FilePath, ...] = ()
    """Creators' covers, or folders of them; a file's name begins with the creator's or the note's id."""
    weights: dict[ScorePart, float] = Field(
        default={
            "value": 35.0,
            "engagement": 25.0,
            "audience": 20.0,
            "saves": 10.0,
            "active_fans": 10.0,
        }
    )
    """Part of the score -> weight; need not sum to 100."""
    quotas: dict[str, tuple[int, int]] = Field(default={})
    """Tier -> least and most creators to pick; without any, at most what the brief orders of each tier."""
    must_in: tuple[str, ...] = ()
    """Ids of creators who are booked whatever the rest says."""
    must_out: tuple[str, ...] = ()
    """Ids of creators who are not booked."""
    max_share_per_creator: float = Field(default=0.35, gt=0, le=1)
    """The largest part of the budget that one creator may take."""
    quota_preset: Literal["none", "guide"] = "none"
    """Named quotas for tiers that `quotas` does not name."""
    gates: tuple[Gate, ...] = ()
    """Rules a creator must keep to before any score is looked at."""
    competitor_days: int = Field(default=90, ge=1, le=730)
    """How many days before the brief a note naming a competitor counts."""
    categories: dict[str, tuple[int, int]] = Field(default={})
    """Category -> least and most creators."""
    formats: dict[NoteType, int] = Field(default={})
    """Note type -> least notes; creators are then offered at their video price too."""
    max_share_per_category: float = Field(default=1.0, gt=0, le=1)
    """The largest part of the budget that one category may take."""
    conflicts: tuple[tuple[str, ...], ...] = ()
    """Groups of creator ids of which at most one may be booked."""
    audience_people: dict[str, float] = Field(default={})
    """Audience segment (`female_18_24`) -> people in it, for reach."""
    worth_of_reach: float = Field(default=0.0, ge=0)
    """Interactions that one more person reached is worth; 0 shows reach without aiming at it."""
    risk: Risk = Risk()
    past_picks: tuple[FilePath, ...] = ()
    """Exports of creators or orders picked by hand before, to compare with."""
    memory: MemoryPath = ""
    """File under `reports/` that remembers earlier campaigns; empty: nothing is read."""
    learn_weights: bool = False
    """Learn weights from the past picks and show whether they would have been better."""

    @model_validator(mode="after")
    def _sensible(self) -> SelectionParams:
        judge_wishes(self)
        return self

    @property
    def tier_quotas(self) -> dict[str, tuple[int, int]]:
        """Return the quotas by tier: the preset's, with those named in `quotas` in their place."""
        return {**QUOTA_PRESETS[self.quota_preset], **self.quotas}


class DraftOverride(ParamsModel):
    """A remark on a draft that a person lets stand."""

    draft: str = Field(min_length=1, max_length=128)
    """Draft id."""
    rule: str = Field(min_length=1, max_length=60)
    """Id of the rule, or the remark's code such as `message_missing`."""
    reason: str = Field(min_length=5, max_length=400)
    """Why; it is shown beside the remark."""

    @property
    def remark(self) -> str:
        """Return which remark it is about."""
        return f"{self.draft} {self.rule}"


class ReviewerRemark(ParamsModel):
    """One remark of the reviewer's own."""

    draft: str = Field(min_length=1, max_length=128)
    remark: str = Field(min_length=1, max_length=400)
    """What the reviewer says of it."""


class ContentParams(FilesParams):
    """`content.ipynb`: the creators' notes and the drafts."""

    creators: tuple[str, ...] = ()
    """Ids of the creators chosen; without them, those who have a commercial note in the files."""
    mood_board: tuple[FilePath, ...] = ()
    """Pictures, or folders of them, that show the campaign's visual direction."""
    banned_hashtags: tuple[str, ...] = ()
    """Words of your own that no hashtag may hold."""
    overrides: Annotated[tuple[DraftOverride, ...], once("remark")] = ()
    """Remarks on drafts that are let stand, each with its reason."""
    reviewer_remarks: tuple[ReviewerRemark, ...] = ()
    """The reviewer's own remarks; those about style are refused."""


class LiveParams(DayParams):
    """`live.ipynb`: one day of a running campaign."""

    history: tuple[FilePath, ...] = ()
    """The creators' other notes, for what each of them usually gets; with the creator list that joins the ids."""
    festivals: FilePath | None = None
    """The campaign's own festivals and public holidays, a YAML file shaped as `xhs_workbench/params/festivals.yaml`."""
    answered: FilePath | None = None
    """The list of open comments that the day before saved beside its page, with `state` edited by hand."""
    answer_within_hours: int = Field(default=24, ge=1, le=720)
    """After so many hours an unanswered question is late."""
    boost_tranche_cny: float = Field(default=300.0, ge=1)
    """One step of boost money."""
    boost_target_cpe_cny: float | None = Field(default=None, gt=0)
    """Most that one more paid interaction may cost; the brief's `budget.boost_target_cpe_cny` where not given."""
    boost_cpm_cny: float | None = Field(default=None, gt=0)
    """CPM to reckon with while there are no paid figures."""
    boost_cleared: tuple[str, ...] = ()
    """Note ids whose published text somebody has read although the last draft still had points to change."""
    boost_paused: tuple[str, ...] = ()
    """Note ids that get no money: a complaint, a compliance flag, a creator who has not agreed."""

    def read_festivals(self) -> Festivals:
        """Return the workbench's festivals and holidays with the campaign's own laid over them.

        Raises:
            InputMissingError: No such file.
            ParamsError: An entry of the file is not valid.
        """
        return read_festivals(self.festivals)


class PostCampaignParams(DayParams):
    """`post_campaign.ipynb`: everything that came back."""

    history: tuple[FilePath, ...] = ()
    """The creators' other notes, for what each of them usually gets; with the creator list that joins the ids."""
    team_notes: dict[str, str] = Field(default={})
    """What the team saw, by feature (`format_tutorial`, `timing_evening`, `message_<id>`): shown beside the numbers of what worked, never mixed in."""
    decision_days: int | None = Field(default=None, ge=1, le=365)
    """Days in which a reader decides to buy, for ROI(T+x); where not given, that of the brief's industry."""
    ces_weights: dict[Part, Annotated[float, Field(ge=0)]] = Field(
        default={"likes": 1.0, "saves": 1.0, "comments": 4.0, "shares": 4.0, "follows": 8.0}
    )
    """Weights of a community convention; no platform document states them."""
    memory: MemoryPath = ""
    """File under `reports/` that remembers campaigns, such as `reports/memory.duckdb`; empty: nothing is written."""
    covers: tuple[FilePath, ...] = ()
    """Covers of the notes, or folders of them; a file's name begins with the note's id."""
    comments_shown: CommentChoice = CommentChoice()
    """Comments singled out for the report; written by the explorer in JupyterLab."""
    notes_shown: NoteChoice = NoteChoice()
    """Notes singled out for the report; written by the explorer in JupyterLab."""

    @model_validator(mode="after")
    def _weighed(self) -> PostCampaignParams:
        if not sum(self.ces_weights.values()):
            raise ValueError(
                "ces_weights: must not all be 0|不能全为 0|give one of them a weight above 0.|请至少给一项大于 0 的权重。"
            )
        return self


NOTEBOOK_PARAMS: dict[str, type[NotebookParams]] = {
    "brief": BriefParams,
    "selection": SelectionParams,
    "content": ContentParams,
    "live": LiveParams,
    "post_campaign": PostCampaignParams,
}
"""Notebook name -> its model, in the order of a campaign."""
CLOSER: dict[str, str] = {"selection": "candidates", "post_campaign": "closer_look"}
"""Notebook -> the one that looks closer, made from the same parameter file."""
DESKS: dict[str, str] = {
    "brief": "brief",
    "selection": "selection",
    "comments": "post_campaign",
    "labelling": "post_campaign",
    "results": "post_campaign",
    "mapping": "brief",
}
"""Desk (`notebooks/desks/<name>.ipynb`: one explorer, no report) -> the notebook whose parameter file it reads and writes."""


def every_notebook() -> list[str]:
    """Return the notebooks that make a page, in the order of a campaign; one that looks closer follows its story."""
    return [name for story in NOTEBOOK_PARAMS for name in (story, CLOSER.get(story, "")) if name]


def load_params(path: Path, *, draft: bool = False) -> NotebookParams:
    """Read one parameter file; the file's name says which notebook it is for.

    Args:
        path: The file.
        draft: Let texts stand that are still to be written, for internal pages marked DRAFT.

    Raises:
        InputMissingError: No such file.
        ParamsError: Not one of our notebooks, or the file or a value is wrong; all problems at once.
    """
    model = NOTEBOOK_PARAMS.get(path.stem)
    if model is None:
        known = ", ".join(f"{name}.yaml" for name in NOTEBOOK_PARAMS)
        raise ParamsError(
            Problem(
                "no notebook of this name",
                "没有对应的 notebook",
                file=path.name,
                fix_en=f"parameter files are named {known}.",
                fix_zh=f"参数文件名应为 {known}。",
                code="XHS-P002",
            )
        )
    file = read_params_file(path)
    data = file.data if model is not BriefParams else {"brief": _portable(path), **file.data}
    if "draft" in data:
        raise ParamsError(
            Problem(
                "is given by a command, not by a file",
                "由命令指定，不写在文件中",
                file=file.name,
                row=file.rows["draft"],
                column="draft",
                fix_en="take it out; run --draft makes drafts.",
                fix_zh="请删去；使用 run --draft 生成草稿。",
                code="XHS-P022",
            )
        )
    data = with_sources(data, path.resolve().parent) if issubclass(model, FilesParams) else data
    return model.check({**data, "draft": True} if draft else data, file, draft=draft)


def _portable(path: Path) -> str:
    """Return a path inside the workbench as a relative one, so that reports look the same on every machine."""
    absolute = path.resolve()
    return (
        absolute.relative_to(paths.ROOT).as_posix() if absolute.is_relative_to(paths.ROOT) else str(absolute)
    )
