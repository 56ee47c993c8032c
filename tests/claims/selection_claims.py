"""Whether what the page of a selection says is true of the candidates it was drawn from, and holds together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from statistics import mean

from tests.claims.candidates import TIERS, Pool
from tests.claims.pages import Page
from tests.claims.raw_tables import Row, near, numbers
from xhs_workbench.telling import Statement

SHORT = {"koc": "KOC", "micro": "Micro", "mid": "Mid"}
CENT = 0.01


class Drawn:
    """The pool as plain rows, and the picks with their own raw rows."""

    def __init__(self, page: Page, pool: Pool) -> None:
        self.pool = pool
        raw = {row["creator_id"]: row for row in pool.data.table("creators").to_dicts()}
        self.picks: list[Row] = page.names["the_set"].picks.to_dicts()
        self.raw = [raw[row["creator_id"]] for row in self.picks]
        self.fee = 1 + pool.brief.budget.service_fee_rate

    @property
    def cost(self) -> float:
        """Quotes of the picks with the fee."""
        return sum(row["price_image_cny"] * self.fee for row in self.raw)

    @property
    def everyday(self) -> float:
        """Interactions that the picks' everyday notes bring."""
        return sum(float(row["expected_interactions"]) for row in self.picks)

    @property
    def brings(self) -> float:
        """Interactions that the picks should bring, counted as paid notes by the creators whose paid notes are known."""
        known = [
            (float(row["expected_interactions"]), row["commercial_ratio"])
            for row in self.picks
            if row["commercial_ratio"] is not None and row["expected_interactions"] > 0
        ]
        whole = sum(brings for brings, _ in known)
        ratio = sum(brings * kept for brings, kept in known) / whole if whole else 1.0
        return self.everyday * min(ratio or 1.0, 1.0)

    def tier(self, row: Row) -> str:
        """Return the tier of a raw row, by its followers."""
        return next(name for name, (low, high) in TIERS.items() if low <= row["followers"] <= high)


def check_selection(page: Page, pool: Pool) -> list[str]:
    """Return every claim of a selection's page that is not true of its candidates, or contradicts another."""
    drawn = Drawn(page, pool)
    checks = CHECKS if drawn.picks else (_nobody,)
    return [f"{check.__name__.strip('_')}: {fault}" for check in checks for fault in check(page, drawn)]


def _nobody(page: Page, _: Drawn) -> Iterator[str]:
    said = page.first.verdict.en
    if "¥" in said:
        yield said
    if not page.first.actions:
        yield "nothing is to be done"
    if {one.place for one in page.statements} - {"explorer"}:
        yield f"chapters about a set that does not exist: {[one.place for one in page.statements]}"


def _rules(page: Page, drawn: Drawn) -> Iterator[str]:
    pool = drawn.pool
    if drawn.cost > pool.brief.budget.creators_cny * drawn.fee + CENT:
        yield f"¥{drawn.cost} of ¥{pool.brief.budget.creators_cny}"
    for tier, (least, most) in pool.params.quotas.items():
        n = sum(drawn.tier(row) == tier for row in drawn.raw)
        if not least <= n <= most:
            yield f"{n} of tier {tier}, {least} to {most} wanted"
    said = page.statement("mix")
    there: dict[tuple[str, str], int] = {}
    for item in pool.brief.deliverables:
        there[item.tier, item.note_type] = there.get((item.tier, item.note_type), 0) + item.count
    tiers = {tier: sum(n for (one, _), n in there.items() if one == tier) for tier in TIERS}
    as_ordered = all(sum(drawn.tier(row) == tier for row in drawn.raw) == n for tier, n in tiers.items())
    if said is not None and "Every quota" in said.more.en and not as_ordered:
        yield said.more.en


def _first_screen(page: Page, drawn: Drawn) -> Iterator[str]:
    first, n = page.first, len(drawn.picks)
    found = numbers(first.verdict.en)
    if found[0] != n or not near(found[1], drawn.cost):
        yield f"{n} for {drawn.cost}: {first.verdict.en}"
    tiles = {tile.label.en: tile for tile in first.tiles}
    if tiles["Creators"].value != n or not near(
        tiles["Expected cost per interaction"].value, drawn.cost / drawn.brings, 1e-6
    ):
        yield f"{tiles['Creators'].value} creators, CPE {tiles['Expected cost per interaction'].value}"
    aims = {kpi.metric: kpi.target for kpi in drawn.pool.brief.kpis}
    names = {"interactions_4": "Expected interactions", "saves": "Expected saves"}
    said = first.verdict.en
    short = said.partition("but ")[2] or said.partition("target, ")[2]
    if said.startswith("Decide"):
        short = said.partition(": ")[2]
    whole = _whole_plan(said)
    for metric, label in names.items():
        tile, word = tiles.get(label), label.removeprefix("Expected ")
        if tile is None or metric not in aims:
            continue
        if tile.target != aims[metric] or (tile.value < tile.target and tile.tone == "good"):
            yield f"{label} {tile.value} of {tile.target} is {tile.tone}"
        if (word in short) != (tile.tone == "bad") and (whole or word in short):
            yield f"{label} is {tile.tone}: {said}"
    money = first.money
    if money is None or not near(sum(value for _, value in money.parts), drawn.cost, 1e-6):
        yield "the parts of the money are not what the picks cost"


