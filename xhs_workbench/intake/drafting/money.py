"""Whose money a column beside notes is: the creators', or that of ads; where nothing says it, a person is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from xhs_workbench.findings import Text
from xhs_workbench.intake.drafting.evidence import Cells, fits
from xhs_workbench.intake.drafting.layout import meaning_of
from xhs_workbench.intake.drafting.plan import GUESSED, Plan
from xhs_workbench.intake.drafting.words import Meaning
from xhs_workbench.intake.recognising.links import NOTE_LINK, SHORT_NAME

OF_ADS = frozenset({"ads", "boosted", "heated"})
ALL_OF_IT = re.compile(r"(?i)总|合计|共计|total|overall")
"""A sum of which may be a part of what creators got."""
SUMS = frozenset({"spend", "money", "charge"})
BESIDE = frozenset({"note", "feed", "search", "with_tax", "placed", "burnt", "window"})
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
UNPLACED = Text("ad money, but no id or link says of which note", "投流金额，但没有笔记 ID 或链接可对应")


def is_open(meaning: Meaning) -> bool:
    """Say whether a header is a sum of which nothing says who was paid (费用, Cost (RMB))."""
    return not meaning.rest and bool(meaning.tags & {"spend", "cost", "budget"}) and meaning.tags <= OPEN


def is_paid_to_creators(columns: Sequence[Cells], own: Cells) -> bool:
    """Say whether the only sum of a list is what its creators got: they are named, and nothing speaks of ads.

    A `cost` without a currency may be that of a request, in the records of a program.
    """
    if own.header.text.isascii() and "money" not in meaning_of(own.header).tags:
        return False
    said = [meaning_of(cells.header).tags for cells in columns]
    sums = [
        tags
        for tags in said
        if tags & (SUMS | {"price", "fee", "cost", "budget"}) and not tags & {"unit_price", "mean"}
    ]
    ads = any(tags & {*OF_ADS, "clicks", "cpc", "cpm", "placement_spot"} for tags in said)
    named = any(tags & {"creator", "user"} and "creative" not in tags for tags in said)
    return named and not ads and len(sums) == 1


def on_ads(notes: Plan, columns: Sequence[Cells]) -> list[Plan]:
    """Return what a list of notes says that ads for them cost, as a table of ads: a sum a note, without a day."""
    spare = [cells for cells in columns if cells.header.text not in notes.headers]
    priced = notes.has("price_cny")
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


def _is_for_ads(cells: Cells, *, priced: bool) -> bool:
    meaning = meaning_of(cells.header)
    tags = meaning.tags
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
