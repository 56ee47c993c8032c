"""Rubric, the brief's words in creators' notes, and covers beside the mood board: hand-worked, planted, and by hand again."""

import numpy as np
import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xhs_workbench import images, metrics, selection, tables
from xhs_workbench.errors import OutputError
from xhs_workbench.intake import read_files
from xhs_workbench.params import BriefParams
from xhs_workbench.selection.judging.brief_language import prior_strength, topic_words

COLUMNS = [criterion.column for criterion in selection.CRITERIA]


@pytest.fixture(scope="module")
def brief():
    return BriefParams(brief="params/demo/brief.yaml").read_brief()


def rated(*rows):
    """(creator, rater, the five scores)."""
    return pl.DataFrame(
        [(c, r, *scores) for c, r, *scores in rows], schema=["creator_id", "rater", *COLUMNS], orient="row"
    )


@pytest.mark.parametrize(
    ("one", "other", "kappa"),
    [
        # Seen: one square of 1 among 5. By chance over 25 pairs: 30 + 15 + 10 + 15 + 15 = 85. 1 -
        # (1/5)/(85/25).
        ([1, 2, 3, 4, 5], [1, 2, 3, 4, 4], 1 - 0.2 / 3.4),
        ([1, 5, 1, 5], [1, 5, 1, 5], 1.0),
        # Seen 16 everywhere, by chance 16 in half the pairs.
        ([1, 5, 1, 5], [5, 1, 5, 1], -1.0),
        # Seen 16 in half, by chance 16 in half.
        ([1, 1, 5, 5], [1, 5, 1, 5], 0.0),
        # The textbook's 2 x 2 case (20 yes-yes, 15 no-no of 50; rates .5 and .6): po = .7, pe = .5, kappa =
        # .4.
        ([1] * 20 + [1] * 5 + [2] * 10 + [2] * 15, [1] * 20 + [2] * 5 + [1] * 10 + [2] * 15, 0.4),
    ],
)
def test_weighted_kappa_by_hand(one, other, kappa):
    assert selection.weighted_kappa(np.array(one, float), np.array(other, float)) == pytest.approx(kappa)


def test_kappa_is_unknown_where_nobody_varies():
    assert np.isnan(selection.weighted_kappa(np.full(9, 3.0), np.full(9, 3.0)))


def test_agreement_has_an_interval_and_stays_silent_below_ten():
    rng = np.random.default_rng(4)
    rows = []
    for i in range(60):
        true = rng.integers(1, 6, 5)
        rows.append((f"c{i}", "甲", *true))
        noisy = np.clip(true + rng.integers(-1, 2, 5), 1, 5)
        noisy[4] = rng.integers(1, 6)  # on the last question the second rater guesses
        rows.append((f"c{i}", "乙", *noisy))
    found = {row["criterion"]: row for row in selection.rater_agreement(rated(*rows)).iter_rows(named=True)}
    for name in COLUMNS[:4]:
        assert 0.6 < found[name]["lower"] < found[name]["kappa"] < found[name]["upper"] <= 1
        assert found[name]["apart_share"] == 0
    guessed = found["integration_score"]
    assert guessed["lower"] < 0.2
    assert guessed["n"] == 60
    assert [f.code for f in selection.rubric_findings(rated(*rows))] == ["rubric_disagreement"]
    few = selection.rater_agreement(rated(*rows[:18]))
    assert few["n"].to_list() == [9] * 5
    assert few["kappa"].null_count() == 5
    assert few["exact_share"].null_count() == 0
    assert [f.code for f in selection.rubric_findings(rated(rows[0]))] == ["rubric_raters"]


def test_scores_stay_apart_and_name_what_to_talk_about():
    ratings = rated(("a", "x", 1, 2, 3, 4, 5), ("a", "y", 3, 2, 4, 4, 2), ("b", "x", 5, 5, 5, 5, 5))
    people = pl.DataFrame({"creator_id": ["b", "a"], "creator_name": ["乙", "甲"]})
    found = {row["creator_id"]: row for row in selection.rubric_scores(ratings, people).iter_rows(named=True)}
    assert [found["a"][name] for name in COLUMNS] == [2, 2, 3.5, 4, 3.5]
    assert found["a"]["discuss"] == "picture_score integration_score"
    assert (found["b"]["raters"], found["b"]["discuss"]) == (1, "")


