"""Whose money a column beside notes is: the creators', or that of ads; where nothing says it, a person is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import polars as pl

from xhs_workbench.findings import Text
from xhs_workbench.intake.cells import values
from xhs_workbench.intake.drafting.evidence import IN_KIND, Cells, fits
from xhs_workbench.intake.drafting.layout import meaning_of
from xhs_workbench.intake.drafting.plan import GUESSED, Plan
from xhs_workbench.intake.drafting.words import Meaning
from xhs_workbench.intake.recognising.links import NOTE_LINK, SHORT_NAME
from xhs_workbench.intake.recognising.sources import Header

OF_ADS = frozenset({"ads", "boosted", "heated"})
ALL_OF_IT = re.compile(r"(?i)总|合计|共计|total|overall")
"""A sum of which may be a part of what creators got."""
SUMS = frozenset({"spend", "money", "charge"})
BESIDE = frozenset({"note", "feed", "search", "with_tax", "placed", "burnt"})
"""What may stand beside a sum spent on ads without making it another one."""
OPEN = frozenset({"spend", "cost", "budget", "money", "with_tax", "placed", "burnt"})
"""Words of a sum that say neither who was paid nor for what."""
NEARLY = 0.01
ASKED = Text(
    "paid to the creator, or spent on ads? Nothing says it: map it to notes.price_cny or to paid.spend_cny",
    "无法判断是达人费用还是投流消耗：请映射到 notes.price_cny 或 paid.spend_cny",
)
SEVERAL = Text(
    "several columns of ad money, and none is the sum of the others: map the one that is meant",
    "有多列投流金额，且没有一列是其余之和：请映射所需的一列",
)
OF_SOME_DAYS = Text(
    "what was spent on ads in some days only, not all of it",
    "仅为部分天数的投流金额，不是全部",
)
UNPLACED = Text("ad money, but no id or link says of which note", "投流金额，但没有笔记 ID 或链接可对应")

OF_THE_PRICE = ("read_unit_price_cny", "interaction_unit_price_cny")
"""What a read or an engagement costs by the price of the order, as the marketplace says it."""
WITH_ADS = Text(
    "beside money spent on ads it is the cost of both, not the marketplace's unit price",
    "同表含投流消耗：为合计成本，而非蒲公英单价",
)


def tells_ads(headers: Iterable[Header]) -> bool:
    """Say whether a sheet tells what was spent on ads: its unit costs (CPE) are those of price and ads together."""
    return any(
        "burnt" in tags or (tags & OF_ADS and tags & SUMS)
        for header in headers
        if (tags := meaning_of(header).tags)
    )


def is_of_ads(meaning: Meaning) -> bool:
    """Say whether a header is money for ads and nothing else (投流消耗, 推广费)."""
    said = meaning.tags & OF_ADS and meaning.tags & SUMS
    return bool(said) and not meaning.rest and meaning.tags <= OF_ADS | SUMS | BESIDE


def leave_with_ads(orders: Plan, spare: Sequence[Cells]) -> None:
    """Leave out what a read or an engagement costs with the money for ads in it."""
    if tells_ads(cells.header for cells in spare):
        for column in OF_THE_PRICE:
            if column in orders.chosen:
                orders.rejected[orders.chosen.pop(column)[0].header.text] = WITH_ADS


def is_open(meaning: Meaning) -> bool:
    """Say whether a header is a sum of which nothing says who was paid (费用, Cost (RMB))."""
    return not meaning.rest and bool(meaning.tags & {"spend", "cost", "budget"}) and meaning.tags <= OPEN


def is_paid_to_creators(columns: Sequence[Cells], own: Cells) -> bool:
    """Say whether the only sum of a list is what its creators got: they are named, and nothing speaks of ads.

    A `cost` without a currency may be that of a request, in the records of a program. Who is paid in goods (置换) is no
    advertiser's platform; and a sum that stands beside notes that were not promoted, by a column that only asks, is not for ads.
    """
    if own.header.text.isascii() and "money" not in meaning_of(own.header).tags:
        return False
    said = [meaning_of(cells.header).tags for cells in columns]
    sums = [
        tags
        for tags in said
        if tags & (SUMS | {"price", "fee", "cost", "budget"}) and not tags & {"unit_price", "mean"}
    ]
    ads = any(
        tags & {*OF_ADS, "clicks", "cpc", "placement_spot"} and not _only_asks(cells, own)
        for cells, tags in zip(columns, said, strict=True)
    )
    named = any(tags & {"creator", "user"} and "creative" not in tags for tags in said)
    in_goods = bool(own.filled.str.contains(IN_KIND).any())
    return named and (in_goods or not ads) and len(sums) == 1


def _only_asks(cells: Cells, own: Cells) -> bool:
    """Say whether a column says yes or no, and notes to which it says no have a sum all the same."""
    said = {text.lower() for text in cells.kinds}
    if not said or not said <= values.TRUE | values.FALSE:
        return False
    rows = pl.DataFrame({"asked": cells.first.str.to_lowercase(), "sum": own.first})
    return bool(
        rows.select(
            (pl.col("asked").is_in(list(values.FALSE)) & pl.col("sum").str.contains("[1-9]")).any()
        ).item()
    )


def on_ads(notes: Plan, columns: Sequence[Cells]) -> list[Plan]:
    """Return what a list of notes says that ads for them cost, as a table of ads: a sum a note, without a day."""
    spare = [cells for cells in columns if cells.header.text not in notes.headers]
    priced = notes.has("price_cny")
    notes.rejected |= {
        cells.header.text: OF_SOME_DAYS for cells in spare if _is_for_ads(cells, priced=priced, days=True)
    }
    found = [cells for cells in spare if _is_for_ads(cells, priced=priced)]
    found = [cells for cells in found if fits("paid", "spend_cny", cells)]
    named = [cells for cells in found if meaning_of(cells.header).tags & OF_ADS]
    found = named or found
    if not found:
        return []
    whole = found[0] if len(found) == 1 else _whole(found)
    if whole is None:
        notes.rejected |= {cells.header.text: SEVERAL for cells in found}
        return []
    plan = Plan("paid")
    if "note_id" in notes.chosen:
        plan.chosen["note_id"] = notes.chosen["note_id"]
    elif (link := notes.chosen.get("note_url")) and link[0].mostly("note_link"):
        name = link[0].header.text
        plan.derive["note_id"] = [{"header": name, "regex": NOTE_LINK}]
        if link[0].share["short_link"]:
            plan.derive["note_id"].append({"header": name, "regex": SHORT_NAME, "prefix": "short-"})
    else:
        notes.rejected |= {cells.header.text: UNPLACED for cells in found}
        return []
    sure = bool(meaning_of(whole.header).tags & OF_ADS)
    plan.chosen["spend_cny"] = (whole, 0.0 if sure else GUESSED)
    return [plan]


def _is_for_ads(cells: Cells, *, priced: bool, days: bool = False) -> bool:
    """Say whether a header is what was spent on ads: all of it, or that of some days."""
    meaning = meaning_of(cells.header)
    if days != ("window" in meaning.tags):
        return False
    tags = meaning.tags - {"window"}
    part = not (priced and ALL_OF_IT.search(cells.header.text))
    told = tags & OF_ADS or (part and ("burnt" in tags or (priced and "placed" in tags)))
    return not meaning.rest and bool(told and tags & SUMS) and tags <= OF_ADS | SUMS | BESIDE


def _whole(found: Sequence[Cells]) -> Cells | None:
    """Return the column that is the sum of the others in all rows."""
    figures = pl.DataFrame(
        {
            str(n): cells.first.str.replace_all(r"[,¥￥元\s]", "").cast(pl.Float64, strict=False)
            for n, cells in enumerate(found)
        }
    )
    for n, cells in enumerate(found):
        said = figures.drop_nulls(str(n))
        others = said.select(pl.sum_horizontal(pl.exclude(str(n)))).to_series()
        off = (others - said[str(n)]).abs()
        if said.height and bool((off <= NEARLY * said[str(n)].abs() + NEARLY).all()):
            return cells
    return None


WHOLE_SHOP = re.compile(
    r"(?i)全店|(?:店铺|整店|商城|旗舰店).{0,2}(?:GMV|销售|成交|营收|ROI)|(?:store|shop)(?:[ -]wide)?[ _-](?:GMV|sales|revenue|ROI)"
)
"""A figure of all that a shop sold, whatever led there."""
OF_THE_SHOP = ("store_visits", "orders", "order_value_cny", "cart_adds", "product_views", "product_visitors")


def leave_the_shop(plan: Plan, spare: Sequence[Cells]) -> None:
    """Leave out visits and orders of a day that stand beside the whole shop's sales: nothing says that ads brought them."""
    beside = next((cells.header.text for cells in spare if WHOLE_SHOP.search(cells.header.text)), None)
    if beside is None or plan.has("note_id", "creative_id", "keyword", "plan_name", "unit_name"):
        return
    for column in OF_THE_SHOP:
        if column in plan.chosen:
            cells, _ = plan.chosen.pop(column)
            plan.rejected[cells.header.text] = Text(
                f"beside {beside} it may count the whole shop: map it if ads brought it",
                f"与「{beside}」并列，可能是全店数据：如仅为投放带来，请手动映射",
            )


