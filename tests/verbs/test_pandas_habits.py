"""What a pandas user does without thinking: sorted frames, ids as index, one name instead of a list, texts for numbers."""

import datetime as dt

import numpy as np
import pandas as pd
import polars as pl
import pytest

import xhs_workbench as xhs
from xhs_workbench.errors import InputMissingError, ParamsError
from xhs_workbench.metrics.registry import read_registry
from xhs_workbench.verbs.frames import take

CREATORS = {
    "creator_id": list("abcd"),
    "followers": [600_000, 100, 60_000, 20_000],
    "price_image_cny": [9_000.0, 100.0, 2_000.0, 800.0],
    "interactions_median": [4_000, 20, 700, 300],
}
REGISTRY = """[waste]
word = "waste"
en = "Waste"
zh = "浪费"
numerator = {numerator}
source = "ours"
grade = "C"
{more}
"""


def test_rows_keep_the_index_they_came_with():
    """By hand: of the default tiers, 600,000 followers are head and 100 are nano, whatever the order of the rows."""
    frame = pd.DataFrame(CREATORS).sort_values("followers")
    frame["tier"] = xhs.tiers(frame)["tier"]
    assert dict(zip(frame["creator_id"], frame["tier"], strict=True))["a"] == "head"
    assert frame.set_index("creator_id")["tier"]["b"] == "nano"
    said = pd.DataFrame({"content": ["用了过敏，太失望了", "这款真的很好用"]}, index=["x", "y"])
    assert xhs.sentiment(said)["sentiment"].to_dict() == {"x": "negative", "y": "positive"}
    assert xhs.intents(said["content"]).index.tolist() == ["x", "y"]


def test_ids_that_are_the_index_are_a_column_to_group_by_and_no_new_column_of_rows():
    notes = pd.DataFrame({"saves": [1, 2, 4], "kind": ["p", "q", "p"]}).set_index("kind")
    assert xhs.metric(notes, "saves", by="kind").set_index("kind")["value"].to_dict() == {"p": 5.0, "q": 2.0}
    heard = xhs.sentiment(pd.DataFrame({"id": [7], "content": ["好用"]}).set_index("id"))
    assert heard.index.tolist() == [7] and "id" not in heard.columns
    assert xhs.to_pandas(notes)["kind"].tolist() == ["p", "q", "p"]


def test_one_column_by_its_name_is_a_frame_of_one():
    """By hand: of the default tiers, 100 followers are nano and 600,000 head; 1 and 4 saves are 5."""
    frame = pd.DataFrame(CREATORS, index=list("wxyz"))
    tiers = xhs.tiers(frame["followers"])["tier"]
    assert (tiers["x"], tiers["w"]) == ("nano", "head")
    assert xhs.tiers(pl.DataFrame(CREATORS)["followers"])["tier"].to_list()[:2] == ["head", "nano"]
    assert xhs.metric(pd.Series([1, 4], name="saves"), "saves")["value"].tolist() == [5.0]
    counts = xhs.table(pd.Series(["p", "q", "p"], name="kind").value_counts())
    assert [[cell["text"] for cell in row["cells"]] for row in counts.data["rows"]] == [
        ["p", "2"],
        ["q", "1"],
    ]
    with pytest.raises(ParamsError, match="not Series"):
        xhs.tiers(pd.Series([1, 4]))


def test_columns_named_by_pairs_and_rows_labelled_by_texts_keep_their_words(tmp_path):
    frame = pd.DataFrame({"kind": ["p", "p", "q"], "likes": [1, 3, 9]})
    by_kind = xhs.table(frame.groupby("kind").agg(["min", "max"])).data
    assert [head["label"] for head in by_kind["columns"]] == ["kind", "likes min", "likes max"]
    described = frame.describe()
    shown = xhs.table(described).data["rows"]
    assert [row["cells"][0]["text"] for row in shown] == described.index.tolist()
    assert xhs.export(described, tmp_path / "d.csv").read_text("utf-8-sig").splitlines()[1] == "count,3.0"
    assert xhs.tiers(pd.DataFrame({"followers": [1]}, index=["x"])).columns.tolist() == ["followers", "tier"]
    pairs = pd.MultiIndex.from_tuples([("likes", "max"), ("likes_max", "")])
    with pytest.raises(ParamsError, match="two columns have this name"):
        xhs.table(pd.DataFrame([[1, 2]], columns=pairs))


