"""Formats by record and hashtags by plan: hand-worked numbers, every assignment tried, planted faults."""

import itertools
import math
from datetime import date

import numpy as np
import polars as pl
import pytest

from benchmarks.format_record import judge
from xhs_workbench import content, metrics, tables
from xhs_workbench.params import BriefParams
from xhs_workbench.params.brief import Deliverable


@pytest.fixture(scope="module")
def brief():
    return BriefParams(brief="params/demo/brief.yaml").read_brief()


def notes(rows, schema):
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    missing = [name for name in tables.Notes.columns() if name not in frame.columns]
    return frame.with_columns(
        pl.lit(None).cast(tables.empty("notes").schema[name]).alias(name) for name in missing
    )


def likes(*rows):
    """(creator, format, log of 1 + likes) as notes whose interactions are their likes."""
    known = [(who, form, round(math.expm1(y)), 0, 0, 0, False) for who, form, y in rows]
    return notes(known, ["creator_id", "format", "likes", "saves", "comments", "shares", "is_commercial"])


def test_without_differences_between_creators_everybody_has_everybodys_effect(brief):
    # Levels 5 and 7; a tutorial brings 1 more in logs than a review, for both. Half the notes are tutorials:
    # +.5, -.5.
    rows = [
        (who, form, level + lift)
        for who, level in (("a", 5), ("b", 7))
        for form, lift in (("review", 0), ("tutorial", 1))
        for _ in range(3)
    ]
    found = content.format_records(likes(*rows), brief)
    known = {(r["creator_id"], r["format"]): r for r in found.iter_rows(named=True)}
    for who in "ab":
        assert known[who, "tutorial"]["effect"] == pytest.approx(0.5, abs=0.01)
        assert known[who, "review"]["ratio"] == pytest.approx(math.exp(-0.5), abs=0.01)
        assert known[who, "tutorial"]["raw_ratio"] == pytest.approx(math.exp(0.5), abs=0.01)
        assert known[who, "comparison"]["n"] == 0
        assert known[who, "comparison"]["raw_ratio"] is None
    assert found["place"].null_count() == found.height  # three notes a format are too few to rank


def test_few_notes_lean_on_everybody_and_many_on_their_own(brief):
    rng = np.random.default_rng(5)
    rows = []
    for i in range(60):
        gift = rng.normal(0, 0.5)
        for form, lift in (("review", 0.0), ("tutorial", gift)):
            rows += [(f"c{i}", form, 6 + lift + rng.normal(0, 0.4)) for _ in range(2 if i < 30 else 12)]
    # One creator whose every tutorial does e times better: the truth is planted, +.5 against -.5 of their
    # middle.
    rows += [
        ("star", form, 6 + lift + rng.normal(0, 0.4))
        for form, lift in (("review", 0.0), ("tutorial", 1.0))
        for _ in range(40)
    ]
    found = content.format_records(likes(*rows), brief).filter(pl.col("format") == "tutorial")
    few, many = found.filter(pl.col("n") == 2), found.filter(pl.col("n") == 12)
    assert few["own_weight"].max() < many["own_weight"].min() < 1
    assert (few["effect"] - few["raw_ratio"].log()).abs().mean() > (
        many["effect"] - many["raw_ratio"].log()
    ).abs().mean()
    star = found.filter(pl.col("creator_id") == "star").row(0, named=True)
    assert star["lower"] < math.exp(0.5) < star["upper"]
    assert star["place"] == 1
    assert (star["n"], star["notes_known"]) == (40, 80)


def test_commercial_censored_and_unnamed_notes_say_nothing(brief):
    base = likes(*[("a", form, 5.0) for form in ("review", "tutorial") for _ in range(5)])
    loud = likes(("a", "tutorial", 12.0), ("a", "tutorial", 12.0), ("a", "tutorial", 12.0)).with_columns(
        is_commercial=pl.Series([True, False, False]),
        likes_censored=pl.Series([False, True, False]),
        format=pl.Series(["tutorial", "tutorial", None], dtype=pl.String),
    )
    assert content.format_records(pl.concat([base, loud]), brief).equals(content.format_records(base, brief))
    assert content.format_records(base.clear(), brief).is_empty()


def test_against_raw_means_on_planted_creators():
    rng = np.random.default_rng(3)
    found = [judge(rng, 200, 0.3) for _ in range(6)]
    assert np.mean([row["ratio"] for row in found]) < 0.65
    assert 0.84 < np.mean([row["coverage"] for row in found]) < 0.95
    assert np.mean([row["gain"] for row in found]) > 0.03


