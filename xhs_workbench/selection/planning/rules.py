"""The rules for a set of creators as data, and the check of a set against them without the solver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.metrics import tier_word
from xhs_workbench.params.brief import Brief
from xhs_workbench.params.choosing import Risk
from xhs_workbench.params.notebooks import SelectionParams
from xhs_workbench.selection.planning.ordered import notes_ordered, types_ordered, within_order
from xhs_workbench.selection.planning.reach import Reach, reach_of
from xhs_workbench.written import many

FORMAT_WORDS = {"image": Text("image notes", "图文笔记"), "video": Text("video notes", "视频笔记")}
CENT = 0.005


@dataclass(frozen=True)
class Terms:
    """Rules beyond budget and tier quotas, and aims besides value.

    Args:
        categories: Category -> minimum and maximum number of creators.
        formats: Note type (`image`, `video`) -> minimum number of notes; if given, each creator is offered in
            both types.
        conflicts: Groups of creator ids of which at most one may be booked.
        max_share_per_category: Largest share of the budget for one category.
        service_fee_rate: The platform's fee on a quote, for prices that come without it.
        reach: People by segment, and each creator's probability of reaching one of them.
        worth_of_reach: Interactions that one more person reached is worth; 0 ignores reach.
        risk: The spread of a note's result, and how strongly to avoid bad outcomes.
    """

    categories: Mapping[str, Sequence[int]] = field(default_factory=dict)
    formats: Mapping[str, int] = field(default_factory=dict)
    conflicts: Sequence[Sequence[str]] = ()
    max_share_per_category: float = 1.0
    service_fee_rate: float = 0.1
    reach: Reach | None = None
    worth_of_reach: float = 0.0
    risk: Risk = field(default_factory=Risk)
    wished: Mapping[str, int] = field(default_factory=dict)
    """Note type -> least notes of the rarer type that the brief orders; given up, and said, if no set has them."""
    wished_in_full: Mapping[str, int] = field(default_factory=dict)
    """The same of every type, asked for before."""


@dataclass(frozen=True)
class Rules:
    """Every rule of a set.

    `stop_cny` is the most that is spent where less than the budget is advised, see `keep_to_limit`.
    """

    budget_cny: float
    quotas: Mapping[str, Sequence[int]]
    must_in: Sequence[str] = ()
    must_out: Sequence[str] = ()
    max_share: float = 1.0
    terms: Terms = field(default_factory=Terms)
    stop_cny: float | None = None

    @property
    def spend_cny(self) -> float:
        """Return the most that a set may cost."""
        return self.budget_cny if self.stop_cny is None else min(self.stop_cny, self.budget_cny)


def terms_of(params: SelectionParams, brief: Brief, candidates: pl.DataFrame) -> Terms:
    """Collect the terms of a set from the parameters and the brief.

    Args:
        params: The notebook's parameters.
        brief: The brief: fee, target for interactions.
        candidates: From `gather_candidates`, for reach.
    """
    target = next((kpi.target for kpi in brief.kpis if kpi.metric.startswith("interactions")), None)
    rarer = {} if params.formats else types_ordered(brief, candidates)
    risk = params.risk.model_copy(update={"target_interactions": params.risk.target_interactions or target})
    return Terms(
        categories=params.categories,
        formats={str(kind): least for kind, least in params.formats.items()},
        conflicts=params.conflicts,
        max_share_per_category=params.max_share_per_category,
        service_fee_rate=brief.budget.service_fee_rate,
        reach=reach_of(candidates, params.audience_people) if params.audience_people else None,
        worth_of_reach=params.worth_of_reach,
        risk=risk,
        wished=rarer,
        wished_in_full={**notes_ordered(brief, "note_type"), **rarer} if rarer else {},
    )


def rules_of(params: SelectionParams, brief: Brief, candidates: pl.DataFrame) -> Rules:
    """Collect every rule of a set from the parameters and the brief; see `terms_of`, and `within_order` for quotas."""
    return Rules(
        brief.budget.creators_with_fee_cny,
        within_order(params.tier_quotas, brief),
        params.must_in,
        params.must_out,
        params.max_share_per_creator,
        terms_of(params, brief, candidates),
    )


def plain_category() -> pl.Expr:
    """Return a creator's first category, without the brackets some exports put around lists."""
    return pl.col("category").str.extract(r"[^\s\[\]【】\"',，、/|;；]+", 0)