def test_several_metrics_stand_one_below_the_other():
    """By hand: 6 saves; (2 + 6 + 0 + 2) of 100 reads."""
    notes = {"likes": [2, 0], "saves": [1, 5], "comments": [0, 0], "shares": [2, 0], "reads": [60, 40]}
    both = xhs.metric(pd.DataFrame(notes), ["saves", "engagement rate"])
    assert both["metric"].tolist() == ["saves", "engagement_rate_by_reads"]
    assert both["value"].tolist() == [6.0, 0.1]
    with pytest.raises(ParamsError, match="did you mean engagement_rate_by_reads"):
        xhs.metric(notes, ["saves", "engagement rat"])
    for none in ([], 3, None):
        with pytest.raises(ParamsError, match="a metric is named by a text"):
            xhs.metric(notes, none)


def test_values_to_group_by_are_no_name_of_a_column():
    frame = pd.DataFrame({"saves": [1, 2], "kind": ["saves", "q"]})
    with pytest.raises(ParamsError, match="by must be the name of a column"):
        xhs.metric(frame, "saves", by=frame["kind"])


def test_headings_of_an_export_are_named_with_what_they_are():
    own = pd.DataFrame({"点赞数": [1], "收藏量": [2], "评论": [3], "分享": [4], "read": [5]})
    with pytest.raises(ParamsError) as error:
        xhs.metric(own, "互动率")
    assert "rename 点赞数 to likes, 收藏量 to saves, 评论 to comments, 分享 to shares." in str(error.value)
    assert "did you mean read for reads?" in str(error.value)
    with pytest.raises(ParamsError, match="粉丝数 is followers: rename it, or let `read` do so"):
        xhs.tiers(pd.DataFrame({"粉丝数": [1]}))
    for work in (lambda: xhs.plan(CREATORS, 5_000), lambda: xhs.score(CREATORS)):
        with pytest.raises(ParamsError, match="call `estimate` first"):
            work()


def test_a_plan_is_shown_written_and_taken_to_pandas_as_its_picks(tmp_path):
    made = xhs.plan(xhs.estimate(CREATORS), 5_000)
    assert made.picks.height > 0
    assert len(xhs.table(made, "creator_id").data["rows"]) == made.picks.height
    assert xhs.to_pandas(made)["creator_id"].tolist() == made.picks["creator_id"].to_list()
    written = xhs.export(made, tmp_path / "plan.csv").read_text("utf-8-sig").splitlines()
    assert len(written) == 1 + made.picks.height


def test_a_column_of_nothing_keeps_its_kind_there_and_back():
    read = xhs.read("data/demo/pugongying_notes_synthetic.xlsx").pandas("notes")
    assert read["profile_visits"].isna().all() and read["profile_visits"].dtype == "Int64"
    assert xhs.to_pandas(read).equals(read)
    kinds = {
        "Int64": pl.Int64,
        "UInt8": pl.Int64,
        "Float64": pl.Float64,
        "boolean": pl.Boolean,
        "str": pl.String,
    }
    for kind, ours in kinds.items():
        assert take(pd.DataFrame({"a": pd.Series([None], dtype=kind)})).schema == {"a": ours}
    assert take(pd.DataFrame({"a": pd.Series([None], dtype="object")})).schema == {"a": pl.Null}