def people(*tiers):
    return pl.DataFrame(
        {
            "creator_id": [f"c{i}" for i in range(len(tiers))],
            "creator_name": [f"n{i}" for i in range(len(tiers))],
            "followers": 1,
            "tier": list(tiers),
        },
        schema_overrides={"creator_id": pl.String, "creator_name": pl.String, "tier": pl.String},
    )


def test_the_plan_equals_trying_every_assignment(brief):
    rng = np.random.default_rng(8)
    formats = list(metrics.FORMATS)
    for _ in range(25):
        tiers = [str(rng.choice(["koc", "mid"])) for _ in range(5)]
        who = people(*tiers)
        records = pl.DataFrame(
            [(f"c{i}", form, 5, float(rng.normal(0, 0.4))) for i in range(4) for form in formats],
            schema=["creator_id", "format", "n", "effect"],
            orient="row",
        ).with_columns(
            ratio=pl.col("effect").exp(),
            lower=pl.col("effect").exp(),
            upper=pl.col("effect").exp(),
            own_weight=pl.lit(0.5),
        )
        asked = brief.model_copy(
            update={
                "deliverables": (
                    Deliverable(format="review", note_type="image", tier="koc", count=2),
                    Deliverable(format="tutorial", note_type="video", tier="mid", count=2),
                )
            }
        )
        plan = content.plan_formats(records, who, asked)
        given = plan.drop_nulls("format")
        slots = given.select("format", "tier").rows()
        effect = {(c, f): e for c, f, e in records.select("creator_id", "format", "effect").rows()}
        middle = {f: float(np.median([effect[f"c{i}", f] for i in range(4)])) for f in formats}
        best = (-1, -math.inf)
        for chosen in itertools.permutations([*range(5), None, None, None, None], len(slots)):
            if all(c is None or tiers[c] == tier for c, (_, tier) in zip(chosen, slots, strict=True)):
                gains = [
                    effect.get((f"c{c}", f), middle[f])
                    for c, (f, _) in zip(chosen, slots, strict=True)
                    if c is not None
                ]
                best = max(best, (len(gains), sum(gains)))
        filled = given.drop_nulls("creator_id")
        assert (filled.height, filled["effect"].sum()) == (best[0], pytest.approx(best[1]))
        assert all(tiers[int(c[1:])] == t for c, t in filled.select("creator_id", "tier").rows())
        assert plan["creator_id"].drop_nulls().sort().to_list() == who["creator_id"].to_list()


def test_the_plan_keeps_the_orders_counts_and_says_what_is_thin(brief):
    plan = content.plan_formats(
        content.format_records(likes(), brief), people("mid", "micro", "koc", "head"), brief
    )
    ordered = plan.drop_nulls("format")
    assert ordered.group_by("format").len().sort("format").rows() == [
        ("comparison", 6),
        ("lifestyle", 9),
        ("review", 6),
        ("tutorial", 3),
    ]
    said = {finding.code: finding for finding in content.plan_findings(plan)}
    assert said["format_open"].n == 21
    assert said["format_spare"].n == 1
    assert said["format_evidence"].text.en.startswith("0 of 3 places have 5 or more")


def test_creators_are_those_given_or_placed_or_all(brief):
    listed = tables.empty("creators")
    some = notes(
        [("a", "甲", True), ("b", "乙", False), ("a", "甲", False)],
        ["creator_id", "creator_name", "is_commercial"],
    )
    assert content.chosen_creators(listed, some, brief)["creator_id"].to_list() == ["a"]
    assert content.chosen_creators(listed, some, brief, ["b", "z"]).select(
        "creator_id", "creator_name", "tier"
    ).rows() == [("b", "乙", "unknown"), ("z", None, "unknown")]
    unplaced = some.with_columns(is_commercial=pl.lit(False))
    assert content.chosen_creators(listed, unplaced, brief)["creator_id"].to_list() == ["a", "b"]


@pytest.mark.parametrize(
    ("tag", "fault"),
    [
        ("#全网最好用精华", "superlative"),
        ("#消炎精华", "medical"),
        ("#美白精华", "efficacy"),
        ("#加V领取", "contact"),
        ("#抖音同款", "other_platform"),
        ("#互粉", "exchange"),
        ("#薇诺娜平替", "competitor"),
        ("#换季 维稳", "broken"),
        ("#换季维稳!", "broken"),
        ("##", "empty"),
        ("#" + "长" * 21, "long"),
        ("#露米拉骗局", "banned"),
        ("＃ＶＸ私聊", "contact"),
    ],
)
def test_each_hashtag_fault_is_found_by_its_own_rule(brief, tag, fault):
    found = content.hashtag_faults([tag], brief, banned=["骗局"])
    assert found["fault"].to_list() == [fault]
    assert all(found.row(0, named=True)[key] for key in ("why_en", "why_zh", "fix_en", "fix_zh", "basis"))