OF_PEOPLE = frozenset({"charge", "spend", "money", "price", "fee", "cost"})
POSTED = (frozenset({"note"}), frozenset({"publish"}))
BY_ADS_ALONE = ("clicks", "click_rate", "cpc_cny")
"""What only ads have: beside them, what was seen was seen as ads."""
OF_ALL = (
    "impressions",
    "reads",
    "likes",
    "saves",
    "comments",
    "shares",
    "follows",
    "interactions",
    "cpm_cny",
    "cpe_cny",
    *OF_THE_SHOP,
)
"""What a day of a whole campaign is counted by."""
OF_A_SOURCE = ("note_id", "creative_id", "keyword", "plan_name", "unit_name", "placement", "creator_name")


def says_how_many(cells: Cells) -> bool:
    """Say whether a header counts the notes that were posted (上线篇数, Posts live)."""
    tags = meaning_of(cells.header).tags - {"window", "growth"}
    return any(one <= tags for one in POSTED) and tags <= {"note", "publish"} and cells.mostly("number")


def is_of_creators(cells: Cells) -> bool:
    """Say whether a header is what all creators of a row got (达人费用, KOL fees)."""
    tags = meaning_of(cells.header).tags
    return "creator" in tags and bool(tags & OF_PEOPLE) and cells.mostly("number")


