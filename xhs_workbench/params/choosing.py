"""What an analyst can set for choosing: gates as data, a quota preset, how much risk to take, which notes and comments to look at."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from xhs_workbench.params.brief import Words
from xhs_workbench.params.checking import ParamsModel

GateOp = Literal[">=", ">", "<=", "<", "==", "!=", "in", "not_in"]
COMPARISONS = {">=", ">", "<=", "<"}
LISTS = {"in", "not_in"}

QUOTA_PRESETS: dict[str, dict[str, tuple[int, int]]] = {"none": {}, "guide": {"mid": (1, 2), "koc": (10, 30)}}
"""Name -> tier quotas. `guide`: one or two mid-tier creators and a larger pool of KOCs, as the AllXHS guide advises."""


class Gate(ParamsModel):
    """One rule a creator must keep to before any score is looked at.

    A creator whose column is empty has neither kept nor broken the rule: `when_unknown` says what then.
    """

    rule: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    """Its name, in snake case."""
    column: str = Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")
    """The column of the candidates it looks at."""
    op: GateOp
    """How the creator's value is compared with `value`."""
    value: float | bool | str | tuple[str, ...]
    """What it is compared with; a list for `in` and `not_in`."""
    step: float | None = Field(default=None, gt=0)
    """One step of relaxation, in the column's unit; else a tenth of the value."""
    why: Words | None = None
    """The explanation a reader sees."""
    when_unknown: Literal["keep", "drop"] = "keep"
    """What becomes of a creator whose column is empty."""

    @model_validator(mode="after")
    def _comparable(self) -> Gate:
        number = isinstance(self.value, int | float) and not isinstance(self.value, bool)
        if self.op in COMPARISONS and not number:
            raise ValueError(
                f"value must be a number for {self.op}|{self.op} 需要数字|write a plain number.|请写普通数字。"
            )
        if (self.op in LISTS) != isinstance(self.value, tuple):
            raise ValueError(
                "value must be a list for in and not_in, and only there|in 与 not_in 需要列表，其余不可用列表"
                "|write [one, two] for in and not_in, one value otherwise.|in 与 not_in 写 [甲, 乙]，其余只写一个值。"
            )
        return self

    @property
    def relaxes(self) -> float:
        """Return the size of one step towards the lax side; 0 where a rule has no steps."""
        if self.op not in COMPARISONS or not isinstance(self.value, int | float):
            return 0.0
        return self.step or abs(float(self.value)) / 10 or 1.0


class Risk(ParamsModel):
    """How unsure a note is, and how much to avoid bad outcomes. The spreads are standard deviations of a logarithm.

    They are settings to replace by measured ones: a creator's own column `interactions_log_sd` goes before
    `creator_sd`.
    """

    target_interactions: float | None = Field(default=None, gt=0)
    """What must be met; else the brief's target for interactions."""
    caution: float = Field(default=0.0, ge=0, le=1)
    """0 looks at the mean only, 1 at the mean of the worst fifth only."""
    creator_sd: float = Field(default=0.8, ge=0, le=3)
    """Spread of one creator's notes."""
    category_sd: float = Field(default=0.25, ge=0, le=3)
    """Spread that the creators of a category share."""
    platform_sd: float = Field(default=0.2, ge=0, le=3)
    """Spread that all creators share."""
    scenarios: int = Field(default=4000, ge=100, le=100_000)
    """How many outcomes are drawn."""
    seed: int = Field(default=20260618, ge=0)
    """The same seed draws the same outcomes."""


class CommentChoice(ParamsModel):
    """Comments to read closely: those that fit every side that is given."""

    sentiments: tuple[Literal["positive", "neutral", "negative", "not_scored"], ...] = ()
    """Opinions to show."""
    intents: tuple[str, ...] = ()
    """Ids of `language/intents.toml`."""
    notes: tuple[str, ...] = ()
    """Note ids."""
    weeks: tuple[str, ...] = ()
    """Mondays, as `2026-05-18`."""


class NoteChoice(ParamsModel):
    """Notes to look at apart from the rest: those that fit every side that is given."""

    tiers: tuple[str, ...] = ()
    """Tiers of the brief's scheme."""
    formats: tuple[str, ...] = ()
    """Content formats, such as `review`."""
