"""Which bound keeps a set from growing: the quotas, the candidates, or another rule."""

from __future__ import annotations

from typing import Literal

from xhs_workbench.selection.planning.portfolio import Portfolio

Bound = Literal["quotas", "candidates", "rules"]


def what_binds(portfolio: Portfolio, creators: int | None = None) -> Bound:
    """Say what keeps a set from holding more creators where money does not.

    Args:
        portfolio: The picked set, its rules and what could be booked.
        creators: How many creators the set holds; by default the picked ones. A set for another budget may hold more.

    Returns:
        `candidates` where everyone who can be booked is in it; `quotas` where each tier holds as many as it may
        and somebody is left; `rules` where there is room and somebody left, so that another rule keeps them out.
    """
    held = portfolio.picks.height if creators is None else creators
    if portfolio.offers.is_empty():
        return "candidates"
    bookable = dict(portfolio.offers.unique("creator_id").group_by("tier").len().iter_rows())
    most = {tier: portfolio.rules.quotas.get(tier, (0, n))[1] for tier, n in bookable.items()}
    if held >= sum(bookable.values()):
        return "candidates"
    if held >= sum(min(most[tier], n) for tier, n in bookable.items()):
        return "quotas"
    return "rules"
