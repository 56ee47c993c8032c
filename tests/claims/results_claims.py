"""Whether what the page of results says is true of the raw tables, reckoned again by plain loops, and holds together."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from statistics import mean, median

from tests.claims.campaigns import SAID, START, Campaign
from tests.claims.pages import Page
from tests.claims.raw_tables import COST_METRICS, SHORT, Raw, Reached, near, numbers, percent, verdicts
from xhs_workbench.telling import Card, Statement, Tile


def check_results(page: Page, campaign: Campaign) -> list[str]:
    """Return every claim of a page of results that is not true of its tables, or contradicts another."""
    raw = Raw(campaign)
    return [f"{check.__name__.strip('_')}: {fault}" for check in CHECKS for fault in check(page, raw)]


def _verdict(page: Page, raw: Raw) -> Iterator[str]:
    first, known = page.first, verdicts(raw)
    judged = {name: one for name, one in known.items() if one[3] != "unknown"}
    met = sum(one[3] == "met" for one in judged.values())
    said, chinese = first.verdict.en, first.verdict.zh
    none = (
        "nothing can be judged"
        if not raw.orders
        else "names no target"
        if not known
        else "no target can be checked"
        if not judged
        else ""
    )
    if none:
        if none not in said:
            yield said
        return
    in_chinese = (
        f"{len(judged)} 项目标全部达成" if met == len(judged) > 1 else f"{len(judged)} 项目标达成 {met} 项"
    )
    if f"{met} of {len(judged)} target" not in said or in_chinese not in chinese:
        yield f"{met} of {len(judged)}: {said}"
    goal = judged.get(raw.aim)
    if goal and f"{percent(goal[2] or 0)}% of target" not in said:
        yield f"{raw.aim} {goal[2]}: {said}"
    missing = raw.aim in known and known[raw.aim][0] is None
    if missing != (", the goal: not in the files" in said) or missing != ("文件中没有核心目标" in chinese):
        yield f"the goal {raw.aim} {'is' if missing else 'is not'} missing: {said}"
    if any(tile.value is None for tile in first.tiles):
        yield "an empty tile"
    if first.tiles and not missing and raw.aim in known and first.tiles[0].definition != raw.aim:
        yield f"the goal {raw.aim} is not first"


TONES = {"met": "good", "close": "bad", "missed": "bad"}


def _tiles(page: Page, raw: Raw) -> Iterator[str]:
    for tile in page.first.tiles:
        yield from _tile(tile, *verdicts(raw)[tile.definition])


def _tile(tile: Tile, value: float | None, target: float, _: float | None, verdict: str) -> Iterator[str]:
    if tile.value != value and not near(tile.value or math.nan, value or math.nan, 1e-9):
        yield f"tile {tile.definition} {tile.value}, not {value}"
    if tile.tone != TONES.get(verdict, "") or tile.target != target:
        yield f"tile {tile.definition} is {verdict} of {target}, tone {tile.tone}"
    if tile.done is not None and (tile.done >= 1) != (verdict == "met"):
        yield f"tile {tile.definition} done {tile.done} and {verdict}"
    if tile.definition in COST_METRICS and value:
        times = value / target
        side = "over" if value > target else "under" if value < target else "as targeted"
        if times >= 3:
            side = f"{times:.0f} times"
        if side not in tile.word.en:
            yield f"{tile.word.en} for {value} of {target}"


def _money(page: Page, raw: Raw) -> Iterator[str]:
    money = page.first.money
    whole = raw.campaign.brief.budget
    budget = whole.creators_cny * (1 + whole.service_fee_rate) + whole.boost_cny
    if not raw.spent:
        if money is not None:
            yield "money without a price"
        if raw.orders and "cost is unknown" not in " ".join(text.en for text in page.first.also):
            yield "it is not said that the cost is unknown"
        return
    if money is None or money.total_cny is None:
        yield "no money"
        return
    if not near(sum(value for _, value in money.parts), raw.spent, 1e-9) or not near(
        money.total_cny, budget, 1e-9
    ):
        yield f"{money.parts} of {money.total_cny}, not {raw.spent} of {budget}"
    unpriced = len(raw.orders) - len(raw.priced)
    if numbers(money.says.en)[0] != round(raw.spent):
        yield money.says.en
    if (f"{unpriced} note" in money.says.en) != bool(unpriced) or ("least" in money.says.en) != bool(
        unpriced
    ):
        yield f"{unpriced} without a price: {money.says.en}"


def _delivery(page: Page, raw: Raw) -> Iterator[str]:
    judged = {name: one for name, one in verdicts(raw).items() if one[3] != "unknown"}
    said = page.statement("delivery")
    if (said is None) != (not judged):
        yield "a chapter of targets without one, or the other way round"
    if said is None:
        return
    short = {name: one for name, one in judged.items() if one[3] in ("missed", "close")}
    met = sum(one[3] == "met" for one in judged.values())
    whole = ("All" in said.says.en or "The one" in said.says.en) and "全部" in said.says.zh
    if whole != (met == len(judged)):
        yield f"{met} of {len(judged)}: {said.says.en}"
    if whole and "All" in said.says.en and numbers(said.says.en) != [len(judged)]:
        yield f"{len(judged)} targets: {said.says.en}"
    if not whole and numbers(said.says.en)[:2] != [met, len(judged)]:
        yield f"{met} of {len(judged)}: {said.says.en}"
    yield from _fell_short(said, short, judged)
    own = " ".join(one for one in said.more.en.split(". ") if "the category's" not in one)
    yield from _beside_others(said, raw)
    if "was ¥" in own:
        cost, target, *boosted = numbers(own)
        name = "cpe" if said.more.en.startswith("Cost per") else "cpm_by_impressions"
        value, promised = judged[name][0] or 0, judged[name][1]
        within = "within" in said.more.en
        if not near(cost, value) or not near(target, promised) or within != (value <= promised):
            yield f"{name} {value} of {promised}: {said.more.en}"
        if boosted and not near(boosted[0], _with_boosts(raw, name)):
            yield f"{name} with boosts {_with_boosts(raw, name)}: {said.more.en}"


def _beside_others(said: Statement, raw: Raw) -> Iterator[str]:
    """What is said to lie outside the benchmark file's range does, and on that side."""
    for one in said.more.en.split(". "):
        if "the category's" not in one:
            continue
        low, high = numbers(one)
        if one.startswith("Engagement"):
            both = [(raw.count(row, "interactions_4"), row["reads"]) for row in raw.orders]
            known = [(top, below) for top, below in both if top is not None and below]
            value = 100 * sum(top for top, _ in known) / sum(below for _, below in known)
            better = value > high
        else:
            value = raw.total("cpe" if one.startswith("Cost per") else "cpm_by_impressions") or 0.0
            better = value < low
        if low <= value <= high or ("better" in one) != better:
            yield f"{value}: {one}"