@pytest.mark.parametrize(
    "tag",
    [
        "#露米拉屏障精华",
        "#换季维稳",
        "#保湿",
        "#治愈系房间",
        "#第一次用",
        "#最近爱用",
        "#早C晚B",
        "#叠防晒不搓泥",
        "#618好物_2026",
    ],
)
def test_ordinary_hashtags_have_no_fault(brief, tag):
    assert content.hashtag_faults([tag], brief).is_empty()


def test_one_tag_in_two_writings_is_a_duplicate(brief):
    found = content.hashtag_faults(["#OOTD", "ｏｏｔｄ", "#ootd[话题]#"], brief)
    assert found.select("hashtag", "fault", "because").rows() == [
        ("ｏｏｔｄ", "duplicate", "#OOTD"),
        ("#ootd[话题]#", "duplicate", "#OOTD"),
    ]
    assert (
        content.fault_findings(found.clear())[0].text.en
        == "None of 12 hashtag rules fired; that is not a clearance."
    )


def searched(*rows):
    frame = pl.DataFrame(
        rows, schema=["term", "day", "index", "organic_notes", "commercial_notes"], orient="row"
    )
    missing = [name for name in tables.SearchIndex.columns() if name not in frame.columns]
    return frame.with_columns(
        pl.lit(None).cast(tables.empty("search_index").schema[name]).alias(name) for name in missing
    )


def test_reach_and_competition_come_from_the_search_export_by_exact_words(brief):
    own = notes(
        [("a", "1", "敏感肌,穿搭"), ("b", "2", "#敏感肌 #换季维稳")], ["note_id", "creator_id", "hashtags"]
    )
    terms = searched(
        ("敏感肌", date(2026, 4, 1), 100.0, 10, 0),
        ("敏感肌", date(2026, 4, 2), 400.0, 900, 100),
        ("换季泛红精华", date(2026, 4, 2), 50.0, None, 5),
        ("身体乳", date(2026, 4, 2), 900.0, 1, 1),
        ("抖音同款精华", date(2026, 4, 2), 10.0, 1, 1),
    )
    pool = {row["hashtag"]: row for row in content.hashtag_pool(own, brief, terms).iter_rows(named=True)}
    assert (pool["敏感肌"]["search_index"], pool["敏感肌"]["rival_notes"], pool["敏感肌"]["competition"]) == (
        400,
        1000,
        2.5,
    )
    assert (
        pool["换季泛红精华"]["tag_class"],
        pool["换季泛红精华"]["notes"],
        pool["换季泛红精华"]["competition"],
    ) == (
        "long_tail",
        0,
        0.1,
    )
    assert pool["露米拉屏障精华"]["tag_class"] == "campaign"
    assert pool["露米拉屏障精华"]["search_index"] is None
    assert not pool["穿搭"]["usable"]  # nothing of the brief in it
    assert pool["抖音同款精华"]["fault"] == "other_platform"
    assert "身体乳" not in pool  # searched, but not this product's


def test_tags_are_spread_evenly_and_go_where_they_are_at_home(brief):
    rng = np.random.default_rng(2)
    tags = ["护肤", "敏感肌", "成分党", "精华推荐", "面霜测评", "底妆"]
    own = notes(
        [(f"n{i}", f"c{i % 11}", ",".join(rng.choice(tags, 2, replace=False))) for i in range(66)],
        ["note_id", "creator_id", "hashtags"],
    )
    pool = content.hashtag_pool(own, brief, tables.empty("search_index"))
    plan = content.plan_hashtags(pool, people(*["koc"] * 11), own)
    covered = content.hashtag_coverage(plan, pool)
    carriers = covered.filter(pl.col("tag_class") == "category")["carriers"]
    assert carriers.sum() == 22
    assert carriers.max() - carriers.min() <= 1
    assert covered.filter(pl.col("tag_class") == "campaign")["carriers"].to_list() == [11, 11]
    assert plan.group_by("creator_id", "hashtag").len()["len"].max() == 1
    # Chosen blindly, a third of the tags would be at home (2 of 6 a note, several notes each make it more).
    assert covered.filter(pl.col("tag_class") == "category")["at_home"].sum() >= 16
    said = {finding.code: finding.text.en for finding in content.mix_findings(plan, pool)}
    assert said["hashtag_reach_unknown"] == "Reach is unknown for 8 of 8 hashtags."
    assert content.mix_findings(plan.clear(), pool)[0].level == "REVIEW"
