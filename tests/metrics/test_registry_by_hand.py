"""Definitions and tiers by hand: what an entry may hold, which one a brief picks, how a formula reads, where a tier begins."""

import polars as pl
import pytest

from xhs_workbench import metrics
from xhs_workbench.errors import ParamsError
from xhs_workbench.metrics.measure import bound_of, settled_value, value_of
from xhs_workbench.metrics.note_formats import FORMATS, name_formats
from xhs_workbench.metrics.registry import (
    Definition,
    columns,
    definition,
    formula,
    read_registry,
    word_name,
)
from xhs_workbench.params.brief import Definitions

CHOICES = Definitions()
ENTRY = {
    "word": '"w"',
    "en": '"W"',
    "zh": '"文"',
    "numerator": '["likes"]',
    "source": '"s"',
    "grade": '"G"',
}


def faults(**given):
    """The fields of an entry that are refused; a value of None leaves the field out."""
    entry = {key: value for key, value in {**ENTRY, **given}.items() if value is not None}
    text = "\n".join(["[new]", *(f"{key} = {value}" for key, value in entry.items())])
    try:
        read_registry(text)
    except ParamsError as refused:
        return [problem.column.removeprefix("new.") for problem in refused.problems]
    return []


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({}, []),
        ({"numerator": '["likes", "boost_cny", "@money"]'}, []),
        ({"numerator": '["@interactions"]', "denominator": '["lead_count"]', "unit": '"rate"'}, []),
        (dict.fromkeys(ENTRY), list(ENTRY)),
        ({"grade": '"D"'}, ["grade"]),
        ({"over": '"days"'}, ["over"]),
        ({"over": '"shop"'}, []),
        # A factor and a threshold are numbers above 0 and below a million million.
        ({"times": "0"}, ["times"]),
        ({"times": "-1"}, ["times"]),
        ({"times": "0.001"}, []),
        ({"times": "1"}, []),
        ({"times": "999999999999"}, []),
        ({"times": "1000000000000"}, ["times"]),
        ({"times": "true"}, ["times"]),
        ({"times": '"1000"'}, ["times"]),
        ({"threshold": "0", "unit": '"rate"'}, ["threshold"]),
        ({"threshold": "1", "unit": '"rate"'}, []),
        # A share needs something to be a share of; a count has nothing below it.
        ({"unit": '"rate"'}, ["unit"]),
        ({"unit": '"rate"', "denominator": '["reads"]'}, []),
        ({"unit": '"count"', "denominator": '["reads"]'}, ["unit"]),
        ({"denominator": '["reads"]'}, ["unit"]),
        ({"unit": '"cny"', "denominator": '["reads"]'}, []),
        ({"unit": '"number"'}, []),
        ({"lower_is_better": '"yes"'}, ["lower_is_better"]),
        ({"lower_is_better": "true"}, []),
        ({"numerator": "[]"}, ["numerator"]),
        ({"numerator": '["likes", 3]'}, ["numerator"]),
        ({"numerator": '"likes"'}, ["numerator"]),
        ({"also": '["CTR", "点击率"]'}, []),
        ({"also": '"CTR"'}, ["also"]),
        ({"scope_en": "3"}, ["scope_en"]),
        ({"choice": "true"}, ["choice"]),
        # Columns that hold texts or times cannot be added; those that hold yes or no can be counted.
        ({"numerator": '["title"]'}, ["numerator title"]),
        ({"numerator": '["published_at"]'}, ["numerator published_at"]),
        ({"denominator": '["note_id"]', "unit": '"cny"'}, ["denominator note_id"]),
        ({"numerator": '["published_from_id"]'}, []),
        ({"numerator": '["lieks", "reeds"]'}, ["numerator lieks", "numerator reeds"]),
    ],
)
def test_what_an_entry_may_hold(given, where):
    assert faults(**given) == where