def _with_boosts(raw: Raw, name: str) -> float:
    """Return a cost with the boosts counted, over the orders whose money and count are all known."""
    below, per = ("interactions_4", 1) if name == "cpe" else ("impressions", 1000)
    known = [
        (cost + row["boost"], count)
        for row in raw.orders
        if (cost := raw.cost(row)) is not None
        and row["boost"] is not None
        and (count := raw.count(row, below)) is not None
    ]
    return per * sum(money for money, _ in known) / sum(count for _, count in known)


def _fell_short(said: Statement, short: dict[str, Reached], judged: dict[str, Reached]) -> Iterator[str]:
    if not short:
        return
    worst = min(one[2] or 0 for one in short.values())
    if f"at worst {percent(worst)}% of" not in said.says.en:
        yield f"worst {worst}: {said.says.en}"
    fell = said.says.en.partition("fell short")[0].partition(";")[2]
    for name in judged:
        named = SHORT.get(name, name) in (fell if name == "cpe" else fell.replace(SHORT["cpe"], ""))
        if named and name not in short:
            yield f"{name} is called short: {said.says.en}"


def _funnel(page: Page, raw: Raw) -> Iterator[str]:
    said = page.statement("funnel")
    if said is None:
        return
    have = [raw.total(name) for name in ("impressions", "reads", "saves")]
    counts = [count for count in have if count]
    unpriced = len(raw.orders) - len(raw.priced)
    full = [*([] if unpriced else [raw.spent]), *counts, *([unpriced] if unpriced else [])]
    found = numbers(said.says.en)
    if len(found) != len(full) or not all(near(one, known) for one, known in zip(found, full, strict=False)):
        yield f"{full}: {said.says.en}"
    if "one save cost" in said.more.en:
        both = [
            (raw.cost(row), row["boost"] or 0, row["saves"]) for row in raw.priced if row["saves"] is not None
        ]
        cost = sum(top + boost for top, boost, _ in both if top is not None) / sum(
            saves for _, _, saves in both
        )
        if not near(numbers(said.more.en)[0], cost):
            yield f"{cost}: {said.more.en}"


