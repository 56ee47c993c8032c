"""The report that is open, its first and its last block: the cover, and where every number comes from."""

from __future__ import annotations

import base64
import platform
import re
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.metadata import version
from typing import Any, Protocol

import polars as pl

from xhs_workbench import paths
from xhs_workbench.findings import Finding, Language, Text
from xhs_workbench.views.asked import asked_chapters
from xhs_workbench.views.blocks import Block
from xhs_workbench.views.drawing.tables import records, sentence
from xhs_workbench.views.wording import speak
from xhs_workbench.who_sees import Audience
from xhs_workbench.written import days_span, full_day

PACKAGES = ("xhs-workbench", "polars", "altair", "papermill", "nbconvert", "scipy")
MOST_REFUSED = 50
FORMULA = r"\A[\s\x00]*[=+\-@＝＋－＠]|\A[\t\r\n\x00]"
PATHS = ("brief", "inputs")
"""Parameters that hold paths: a page shows them without the folders of the machine it was made on."""
SETTINGS = ("collected_at", "competitor_days", "answer_within_hours", "boost_target_cpe_cny", "decision_days")
"""Parameters that explain a client's numbers; worded in `wording.toml` as `setting_<name>`."""


def cover(
    *,
    title: Text,
    campaign: str,
    brand: Any,
    period: Any,
    prepared_by: str = "",
    as_of: Any = "",
    day: str = "",
    synthetic: bool = False,
    draft: bool = False,
    good_is: str = "teal",
) -> Block:
    """Open a report.

    Args:
        title: What it is.
        campaign: Its name.
        brand: Whose it is.
        period: The posting window, in words.
        prepared_by: Who made it.
        as_of: The day of the files, in words.
        day: The same as an ISO day, for the index of the campaign.
        synthetic: True if its data are made up.
        draft: True if something is still open.
        good_is: Colour of what is good, see `Brief.good_is`.
    """
    data = {
        "title": title,
        "campaign": campaign,
        "brand": brand,
        "period": period,
        "prepared_by": prepared_by,
        "as_of": as_of,
        "day": day,
        "synthetic": synthetic,
        "draft": draft,
        "good_is": good_is,
        "block": "pages.cover",
    }
    return Block("cover", data)


class HasBrief(Protocol):
    """What the cover needs of a brief."""

    campaign: str
    synthetic: bool
    brand: Any
    timeline: Any


class HasParams(Protocol):
    """What the cover and the provenance need of parameters."""

    language: Language
    prepared_by: str

    def to_notebook(self) -> dict[str, Any]:
        """Return plain values."""
        ...


class HasFiles(Protocol):
    """What the provenance needs of an intake."""

    @property
    def files(self) -> pl.DataFrame:
        """Account of rows."""
        ...

    @property
    def refused(self) -> pl.DataFrame:
        """Refused rows."""
        ...