def test_what_was_read_is_a_dictionary_of_tables():
    data = xhs.read("data/demo/pugongying_notes_synthetic.xlsx")
    assert (len(data), data.keys(), [name for name, _ in data.items()]) == (1, ["notes"], ["notes"])
    assert dict(data)["notes"].equals(data.notes)
    with pytest.raises(ParamsError, match="named by one text, not list"):
        data[["notes", "creators"]]


def test_a_console_that_draws_nothing_names_what_it_shows():
    assert repr(xhs.chart({"reads": [1, 2], "saves": [3, 4]}, "reads", "saves")) == "<chart>"
    account = xhs.inspect("data/demo/pugongying_notes_synthetic.xlsx")
    assert repr(account) == str(account) and len(account.splitlines()) > 3


def test_words_of_other_libraries_lead_to_ours():
    assert xhs.__version__.split(".")[0].isdigit()
    for name in ("read_csv", "read_excel", "read_json", "read_parquet"):
        with pytest.raises(AttributeError, match=r"did you mean read\?"):
            getattr(xhs, name)
    with pytest.raises(AttributeError, match="did you mean read_brief"):
        xhs.read_breif  # noqa: B018
    notes = {"reads": [1, 2], "saves": [3, 4], "kind": ["p", "q"]}
    assert (
        xhs.chart(notes, "reads", "saves", color="kind").data
        == xhs.chart(notes, "reads", "saves", colour="kind").data
    )
    with pytest.raises(ParamsError, match="kin: no such column"):
        xhs.chart(notes, "reads", "saves", color="kin")
    with pytest.raises(InputMissingError, match="nothing is downloaded"):
        xhs.read("https://example.com/notes.csv")
    assert xhs.sentiment(text for text in ["好用", "难用"])["sentiment"].to_list() == ["positive", "negative"]
    with pytest.raises(ParamsError, match="a list or a Series of texts"):
        xhs.sentiment({"好用"})


def test_a_plan_keeps_out_and_in_one_creator_named_without_a_list():
    estimates = xhs.estimate(CREATORS)
    first = xhs.plan(estimates, 5_000).picks["creator_id"].to_list()
    assert "c" in first
    assert "c" not in xhs.plan(estimates, 5_000, must_out="c").picks["creator_id"].to_list()
    assert "b" in xhs.plan(estimates, 5_000, must_in="b").picks["creator_id"].to_list()
    unpriced = xhs.estimate({**CREATORS, "price_image_cny": [None, None, 2_000.0, 800.0]})
    for wanted, who in (("a", "1 must-have creator has"), (["a", "b"], "2 must-have creators have")):
        said = [finding.text.en for finding in xhs.plan(unpriced, 5_000, must_in=wanted).findings]
        assert (
            f"{who} no price or no figures here, or {'is' if wanted == 'a' else 'are'} to be left out."
            in said
        )
    for argument in ("must_in", "must_out"):
        with pytest.raises(ParamsError, match="no creator in the frame"):
            xhs.plan(estimates, 5_000, **{argument: ["zzz"]})


def test_a_plan_without_quotas_speaks_of_none_and_says_the_same_each_time():
    estimates = xhs.estimate(CREATORS)
    plans = [xhs.plan(estimates, np.int64(5_000)) for _ in range(3)]
    assert not [f for f in plans[0].findings if f.code.startswith("quota")]
    assert plans[0].findings == plans[1].findings == plans[2].findings
    assert repr(plans[0]).startswith(f"<{plans[0].picks.height} picks · ¥")
    assert [
        f.code for f in xhs.plan(estimates, 5_000, quotas={"micro": (1, 2)}).findings if "quota" in f.code
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"quotas": {"koc": 2}},
        {"quotas": {"koc": (3, 1)}},
        {"quotas": {"koc": (1, None)}},
        {"max_share": "10%"},
        {"max_share": 0},
    ],
)
def test_a_rule_of_another_shape_is_said_in_a_sentence(wrong):
    with pytest.raises(ParamsError, match="expected"):
        xhs.plan(xhs.estimate(CREATORS), 5_000, **wrong)


