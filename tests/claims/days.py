"""One day of a drawn campaign, drafts drawn from planted sentences, and briefs of many kinds."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from tests.claims.campaigns import CHINA, KINDS, START, Campaign, Files, draw_campaign
from xhs_workbench.params.brief import Brief, Kpi

DRAFTS = {
    "free": "用了三周，神经酰胺让换季的皮肤屏障稳住了。质地轻薄，叠防晒不搓泥。无香精无酒精，很温和。",
    "medical": "用了三周，神经酰胺让屏障稳住了，还能消炎抗炎。质地轻薄，不搓泥，无香精。",
    "contact": "很温和，神经酰胺，轻薄，无香精。加V信：abc12345，全网同名。",
    "best": "这是最好用的第一精华，神经酰胺，轻薄不搓泥，无香精。",
    "short": "好用。",
}


def draw_day(number: int, given: Brief) -> Campaign:
    """Draw a campaign and stop it on one day: what lies after it has not happened."""
    rng = np.random.default_rng([29, number])
    campaign = draw_campaign(number, given)
    as_of = START + timedelta(days=int(rng.choice([-3, 0, 4, 10, 16, 17, 30])))
    rows = {
        name: campaign.data.table(name).to_dicts()
        for name in ("notes", "placements", "paid", "comments", "snapshots")
    }
    for note in rows["notes"]:
        note["collected_at"] = datetime(as_of.year, as_of.month, as_of.day, 23, tzinfo=CHINA)
    kept = Files(
        notes=[row for row in rows["notes"] if row["published_at"].date() <= as_of],
        placements=rows["placements"] if rng.random() < 0.7 else [],
        paid=[row for row in rows["paid"] if row["day"] <= as_of],
        comments=[row for row in rows["comments"] if row["created_at"].date() <= as_of],
        snapshots=[row for row in rows["snapshots"] if row["collected_at"].date() <= as_of],
        drafts=_drafts(rng) if rng.random() < 0.5 else [],
    )
    items = campaign.brief.deliverables[: int(rng.integers(1, 4))]
    brief = campaign.brief.model_copy(update={"deliverables": items})
    return Campaign(campaign.shape, brief, kept, campaign.earlier, as_of)


def draw_drafts(number: int, given: Brief) -> tuple[Brief, Files]:
    """Draw drafts in one or two rounds, and some notes that are out."""
    rng = np.random.default_rng([31, number])
    campaign = draw_campaign(number, given)
    notes = campaign.data.table("notes").to_dicts() if rng.random() < 0.6 else []
    for note in notes:
        note |= {"is_commercial": True, "brand": "露米拉", "body": str(rng.choice(list(DRAFTS.values())))}
    return campaign.brief, Files(notes=notes, drafts=_drafts(rng) if number % 5 else [])


def _drafts(rng: np.random.Generator) -> list[dict[str, Any]]:
    turns = [(n, turn) for n in range(int(rng.integers(1, 7))) for turn in range(1, int(rng.integers(2, 4)))]
    return [_draft(rng, n, turn) for n, turn in turns]


def _draft(rng: np.random.Generator, n: int, turn: int) -> dict[str, Any]:
    return {
        "draft_id": f"稿{n}",
        "draft_round": turn,
        "creator_id": f"{n + 1:024x}",
        "creator_name": f"博主{n}",
        "title": f"换季第{n + 2}周的真实感受",
        "body": DRAFTS[str(rng.choice(list(DRAFTS)))],
        "hashtags": "#露米拉屏障精华 #换季维稳",
        "content_format": "测评",
        "note_type": "image",
        "image_count": 6,
        "ad_label": True,
        "ai_made": False,
        "has_purchase_link": False,
        "handed_in_at": datetime(2026, 4, 24 + turn + n % 3, 12, tzinfo=CHINA),
        "planned_at": None if rng.random() < 0.3 else datetime(2026, 5, 8 + n, 20, tzinfo=CHINA),
    }


def draw_brief(number: int, given: Brief) -> Brief:
    """Draw a brief: one note or many, with or without targets, a fee, boosts, a sale, words left to the creator."""
    rng = np.random.default_rng([37, number])
    items = tuple(
        item.model_copy(update={"count": int(rng.integers(1, 4))})
        for item in given.deliverables[: int(rng.integers(1, 5))]
    )
    kpis = tuple(
        Kpi(metric=str(name), target=float(rng.integers(1, 90_000)))
        for name in rng.permutation(["impressions", "saves", "cpe", "interactions_4"])[
            : int(rng.integers(0, 5))
        ]
    )
    days = np.cumsum(rng.integers(0, 15, 4))
    sent, due, start, end = (date(2026, 4, 1) + timedelta(days=int(day)) for day in days)
    line = {"brief_sent": sent, "drafts_due": due, "posting_start": start, "posting_end": end}
    if rng.random() < 0.4:
        line |= {"sale_start": None, "sale_end": None, "festival": ""}
    return given.model_copy(
        update={
            "deliverables": items,
            "kpis": kpis,
            "messages": given.messages[: int(rng.integers(1, 4))],
            "free_for_creator": given.free_for_creator[: int(rng.integers(0, 4))],
            "timeline": given.timeline.model_copy(update=line),
            "objective": given.objective.model_copy(update={"kind": str(rng.choice(KINDS))}),
            "budget": given.budget.model_copy(
                update={
                    "creators_cny": float(rng.integers(500, 90_000)),
                    "boost_cny": float(rng.choice([0, 5_000])),
                    "service_fee_rate": float(rng.choice([0.0, 0.1])),
                }
            ),
        }
    )
