"""The first and the last block of every report: the cover, and where every number comes from."""

from __future__ import annotations

import base64
import platform
import re
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any, Protocol

import polars as pl

from xhs_workbench import paths
from xhs_workbench.findings import Finding, Language, Text
from xhs_workbench.views.blocks import Block, declared

PACKAGES = ("xhs-workbench", "polars", "altair", "papermill", "nbconvert", "scipy")
MOST_REFUSED = 50
FORMULA = r"\A[\s\x00]*[=+\-@＝＋－＠]|\A[\t\r\n\x00]"
PATHS = ("brief", "inputs")
"""Parameters that hold paths: a page shows them without the folders of the machine it was made on."""
SETTINGS = ("collected_at", "competitor_days", "answer_within_hours", "boost_target_cpe_cny", "decision_days")
"""Parameters that explain a client's numbers; worded in `wording.toml` as `setting_<name>`."""


@declared
def cover(
    *,
    title: Text,
    campaign: str,
    brand: str,
    period: str,
    prepared_by: str = "",
    as_of: str = "",
    synthetic: bool = False,
    language: Language = "en",
) -> Block:
    """Open a report."""
    data = {
        "title": title.to(language), "campaign": campaign, "brand": brand, "period": period, "prepared_by": prepared_by,
        "as_of": as_of, "synthetic": synthetic,
    }  # fmt: skip
    return Block("cover", data, language)


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


def open_report(brief: HasBrief, params: HasParams, title: Text) -> Block:
    """Open the report of a campaign: cover from its brief and parameters."""
    line = brief.timeline
    return cover(
        title=title, campaign=brief.campaign, brand=brief.brand.name.to(params.language), period=f"{line.posting_start} – {line.posting_end}",
        prepared_by=params.prepared_by, as_of=str(getattr(params, "as_of", "")), synthetic=brief.synthetic, language=params.language,
    )  # fmt: skip


def provenance_of(
    data: HasFiles | None,
    params: HasParams,
    *,
    language: Language = "en",
    beside: Mapping[str, pl.DataFrame] | None = None,
    files: Mapping[str, bytes] | None = None,
) -> Block:
    """Close the report of a set of files and parameters.

    Args:
        data: What intake returned; None for a report that reads no export.
        params: The notebook's parameters.
        language: Language.
        beside: Name -> table that is saved whole as CSV beside the page (`<report>_<name>.csv`); the refused rows always
            are.
        files: Name -> bytes of a file saved beside the page as it is (`<report>_<name>`).
    """
    nothing = pl.DataFrame()
    account = data.files if data else nothing
    refused = data.refused if data else None
    block = provenance(account, refused, params.to_notebook(), language=language)
    kept = {**({"refused_rows": refused} if refused is not None else {}), **(beside or {})}
    saved = {
        "beside": {name: csv_text(frame) for name, frame in kept.items()},
        "beside_files": {name: base64.b64encode(raw).decode() for name, raw in (files or {}).items()},
    }
    return Block(block.kind, {**block.data, **saved}, language)


def csv_text(frame: pl.DataFrame) -> str:
    r"""Write a table as CSV that a spreadsheet opens without running anything: no cell begins as a formula does.

    >>> csv_text(pl.DataFrame({"value": ["=1+1", "5"]}))
    "value\n'=1+1\n5\n"
    """
    texts = [name for name, kind in frame.schema.items() if kind in (pl.String, pl.Enum, pl.Categorical)]
    cells = {name: pl.col(name).cast(pl.String) for name in texts}
    safe = [pl.when(c.str.contains(FORMULA)).then("'" + c).otherwise(c).alias(name) for name, c in cells.items()]
    headers = {name: f"'{name}" for name in frame.columns if re.match(FORMULA, name)}
    return frame.with_columns(safe).rename(headers).write_csv()


@declared
def what_went_in(files: pl.DataFrame, doubts: Sequence[Finding], *, language: Language = "en") -> Block:
    """Show the files with their account of rows, and what is doubtful about them."""
    shown = [
        {"level": item.level.value, "text": item.text.to(language), "fix": item.fix.to(language),
         "evidence": list(item.evidence[:3]), "quiet": False, "private": item.internal}
        for item in doubts
        if item.level != "PASS"
    ]  # fmt: skip
    return Block("went_in", {"files": files.drop("sha256").to_dicts(), "doubts": shown}, language)


@declared
def provenance(
    files: pl.DataFrame, refused: pl.DataFrame | None, parameters: Mapping[str, Any], *, language: Language = "en"
) -> Block:
    """Close a report: files and hashes, rows refused, parameters and versions. It is the last block of every page.

    Args:
        files: Account of rows, from intake.
        refused: Refused rows, from intake.
        parameters: The notebook's parameters, plain values.
        language: Language.
    """
    what = "what_zh" if language == "zh" else "what_en"
    fix = "fix_zh" if language == "zh" else "fix_en"
    chosen = ("file", "sheet", "row", "column", "value")
    none = pl.DataFrame(schema=dict.fromkeys((*chosen, what, fix), pl.String))
    known = none if refused is None else refused
    rows = known.head(MOST_REFUSED).select(*chosen, why=pl.col(what), fix=pl.col(fix))
    data = {
        "files": files.to_dicts(),
        "refused": rows.to_dicts(),
        "refused_total": known.height,
        "parameters": {name: _plain(_places(value) if name in PATHS else value) for name, value in parameters.items()},
        "settings": {
            name: _plain(value) for name, value in parameters.items() if name in SETTINGS and value is not None
        },
        "versions": {**{name: version(name) for name in PACKAGES}, "python": platform.python_version()},
        "beside": {},
        "beside_files": {},
        "end": True,
    }
    return Block("provenance", data, language)


def _places(value: Any) -> Any:
    return [paths.shown(item) for item in value] if isinstance(value, list | tuple) else paths.shown(str(value))


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_plain(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_plain(item) for item in value)
    return "—" if value in (None, "") else str(value)