@pytest.mark.parametrize("weights", [{"saves": 0}, {"saves": -1}, {"saves": float("nan")}, {"saves": "1"}])
def test_weights_are_numbers_of_which_one_is_above_0(weights):
    with pytest.raises(ParamsError, match="weight"):
        xhs.score(xhs.estimate(CREATORS), weights)


def test_who_stands_twice_is_refused_before_it_counts_twice():
    twice = pd.concat([pd.DataFrame(CREATORS)] * 2)
    with pytest.raises(ParamsError, match="4 ids stand in several rows"):
        xhs.estimate(twice)
    notes = pl.DataFrame({"note_id": ["n", "n"], "creator_id": ["a", "a"], "likes": [1, 1]})
    with pytest.raises(ParamsError, match="note_id: 1 id stands in several rows"):
        xhs.estimate(CREATORS, notes)


def test_a_group_without_a_name_keeps_its_comments():
    """By hand: six praise and four blame; the nameless group holds the last praise and the four."""
    said = ["这款真的很好用"] * 6 + ["实在是太难用了"] * 4
    frame = pd.DataFrame({"content": said, "note_type": ["a"] * 5 + [None] * 5})
    rows = pl.DataFrame(xhs.opinion_shares(frame, by="note_type").to_dict("list"), strict=False)
    nameless = rows.filter(~pl.col("note_type").eq("a").fill_null(value=False))
    assert dict(nameless.select("sentiment", "comments").rows()) == {
        "positive": 1,
        "neutral": 0,
        "negative": 4,
    }


@pytest.mark.parametrize("name", ["lower", "value", "n", "metric", "bound"])
def test_a_group_called_like_a_column_of_the_answer_is_refused(name):
    frame = pd.DataFrame({"saves": [1, 2], name: ["p", "q"]})
    with pytest.raises(ParamsError, match="a column of this name itself"):
        xhs.metric(frame, "saves", by=name)


def test_texts_keep_their_column_and_numbers_of_comments_are_no_texts():
    frame = pd.DataFrame({"content": ["好用"], "评论": ["难用"]})
    heard = xhs.sentiment(frame, "评论")
    assert heard["content"].tolist() == ["好用"] and heard["评论"].tolist() == ["难用"]
    assert heard["sentiment"].tolist() == ["negative"]
    with pytest.raises(ParamsError, match="which column holds the texts"):
        xhs.sentiment(pd.DataFrame({"comments": [28, 3]}))
    assert len(xhs.sentiment(pd.Series(["好用", "好用"]).unique())) == 1


def test_one_competitor_is_a_name_and_not_its_letters():
    assert not xhs.intents(["蔻丹颜色真好看"], competitors="兰蔻")["competitor"].item()
    assert not xhs.intents(["蔻丹颜色真好看"], competitors=[""])["competitor"].item()
    assert xhs.intents(["比兰蔻好"], competitors="兰蔻")["competitor"].item()


@pytest.mark.parametrize(
    ("value", "shown"), [("1.2万", "1.2万"), ("1,200", "1,200"), (-400, "-400"), (float("inf"), "inf")]
)
def test_what_is_no_count_is_named_with_its_row_and_never_dropped(value, shown):
    frame = pl.DataFrame({"saves": [value, value]})
    for work in (
        lambda: xhs.metric(frame, "saves"),
        lambda: xhs.estimate({**CREATORS, "followers": [value, *([value] * 3)]}),
    ):
        with pytest.raises(ParamsError, match=r"row 1 › .*a number of 0 or more") as error:
            work()
        assert shown in str(error.value)
    assert xhs.metric({"saves": ["30", None, " 12 "]}, "saves")["value"].item() == 42
    assert xhs.tiers({"followers": ["100"]})["tier"].to_list() == ["nano"]