class Report:
    """What a notebook is told once: the campaign's brief, its parameters, through them language and day, and whose version is shown.

    From here on the cells of this kernel are in its language.

    Args:
        brief: The campaign's brief.
        params: The notebook's parameters.
        title: What the report is, in both languages.
        audience: Whose version JupyterLab shows: `internal`, or `client` to look at it as the client will. A
            run makes both.
    """

    def __init__(
        self, brief: HasBrief, params: HasParams, title: Text, audience: Audience = "internal"
    ) -> None:
        self.brief, self.params, self.title = brief, params, title
        speak(params.language, audience)

    def cover(self, as_of: date | None = None) -> Block:
        """Open the report.

        Args:
            as_of: The day of the files, where no parameter names the day.
        """
        line, params = self.brief.timeline, self.params
        day = getattr(params, "as_of", None) or as_of
        return cover(
            title=self.title,
            campaign=self.brief.campaign,
            brand=self.brief.brand.name,
            period=days_span(line.posting_start, line.posting_end),
            prepared_by=params.prepared_by,
            as_of=full_day(day) if day else "",
            day=str(day or ""),
            synthetic=self.brief.synthetic,
            draft=bool(getattr(params, "draft", False)),
            good_is=str(getattr(self.brief, "good_is", "teal")),
        ).adding(asked=asked_chapters(self.brief))

    def close(
        self,
        data: HasFiles | None = None,
        *,
        beside: Mapping[str, pl.DataFrame] | None = None,
        files: Mapping[str, bytes] | None = None,
    ) -> Block:
        """Say where every number comes from.

        Args:
            data: What intake returned; None for a report that reads no export.
            beside: Name -> table that is saved whole as CSV beside the page (`<report>_<name>.csv`); the
                refused rows always are.
            files: Name -> bytes of a file saved beside the page as it is (`<report>_<name>`).
        """
        refused = data.refused if data else None
        kept = {**({"refused_rows": refused} if refused is not None else {}), **(beside or {})}
        return provenance(data.files if data else pl.DataFrame(), refused, self.params.to_notebook()).adding(
            beside={name: csv_text(frame) for name, frame in kept.items()},
            beside_files={name: base64.b64encode(raw).decode() for name, raw in (files or {}).items()},
        )


def csv_text(frame: pl.DataFrame) -> str:
    r"""Write a table as CSV that a spreadsheet opens without running anything: no cell begins as a formula does.

    >>> csv_text(pl.DataFrame({"value": ["=1+1", "5"]}))
    "value\n'=1+1\n5\n"
    """
    texts = [name for name, kind in frame.schema.items() if kind in (pl.String, pl.Enum, pl.Categorical)]
    cells = {name: pl.col(name).cast(pl.String) for name in texts}
    safe = [
        pl.when(c.str.contains(FORMULA)).then("'" + c).otherwise(c).alias(name) for name, c in cells.items()
    ]
    headers = {name: f"'{name}" for name in frame.columns if re.match(FORMULA, name)}
    return frame.with_columns(safe).rename(headers).write_csv()


def what_went_in(files: pl.DataFrame, doubts: Sequence[Finding]) -> Block:
    """Show the files with their account of rows, and what is doubtful about them."""
    shown = [sentence(item, 3) for item in doubts if item.level != "PASS"]
    return Block(
        "went_in", {"files": files.drop("sha256").to_dicts(), "doubts": shown, "block": "pages.what_went_in"}
    )


def provenance(files: pl.DataFrame, refused: pl.DataFrame | None, parameters: Mapping[str, Any]) -> Block:
    """Close a report: files and hashes, rows refused, parameters and versions. It is the last block of every page.

    Args:
        files: Account of rows, from intake.
        refused: Refused rows, from intake.
        parameters: The notebook's parameters, plain values.
    """
    shown = ("file", "sheet", "row", "column", "value", "what_en", "what_zh", "fix_en", "fix_zh")
    known = pl.DataFrame(schema=dict.fromkeys(shown, pl.String)) if refused is None else refused.select(shown)
    data = {
        "files": files.to_dicts(),
        "refused": records(known.head(MOST_REFUSED).rename({"what_en": "why_en", "what_zh": "why_zh"})),
        "refused_total": known.height,
        "parameters": {
            name: _parameter_text(_places(value) if name in PATHS else value)
            for name, value in parameters.items()
        },
        "settings": {
            name: _parameter_text(value)
            for name, value in parameters.items()
            if name in SETTINGS and value is not None
        },
        "versions": {**{name: version(name) for name in PACKAGES}, "python": platform.python_version()},
        "beside": {},
        "beside_files": {},
        "end": True,
        "block": "pages.provenance",
    }
    return Block("provenance", data)


def _places(value: Any) -> Any:
    return (
        [paths.shown(item) for item in value] if isinstance(value, list | tuple) else paths.shown(str(value))
    )


def _parameter_text(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_parameter_text(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_parameter_text(item) for item in value)
    return "—" if value in (None, "") else str(value)