def test_the_sheet_a_rater_fills_is_read_back(tmp_path):
    names = ["甲", "=1+1", "丙"]
    people = pl.DataFrame(
        {
            "creator_id": ["5a1b2c3d4e5f6a7b8c9d0e1f", "007", "c"],
            "creator_name": names,
            "profile_url": ["", "https://x", None],
        }
    )
    files = []
    for rater in ("LW", "MZ"):
        path = selection.write_rubric(people, tmp_path / f"rubric_{rater}.xlsx", rater=rater)
        book = openpyxl.load_workbook(path)
        sheet = book.active
        assert sheet.freeze_panes == "D2"
        assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {
            "s"
        }
        assert "1: Dark" in sheet["E1"].comment.text
        heads = [cell.value for cell in sheet[1]]
        for row in range(2, sheet.max_row + 1):
            for column in range(5, 10):
                sheet.cell(row, column).value = (
                    7 if (rater, row, column) == ("MZ", 2, 5) else 1 + (row + column) % 5
                )
        book.save(path)
        files.append(str(path))
    assert heads == [
        "评分人",
        "博主ID",
        "博主昵称",
        "小红书主页",
        "画面质感",
        "个人体验",
        "信息清晰",
        "调性契合",
        "植入自然",
        "备注",
    ]
    read = read_files(files)
    ratings = read.table("ratings")
    wanted = {(creator, rater) for creator in people["creator_id"] for rater in ("LW", "MZ")}
    assert set(ratings.select("creator_id", "rater").rows()) == wanted
    assert (
        ratings.filter(pl.col("rater") == "LW")["creator_id"].to_list()
        != ratings.filter(pl.col("rater") == "MZ")["creator_id"].to_list()
    )
    assert ratings["story_score"].is_between(1, 5).all()
    # Seven of five points: the cell is empty and said, the row stays.
    assert ratings["picture_score"].null_count() == 1
    assert any("画面质感（1）" in finding.text.zh for finding in read.findings)
    with pytest.raises(OutputError):
        selection.write_rubric(people, tmp_path / "no" / "such" / "x.xlsx", rater="LW")


def notes(rows, schema):
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    missing = [name for name in tables.Notes.columns() if name not in frame.columns]
    return frame.with_columns(
        pl.lit(None).cast(tables.empty("notes").schema[name]).alias(name) for name in missing
    )


def test_words_count_as_words_and_the_brands_own_name_is_not_the_category(brief):
    words = topic_words(brief)
    assert "神经酰胺" in words["category"]
    assert "护肤" in words["category"]
    assert not any("露米拉" in word or word == "屏障精华" for word in words["category"])
    own = notes(
        [
            ("a", "n1", "三重神经酰胺", "屏障真的稳", False),
            ("a", "n2", "周末去爬山", "天气好", False),
            ("a", "n3", "教程", "质地轻薄不搓泥", False),
            ("a", "n4", "广告", "神经酰胺", True),
            ("a", "n5", None, None, False),
            ("b", "n6", "护肤教程", "", False),
        ],
        ["creator_id", "note_id", "title", "body", "is_commercial"],
    )
    people = pl.DataFrame({"creator_id": ["a", "b", "z"], "creator_name": ["甲", "乙", "空"]})
    some = brief.model_copy(update={"deliverables": brief.deliverables[:2]})  # reviews and tutorials only
    found = selection.speak_the_brief(metrics.name_formats(own), people, some)
    said = {(r["creator_id"], r["topic"]): (r["said"], r["n"]) for r in found.iter_rows(named=True)}
    assert said["a", "ceramide_barrier"] == (1, 3)  # the advertisement and the empty note are not read
    assert said["a", "light_texture"] == (1, 3)
    assert said["a", "fragrance_free"] == (0, 3)
    assert said["a", "category"] == (1, 3)
    assert said["b", "category"] == (1, 1)
    assert said["a", "format"] == (1, 1)  # one title names a format, and this brief orders tutorials
    assert said["z", "category"] == (0, 0)
    nobody = found.filter(pl.col("creator_id") == "z")
    assert nobody["shrunk"].null_count() == nobody.height
    assert set(selection.topic_names(some)) == set(found["topic"])
    assert "format" not in selection.topic_names(brief)  # all four are ordered: it would say nothing