def _recommendation(page: Page, _: Drawn) -> Iterator[str]:
    """Verdict, tiles and actions recommend one thing."""
    first, said = page.first, page.first.verdict.en
    tiles, whole = {tile.label.en: tile for tile in first.tiles}, _whole_plan(page.first.verdict.en)
    each = tiles["Expected cost per interaction"]
    dear = each.tone == "bad"
    if each.target is not None and dear != ("CPE" in said):
        yield f"CPE is {each.tone}: {said}"
    if whole == (any(tile.word.en == "will likely miss" for tile in first.tiles) or dear):
        yield f"{[tile.word.en for tile in first.tiles]}: {said}"
    acts = [action.what.en for action in first.actions]
    if ("Book this line-up" in acts) != whole or (not whole and acts[0].startswith("Book")):
        yield f"{said}: {acts}"
    for action in first.actions[:3]:
        if not any(action.by):
            yield f"no day for {action.what.en}"


def _whole_plan(said: str) -> bool:
    """Say whether a verdict recommends to book the whole plan, and not less of it or a decision first."""
    return said.startswith("Book ")


def _creators(page: Page, drawn: Drawn) -> Iterator[str]:
    said, cards = page.statement("creators"), page.cards("cards_creators")
    ids = {row["creator_id"] for row in drawn.picks}
    if len(cards) != len(ids):
        yield f"{len(cards)} cards for {len(ids)} picks"
    if said is None:
        yield "no chapter of creators"
        return
    if "per expected interaction" in said.says.en:
        here, there = numbers(said.says.en)[-2:]
        if not near(here, drawn.cost / drawn.brings) or here >= there:
            yield f"{drawn.cost / drawn.brings}: {said.says.en}"
    quoted = [row for row in drawn.pool.data.table("creators").to_dicts() if row["price_image_cny"]]
    text = said.says.en if "bookable" in said.says.en else said.more.en
    if said.code == "creators_all":
        bookable = page.names["the_set"].offers["creator_id"].n_unique()
        yield from [said.says.en] if bookable != len(ids) else []
    elif "by hand" in text:
        same = len(set(ids) & set(page.names["by_hand"]))
        if numbers(text) != [same]:
            yield f"{same} picked by hand too: {text}"
    elif (said_of := numbers(text)[:2])[0] != len(ids) or not len(ids) <= said_of[1] <= len(quoted):
        yield f"{len(ids)} of at most {len(quoted)}: {text}"
    brings = [card.figures[1][1] for card in cards]
    if brings != sorted(brings, reverse=True):
        yield "the cards are not in the order of what they bring"


def _mix(page: Page, drawn: Drawn) -> Iterator[str]:
    said = page.statement("mix")
    if said is None:
        return
    shares = {}
    for tier, name in SHORT.items():
        there = [
            (one, raw) for one, raw in zip(drawn.picks, drawn.raw, strict=True) if drawn.tier(raw) == tier
        ]
        if there:
            cost = sum(raw["price_image_cny"] * drawn.fee for _, raw in there) / drawn.cost
            shares[name] = (cost, sum(one["expected_interactions"] for one, _ in there) / drawn.everyday)
    if "of the money" in said.says.en:
        best = max(shares, key=lambda name: shares[name][1] - shares[name][0])
        wanted = [round(100 * one) for one in shares[best]]
        if f"{best} creator" not in said.says.en or numbers(said.says.en) != wanted:
            yield f"{shares}: {said.says.en}"
    elif len(shares) > 1:
        yield f"{shares}: {said.says.en}"
    ordered: dict[str, int] = {}
    for item in drawn.pool.brief.deliverables:
        ordered[item.tier] = ordered.get(item.tier, 0) + item.count
    for tier, name in SHORT.items():
        here = sum(drawn.tier(row) == tier for row in drawn.raw)
        told = f"{name}: {here} note{'' if here == 1 else 's'} here, {ordered.get(tier, 0)} in the brief."
        if (told in said.more.en) != (here != ordered.get(tier, 0)):
            yield f"{told}: {said.more.en}"