def test_what_an_entry_leaves_out():
    """It is a count of notes, taken once, with no threshold, and more of it is better."""
    found = read_registry("\n".join(["[new]", *(f"{key} = {value}" for key, value in ENTRY.items())]))["new"]
    assert (found.unit, found.times, found.threshold, found.lower_is_better) == ("count", 1.0, None, False)
    assert (found.over, found.denominator, found.also, found.choice) == ("notes", (), (), "")


def test_what_is_no_toml_is_refused_as_such():
    with pytest.raises(ParamsError, match="not TOML"):
        read_registry("[new")


def test_a_long_value_is_quoted_for_forty_characters():
    with pytest.raises(ParamsError) as refused:
        read_registry(
            "\n".join(
                ["[new]", *(f"{key} = {value}" for key, value in ENTRY.items()), f'unit = "{"u" * 60}"']
            )
        )
    assert refused.value.problems[0].value == "u" * 40


@pytest.mark.parametrize(
    ("word", "choices", "picked"),
    [
        ("interactions", {}, "interactions_4"),
        ("interactions", {"interactions": "interactions_5"}, "interactions_5"),
        ("viral", {}, "viral_1000_interactions"),
        ("viral", {"viral": "viral_500_likes"}, "viral_500_likes"),
        ("engagement_rate", {}, "engagement_rate_by_reads"),
        ("engagement_rate", {"engagement_rate": "followers"}, "engagement_rate_by_followers"),
        ("cpm", {}, "cpm_by_impressions"),
        ("cpm", {"cpm": "reads"}, "cpm_by_reads"),
        ("cpm", {"engagement_rate": "followers"}, "cpm_by_impressions"),
        ("cpe", {}, "cpe"),
        ("roi", {}, "roi_window"),  # the first of several that a brief cannot choose among
        ("cpm_by_reads", {}, "cpm_by_reads"),  # an id is its own word
    ],
)
def test_which_definition_a_brief_picks(word, choices, picked):
    assert metrics.chosen(word, Definitions(**choices)).id == picked


def test_unknown_words_are_refused_with_what_may_be_meant():
    with pytest.raises(ParamsError, match="viral_1000_interactions or viral_1000_likes"):
        definition("viral")
    with pytest.raises(ParamsError, match=r"did you mean cost_per_order\? known"):  # the closest one alone
        definition("cost_per_ordr")
    with pytest.raises(ParamsError) as refused:
        metrics.chosen("weather", CHOICES)
    assert "did you mean" not in str(refused.value)
    with pytest.raises(ParamsError):
        word_name("weather")


def test_how_a_word_is_called():
    assert word_name("cpm").en == "CPM"
    assert word_name("engagement_rate").zh == "互动率"
    assert word_name("reads").zh == "阅读"  # one meaning: its definition's own name
    assert word_name("engagement_rate_by_reads").en == "Engagement rate by reads"
    assert "reads" not in metrics.everyday_words()
    assert metrics.everyday_words()["interactions"].en == "Interactions"


def entry(**given):
    return Definition(
        **{
            "id": "x",
            "word": "x",
            "en": "X",
            "zh": "X",
            "numerator": ("likes",),
            "source": "s",
            "grade": "G",
            **given,
        }
    )


@pytest.mark.parametrize(
    ("given", "choices", "en", "zh"),
    [
        ({}, {}, "likes", "点赞"),
        ({"numerator": ("likes", "saves")}, {}, "likes + saves", "点赞 + 收藏"),
        ({"threshold": 1500}, {}, "likes ≥ 1,500", "点赞 ≥ 1,500"),
        ({"denominator": ("reads",)}, {}, "likes / reads", "点赞 / 阅读"),
        ({"denominator": ("reads",), "times": 1000}, {}, "likes / reads × 1,000", "点赞 / 阅读 × 1,000"),
        ({"denominator": ("reads",), "times": 2}, {}, "likes / reads × 2", "点赞 / 阅读 × 2"),
        ({"numerator": ("@money",)}, {"money": "quote"}, "the quote", "报价"),
        (
            {"numerator": ("@money",)},
            {"money": "quote_fee_boost"},
            "quote + service fee + boost",
            "报价 + 服务费 + 投流",
        ),
        (
            {"numerator": ("@interactions",)},
            {"interactions": "interactions_3"},
            "likes + saves + comments",
            "点赞 + 收藏 + 评论",
        ),
        ({"numerator": ("order_value_cny",)}, {}, "order value", "成交金额"),
        ({"numerator": ("boost_cny",)}, {}, "boost", "boost_cny"),  # no table names it
    ],
)
def test_how_a_formula_reads(given, choices, en, zh):
    assert tuple(formula(entry(**given), Definitions(**choices))) == (en, zh)