def _lineup(page: Page, raw: Raw) -> Iterator[str]:
    each = _each(raw)
    points = [
        (each[row["title"]], count / row["reads"])
        for row in raw.orders
        if row["title"] in each and (count := raw.count(row, "interactions_4")) is not None and row["reads"]
    ]
    said = page.statement("lineup")
    if said is None:
        return
    spreads = [sorted(side) for side in zip(*points, strict=True)]
    if any(side[-1] - side[0] <= 0.05 * median(side) for side in spreads):
        if "alike" not in said.says.en and "about" not in said.says.en:
            yield f"notes that hardly differ are told apart: {said.says.en}"
        return
    x, y = median(cost for cost, _ in points), median(rate for _, rate in points)
    both = sum(cost < x and rate > y for cost, rate in points)
    against = sum(cost > x and rate < y for cost, rate in points)
    wanted = [both, len(points), against] if both or against else [len(points)]
    if numbers(said.says.en) != wanted:
        yield f"{wanted}: {said.says.en}"
    left = len(raw.orders) - len(points)
    if (numbers(said.caution.en) or [0]) != [left]:
        yield f"{left} left out: {said.caution.en}"


def _each(raw: Raw) -> dict[str, float]:
    """Return what one of the goal cost with the boosts, by title, over the notes where both are known and above 0."""
    return {
        row["title"]: (cost + (row["boost"] or 0)) / count * (1000 if raw.counted == "impressions" else 1)
        for row in raw.orders
        if (cost := raw.cost(row)) and (count := raw.count(row, raw.counted))
    }


def _cards_of_notes(page: Page, raw: Raw) -> Iterator[str]:
    cards, each = page.cards("cards_notes"), _each(raw)
    if not cards:
        return
    if not each:
        yield from _cards_of_counts(cards, raw)
        return
    middle, held = median(each.values()), _held(page)
    also = [one for one in page.cards("cards_highlights") if one.badge.en == "low cost"]
    for card in [*cards, *also]:
        yield from _note_card(card, each[card.title], middle)
        yield from _reason(card, _parts(raw))
        if card.tone == "good" and card.about.en.partition(" · ")[0] in held:
            yield f"{card.about.en} is praised and on hold"
    sides = {tone: [each[card.title] for card in cards if card.tone == tone] for tone in ("good", "bad")}
    if sides["good"] != sorted(sides["good"]) or sides["bad"] != sorted(sides["bad"], reverse=True):
        yield "the cards are not in order"
    if sides["good"] and not held and min(each.values()) < min(sides["good"]):
        yield "the cheapest note is not among the best"


def _cards_of_counts(cards: list[Card], raw: Raw) -> Iterator[str]:
    """Where no note has a price, the notes with most are shown, the largest first, each with its share of all."""
    counts = {row["title"]: n for row in raw.orders if (n := raw.count(row, raw.counted))}
    shown = [card.figures[0][1] for card in cards]
    if shown != [counts[card.title] for card in cards] or shown != sorted(shown, reverse=True):
        yield f"counts of notes without a price: {shown}"
    for card in cards:
        if numbers(card.why.en) != [round(counts[card.title] / sum(counts.values()) * 100)]:
            yield f"{counts[card.title]} of {sum(counts.values())}: {card.why.en}"