def _results(page: Page, drawn: Drawn) -> Iterator[str]:
    said = page.statement("results")
    tiles = {tile.label.en: tile for tile in page.first.tiles}
    if said is None:
        return
    low, high = numbers(said.says.en)[:2]
    if not low * 0.95 <= drawn.brings <= high * 1.05:
        yield f"{drawn.brings}: {said.says.en}"
    bad = [
        tile for name, tile in tiles.items() if tile.tone == "bad" and name != "Expected cost per interaction"
    ]
    if ("meets its target" in said.more.en and bad) or ("At risk" in said.more.en) != bool(bad):
        yield f"{[tile.label.en for tile in bad]}: {said.more.en}"


def _stand_ins(page: Page, drawn: Drawn) -> Iterator[str]:
    said, swaps = page.statement("stand_ins"), page.names["swaps"].to_dicts()
    picked = {row["creator_id"]: row for row in drawn.raw}
    every = {row["creator_id"]: row for row in drawn.pool.data.table("creators").to_dicts()}
    known = [row for row in swaps if row["swap_id"] is not None]
    for row in known:
        other = every[row["swap_id"]]
        after = (
            drawn.cost + (other["price_image_cny"] - picked[row["creator_id"]]["price_image_cny"]) * drawn.fee
        )
        if row["swap_id"] in picked or after > drawn.pool.brief.budget.creators_cny * drawn.fee + CENT:
            yield f"{row['swap_id']} cannot stand in"
    if said is None:
        return
    counts = {
        f"All {len(swaps)} picks",
        f"{len(known)} of {len(swaps)} picks",
        "The one pick",
        "Nobody can stand in",
        "Nobody is left",
    }
    start = next((one for one in counts if said.says.en.startswith(one)), "")
    whole = {"All": len(known) == len(swaps) > 1, "The": len(known) == len(swaps) == 1, "Nob": not known}
    if not start or not whole.get(start[:3].strip(), True):
        yield f"{len(known)} of {len(swaps)}: {said.says.en}"


def _money(page: Page, drawn: Drawn) -> Iterator[str]:
    said, verdict = page.statement("more_money"), page.first.verdict.en
    acts = [action.what.en for action in page.first.actions]
    if said is None:
        if any("creator budget" in one for one in acts):
            yield f"{acts} without a chapter"
        return
    text = f"{said.says.en}. {said.more.en}"
    if ("Book the whole plan" in text) and not _whole_plan(verdict):
        yield f"{verdict}: {text}"
    if _whole_plan(verdict):
        yield from _last_money(text, page, drawn)
    yield from _unspent(acts, text, page, drawn)
    if ("Stop at" in text) != verdict.startswith("Cut"):
        yield f"{verdict}: {text}"
    if said.code == "money_enough":
        yield from _bound(text, page, drawn)
    if said.code == "money_stop":
        yield from _stop(said, page, drawn)
    pays = said.more.en.partition("plan pays ")[2]
    if pays and not near(numbers(pays)[0], drawn.cost / drawn.brings):
        yield f"{drawn.cost / drawn.brings}: {said.more.en}"
    if "not worth it" in text and numbers(said.says.en)[2] <= numbers(said.says.en)[3]:
        yield text
    yield from _options(said, verdict, drawn)


def _unspent(acts: list[str], text: str, page: Page, drawn: Drawn) -> Iterator[str]:
    """What is to be left unspent is what the line-up leaves of the budget, and more would not be worth it."""
    held = [one for one in acts if "of the creator budget unspent" in one]
    unspent = drawn.pool.brief.budget.creators_cny * drawn.fee - drawn.cost
    money = page.first.money
    left = money.total_cny - sum(value for _, value in money.parts) if money and money.total_cny else None
    if held and (left is None or not near(left, unspent) or "not worth it" not in text):
        yield f"{unspent} is unspent: {held}: {text}"


def _last_money(text: str, page: Page, drawn: Drawn) -> Iterator[str]:
    """A plan whose last money costs more than the limit is booked only where the page says why, if less would do."""
    limit = next((kpi.target for kpi in drawn.pool.brief.kpis if kpi.metric == "cpe"), None)
    plan = page.names["frontier"].filter("planned").to_dicts()
    last = plan[0]["marginal_cpe_cny"] if plan else None
    if limit is None or last is None or last <= limit or "although its last" in text:
        return
    aims = [kpi.target for kpi in drawn.pool.brief.kpis if kpi.metric == "interactions_4"]
    for row in page.names["frontier"].to_dicts():
        each = row["marginal_cpe_cny"] or row["cpe_cny"]
        enough = row["expected_interactions"] >= max(aims, default=0.0)
        less = row["expected_interactions"] < plan[0]["expected_interactions"]
        if row["cost_cny"] < drawn.cost - CENT and less and each <= limit and enough and row["same_notes"]:
            yield f"¥{row['cost_cny']} would do, the last of {drawn.cost} costs {last} each: {text}"


