"""`import xhs_workbench as xhs`: what it offers, that it is light, and that pandas and polars are both at home."""

import datetime as dt
import inspect
import math
import subprocess
import sys
import zipfile

import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import xhs_workbench as xhs
from xhs_workbench import paths
from xhs_workbench.errors import InputMissingError, ParamsError
from xhs_workbench.verbs.frames import take, texts_of

NOTES = {
    "likes": [8, 4, None],
    "saves": [1, 3, 2],
    "comments": [1, 0, 0],
    "shares": [0, 3, 1],
    "reads": [100, 300, 50],
    "note_type": ["image", "video", "video"],
}


def test_it_offers_its_verbs_and_nothing_else_and_each_shows_how_it_is_used():
    assert 18 <= len(dir(xhs)) <= 25
    for name in dir(xhs):
        doc = inspect.getdoc(getattr(xhs, name))
        assert doc and (">>> " in doc or "Example:" in doc), f"{name} has no example"


def test_no_verb_has_the_name_of_a_room():
    """A verb called like a folder of the package would be hidden by it as soon as that is imported."""
    rooms = {path.stem for path in (paths.ROOT / "xhs_workbench").iterdir()}
    assert rooms.isdisjoint(dir(xhs))


def test_importing_it_imports_nothing_heavy():
    code = (
        "import sys, xhs_workbench; dir(xhs_workbench); print([m for m in ('polars', 'pandas', "
        "'altair', 'numpy') if m in sys.modules])"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        == "[]\n"
    )


def test_a_misspelt_verb_table_metric_and_column_name_the_closest():
    with pytest.raises(AttributeError, match="did you mean sentiment"):
        xhs.sentimnt  # noqa: B018
    data = xhs.read("data/demo/pugongying_notes_synthetic.xlsx")
    with pytest.raises(AttributeError, match="did you mean notes"):
        data.nots  # noqa: B018
    with pytest.raises(ParamsError, match="did you mean notes"):
        data["nots"]
    with pytest.raises(ParamsError, match="did you mean engagement_rate_by_reads"):
        xhs.metric(NOTES, "engagment rate")
    with pytest.raises(ParamsError, match="did you mean note_type"):
        xhs.metric(NOTES, "saves", by="note_typ")
    with pytest.raises(ParamsError, match="quote_cny"):
        xhs.metric(NOTES, "cpe")


@pytest.mark.parametrize("wrong", [3, "likes", [1, 2], None, object()])
def test_what_is_no_table_is_said_in_a_sentence(wrong):
    with pytest.raises(ParamsError, match="must be a pandas or polars frame, not"):
        xhs.metric(wrong, "saves")


def test_a_path_a_list_and_a_pattern_are_read_alike(monkeypatch, tmp_path):
    one = xhs.read("data/demo/candidate_notes_synthetic.csv")
    assert xhs.read(["data/demo/candidate_notes_synthetic.csv"]).notes.equals(one.notes)
    assert xhs.read("data/demo/candidate_no*_synthetic.csv").notes.equals(one.notes)
    monkeypatch.chdir(paths.ROOT / "data")
    assert xhs.read("demo/candidate_notes_synthetic.csv").notes.equals(one.notes)
    for absent in ("demo/nothing.csv", "demo/nothing*.csv"):
        with pytest.raises(InputMissingError):
            xhs.read(absent)


def test_a_table_goes_to_pandas_and_back_without_losing_a_value():
    notes = xhs.read("data/demo/candidate_notes_synthetic.csv").notes
    there = xhs.to_pandas(notes)
    assert there["likes"].isna().sum() == notes["likes"].null_count()
    assert str(there["published_at"].dt.tz) == "Asia/Shanghai"
    back = take(there)
    for name in notes.columns:
        assert back[name].to_list() == notes[name].to_list(), name


cells = st.one_of(
    st.lists(st.one_of(st.none(), st.integers(-(2**53), 2**53)), min_size=1),
    st.lists(st.one_of(st.none(), st.text()), min_size=1),
    st.lists(st.one_of(st.none(), st.booleans()), min_size=1),
    st.lists(st.one_of(st.none(), st.floats(allow_nan=False)), min_size=1),
    st.lists(
        st.one_of(st.none(), st.datetimes(dt.datetime(1970, 1, 1), dt.datetime(2200, 1, 1))), min_size=1
    ),
)


@given(cells)
def test_any_column_goes_to_pandas_and_back(values):
    frame = pl.DataFrame({"x": values}, strict=False)
    assert take(xhs.to_pandas(frame))["x"].to_list() == frame["x"].to_list()


@pytest.mark.parametrize("kind", [pl.DataFrame, pd.DataFrame, dict])
def test_a_metric_over_either_kind_of_frame_is_worked_out_by_hand(kind):
    """Rows with every part: (8+1+1+0) + (4+3+0+3) over 100 + 300; the row without likes is left out and counted."""
    row = xhs.metric(kind(NOTES), "互动率")
    got = {name: row[name][0] for name in ("value", "n", "n_missing", "metric")}
    assert got == {"value": 20 / 400, "n": 2, "n_missing": 1, "metric": "engagement_rate_by_reads"}
    assert isinstance(row, pd.DataFrame if kind is pd.DataFrame else pl.DataFrame)


def test_a_metric_by_group_and_under_another_definition():
    rows = xhs.metric(
        pd.DataFrame(NOTES), "engagement rate", by="note_type", definitions={"interactions": "interactions_3"}
    )
    assert dict(zip(rows["note_type"], rows["value"], strict=True)) == {"image": 10 / 100, "video": 7 / 300}