def _parts(raw: Raw) -> dict[str, dict[str, float]]:
    """Return what was paid, the reads and the goal per read of each note, by title, where they are known."""
    found: dict[str, dict[str, float]] = {}
    for row in raw.orders:
        cost, count = raw.cost(row), raw.count(row, raw.counted)
        if cost and count:
            paid = cost + (row["boost"] or 0)
            found[row["title"]] = {"cost": paid, "brought": count}
            if row["reads"] and raw.counted != "impressions":  # more of them a read is no merit
                found[row["title"]] |= {"reads": row["reads"], "per read": count / row["reads"]}
    return found


def _reason(card: Card, parts: dict[str, dict[str, float]]) -> Iterator[str]:
    """Each reason of a card holds against the middle of the notes whose reads are known, or of all where none are."""
    read = [one for one in parts.values() if "reads" in one] or list(parts.values())
    for clause in re.findall(r"(cost|drew|brought) (less|more|fewer)([^.]*?)(?= and | than )", card.why.en):
        verb, side, rest = clause
        key = "per read" if "per read" in rest else {"drew": "reads"}.get(verb, verb)
        own, usual = parts[card.title].get(key), median(one[key] for one in read)
        if own is None or (own > usual) != (side == "more") or own == usual:
            yield f"{key} {own} beside {usual}: {card.why.en}"


def _note_card(card: Card, cost: float, middle: float) -> Iterator[str]:
    ratio = cost / middle
    if card.tone and ((card.tone == "good") != (ratio < 1) or ratio == 1):
        yield f"{card.badge.en} at {ratio:.2f} of the middle"
    if not near(card.figures[0][1], cost, 1e-9):
        yield f"{cost}: {card.figures}"
    if not card.why.en:
        yield f"no reason for {card.title}"


def _held(page: Page) -> set[str]:
    """Return the names of the creators to hold, as the card lists them."""
    card = next((one for one in page.cards("cards_advice") if one.title.en.startswith("Hold")), None)
    return set(re.split(r", | and ", card.about.en)) if card else set()


def _half(page: Page, raw: Raw) -> Iterator[str]:
    counts = sorted((n for row in raw.orders if (n := raw.count(row, raw.counted)) is not None), reverse=True)
    half = next((one for one in page.said[0].told if isinstance(one, Statement)), None)
    if half is not None:
        of, total = len(counts), sum(counts)
        n = next(n for n in range(1, of + 1) if 2 * sum(counts[:n]) >= total)
        share = sum(counts[:n]) / total
        if of == 1:
            told = []
        elif share < 1.5 * n / of:  # near to what an even split would give
            told = [round(counts[0] / total * 100)]
        else:
            told = [n, *([of] if of < 10 else []), round(share * 100)]
        if numbers(half.says.en) != told:
            yield f"{n} of {of}: {half.says.en}"


def _highlights(page: Page, raw: Raw) -> Iterator[str]:
    counts = sorted((n for row in raw.orders if (n := raw.count(row, raw.counted)) is not None), reverse=True)
    cards, said = page.cards("cards_highlights"), page.statement("highlights")
    if said is not None and numbers(said.says.en) != [n for one in cards[:2] for n in numbers(one.clause.en)]:
        yield f"the heading is not what its first two cards show: {said.says.en}"
    for card in cards:
        if card.badge.en.startswith("most"):
            count, share = card.figures[0][1], numbers(card.why.en)[0]
            told = {share, numbers(card.clause.en)[-1]}
            if count != counts[0] or told != {round(counts[0] / sum(counts) * 100)}:
                yield f"{counts[0]} of {sum(counts)}: {card.why.en}"
            if card.about.en.partition(" · ")[0] in _held(page):
                yield f"{card.about.en} stands out and is on hold"
        if card.badge.en == "low cost" and round(card.figures[0][1], 2) not in numbers(card.clause.en):
            yield f"{card.figures[0][1]:.2f}: {card.clause.en}"


WORDS = {"review": "测评", "tutorial": "教程", "lifestyle": "日常", "comparison": "对比"}


def _content(page: Page, raw: Raw) -> Iterator[str]:
    claimed = page.names["worked"].filter("claimed").to_dicts()
    for row in claimed:
        gaps = _gaps(raw, WORDS.get(row["level"].removeprefix("format:"), ""))
        if gaps and (mean(gaps) > 0) != (row["change"] > 0):
            yield f"{row['level']} {row['change']:+.0%} where creators' own notes differ by {mean(gaps):+.2f}"
    said = page.statement("content")
    if said is None:
        return
    if ("No content choice" in said.says.en) != (not claimed):
        yield said.says.en
    if claimed:
        top = max(claimed, key=lambda one: abs(one["change"]))
        word = "more" if top["change"] > 0 else "fewer"
        if not said.says.en.startswith(f"{top['en']}: about {abs(top['change']):.0%} {word}"):
            yield said.says.en


