"""Leads: forms and private messages that ads brought, what one cost, and why some notes' leads are dear."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from xhs_workbench.results.bringing.sums import over, total
from xhs_workbench.statistics.intervals import wilson

GROSS, VALID = ("form_submits", "message_leads"), ("valid_forms", "message_leads")
"""What counts as a lead: a form handed in, or only a valid one; a private message that left a contact."""
STEPS = (
    "impressions",
    "clicks",
    "landing_visits",
    "form_submits",
    "valid_forms",
    "message_consults",
    "message_openings",
    "message_leads",
)
TREE = {
    "note_id": pl.String,
    "creator_name": pl.String,
    "spend_cny": pl.Float64,
    "clicks": pl.Int64,
    "lead_count": pl.Int64,
    "cost_per_lead_cny": pl.Float64,
    "cpc_cny": pl.Float64,
    "lead_rate": pl.Float64,
    "lead_rate_lower": pl.Float64,
    "lead_rate_upper": pl.Float64,
    "cause": pl.String,
}
LEAST_CLICKS = 30
"""Below so many clicks no note's rate is judged: one lead more or less would turn it."""


def count_leads(leads: pl.DataFrame, kind: str = "valid") -> pl.DataFrame:
    """Add what the registry counts, `lead_count` and `lead_spend_cny`, and `gross_count`: leads with every form.

    A kind of lead that the report does not list at all is not part of the sum; a gap in a column that it does
    list leaves the row unknown.

    Args:
        leads: The `Leads` table.
        kind: `valid` or `gross`, as the brief's `definitions.leads`; forms all count where none are listed as valid.
    """
    gross = _sum_listed(leads, GROSS if leads["form_submits"].count() else GROSS[1:])
    counted = _sum_listed(leads, VALID) if kind == "valid" and checks_forms(leads) else gross
    known = pl.lit(None, dtype=pl.Int64) if _only_valid(leads) else gross
    return leads.with_columns(lead_count=counted, gross_count=known, lead_spend_cny="spend_cny")


def checks_forms(leads: pl.DataFrame) -> bool:
    """Say whether the report tells valid forms apart, or lists no form at all."""
    return bool(leads["valid_forms"].count()) or not leads["form_submits"].count()


def _only_valid(leads: pl.DataFrame) -> bool:
    return bool(leads["valid_forms"].count()) and not leads["form_submits"].count()


def _sum_listed(leads: pl.DataFrame, parts: Sequence[str]) -> pl.Expr:
    listed = [part for part in parts if leads[part].count()]
    if not listed:
        return pl.lit(None, dtype=pl.Int64)
    return pl.sum_horizontal(listed, ignore_nulls=False).cast(pl.Int64)


@dataclass(frozen=True, slots=True)
class LeadSums:
    """All leads of a campaign.

    Args:
        leads: Forms and messages with a contact, as the brief counts them; None where no file counts any.
        gross: The same with every form; None where the report does not list all of them.
        forms, valid_forms, message_leads: Parts; None where the report does not list them.
        spend_cny, cost_cny: Ad spend of the lead report, and for one lead.
        target_cny: What one may cost by the brief; None where it says nothing.
        steps: Step -> count, in the order of the funnel, those the report lists.
        checked: False where no form is known to be valid or not.
        all_cny: All known money of the campaign; None where a part of it is unknown.
    """

    leads: float | None
    gross: float | None
    forms: float | None
    valid_forms: float | None
    message_leads: float | None
    spend_cny: float | None
    cost_cny: float | None
    target_cny: float | None
    steps: Mapping[str, float]
    checked: bool = True
    all_cny: float | None = None


def sum_leads(
    leads: pl.DataFrame, targets: Mapping[str, float], all_cny: float | None = None
) -> LeadSums | None:
    """Sum the lead report; None without one.

    Args:
        leads: From `count_leads`.
        targets: Metric -> target of the brief.
        all_cny: From `sums.spent_cny`.
    """
    if leads.is_empty() or not leads["lead_count"].count():
        return None
    steps = {name: value for name in STEPS if (value := total(leads, name)) is not None}
    return LeadSums(
        leads=total(leads, "lead_count"),
        gross=total(leads, "gross_count"),
        forms=total(leads, "form_submits"),
        valid_forms=total(leads, "valid_forms"),
        message_leads=total(leads, "message_leads"),
        spend_cny=total(leads, "lead_spend_cny"),
        cost_cny=over(leads, "lead_spend_cny", "lead_count"),
        target_cny=targets.get("cost_per_lead"),
        steps=steps,
        checked=checks_forms(leads),
        all_cny=all_cny,
    )