def test_a_word_across_two_others_is_not_found(brief):
    # 温和 is a phrase of the third message; in 体温和心率 it stands across 体温 and 和.
    own = notes(
        [("a", "n1", "体温和心率都正常", None, False), ("a", "n2", "用着很温和", None, False)],
        ["creator_id", "note_id", "title", "body", "is_commercial"],
    )
    people = pl.DataFrame({"creator_id": ["a"], "creator_name": ["甲"]})
    found = selection.speak_the_brief(metrics.name_formats(own), people, brief)
    assert found.filter(pl.col("topic") == "fragrance_free").select("said", "n").row(0) == (1, 2)


def test_of_many_others_every_kth_is_read_for_the_prior(brief, monkeypatch):
    """Of c1 to c7, `PEERS` of 3 reads every third by id; whoever is shown is read in any case."""
    from xhs_workbench.selection.judging import brief_language

    own = notes(
        [(f"c{k}", f"n{k}", "很温和" if k == 5 else "天气好", None, False) for k in range(8)],
        ["creator_id", "note_id", "title", "body", "is_commercial"],
    )
    people = pl.DataFrame({"creator_id": ["c0"], "creator_name": ["甲"]})
    monkeypatch.setattr(brief_language, "PEERS", 3)
    assert sorted(brief_language._read_for(people, own)["creator_id"]) == ["c0", "c1", "c4", "c7"]
    monkeypatch.setattr(brief_language, "PEERS", 7)
    assert brief_language._read_for(people, own).height == 8
    assert brief_language._read_for(people, own.head(1)).height == 1


def test_a_brief_without_words_finds_none(brief):
    bare = brief.model_copy(
        update={
            "messages": (),
            "brand": brief.brand.model_copy(update={"terms": ()}),
            "audience": brief.audience.model_copy(update={"interests": ()}),
        }
    )
    own = notes(
        [("a", "n1", "很温和", None, False)], ["creator_id", "note_id", "title", "body", "is_commercial"]
    )
    people = pl.DataFrame({"creator_id": ["a"], "creator_name": ["甲"]})
    found = selection.speak_the_brief(metrics.name_formats(own), people, bare)
    assert found.select("topic", "said", "n").rows() == [("category", 0, 1)]


def test_shares_are_pulled_to_the_middle_by_how_few_notes_there_are():
    from xhs_workbench.selection.judging.brief_language import _shrunk

    rng = np.random.default_rng(6)
    true = rng.beta(3, 7, 600)
    n = rng.integers(3, 30, 600)
    said = rng.binomial(n, true)
    found = _shrunk(pl.DataFrame({"said": said, "n": n}))
    assert prior_strength(said.astype(float), n.astype(float)) == pytest.approx(
        10, rel=0.35
    )  # beta(3, 7) is worth 10 notes
    raw, shrunk = (found[name].to_numpy() for name in ("share", "shrunk"))
    assert np.sqrt(((shrunk - true) ** 2).mean()) < 0.8 * np.sqrt(((raw - true) ** 2).mean())
    inside = (found["lower"].to_numpy() <= true) & (true <= found["upper"].to_numpy())
    assert 0.86 < inside.mean() < 0.94


