"""Audience fit by hand, and unknown values stay unknown."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xhs_workbench import tables
from xhs_workbench.params import load_params
from xhs_workbench.params.brief import Audience
from xhs_workbench.paths import PARAMS
from xhs_workbench.selection.judging.audience import fit_audience, jensen_shannon, response_index, smooth
from xhs_workbench.selection.judging.portraits import bare_province, city_tiers, parse_portrait, tier_of_city

BRIEF = load_params(PARAMS / "demo" / "selection.yaml").read_brief()


def brief(**audience):
    whole = {"gender": "female", "age_bands": ("18_24", "25_34"), "funnel_stage": "interest"} | audience
    return BRIEF.model_copy(update={"audience": Audience(**whole)})


def creators(*rows):
    made = pl.DataFrame(
        [{"creator_id": f"c{i}"} | row for i, row in enumerate(rows)], infer_schema_length=None
    )
    return pl.concat([tables.empty("creators"), made], how="diagonal_relaxed")


AGES = {
    "age_under18_share": 0.1,
    "age_18_24_share": 0.4,
    "age_25_34_share": 0.3,
    "age_35_44_share": 0.1,
    "age_over44_share": 0.1,
}


def test_index_by_hand():
    """Two creators, 90 % and 70 % female, 80 fans each: base .8; smoothed (80 · .9 + 20 · .8) / 100 = .88; index .88 / .8 = 1.1."""
    made = fit_audience(
        creators({"female_share": 0.9, "followers": 80}, {"female_share": 0.7, "followers": 80}), brief()
    )
    assert made["target_share_gender"].to_list() == pytest.approx([0.88, 0.72])
    assert made["index_gender"].to_list() == pytest.approx([1.1, 0.9])
    assert made["audience_index"].to_list() == pytest.approx([1.1, 0.9])
    assert made["index_age"].to_list() == [None, None]
    assert made["audience_known"].to_list() == [1, 1]
    assert made["audience_asked"].to_list() == [2, 2]
    assert made["audience_unknown_en"][0] == "age: not in the export"
    assert made["audience_unknown_zh"][0] == "年龄：导出中没有"


def test_gender_times_age_times_place():
    rows = [
        {
            "female_share": 0.8,
            "followers": 10**9,
            "cities": "上海|20% 北京|15% 赣州|5%",
            "provinces": "上海|60%",
            **AGES,
        },
        {
            "female_share": 0.4,
            "followers": 10**9,
            "cities": "上海|10% 赣州|30%",
            "provinces": "广东|60%",
            **AGES,
        },
    ]
    made = fit_audience(creators(*rows), brief(city_tiers=("tier_1",), provinces=("上海",)))
    assert made["index_gender"].to_list() == pytest.approx([0.8 / 0.6, 0.4 / 0.6])
    assert made["index_age"].to_list() == pytest.approx([1.0, 1.0])
    assert made["index_city_tier"].to_list() == pytest.approx([0.35 / 0.225, 0.1 / 0.225])
    assert made["audience_index"].to_list() == pytest.approx(
        [0.8 / 0.6 * 0.35 / 0.225, 0.4 / 0.6 * 0.1 / 0.225]
    )
    assert made["audience_mismatch"].to_list() == [False, False]


def test_a_short_list_is_unknown_and_says_so():
    made = fit_audience(
        creators({"female_share": 0.8, "cities": "上海|12%"}, {"cities": "看不懂"}),
        brief(city_tiers=("tier_1",)),
    )
    assert made["index_city_tier"].to_list() == [None, None]
    assert "city tier: only 12% of fans are listed" in made["audience_unknown_en"][0]
    assert "city tier: the cell cannot be read" in made["audience_unknown_en"][1]
    assert made["audience_index"].to_list()[1] is None
    assert made["audience_mismatch"].to_list()[1] is None


def test_place_enters_only_when_most_candidates_show_it():
    """One of ten has a list of cities: it must not rank on what the other nine never showed."""
    rows = [{"female_share": 0.6, "followers": 10**9}] * 9 + [
        {"female_share": 0.6, "followers": 10**9, "cities": "上海|40%"}
    ]
    made = fit_audience(creators(*rows), brief(city_tiers=("tier_1",)))
    assert made["audience_index"].to_list() == pytest.approx([1.0] * 10)
    assert made["index_city_tier"].to_list() == [None] * 9 + [pytest.approx(1.0)]


def test_interests_are_shown_but_not_multiplied():
    rows = [
        {"female_share": 0.5, "followers": 10**9, "interests": "护肤|40%"},
        {"female_share": 0.5, "followers": 10**9, "interests": "美食|40%"},
    ]
    made = fit_audience(creators(*rows), brief(interests=("护肤",)))
    assert made["index_interest"].to_list() == pytest.approx([2.0, 0.0], abs=1e-6)
    assert made["audience_index"].to_list() == pytest.approx([1.0, 1.0])


def test_shares_that_do_not_add_up_are_not_believed():
    odd = AGES | {"age_18_24_share": 0.9}
    made = fit_audience(creators({"female_share": 0.5, **odd}), brief())
    assert made["index_age"][0] is None
    assert "age: shares do not add up to 100 %" in made["audience_unknown_en"][0]


def test_a_platform_base_replaces_the_candidates():
    made = fit_audience(
        creators({"female_share": 0.9, "followers": 10**12}),
        brief(),
        {"gender": {"female": 0.6, "male": 0.4}},
    )
    assert made["index_gender"][0] == pytest.approx(1.5)


def test_far_from_the_target_is_flagged():
    rows = [{"female_share": 0.85, "followers": 10**6}] * 9 + [{"female_share": 0.2, "followers": 10**6}]
    assert fit_audience(creators(*rows), brief())["audience_mismatch"].to_list() == [False] * 9 + [True]


def test_distance_and_smoothing_by_hand():
    # m = (3/4, 1/4): ½ [½ log2(2/3) + ½ log2(2)] + ½ log2(4/3) = .3112781; its root .5579230
    assert jensen_shannon(np.array([[0.5, 0.5]]), np.array([1.0, 0.0]))[0] == pytest.approx(
        0.5579230, abs=1e-6
    )
    assert smooth(np.array([[1.0, 0.0]]), np.array([60.0]), np.array([0.5, 0.5])).tolist() == [[0.875, 0.125]]
    assert np.isnan(
        response_index(np.array([[0.5, 0.5]]), np.array([np.nan, np.nan]), np.array([0.5, 0.5]))
    ).all()


def test_no_creators_and_no_dimensions():
    assert fit_audience(tables.empty("creators"), brief()).height == 0
    every = ("under_18", "18_24", "25_34", "35_44", "over_44")
    made = fit_audience(creators({"female_share": 0.5}), brief(gender="all", age_bands=every))
    assert made["audience_index"].to_list() == [None]
    assert made["audience_asked"].to_list() == [0]


def test_cities_and_provinces_in_any_spelling():
    assert tier_of_city(pl.Series(["上海市", "东莞", "赣州", "广东省", "海外"])).to_list() == [
        "tier_1",
        "new_tier_1",
        "tier_3_and_below",
        None,
        None,
    ]
    assert bare_province(pl.Series(["广西壮族自治区", "上海市", "广东", "香港特别行政区"])).to_list() == [
        "广西",
        "上海",
        "广东",
        "香港",
    ]
    counts = pl.Series(list(city_tiers().values())).value_counts().rows()
    assert dict(counts) == {"tier_1": 4, "new_tier_1": 15, "tier_2": 30}


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("上海|17.4% 北京|15.2%", {"上海": 0.174, "北京": 0.152}),
        ("广东22.3%", {"广东": 0.223}),
        ("apple inc.30.2%", {"apple inc.": 0.302}),
        ("<18|0.8% 18-24|16.9%", {"<18": 0.008, "18-24": 0.169}),
        ("上海：17.4％，北京：15％", {"上海": 0.174, "北京": 0.15}),
        ("13.6% | 86.4%", {}),
        ("上海 0.174", {}),
        ("上海|150%", {}),
        ("上海|80% 北京|70%", {}),
        ("-", {}),
    ],
)
def test_composite_cells(cell, read):
    found = parse_portrait(pl.Series([cell]))
    assert dict(zip(found["label"], found["share"], strict=True)) == pytest.approx(read)


@given(st.lists(st.one_of(st.none(), st.text(max_size=60)), max_size=8))
def test_any_text_is_read_or_left(cells):
    found = parse_portrait(pl.Series(cells, dtype=pl.String))
    assert found["share"].is_between(0, 1).all()
    assert found["row"].is_between(0, max(len(cells) - 1, 0)).all()


NAME = st.text(st.characters(categories=["Lo"]), min_size=1, max_size=5)


@given(
    st.dictionaries(NAME, st.integers(0, 100), min_size=1, max_size=8),
    st.sampled_from(["{}|{}%", "{}{}%", "{}：{}％"]),
)
def test_what_is_written_is_read_back(shares, form):
    scaled = {name: value / 10 for name, value in shares.items()}
    found = parse_portrait(pl.Series([" ".join(form.format(name, value) for name, value in scaled.items())]))
    assert dict(zip(found["label"], found["share"], strict=True)) == pytest.approx(
        {k: v / 100 for k, v in scaled.items()}
    )
