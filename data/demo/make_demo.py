"""Write the demo campaign: the same seed gives the same bytes. SYNTHETIC. 合成数据，纯属虚构。

python data/demo/make_demo.py                      the committed files, and the truths that tests read
python data/demo/make_demo.py --no-effects FOLDER  the same campaign with nothing planted in it
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import candidate_comments
import comments
import drafts
import exports
import numpy as np
import pictures
import surroundings
import truth
from ruamel.yaml import YAML

HERE = Path(__file__).parent
TRUTHS = HERE.parent.parent / "tests" / "truths" / "demo.yaml"


def write_campaign(folder: Path, *, effects: bool = True) -> dict[str, Any]:
    """Write every file into `folder` and return what is true of them."""
    (folder / "benchmarks_synthetic.yaml").write_text(surroundings.BENCHMARKS, encoding="utf-8")
    rng = np.random.default_rng(truth.SEED)
    creators = truth.make_creators(rng, effects)
    truth.make_posts(rng, creators, effects)
    placed = truth.make_placements(rng, creators, effects)
    drafts.post_as_drafted(placed)
    said = comments.as_counted(comments.make_comments(rng, placed, comments.COMPOSED, effects), placed)
    talk, circles = candidate_comments.make_candidate_comments(creators, effects)
    huitun = [creator for number, creator in enumerate(creators) if number % 5 in (0, 2)]
    others = [truth._creator(rng, "koc", 1000, 9000, 900 + i) for i in range(20)]
    truth.make_posts(rng, others, effects)
    files = {
        "pugongying_creators_synthetic.xlsx": exports.write_creators(
            folder / "pugongying_creators_synthetic.xlsx", rng, creators
        ),
        "huitun_creators_synthetic.csv": exports.write_huitun(
            folder / "huitun_creators_synthetic.csv", rng, huitun + others
        ),
        "candidate_notes_synthetic.csv": exports.write_candidate_notes(
            folder / "candidate_notes_synthetic.csv", creators
        ),
        "pugongying_orders_synthetic.xlsx": exports.write_orders(
            folder / "pugongying_orders_synthetic.xlsx", rng, placed
        ),
        "pugongying_notes_synthetic.xlsx": exports.write_pgy_notes(
            folder / "pugongying_notes_synthetic.xlsx", rng, placed
        ),
        "pugongying_notes_0520_synthetic.xlsx": exports.write_pgy_notes(
            folder / "pugongying_notes_0520_synthetic.xlsx",
            np.random.default_rng(520),  # of its own, so that the files after it stay as they are
            truth.as_of(placed, truth.LIVE_AT),
        ),
        "juguang_creatives_synthetic.xlsx": surroundings.write_juguang(
            folder / "juguang_creatives_synthetic.xlsx", rng, placed
        ),
        "mediacrawler_comments_synthetic.csv": exports.write_comments(
            folder / "mediacrawler_comments_synthetic.csv", said
        ),
        "mediacrawler_snapshots_synthetic.jsonl": exports.write_snapshots(
            folder / "mediacrawler_snapshots_synthetic.jsonl", placed
        ),
        "creator_centre_notes_synthetic.xlsx": surroundings.write_creator_centre(
            folder / "creator_centre_notes_synthetic.xlsx", rng
        ),
        "search_index_synthetic.csv": surroundings.write_search_index(
            folder / "search_index_synthetic.csv", rng, effects
        ),
        "store_traffic_synthetic.csv": surroundings.write_traffic(
            folder / "store_traffic_synthetic.csv", rng, effects
        ),
        "search_rank_synthetic.csv": surroundings.write_ranks(
            folder / "search_rank_synthetic.csv", rng, placed
        ),
        "agency_plan_synthetic.xlsx": surroundings.write_agency_plan(
            folder / "agency_plan_synthetic.xlsx", rng, placed
        ),
        "drafts_synthetic.csv": drafts.write_drafts(folder / "drafts_synthetic.csv", placed),
        "late_drafts_synthetic.csv": drafts.write_late_drafts(folder / "late_drafts_synthetic.csv", placed),
        "juguang_search_terms_synthetic.csv": surroundings.write_search_terms(
            folder / "juguang_search_terms_synthetic.csv"
        ),
        "candidate_comments_synthetic.csv": exports.write_comments(
            folder / "candidate_comments_synthetic.csv", talk
        ),
        "rubric_synthetic.csv": surroundings.write_rubric(folder / "rubric_synthetic.csv", placed),
    }
    pictures.write_pictures(folder, [place.creator.id for place in placed])
    pictures.write_note_covers(folder, [place.note_id for place in placed])
    return {**_truths(files, creators, placed, said), "candidate_comments": circles}


def _truths(files: dict[str, Any], creators: list, placed: list, said: list[dict]) -> dict[str, Any]:
    families: dict[str, int] = {}
    for row in said:
        families[row["family"]] = families.get(row["family"], 0) + 1
    kinds = ("pods", "constant_bots", "bought_likes", "follower_spike")
    return {
        "note": "SYNTHETIC. What make_demo.py planted; only tests read this file.",
        "files": files,
        "creators_by_tier": {tier: sum(c.tier == tier for c in creators) for tier, *_ in truth.TIERS},
        "bought_engagement": {kind: [c.id for c in creators if c.fraud == kind] for kind in kinds},
        "placed_bought": [p.note_id for p in placed if p.truth == "bought_likes"],
        "boosted_weak": [p.note_id for p in placed if p.truth == "boosted_weak"],
        "sleeper": [p.note_id for p in placed if p.truth == "sleeper"],
        "search_lift": {
            "term": "露米拉",
            "factor": surroundings.LIFT,
            "from": str(surroundings.LIFT_START),
            "days": surroundings.LIFT_DAYS,
        },
        "best_format": "tutorial",
        "comment_families": families,
        "totals": {
            "quote_cny": sum(p.quote for p in placed),
            "saves": sum(p.saves for p in placed),
            "likes": sum(p.likes for p in placed),
            "impressions": sum(exports.traffic_of(p)["impressions"] for p in placed),
            "reads": sum(exports.traffic_of(p)["reads"] for p in placed),
            "interactions": sum(exports.interactions_of(p) for p in placed),
        },
        "private": {
            "contacts": [c.contact for c in creators[:10]],
            "commenters": sorted({row["who"] for row in said})[:50],
            "nicknames": sorted({row["nickname"] for row in said})[:50],
        },
    }


def main() -> None:
    """Write the demo, or a variation without effects elsewhere."""
    parser = argparse.ArgumentParser(description="Write the synthetic demo campaign.")
    parser.add_argument(
        "--no-effects", type=Path, metavar="FOLDER", help="write a campaign with nothing planted in it"
    )
    given = parser.parse_args()
    folder = given.no_effects or HERE
    folder.mkdir(parents=True, exist_ok=True)
    truths = write_campaign(folder, effects=given.no_effects is None)
    if given.no_effects is None:
        TRUTHS.parent.mkdir(parents=True, exist_ok=True)
        with TRUTHS.open("w", encoding="utf-8") as file:
            YAML().dump(truths, file)


if __name__ == "__main__":
    main()