def lead_tree(leads: pl.DataFrame, names: Mapping[str, str]) -> pl.DataFrame:
    """Say of each note whether its leads are dear, and whether dear clicks or few leads a click make them so.

    Cost per lead = cost per click / leads per click. A note is dear if its cost is above the campaign's and its
    rate or its cost per click is clearly worse: the rate if the upper end of its 90 % interval lies below the
    campaign's rate. The cause is the factor that explains more of the difference, on a logarithmic scale.

    Args:
        leads: From `count_leads`.
        names: Note id -> creator, for reports that do not name one.

    Returns:
        One row a note, dearest first: sums, costs, `lead_rate` with its interval, `cause`: `few_leads` (landing
        page against cover), `dear_clicks` (targeting, bid), `fine`, or `too_few` clicks to say.
    """
    known = leads.drop_nulls(["note_id", "lead_count", "lead_spend_cny", "clicks"])
    if known.is_empty():
        return pl.DataFrame(schema=TREE)
    by_note = known.group_by("note_id", maintain_order=True).agg(
        pl.col("creator_name").drop_nulls().first(),
        pl.col("lead_spend_cny").sum().alias("spend_cny"),
        pl.col("clicks").sum(),
        pl.col("lead_count").sum(),
    )
    whole = {name: float(known[name].sum()) for name in ("lead_spend_cny", "clicks", "lead_count")}
    rows = [_judge(row, whole, names) for row in by_note.iter_rows(named=True)]
    return pl.DataFrame(rows, schema=TREE).sort(
        "cost_per_lead_cny", "note_id", descending=[True, False], nulls_last=False
    )


def _judge(row: Mapping[str, Any], whole: Mapping[str, float], names: Mapping[str, str]) -> dict[str, Any]:
    spend, clicks, leads = float(row["spend_cny"]), int(row["clicks"]), int(row["lead_count"])
    low, high = wilson(min(leads, clicks), clicks) if clicks else (None, None)
    rate, cpc = (leads / clicks, spend / clicks) if clicks else (None, None)
    return {
        "note_id": row["note_id"],
        "creator_name": row["creator_name"] or names.get(row["note_id"]),
        "spend_cny": spend,
        "clicks": clicks,
        "lead_count": leads,
        "cost_per_lead_cny": spend / leads if leads else None,
        "cpc_cny": cpc,
        "lead_rate": rate,
        "lead_rate_lower": low,
        "lead_rate_upper": high,
        "cause": _cause(spend, clicks, leads, high, whole),
    }


def _cause(spend: float, clicks: int, leads: int, high: float | None, whole: Mapping[str, float]) -> str:
    if clicks < LEAST_CLICKS or not whole["lead_count"] or not whole["clicks"] or high is None:
        return "too_few"
    usual_rate, usual_cpc = whole["lead_count"] / whole["clicks"], whole["lead_spend_cny"] / whole["clicks"]
    dear = not leads or spend / leads > whole["lead_spend_cny"] / whole["lead_count"]
    seldom = high < usual_rate
    if not dear or not usual_cpc or not spend:
        return "fine"
    by_clicks = math.log(spend / clicks / usual_cpc)
    by_rate = math.log(usual_rate / (leads / clicks)) if leads else math.inf
    if seldom and by_rate >= by_clicks:
        return "few_leads"
    return "dear_clicks" if by_clicks > by_rate else "fine"


def dear_notes(leads: pl.DataFrame) -> dict[str, str]:
    """Return the notes whose leads are dear, each with its cause as in `lead_tree`.

    Args:
        leads: From `count_leads`.
    """
    dear = lead_tree(leads, {}).filter(pl.col("cause").is_in(["few_leads", "dear_clicks"]))
    return dict(dear.select("note_id", "cause").iter_rows())