def _gaps(raw: Raw, form: str) -> list[float]:
    """Return for each creator with both how much notes of a format differ from the others, in logs."""
    gaps = []
    every = [*raw.orders, *raw.own]
    for who in {one["creator_name"] for one in every}:
        sides: dict[bool, list[float]] = {True: [], False: []}
        for one in every:
            if one["creator_name"] == who and (n := raw.count(one, "interactions_4")) is not None:
                sides[one["content_format"] == form].append(math.log1p(n))
        if all(sides.values()):
            gaps.append(mean(sides[True]) - mean(sides[False]))
    return gaps


def _paid(page: Page, raw: Raw) -> Iterator[str]:
    said = page.statement("paid")
    if said is None or said.code == "past_stop":
        return
    boosts = sum(row["boost"] or 0 for row in raw.orders)
    bought, whole = sum(row["interactions"] for row in raw.paid), raw.total("interactions_4") or 0
    bought = sum(row["likes"] + row["saves"] + row["comments"] + row["shares"] for row in raw.paid)
    money, part = boosts / raw.spent, bought / max(whole, bought)
    if numbers(said.says.en) != [round(money * 100), round(part * 100)]:
        yield f"{money:.3f} of the money, {part:.3f} of interactions: {said.says.en}"
    if len(raw.priced) < len(raw.orders) or any(
        raw.count(row, "interactions_4") is None for row in raw.orders
    ):
        yield "a share although prices or interactions are unknown"


def _money_past(raw: Raw, note: str, limit: float) -> float:
    """Return what a note's ads cost after their running cost had passed a limit for good."""
    days: dict[object, list[float]] = {}
    for row in raw.paid:
        if row["note_id"] == note:
            one = days.setdefault(row["day"], [0.0, 0.0])
            one[0] += row["spend_cny"]
            one[1] += row["likes"] + row["saves"] + row["comments"] + row["shares"]
    money = got = 0.0
    late: list[list[float]] | None = None
    for _, day in sorted(days.items(), key=lambda one: str(one[0])):
        money, got = money + day[0], got + day[1]
        over = money >= 10 * limit and money > limit * got
        late = None if not over else [] if late is None else [*late, day]
    spent, brought = (sum(day[part] for day in late or []) for part in (0, 1))
    return spent if spent > limit * brought else 0.0


def _past_limit(page: Page, raw: Raw) -> Iterator[str]:
    """Money past the limit is what days after a note had passed it for good cost, and bought above it."""
    brief = raw.campaign.brief
    limit = brief.budget.boost_target_cpe_cny or next(
        (k.target for k in brief.kpis if k.metric == "cpe"), None
    )
    if brief.objective.kind in ("leads", "sales"):  # these ads are not bought for interactions
        limit = brief.budget.boost_target_cpe_cny
    said = page.statement("paid")
    told = f"{said.more.en} {said.caution.en}" if said is not None and said.code == "past_stop" else ""
    told = told.strip() or (said.caution.en if said is not None else "")
    placed = {row["note_id"] for row in raw.orders}
    past = sum(_money_past(raw, note, limit) for note in placed) if limit is not None else 0.0
    if said is not None and ("past the limit" in told) != (past > 0):
        yield f"{past} past the limit of {limit}: {told}"
    if "past the limit" in told:
        found = numbers(told)
        if not near(found[0], limit or 0) or not near(found[1], past, 0.01):
            yield f"{past} past the limit of {limit}: {told}"
        whole = sum(row["boost"] or 0 for row in raw.orders)
        if told.startswith("Most") != (past > whole / 2):
            yield f"{past} of {whole}: {told}"