def test_every_everyday_word_and_every_name_finds_its_definition():
    from xhs_workbench.metrics import registry, word_name
    from xhs_workbench.params.brief import Definitions
    from xhs_workbench.verbs.numbers import find_metric

    for entry in registry().values():
        assert find_metric(entry.id, Definitions()) == entry.id
        for called in (word_name(entry.word).en, word_name(entry.word).zh, entry.en, entry.zh):
            assert registry()[find_metric(called, Definitions())].word == entry.word


TEXTS = ["这款面霜真的很好用，回购了", None, "用了过敏，太失望了"]


@pytest.mark.parametrize(
    "made",
    [
        list,
        pd.Series,
        lambda t: pl.Series("x", t),
        lambda t: pd.DataFrame({"评论": t}),
        lambda t: pl.DataFrame({"text": t}),
    ],
)
def test_texts_of_every_kind_are_heard_alike(made):
    heard = xhs.sentiment(made(TEXTS))
    said = [value if isinstance(value, str) else None for value in heard["sentiment"]]
    assert said == ["positive", None, "negative"]
    assert list(texts_of(made(TEXTS)).columns) == ["content"]


def test_one_text_is_one_comment_and_numbers_are_none():
    assert len(xhs.sentiment("这款面霜真的很好用")) == 1
    with pytest.raises(ParamsError, match="must be"):
        xhs.sentiment([1, 2])
    with pytest.raises(ParamsError, match="which column holds the texts"):
        xhs.sentiment(pd.DataFrame({"said": TEXTS}))


def test_a_plan_keeps_to_its_budget_and_wrong_words_are_refused():
    creators = xhs.estimate(xhs.read("data/demo/pugongying_creators_synthetic.xlsx").pandas("creators"))
    assert isinstance(creators, pd.DataFrame)
    plan = xhs.plan(creators, 50_000, quotas={"koc": (2, 4)})
    assert 2 <= plan.picks.height <= 4
    assert plan.picks["price_cny"].sum() == pytest.approx(plan.cost_cny) and plan.cost_cny <= 50_000
    for wrong in (-1, 0, math.inf, math.nan, "50000", True):
        with pytest.raises(ParamsError, match="amount of yuan"):
            xhs.plan(creators, wrong)
    with pytest.raises(ParamsError, match="no such tier"):
        xhs.plan(creators, 50_000, quotas={"giant": (1, 2)})


def test_a_chart_of_each_shape_in_one_line():
    days = {"day": [dt.date(2026, 5, 1), dt.date(2026, 5, 2)], "index": [3.0, 4.0]}
    assert xhs.chart(days, "day", "index").data["spec"]["layer"][0]["encoding"]["x"]["type"] == "temporal"
    assert xhs.chart(pd.DataFrame(NOTES), "note_type", "saves").data["empty"] is False
    points = xhs.chart(pd.DataFrame(NOTES), "likes", "saves").data["spec"]
    assert points["mark"]["type"] == "point"
    with pytest.raises(ParamsError, match="holds no numbers"):
        xhs.chart(NOTES, "likes", "note_type")


def test_what_is_exported_runs_nothing_and_keeps_every_digit(tmp_path):
    frame = pd.DataFrame({"=id": ["=1+1", "@x"], "big": [2**60, 1], "likes": [3, None]})
    text = xhs.export(frame, tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines()[:2] == ["'=id,big,likes", f"'=1+1,{2**60},3.0"]
    book = zipfile.ZipFile(xhs.export({"one": frame, "two": NOTES}, tmp_path / "b.xlsx"))
    assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    assert str(2**60).encode() in book.read("xl/sharedStrings.xml")
    with pytest.raises(ParamsError, match="takes one frame or several"):
        xhs.export({"one": frame, "two": frame}, tmp_path / "c.csv")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "b.xlsx"]


def test_a_lift_asks_for_days_in_order():
    index = xhs.read("data/demo/search_index_synthetic.csv").search_index
    with pytest.raises(ParamsError, match="before the first"):
        xhs.search_lift(index, "2026-06-05", "2026-05-10")
    with pytest.raises(ParamsError, match="not a day"):
        xhs.search_lift(index, "soon")


@pytest.mark.parametrize("verb", [xhs.table, lambda frame: xhs.metric(frame, "engagement rate")])
def test_columns_of_different_lengths_are_named_with_their_lengths(verb):
    with pytest.raises(ParamsError, match="not equally long: likes 2, reads 1"):
        verb({"likes": [1, 2], "reads": [1]})


@pytest.mark.parametrize(
    "texts", [["\ud83d好用"], {"content": ["\ud83d好用"]}, pd.Series(["\ud83d好用"], dtype=object)]
)
def test_half_a_sign_is_a_mark_and_no_error(texts):
    found = xhs.sentiment(texts)
    assert list(found["sentiment"]) == ["positive"]
    assert list(found["content" if "content" in found.columns else found.columns[0]]) == ["\ufffd好用"]


def test_one_mapping_is_as_good_as_a_list_of_one_and_a_wrong_one_is_a_sentence(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("x,y\n1,2\n", encoding="utf-8")
    for mappings in ({"name": "x"}, [{"name": "x"}]):
        with pytest.raises(ParamsError, match="tables"):
            xhs.read(file, mappings=mappings)


def test_a_folder_is_not_written_over(tmp_path):
    (tmp_path / "there.csv").mkdir()
    with pytest.raises(ParamsError, match="a folder has this name"):
        xhs.export({"likes": [1]}, tmp_path / "there.csv")