def test_a_time_without_a_zone_is_china_time_and_a_text_is_read():
    """By hand: posted 23:30 on 20 May; on 21 May the note is a day old by date, and no hour was shifted."""
    base = {
        "note_id": ["n"],
        "impressions": [9_000],
        "likes": [90],
        "saves": [9],
        "comments": [1],
        "shares": [0],
    }
    days = [
        xhs.boosts({**base, "published_at": [when]}, budget=900, target_cpe=9, cpm=80, as_of="2026-05-23")
        for when in (
            "2026-05-20 23:30",
            dt.datetime(2026, 5, 20, 23, 30),  # as pandas reads a file
            dt.datetime(2026, 5, 20, 15, 30, tzinfo=dt.UTC),
        )
    ]
    assert days[0].height == 1 and days[0].equals(days[1]) and days[0].equals(days[2])
    with pytest.raises(ParamsError, match="not a day or a time"):
        xhs.boosts({**base, "published_at": ["soon"]}, budget=900, target_cpe=9, cpm=80, as_of="2026-05-23")


@pytest.mark.parametrize("lacking", ["impressions", "published_at", "likes"])
def test_a_boost_plan_says_what_it_lacks(lacking):
    notes = {
        "note_id": ["n"],
        "published_at": ["2026-05-20"],
        **{name: [1] for name in ("impressions", "likes", "saves", "comments", "shares")},
    }
    whole = {"budget": 900, "target_cpe": 9, "as_of": "2026-05-23"}
    del notes[lacking]
    with pytest.raises(ParamsError, match=lacking):
        xhs.boosts(notes, cpm=80, **whole)
    with pytest.raises(ParamsError, match="what 1,000 impressions cost"):
        xhs.boosts({**notes, lacking: ["2026-05-20" if lacking == "published_at" else 1]}, **whole)


def test_a_fixed_offset_a_period_and_cut_groups_are_taken():
    """By hand: 5 and 20 followers fall into (0, 10] and (10, 100]; the bands keep their order."""
    frame = pd.DataFrame(
        {
            "saves": [1, 2, 4],
            "when": pd.to_datetime(["2026-01-01T10:00:00+08:00"] * 3),
            "half": pd.to_datetime(["2026-01-01T10:00:00+05:30"] * 3),
            "month": pd.PeriodIndex(["2026-01"] * 3, freq="M"),
            "band": pd.cut([20, 5, 20], [0, 10, 100]),
        }
    )
    assert xhs.metric(frame, "saves", by="band")["value"].tolist() == [2.0, 5.0]
    assert xhs.metric(frame, "saves", by="month")["month"].tolist() == ["2026-01"]
    whole = xhs.tiers(frame.assign(followers=1))
    assert whole["when"].iloc[0] == frame["when"].iloc[0] and whole["half"].iloc[0] == frame["half"].iloc[0]


def test_tables_show_the_readers_language_and_the_unit_of_a_metric():
    both = pd.DataFrame({"theme": ["a"], "do_en": ["ask"], "do_zh": ["问"], "tags": [[1, 2]]})
    heads = [head["label"] for head in xhs.table(both).data["columns"]]
    assert heads == ["theme", "do", "tags"]
    assert xhs.table(both).in_("zh").data["rows"][0]["cells"][1]["text"] == "问"
    assert xhs.table(both, "do_zh").data["rows"][0]["cells"][0]["text"] == "问"
    rate = xhs.metric(
        {"likes": [5], "saves": [0], "comments": [0], "shares": [0], "reads": [100]}, "engagement rate"
    )
    cells = xhs.table(rate, ["metric", "value"]).data["rows"][0]["cells"]
    assert cells[1]["text"] == "5.0%"
    found = xhs.read("data/demo/pugongying_notes_synthetic.xlsx").findings
    assert len(xhs.table(found).data["rows"]) == len(found)