def _search(page: Page, raw: Raw) -> Iterator[str]:
    said = page.statement("search")
    if said is None or "clearly" not in said.says.en:
        return

    def change(term: str) -> float:
        side: Callable[[bool], float] = lambda after: mean(  # noqa: E731 - two means of one kind
            row["index"] for row in raw.searches if row["term"] == term and (row["day"] >= START) == after
        )
        return side(True) / side(False)

    usual = mean(change(row) for row in {one["term"] for one in raw.searches if one["role"] == "control"})
    up, _, down = said.says.en.partition("; those for ")
    groups = [(up, "rose" in up), (down, False)]
    for words, rose in groups:
        for term in {one["term"] for one in raw.searches if one["role"] != "control"}:
            if term in words and (change(term) / usual > 1) != rose:
                yield f"{term} changed ×{change(term) / usual:.2f}: {said.says.en}"
    if ("above" in said.more.en.lower()) != ("rose" in said.says.en):
        yield f"{said.says.en}: {said.more.en}"
    if min(numbers(said.more.en)) < 0:
        yield said.more.en


def _comments(page: Page, raw: Raw) -> Iterator[str]:
    said, cards = page.statement("comments"), page.cards("cards_themes")
    safety = sum(any(row["content"].startswith(one) for one in SAID["safety"]) for row in raw.comments)
    waiting = sum(
        any(row["content"].startswith(one) for one in (*SAID["asking"], *SAID["safety"]))
        for row in raw.comments
    )
    actions = {action.what.en.partition(" ")[0]: action for action in page.first.actions}
    for verb, n in (("Have", safety), ("Answer", waiting)):
        found = numbers(actions[verb].amount.en) if verb in actions else [0]
        if found != [n]:
            yield f"{verb}: {found}, not {n}"
    if said is None:
        return
    if safety and numbers(said.says.en)[:2] != [safety, len(raw.comments)]:
        yield f"{safety} of {len(raw.comments)}: {said.says.en}"
    rest = [card for card in cards if card.badge.en != "safety"]
    most = max((card.figures[0][1] for card in rest), default=0)
    for card in rest:
        name = card.title.en[:1].lower() + card.title.en[1:]
        lead = said.says.en.endswith(f"ask about {name}") or said.says.en.endswith(f"theme is {name}")
        if lead and card.figures[0][1] < most:
            yield f"{card.title.en} with {card.figures[0][1]} of {most}: {said.says.en}"


def _sales(page: Page, raw: Raw) -> Iterator[str]:
    said = page.statement("sales")
    if said is None:
        return
    days = page.names["window"].days
    first, last = START, raw.campaign.brief.timeline.posting_end + timedelta(days=days)
    sold = sum(
        row["order_value_cny"]
        for row in raw.traffic
        if row["channel"] == "小红书笔记" and first <= row["day"] <= min(last, raw.campaign.as_of)
    )
    text = said.more.en or said.says.en
    found = numbers(text)
    if not near(found[0], sold / raw.spent, 0.02) and abs(found[0] - sold / raw.spent) > 0.051:
        yield f"{sold / raw.spent:.3f}: {text}"
    if "between" in text:
        low, high = found[2:4]
        if ("did not cover" in said.says.en and high >= 1) or (
            "covered the spend, after" in said.says.en and low <= 1
        ):
            yield f"{said.says.en}: {text}"
        if not low <= found[1] <= high:
            yield f"{text} is outside its own range"


def _next(page: Page, raw: Raw) -> Iterator[str]:
    judged = page.names["judged"].to_dicts()
    strict = ("not", "ask", "wait", "rebook", "again")
    advice: dict[str, str] = {}
    for row in judged:
        who = row["creator_id"] or row["creator_name"]
        advice[who] = min(advice.get(who, "again"), row["advice"], key=strict.index)
    groups = {name: [who for who, one in advice.items() if one == name] for name in strict}
    said, cards = page.statement("next"), page.cards("cards_advice")
    titles = {"rebook": "Rebook", "ask": "Talk first", "not": "Hold"}
    for name, title in titles.items():
        there = [numbers(card.title.en)[0] for card in cards if card.title.en.startswith(f"{title}:")]
        if there != ([len(groups[name])] if groups[name] else []):
            yield f"{name}: {there} on cards, {len(groups[name])} advised"
    if said is not None:
        verbs = {"rebook": "rebook", "ask": "talk to", "not": "hold"}
        text = said.says.en[:1].lower() + said.says.en[1:]
        for name, verb in verbs.items():
            n = len(groups[name])
            whole = f"{verb} all {n}" in text or (n == 1 and f"{verb} the one" in text)
            if n and f"{verb} {n}" not in text and not (whole and n == len(advice)):
                yield f"{verb} {n}: {said.says.en}"
            if not n and verb in text:
                yield f"nobody to {verb}: {said.says.en}"
    yield from _next_actions(page, raw, groups)
    yield from _next_money(page, said)