def test_a_briefs_choices_stand_in_for_their_signs():
    assert columns(("@interactions", "reads"), Definitions(interactions="interactions_3")) == (
        "likes",
        "saves",
        "comments",
        "reads",
    )
    assert columns(("@money",), Definitions(money="quote")) == ("quote_cny",)
    assert columns(("@money",), Definitions()) == ("quote_cny", "service_fee_cny")
    assert columns(("@money",), Definitions(money="quote_fee_boost")) == (
        "quote_cny",
        "service_fee_cny",
        "boost_cny",
    )


def test_footnotes_name_each_definition_once_in_the_order_asked_for():
    made = metrics.footnotes(["cpm_by_reads", "reads", "cpm_by_reads"], CHOICES)
    assert made["id"].to_list() == ["cpm_by_reads", "reads"]
    row = made.row(1, named=True)
    assert (row["name_en"], row["formula_zh"], row["scope_en"], row["grade"]) == (
        "Reads",
        "阅读",
        "all traffic",
        "A",
    )
    assert row["source_zh"] == "蒲公英订单报表，总阅读量"
    assert metrics.footnotes([], CHOICES).height == 0


CUT = pl.DataFrame(
    {
        "likes": [10, 10, 10, 10, 2000, None],
        "saves": [0] * 6,
        "comments": [0] * 6,
        "shares": [0] * 6,
        "reads": [100, 100, 100, 100, 0, 100],
        "likes_censored": [False, True, False, True, None, False],
        "reads_censored": [False, False, True, True, False, False],
    }
)
"""Exact; likes a bound; reads a bound; both; nothing read; likes missing."""


@pytest.mark.parametrize(
    ("metric", "values", "bounds", "settled"),
    [
        (
            "engagement_rate_by_reads",
            [0.1, 0.1, 0.1, None, None, None],
            ["", "at_least", "at_most", "at_least", "", ""],
            [0.1, None, None, None, None, None],
        ),
        # Below the threshold a bound may yet reach it; at or above it, it has.
        ("viral_1000_likes", [0.0, None, 0.0, None, 1.0, None], [""] * 6, [0.0, None, 0.0, None, 1.0, None]),
        (
            "interactions_4",
            [10, 10, 10, 10, 2000, None],
            ["", "at_least", "", "at_least", "", ""],
            [10, None, 10, None, 2000, None],
        ),
    ],
)
def test_counts_that_are_bounds_by_the_row(metric, values, bounds, settled):
    found = CUT.select(
        value=value_of(metric, CHOICES, CUT.columns),
        bound=bound_of(metric, CHOICES, CUT.columns),
        settled=settled_value(metric, CHOICES, CUT.columns),
    )
    assert found["value"].to_list() == pytest.approx(values)
    assert found["bound"].to_list() == bounds
    assert found["settled"].to_list() == pytest.approx(settled)


def test_a_bound_above_its_threshold_is_a_hit():
    rows = CUT.head(1).with_columns(likes=pl.lit(1000), likes_censored=pl.lit(value=True))
    assert rows.select(value_of("viral_1000_likes", CHOICES, rows.columns)).item() == 1.0
    below = rows.with_columns(likes=pl.lit(999))
    assert below.select(value_of("viral_1000_likes", CHOICES, rows.columns)).item() is None


