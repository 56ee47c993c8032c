"""All that a campaign brings beside its counts, each from its own files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from xhs_workbench.params.brief import Brief
from xhs_workbench.results.bringing.audience import AudienceChange, compare_audience
from xhs_workbench.results.bringing.leads import LeadSums, count_leads, dear_notes, lead_tree, sum_leads
from xhs_workbench.results.bringing.offsite import Returns, gather_returns, losing_notes
from xhs_workbench.results.bringing.reached import Reached, booked_fans, compare_reached
from xhs_workbench.results.bringing.search_back import SearchBacks, gather_searches
from xhs_workbench.results.bringing.search_words import SearchWords, weigh_words
from xhs_workbench.results.bringing.sums import spent_cny


@dataclass(frozen=True, slots=True)
class Brought:
    """What came; a part is None where no file holds it.

    Args:
        leads: From `sum_leads`.
        lead_tree: From `lead_tree`.
        words: From `weigh_words`.
        searches: From `gather_searches`.
        audience: From `compare_audience`.
        shops: From `gather_returns`.
        reached: From `compare_reached`.
    """

    leads: LeadSums | None
    lead_tree: pl.DataFrame
    words: SearchWords | None
    searches: SearchBacks | None
    audience: AudienceChange | None
    shops: Returns | None
    reached: Reached | None = None


TABLES = {
    "leads": "leads",
    "terms": "search_terms",
    "slices": "paid_slices",
    "back": "search_back",
    "assets": "audience_assets",
    "offsite": "offsite",
    "orders": "orders",
}
"""Part of `gather_brought` -> the table that fills it."""


def read_brought(
    table: Callable[[str], pl.DataFrame],
    outcomes: pl.DataFrame,
    brief: Brief,
    creators: pl.DataFrame | None = None,
) -> Brought:
    """Gather what came from a campaign's tables.

    Args:
        table: Gives a table by its name, as `Data.table` does.
        outcomes: From `gather_outcomes`.
        brief: The brief.
        creators: The `Creators` table of the candidates, for the fans of those booked.
    """
    parts = {part: table(name) for part, name in TABLES.items()}
    fans = booked_fans(outcomes, table("creators") if creators is None else creators)
    reached = compare_reached(table("audience_reached"), brief.audience, fans)
    return gather_brought(outcomes, brief, **parts, reached=reached)


def off_goal(leads: pl.DataFrame, offsite: pl.DataFrame, brief: Brief) -> dict[str, str]:
    """Return the notes that did clearly worse for the brief's own goal, leads or sales, than the campaign as a whole.

    Advice on money counts reads or saves, which every note has; it must not praise a note whose leads are dear.

    Args:
        leads: The `Leads` table.
        offsite: The `Offsite` table.
        brief: The brief.

    Returns:
        Note id -> cause, as in `lead_tree` and `sales_tree`; empty for other goals or where no file tells.
    """
    kind = str(brief.objective.kind)
    if kind == "leads":
        return dear_notes(count_leads(leads, brief.definitions.leads))
    return losing_notes(offsite) if kind == "sales" else {}


def gather_brought(
    outcomes: pl.DataFrame,
    brief: Brief,
    *,
    leads: pl.DataFrame,
    terms: pl.DataFrame,
    slices: pl.DataFrame,
    back: pl.DataFrame,
    assets: pl.DataFrame,
    offsite: pl.DataFrame,
    orders: pl.DataFrame,
    reached: Reached | None = None,
) -> Brought:
    """Gather what came beside the counts.

    Args:
        outcomes: From `gather_outcomes`.
        brief: The brief.
        leads: The `Leads` table.
        terms: The `SearchTerms` table.
        slices: The `PaidSlices` table.
        back: The `SearchBack` table.
        assets: The `AudienceAssets` table.
        offsite: The `Offsite` table.
        orders: The `Orders` table.
        reached: From `compare_reached`.
    """
    counted = count_leads(leads, brief.definitions.leads)
    names = {
        note: name for note, name in outcomes.select("note_id", "creator_name").iter_rows() if note and name
    }
    return Brought(
        leads=sum_leads(counted, {kpi.metric: kpi.target for kpi in brief.kpis}, spent_cny(outcomes)),
        lead_tree=lead_tree(counted, names),
        words=weigh_words(terms, slices, brief),
        searches=gather_searches(back),
        audience=compare_audience(assets, spent_cny(outcomes)),
        shops=gather_returns(offsite, orders, names),
        reached=reached,
    )