def leave_the_campaign(plan: Plan, spare: Sequence[Cells]) -> bool:
    """Leave out what a day of a whole campaign brought, beside what creators got or how many notes were posted.

    Such a sheet counts creators' notes and ads together: read as ads, its impressions would be those of the ads.

    Returns:
        Whether the sheet is one of a campaign by day, with the money of ads named in it.
    """
    beside = next((cells for cells in spare if is_of_creators(cells) or says_how_many(cells)), None)
    if beside is None or "day" not in plan.chosen or plan.has(*OF_A_SOURCE, *BY_ADS_ALONE):
        return False
    own = plan.chosen.get("spend_cny")
    if own is not None and not meaning_of(own[0].header).tags & OF_ADS:
        named = [c for c in spare if _is_for_ads(c, priced=True) and meaning_of(c.header).tags & OF_ADS]
        if len(named) == 1 and fits("paid", "spend_cny", named[0]):
            plan.chosen["spend_cny"] = (named[0], 0.0)
        elif ALL_OF_IT.search(own[0].header.text) or "burnt" not in meaning_of(own[0].header).tags:
            del plan.chosen["spend_cny"]
    for column in OF_ALL:
        if column in plan.chosen and not meaning_of(plan.chosen[column][0].header).tags & OF_ADS:
            cells, _ = plan.chosen.pop(column)
            plan.rejected[cells.header.text] = Text(
                f"beside {beside.header.text} it may count the whole campaign: map it if it is of the ads alone",
                f"与「{beside.header.text}」并列，可能是项目整体数据：如仅为投放数据，请手动映射",
            )
    return "spend_cny" in plan.chosen