@given(
    counts=st.lists(
        st.integers(0, 30).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
        min_size=1,
        max_size=12,
    )
)
def test_shrunken_shares_lie_between_their_own_and_the_middle(counts):
    from xhs_workbench.selection.judging.brief_language import _shrunk

    frame = pl.DataFrame(counts, schema={"said": pl.Int64, "n": pl.Int64}, orient="row")
    found = _shrunk(frame).filter(pl.col("n") > 0)
    if found.height:
        middle = found["said"].sum() / found["n"].sum()
        low, high = pl.min_horizontal("share", pl.lit(middle)), pl.max_horizontal("share", pl.lit(middle))
        assert found.select((pl.col("shrunk").is_between(low - 1e-9, high + 1e-9)).all()).item()
        assert found.select(
            ((pl.col("lower") <= pl.col("upper")) & pl.col("lower").is_between(0, 1)).all()
        ).item()


def one(hex_):
    return [{"hex": hex_, "share": 1.0}]


def test_palette_distance_by_hand():
    half = [{"hex": "#000000", "share": 0.5}, {"hex": "#ffffff", "share": 0.5}]
    assert selection.palette_distance(half, half) == pytest.approx(0, abs=1e-6)
    # Half of the black stays, the other half goes to white, 100 away.
    assert selection.palette_distance(one("#000000"), half) == pytest.approx(50, abs=0.01)
    assert selection.palette_distance(half, one("#000000")) == pytest.approx(50, abs=0.01)
    # sRGB 119 grey has L* 50.03.
    assert selection.palette_distance(half, one("#777777")) == pytest.approx((50.03 + 49.97) / 2, abs=0.01)


def gallery(**pictures):
    """Name -> pixels, as the images room would give them."""
    return pl.DataFrame(
        [
            {
                "file": f"{name}.png",
                "stem": name,
                **images.measure(pixels),
                "palette": [c._asdict() for c in images.palette(pixels)],
            }
            for name, pixels in pictures.items()
        ]
    )


def flat(value, height=20):
    return np.full((height, 20, 3), value, dtype=np.uint8)


def test_covers_are_held_against_the_boards_own_span():
    board = gallery(b1=flat((200, 180, 160)), b2=flat((230, 215, 200)))
    like, dark = flat((215, 200, 180)), flat((20, 20, 60))
    covers = gallery(
        **{"c1": like, "c1_2": like, "c1-x": like, "n9": dark, "007 (2)": dark, "007": dark, "9_9": dark}
    )
    people = tables.empty("creators").select("creator_id", "creator_name", "red_id")
    people = pl.concat(
        [
            people,
            pl.DataFrame({"creator_id": ["c1", "c2"], "creator_name": ["甲", "乙"], "red_id": [None, "007"]}),
        ]
    )
    own = pl.DataFrame({"note_id": ["n9"], "creator_id": ["c2"]})
    matched = selection.match_covers(covers, people, own)
    assert matched["creator_id"].to_list() == ["c1", "c1", "c1", "c2", "c2", "c2", None]
    found = {
        (r["creator_id"], r["measure"]): r
        for r in selection.compare_covers(matched, board, people).iter_rows(named=True)
    }
    assert {found["c1", m]["place"] for m in ("brightness", "warmth", "saturation", "palette")} == {"inside"}
    assert found["c2", "brightness"]["place"] == "below"
    assert found["c2", "warmth"]["place"] == "below"
    assert found["c2", "saturation"]["place"] == "above"  # (60 - 20) / 60 against at most (200 - 160) / 200
    assert found["c2", "saturation"]["value"] == pytest.approx(2 / 3)
    assert found["c2", "palette"]["place"] == "above"
    assert (found["c2", "palette"]["n"], found["c2", "palette"]["lower"]) == (3, None)
    assert [f.code for f in selection.cover_findings(matched, board)] == ["covers_unmatched"]
    two = selection.compare_covers(matched.filter(pl.col("stem") != "c1"), board, people)
    assert two.filter(pl.col("creator_id") == "c1")["place"].null_count() == 6
    assert selection.compare_covers(matched, board.head(1), people).is_empty()
    assert [
        f.code for f in selection.cover_findings(matched.filter(pl.col("stem") != "c1"), board.head(1))
    ] == ["covers_unmatched", "covers_few", "board_small"]