def _options(said: Statement, verdict: str, drawn: Drawn) -> Iterator[str]:
    for option in said.more.en.split("Option: ")[1:]:
        if numbers(option)[0] >= drawn.cost:
            yield f"{option} although the line-up costs {drawn.cost}"
        if "the target for interactions" in option and "interactions" in verdict.partition("but ")[2]:
            yield f"{option}: {verdict}"


def _bound(text: str, page: Page, drawn: Drawn) -> Iterator[str]:
    """More money brings nothing: who could be booked, and is not, tells why."""
    picked = {row["creator_id"] for row in drawn.picks}
    left = {
        row["creator_id"]: row["tier"]
        for row in page.names["the_set"].offers.to_dicts()
        if row["creator_id"] not in picked
    }
    room = {
        tier
        for tier, (_, most) in drawn.pool.params.quotas.items()
        if sum(drawn.tier(row) == tier for row in drawn.raw) < most
    }
    if ("no further candidate" in text) != (not left):
        yield f"{len(left)} are left: {text}"
    if "quotas are used up" in text and (not left or room.issuperset(left.values())):
        yield f"{len(left)} are left, room in {room}: {text}"


def _stop(said: Statement, page: Page, drawn: Drawn) -> Iterator[str]:
    """A smaller set is named: it is on the frontier, meets the target, and what is beyond it costs more than the limit."""
    text = f"{said.says.en} {said.more.en}"
    row = _stop_row(page, numbers(said.more.en)[0] if "keeps" in said.more.en else numbers(said.says.en)[0])
    limit = next(kpi.target for kpi in drawn.pool.brief.kpis if kpi.metric == "cpe")
    last, fewer = drawn.cost - row["cost_cny"], drawn.brings - row["expected_interactions"]
    if f"{limit:,.2f}" not in text or (f"{last / fewer:,.2f}" not in text and "Book the whole" not in text):
        yield f"{last} for {fewer}, limit {limit}: {text}"
    if "Book the whole plan" in text:
        return
    if last / fewer <= limit or two(last, 3) not in text or two(fewer, 2) not in text:
        yield f"{last} for {fewer}: {text}"
    share = f"{100 * row['expected_interactions'] / drawn.brings:.0f}%"
    if share not in said.more.en + page.first.verdict.en:
        yield f"{share}: {text}"


def two(value: float, figures: int) -> str:
    """Write an estimate with so many figures, as pages do."""
    return f"{float(f'{value:.{figures}g}'):,.0f}"


def _stop_row(page: Page, cost: float) -> Row:
    found: Row = min(page.names["frontier"].to_dicts(), key=lambda one: abs(one["cost_cny"] - cost))
    return found


def _points(page: Page, drawn: Drawn) -> Iterator[str]:
    said, points = page.statement("before_signing"), page.names["points"].to_dicts()
    seen = {row["creator_id"] for row in points if not row["private"]}
    asks = [action.what.en for action in page.first.actions if action.what.en.startswith("Settle")]
    named = [row["creator_name"] for row in points if asks and row["creator_name"] in asks[0]]
    rest = numbers(asks[0].rpartition(" and ")[2]) if asks and " more" in asks[0] else [0]
    if bool(asks) != bool(seen) or (asks and len(set(named)) + rest[-1] != len(seen)):
        yield f"{len(seen)} creators: {asks}"
    if (
        said is not None
        and seen
        and len(drawn.picks) > 1
        and numbers(said.says.en.replace("All", f"{len(seen)} of")) != [len(seen), len(drawn.picks)]
    ):
        yield f"{len(seen)}: {said.says.en}"
    if (said is None) != (not seen):
        yield f"{len(seen)} creators: {said}"
    acts = [action.what.en for action in page.first.actions]
    if asks and acts.index(asks[0]) > next(
        n for n, one in enumerate(acts) if one.startswith(("Book ", "Then book "))
    ):
        yield f"signing comes before settling: {acts}"


def _audience(page: Page, drawn: Drawn) -> Iterator[str]:
    said = page.statement("audience")
    known = [row["female_share"] for row in drawn.raw if row["female_share"] is not None]
    if (said is None) != (not known):
        yield "an audience is spoken of although none is known, or the other way round"
    if said is not None and said.says.en.startswith("No pick"):
        return
    if said is not None and not numbers(said.says.en)[0] <= numbers(said.says.en)[1] == len(known):
        yield f"{len(known)} known, mean {mean(known)}: {said.says.en}"


CHECKS: tuple[Callable[[Page, Drawn], Iterator[str]], ...] = (
    _rules,
    _first_screen,
    _recommendation,
    _creators,
    _mix,
    _results,
    _stand_ins,
    _money,
    _points,
    _audience,
)