def _next_actions(page: Page, raw: Raw, groups: dict[str, list[str]]) -> Iterator[str]:
    actions = {action.what.en.partition(" ")[0]: action for action in page.first.actions}
    for verb, name in (("Rebook", "rebook"), ("Hold", "not")):
        n = numbers(actions[verb].what.en)[0] if verb in actions else 0
        if n != len(groups[name]):
            yield f"{verb} {n} on the first screen, {len(groups[name])} advised"
    if "Rebook" in actions:
        costs = [raw.cost(row) for row in raw.orders if row["who"] in groups["rebook"]]
        amount = numbers(actions["Rebook"].amount.en)
        known = sum(one for one in costs if one is not None)
        if (None in costs) != (not amount) or (amount and not near(amount[0], known)):
            yield f"{costs}: {actions['Rebook'].amount.en}"
    if "Talk" in actions and numbers(actions["Talk"].what.en) != [len(groups["ask"])]:
        yield actions["Talk"].what.en
    if "Keep" in actions and any(groups[name] for name in ("rebook", "ask", "not")):
        yield f"{actions['Keep'].what.en}, although some do"
    doubtful = set(page.names["doubtful"])
    if doubtful & set(groups["rebook"]):
        yield "a creator in doubt is to be rebooked"


def _next_money(page: Page, said: Statement | None) -> Iterator[str]:
    split = page.names["split"]
    if said is None or split.is_empty():
        return
    moves = [row for row in split.to_dicts() if row["move"]]
    if ("no clear reason" in said.more.en) != (not moves):
        yield f"{len(moves)} moves: {said.more.en}"
    for row in moves:
        if row["share_next"] <= row["share_now"] or row["gain"] <= 0:
            yield f"{row['key']} gets more for no gain: {said.more.en}"


def _links(page: Page, raw: Raw) -> Iterator[str]:
    places = {one.place for one in page.statements}
    for action in page.first.actions[:3]:
        if action.see and action.see not in places and raw.orders:
            yield f"{action.what.en} leads to {action.see}, which the page does not have"
    spoken = {one.says.en for one in page.statements}
    for text in page.first.also:
        chapters = " ".join(f"{one.more.en} {one.caution.en}" for one in page.statements)
        if (
            text.en.rstrip(".") not in spoken
            and text.en.rstrip(".") not in chapters
            and "price" not in text.en
            and not ("searches for the brand" in text.en and page.statement("search") is None)
        ):
            yield f"said first and nowhere else: {text.en}"


def _aims(page: Page, raw: Raw) -> Iterator[str]:
    """What the objective is measured by beside the targets, searches for the brand, is said first or said to be unknown."""
    goal = raw.campaign.brief.objective.statement.en
    if raw.orders and "search" in goal and not any("search" in text.en.lower() for text in page.first.also):
        yield f"{goal}: nothing of searches in {[text.en for text in page.first.also]}"


def _why_of_advice(page: Page, raw: Raw) -> Iterator[str]:
    """Nobody is said to bring less for the money where no money is known."""
    for card in page.cards("cards_advice"):
        if not raw.priced and "money" in card.why.en and card.tone == "bad" and "known" not in card.why.en:
            yield f"{card.title.en}: {card.why.en}"


CHECKS: tuple[Callable[[Page, Raw], Iterator[str]], ...] = (
    _verdict,
    _tiles,
    _money,
    _delivery,
    _funnel,
    _lineup,
    _cards_of_notes,
    _half,
    _highlights,
    _content,
    _paid,
    _past_limit,
    _search,
    _comments,
    _sales,
    _next,
    _links,
    _aims,
    _why_of_advice,
)