def list_offers(scored: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """List what can be booked: one row per creator and note type with a price, a value and a tier with a quota.

    Creators that a gate rejected are left out unless they are must-haves. A price above the share cap stays
    in the list with `affordable` false, so that the rule to relax can be named.

    Returns:
        By creator id: `scored` plus `note_type`, `price_cny` (of that type, fee included),
            `expected_interactions` (of that
        type, where known), `value` (expected interactions × score / 100), `must_in`, `affordable`,
        `plain_category`.
    """
    must = pl.col("creator_id").is_in(list(rules.must_in))
    wanted = [tier for tier, (_, most) in rules.quotas.items() if most > 0]
    kept = scored.with_columns(must_in=must, plain_category=_first_category(scored)).filter(
        ~pl.col("creator_id").is_in(list(rules.must_out)) & (pl.col("tier").is_in(wanted) | pl.col("must_in"))
    )
    if "admitted" in kept.columns:
        kept = kept.filter(pl.col("admitted").fill_null(True) | pl.col("must_in"))
    types = ("image", "video") if rules.terms.formats else ("image",)
    offers = pl.concat([_of_type(kept, kind, rules.terms.service_fee_rate) for kind in types])
    usable = offers.filter(
        pl.col("price_cny").is_finite() & (pl.col("price_cny") >= 0) & (pl.col("expected_interactions") > 0)
    )
    cap = pl.col("price_cny") <= rules.max_share * rules.budget_cny + CENT
    return usable.with_columns(
        value=pl.col("expected_interactions") * pl.col("score") / 100, affordable=cap | pl.col("must_in")
    ).sort("creator_id", "note_type")


def _first_category(scored: pl.DataFrame) -> pl.Expr:
    return plain_category() if "category" in scored.columns else pl.lit(None, dtype=pl.String)


def _of_type(kept: pl.DataFrame, kind: str, fee: float) -> pl.DataFrame:
    price = pl.col("price_cny")
    if kind == "video":
        ready, bare = f"price_{kind}_with_fee_cny", f"price_{kind}_cny"
        known = [pl.col(ready)] if ready in kept.columns else []
        known += [pl.col(bare) * (1 + fee)] if bare in kept.columns else []
        price = pl.coalesce(known) if known else pl.lit(None, dtype=pl.Float64)
    own = f"expected_interactions_{kind}"
    expected = (
        pl.coalesce(own, "expected_interactions") if own in kept.columns else pl.col("expected_interactions")
    )
    return kept.with_columns(
        note_type=pl.lit(kind),
        price_cny=price.cast(pl.Float64),
        expected_interactions=expected.cast(pl.Float64),
    )


def check_set(picks: pl.DataFrame, rules: Rules) -> list[Finding]:
    """Check every rule on the picks themselves.

    Args:
        picks: Rows of `list_offers`.
        rules: The rules.
    """
    cost, budget = float(picks["price_cny"].sum()), rules.budget_cny
    money = Text(
        f"The set costs ¥{cost:,.0f} of ¥{budget:,.0f}.", f"组合花费 ¥{cost:,.0f}，预算 ¥{budget:,.0f}。"
    )
    found = [_graded("within_budget", cost <= budget + CENT, money)]
    for tier, (least, most) in rules.quotas.items():
        n, name = picks.filter(pl.col("tier") == tier).height, tier_word(tier)
        text = Text(
            f"{name.en}: {n} picked, {least} to {most} wanted.",
            f"{name.zh}：选 {n} 位，要求 {least}–{most} 位。",
        )
        found.append(_graded(f"quota_{tier}", least <= n <= most, text, n))
    return [*found, *_check_terms(picks, rules), *_check_creators(picks, rules)]


def _check_terms(picks: pl.DataFrame, rules: Rules) -> list[Finding]:
    found = []
    for category, (least, most) in rules.terms.categories.items():
        n = picks.filter(pl.col("plain_category") == category).height
        text = Text(
            f"Category {category}: {n} picked, {least} to {most} wanted.",
            f"类目{category}：选 {n} 位，要求 {least}–{most} 位。",
        )
        found.append(_graded(f"category_{category}", least <= n <= most, text, n))
    for kind, least in rules.terms.formats.items():
        n, word = picks.filter(pl.col("note_type") == kind).height, FORMAT_WORDS[kind]
        text = Text(f"{n} {word.en}, at least {least} wanted.", f"{word.zh} {n} 篇，至少 {least} 篇。")
        found.append(_graded(f"format_{kind}", n >= least, text, n))
    if rules.terms.max_share_per_category < 1:
        cap = rules.terms.max_share_per_category
        spent = picks.group_by("plain_category").agg(pl.col("price_cny").sum())["price_cny"].max()
        share = float(spent) / rules.budget_cny if isinstance(spent, float) else 0.0
        text = Text(
            f"The most expensive category takes {share:.0%} of the budget, at most {cap:.0%} allowed.",
            f"花费最高的类目占预算 {share:.0%}，上限 {cap:.0%}。",
        )
        found.append(_graded("category_share", share <= cap + 1e-9, text))
    return found


def _check_creators(picks: pl.DataFrame, rules: Rules) -> list[Finding]:
    found, chosen = [], set(picks["creator_id"])
    if len(chosen) < picks.height:
        text = Text("A creator is booked twice.", "同一达人被选两次。")
        found.append(_graded("one_note_each", False, text, picks.height - len(chosen)))
    lacking = [creator for creator in rules.must_in if creator not in chosen]
    if lacking:
        text = Text(
            f"{many(len(lacking), 'must-have creator')} cannot be booked.",
            f"{len(lacking)} 位必选达人无法入选。",
        )
        found.append(Finding("must_in", Level.FAIL, text, evidence=tuple(lacking[:5]), n=len(lacking)))
    barred = [creator for creator in rules.must_out if creator in chosen]
    if barred:
        found.append(
            _graded(
                "must_out",
                False,
                Text("A creator who was to be left out is in the set.", "排除名单中的达人被选入。"),
                len(barred),
            )
        )
    if rules.terms.conflicts:
        clashes = [group for group in rules.terms.conflicts if len(chosen & set(group)) > 1]
        text = Text(
            f"{len(clashes)} of {len(rules.terms.conflicts)} conflicts broken.",
            f"{len(rules.terms.conflicts)} 组冲突中违反 {len(clashes)} 组。",
        )
        found.append(_graded("conflicts", not clashes, text, len(clashes)))
    if rules.max_share < 1 and picks.height:
        free = picks.filter(~pl.col("creator_id").is_in(list(rules.must_in)))
        share = float(free["price_cny"].max() or 0.0) / rules.budget_cny  # type: ignore[arg-type]
        text = Text(
            f"The most expensive creator takes {share:.0%} of the budget, at most {rules.max_share:.0%} allowed.",
            f"单个达人最高占预算 {share:.0%}，上限 {rules.max_share:.0%}。",
        )
        found.append(
            _graded(
                "creator_share", share * rules.budget_cny <= rules.max_share * rules.budget_cny + CENT, text
            )
        )
    return found


def _graded(code: str, good: bool, text: Text, n: int | None = None) -> Finding:
    return Finding(code, Level.PASS if good else Level.FAIL, text, n=n)