def test_a_sum_that_may_be_more_has_no_interval():
    """Six rows of 10 in 100, one of them at least 10: the ratio is at least .1 and its interval is left out."""
    rows = pl.concat([CUT.head(1)] * 5 + [CUT[1:2]])
    found = metrics.summarise(rows, "engagement_rate_by_reads", CHOICES).row(0, named=True)
    assert (found["value"], found["bound"], found["lower"], found["upper"]) == (
        pytest.approx(0.1),
        "at_least",
        None,
        None,
    )
    sure = metrics.summarise(rows.head(5), "engagement_rate_by_reads", CHOICES).row(0, named=True)
    assert (sure["bound"], sure["n"], sure["n_missing"]) == ("", 5, 0)
    assert sure["lower"] == pytest.approx(0.1) and sure["upper"] == pytest.approx(0.1)


@pytest.mark.parametrize("gone", ["reads", "likes"])
def test_a_part_that_no_file_has_makes_a_ratio_unknown(gone):
    rows = CUT.head(1).drop(gone)
    found = metrics.summarise(rows, "engagement_rate_by_reads", CHOICES).row(0, named=True)
    assert (found["value"], found["n"], found["n_missing"]) == (None, 0, 1)
    each = rows.select(v=value_of("engagement_rate_by_reads", CHOICES, rows.columns)).to_series()
    assert each.to_list() == [None]


def test_nothing_read_in_five_rows_has_no_interval_either():
    rows = pl.concat([CUT[4:5]] * 5)
    found = metrics.summarise(rows, "engagement_rate_by_reads", CHOICES).row(0, named=True)
    assert (found["value"], found["lower"], found["upper"], found["n"]) == (None, None, None, 5)


def test_four_rows_of_a_ratio_have_no_interval_and_a_share_of_hits_has_one_from_the_first():
    rate = metrics.summarise(pl.concat([CUT.head(1)] * 4), "engagement_rate_by_reads", CHOICES)
    assert rate.select("value", "lower", "upper").row(0) == (pytest.approx(0.1), None, None)
    hits = metrics.summarise(pl.concat([CUT.head(1)] * 4), "viral_1000_likes", CHOICES)
    # Wilson at 90 %, 0 of 4: the upper end is 2.7055 / (4 + 2.7055) = .4035.
    assert hits.select("value", "lower", "upper").row(0) == (0.0, 0.0, pytest.approx(0.4035, abs=1e-4))


def test_a_plain_total_has_no_interval_and_groups_keep_the_unknown_last():
    rows = pl.DataFrame({"tier": ["b", None, "a", "b"], "reads": [1, 2, 3, None]})
    found = metrics.summarise(rows, "reads", CHOICES, ["tier"])
    assert found.select("tier", "value", "n", "n_missing", "lower", "bound").rows() == [
        ("a", 3.0, 1, 0, None, ""),
        ("b", 1.0, 1, 1, None, ""),
        (None, 2.0, 1, 0, None, ""),
    ]


@pytest.mark.parametrize("n", [0, 1])
def test_a_share_of_nothing_is_unknown_and_of_one_is_all_or_nothing(n):
    rows = CUT[4:5].head(n)
    found = metrics.summarise(rows, "viral_1000_likes", CHOICES).row(0, named=True)
    assert found["value"] == (1.0 if n else None)
    # Wilson at 90 %, 1 of 1: the lower end is 1 / (1 + 1.64485²) = .2699.
    assert found["lower"] == (pytest.approx(0.2699, abs=1e-4) if n else None)
    assert found["upper"] == (pytest.approx(1.0) if n else None)