def test_charts_say_what_they_do_not_draw():
    notes = {"kind": ["p", "p", "q", "q"], "reads": [1, 2, None, 4], "saves": [2, 4, 6, 8]}
    points = xhs.chart(notes, "reads", "saves")
    assert "1 of 4 rows have no reads" in points.data["note"]
    bars = xhs.chart(notes, "kind", "saves")
    assert "mean of its rows" in bars.data["note"]
    many = xhs.chart({"name": [f"c{i}" for i in range(40)], "saves": list(range(40))}, "name", "saves")
    assert "30 largest of 40" in many.data["note"]
    assert xhs.chart(notes, "reads", "saves", colour="saves").data["empty"] is False


def test_a_folder_stands_for_its_exports(tmp_path):
    pl.DataFrame({"笔记ID": ["6643a1b2000000001e00c1d2"], "点赞数": [3]}).write_csv(tmp_path / "a.csv")
    (tmp_path / "README.md").write_text("no draft")
    whole = xhs.read(tmp_path)
    assert whole.files["file"].to_list() == ["a.csv"] and whole.drafts.height == 0
    everything = xhs.read(tmp_path / "*")
    assert everything.files["file"].to_list() == ["a.csv"] and everything.notes.equals(whole.notes)


@pytest.mark.parametrize("nothing", [None, 3, [3], [], "", [""], pd.DataFrame({"a": [1]})])
def test_what_is_no_path_is_said_in_a_sentence(nothing):
    with pytest.raises(ParamsError, match="a path is expected"):
        xhs.read(nothing)
    for verb in (xhs.check, xhs.make_reports):
        with pytest.raises(ParamsError):
            verb()


def test_a_metric_says_what_it_needs_and_which_table_has_it():
    with pytest.raises(ParamsError, match=r"(?s)cpm_by_impressions needs the columns .*placements"):
        xhs.metric({"reads": [1], "impressions": [2]}, "cpm")
    with pytest.raises(ParamsError, match="did you mean cpm"):
        xhs.metric({"reads": [1]}, "cmp")
    with pytest.raises(ParamsError, match="likes is a column"):
        xhs.metric({"likes": [1]}, "likes")
    assert xhs.metric({"reads": [5], "impressions": [50]}, "CTR")["metric"].item() == "read_rate"


@pytest.mark.parametrize(
    ("numerator", "more"),
    [
        ('"shares"', ""),
        ("[]", ""),
        ('["title"]', ""),
        ('["shares"]', 'times = "a"'),
        ('["shares"]', 'threshold = "x"'),
        ('["shares"]', 'unit = "rate"'),
        ('["shares"]', 'unit = "count"\ndenominator = ["reads"]'),
        ('["shares"]', 'lower_is_better = "yes"'),
        ('["shares"]', "broken ="),
    ],
)
def test_an_entry_that_would_fail_in_use_is_refused_at_load(numerator, more):
    assert read_registry(REGISTRY.format(numerator='["shares"]', more=""))["waste"].unit == "count"
    with pytest.raises(ParamsError) as error:
        read_registry(REGISTRY.format(numerator=numerator, more=more))
    assert len(error.value.problems) == 1 and "registry.toml" in str(error.value)


def test_flagged_evidence_has_its_sentence():
    data = xhs.read(
        ["data/demo/pugongying_creators_synthetic.xlsx", "data/demo/candidate_notes_synthetic.csv"]
    )
    found = xhs.flags(data.creators, data.notes)
    assert found.filter("flagged").height > 0
    assert found.filter("flagged")["said_en"].null_count() == 0
    with pytest.raises(ParamsError, match="must be a pandas or polars frame"):
        xhs.flags(None)


def test_estimates_do_not_hang_on_the_order_of_the_rows():
    data = xhs.read(
        ["data/demo/pugongying_creators_synthetic.xlsx", "data/demo/candidate_notes_synthetic.csv"]
    )
    one = xhs.estimate(data.creators, data.notes).sort("creator_id")
    other = xhs.estimate(data.creators.sort("creator_id"), data.notes.reverse()).sort("creator_id")
    for name in ("expected_interactions", "typical_low", "interactions_high", "price_cny"):
        assert other[name].to_list() == pytest.approx(one[name].to_list(), rel=1e-9, nan_ok=True), name