def test_rivals_side_by_side_mark_the_briefs_own():
    rows = pl.DataFrame(
        {
            "quote_cny": [100.0],
            "service_fee_cny": [10.0],
            "boost_cny": [40.0],
            "impressions": [1000],
            "reads": [100],
        }
    )
    found = metrics.side_by_side(rows, ["cpm", "reads"], Definitions(cpm="reads", money="quote"))
    assert found.select("metric", "money", "value", "chosen").rows() == [
        ("cpm_by_impressions", "quote", pytest.approx(100.0), False),
        ("cpm_by_impressions", "quote_fee", pytest.approx(110.0), False),
        ("cpm_by_impressions", "quote_fee_boost", pytest.approx(150.0), False),
        ("cpm_by_reads", "quote", pytest.approx(1000.0), True),
        ("cpm_by_reads", "quote_fee", pytest.approx(1100.0), False),
        ("cpm_by_reads", "quote_fee_boost", pytest.approx(1500.0), False),
        ("reads", "", 100.0, True),
    ]
    assert found["formula_en"][0] == "the quote / impressions × 1,000"


SCHEMES = {
    "default": [("nano", 0), ("koc", 1000), ("micro", 10_000), ("mid", 50_000), ("head", 500_000)],
    "guide": [("koc", 0), ("gap_10k_50k", 10_000), ("mid", 50_000), ("mega", 500_000)],
    "xinhong_2021": [("nano", 0), ("micro", 5000), ("mid", 50_000), ("head", 500_000)],
    "agency": [("koc", 0), ("tail", 10_000), ("mid_tail", 50_000), ("mid", 100_000), ("head", 500_000)],
    "pugongying": [
        ("below_1k", 0),
        ("1k_5k", 1000),
        ("5k_10k", 5000),
        ("10k_100k", 10_000),
        ("100k_500k", 100_000),
        ("500k_1m", 500_000),
        ("1m_up", 1_000_000),
    ],
}


@pytest.mark.parametrize("name", SCHEMES)
def test_a_tier_begins_at_its_limit(name):
    """At each limit its own tier, one follower below it the tier before; without a count none."""
    limits = SCHEMES[name]
    followers, tiers = [None], ["unknown"]
    for number, (tier, start) in enumerate(limits):
        followers.append(start)
        tiers.append(tier)
        if number:
            followers.append(start - 1)
            tiers.append(limits[number - 1][0])
    frame = pl.DataFrame({"followers": followers}, schema={"followers": pl.Int64})
    assert metrics.assign_tiers(frame, name)["tier"].to_list() == tiers
    assert list(metrics.tier_names(name)) == [*(tier for tier, _ in limits), "unknown"]
    assert set(metrics.schemes()) == set(SCHEMES)


def test_what_a_tier_is_called():
    assert metrics.tier_names("default")["mid"].en == "Mid (50K–500K)"
    assert metrics.tier_names("default")["unknown"].zh == "粉丝数未知"
    assert (metrics.tier_word("koc").en, metrics.tier_word("head").zh) == ("KOC", "头部")
    assert (metrics.tier_word("mega").en, metrics.tier_word("of_no_scheme").zh) == ("Mega", "of_no_scheme")
    with pytest.raises(ParamsError, match="did you mean agency"):
        metrics.scheme("agancy")
    with pytest.raises(ParamsError) as refused:
        metrics.scheme("zzz")
    assert "did you mean" not in str(refused.value)


@pytest.mark.parametrize(
    ("export", "title", "named", "told_by"),
    [
        ("测评", "教程", "review", "export"),
        ("日常", None, "lifestyle", "export"),
        ("攻略", "", "tutorial", "export"),
        ("VS", "", "comparison", "export"),
        (None, "红黑榜", "comparison", "title"),
        ("其他", "PLOG", "lifestyle", "title"),
        ("其他", "无题", None, None),
        (None, None, None, None),
        ("测评对比", None, "review", "export"),  # the first of the four that is named
        ("对比教程", None, "tutorial", "export"),
    ],
)
def test_formats_are_named_by_the_export_else_by_the_title(export, title, named, told_by):
    rows = pl.DataFrame(
        {"content_format": [export], "title": [title]},
        schema={"content_format": pl.String, "title": pl.String},
    )
    assert name_formats(rows).select("format", "format_from").row(0) == (named, told_by)
    assert FORMATS == ("review", "lifestyle", "tutorial", "comparison")
