"""What is said of the line-up and on the cards of its notes, from small tables worked out by hand."""

import polars as pl
import pytest

from tests.results.small_tables import notes, priced_notes
from xhs_workbench import results
from xhs_workbench.findings import Text
from xhs_workbench.results.saying.lineup import half_of_it
from xhs_workbench.views import results as show


@pytest.mark.parametrize(
    ("saves", "half"),
    [
        ([60, 30, 5, 5], (1, 4, 0.6)),
        ([25, 25, 25, 25], (2, 4, 0.5)),
        ([None, 10], (1, 1, 1.0)),
        ([0, 0], None),
    ],
)
def test_how_many_notes_brought_half(saves, half):
    assert half_of_it(pl.DataFrame({"saves": saves}), "saves") == half


@pytest.mark.parametrize(
    ("saves", "en", "zh"),
    [
        ([80, 10, 10, 0], "1 note of the 4 brought 80% of all saves", "4 篇笔记中，1 篇贡献了 80% 的收藏"),
        ([30, 25, 25, 20], "No note dominates: the largest brought 30%", "最高一篇占全部收藏的 30%"),
        ([40], "One note brought all saves", "全部收藏来自 1 篇笔记"),
    ],
)
def test_the_share_that_few_notes_brought_is_the_real_one(given_brief, saves, en, zh):
    ranked = notes(*({"saves": n, "interactions_named": 2 * n} for n in saves))
    said = results.say_half(ranked, given_brief)
    assert said.says.en.startswith(en)
    assert zh in said.says.zh


def test_a_note_off_the_goal_is_praised_nowhere():
    ranked = notes({"note_id": "a"}, {"note_id": "b"}, {"note_id": "c"})
    assert results.unpraised(ranked, ["c2"], {"b": "dear_clicks"}) == ["c1", "c2"]


def test_notes_that_engaged_alike_are_not_told_apart(given_brief):
    priced = priced_notes(given_brief, (2.0, 0.0599), (3.0, 0.06), (4.5, 0.0602))
    said = results.say_lineup(*priced)
    assert said.says.en == "All 3 notes engaged alike, about 6.0%; cost per save ¥2.00 to ¥4.50"
    assert said.says.zh == "3 篇笔记互动率相近，约 6.0%；单个收藏成本 ¥2.00–¥4.50"
    assert show.chapter_lineup(said, *priced).content["picture"] is None
    apart = priced_notes(given_brief, (2.0, 0.03), (3.0, 0.06), (4.5, 0.09))
    picture = show.chapter_lineup(results.say_lineup(*apart), *apart).content["picture"]
    assert picture["rows"]


def test_the_line_up_and_its_cards_reckon_with_one_cost(given_brief):
    """Six notes of ¥80 and a boost: what a save cost is the same in the picture's frame and on the cards."""
    priced, label = priced_notes(given_brief, *((each, 0.05 + each / 100) for each in (1, 2, 3, 5, 6, 7)))
    assert priced["each"].to_list() == [1, 2, 3, 5, 6, 7]
    best, last = results.note_cards(priced, given_brief)
    shown = sorted(card.figures[0][1] for card in (*best, *last))
    assert shown == priced["each"].sort().to_list()
    assert (
        {card.figures[0][0] for card in (*best, *last)} == {label} == {Text("Cost per save", "单个收藏成本")}
    )


def test_the_line_up_counts_who_is_on_the_good_side_of_both_middles(given_brief):
    # Middles: cost 3, rate .05. Cheaper and better liked: the first; the reverse: the last; the third is
    # the middle.
    frame, label = priced_notes(given_brief, (1.0, 0.09), (2.0, 0.01), (3.0, 0.05), (4.0, 0.06), (5.0, 0.02))
    said = results.say_lineup(frame, label)
    assert said.says.en == "1 of 5 notes cost less and engaged more than the median; 1 the reverse"
    assert results.say_lineup(frame.head(2), label) is None


def test_cards_name_the_cheapest_and_never_call_a_suspect_best(given_brief):
    frame = notes(*({"saves": 10 * n, "cost_named_cny": 600.0, "boost_cny": 0.0} for n in range(1, 9)))
    best, last = results.note_cards(frame, given_brief, ["c7"])
    # Costs a save: 60, 30, 20, 15, 12, 10, 8.57, 7.5; the middle is 13.5, and 8.57 lies 37 % below it, 60
    # is 4.4 times it.
    assert [card.figures[0][1] for card in best] == pytest.approx([600 / 70, 10, 12])
    assert [card.figures[0][1] for card in last] == [60, 30, 20]
    # All cost the same and were read as often: what a read brought is the reason; without reads, the saves.
    assert best[0].why.en == "It brought more saves per read than most notes here."
    assert last[0].why.en == "It brought fewer saves per read than most notes here."
    best, _ = results.note_cards(frame.with_columns(reads=pl.lit(None, pl.Int64)), given_brief)
    assert best[0].why.en == "It brought more saves than most notes here."
    assert results.note_cards(frame.head(5), given_brief) == ([], [])


def test_a_note_under_check_is_marked_and_has_a_card_wherever_it_stands(given_brief):
    """Of eight notes the third cheapest is checked: not among the best, so after the last; the dearest keeps its place."""
    frame = notes(*({"saves": 10 * n, "cost_named_cny": 600.0, "boost_cny": 0.0} for n in range(1, 9)))
    _, last = results.note_cards(frame, given_brief, ["c5"], checked=["c5"])
    assert [(card.figures[0][1], card.badge.en, card.tone) for card in last] == [
        (60, "high cost", "bad"),
        (30, "high cost", "bad"),
        (20, "high cost", "bad"),
        (10, "under check", ""),
    ]
    assert last[3].why.zh == "数据核实中：点赞多，收藏与评论偏少。"
    _, last = results.note_cards(frame, given_brief, ["c0"], checked=["c0"])
    assert [(card.figures[0][1], card.badge.zh) for card in last] == [
        (60, "核实中"),
        (30, "成本高"),
        (20, "成本高"),
    ]
    assert last[0].why.en.endswith("Its figures are being checked: few saves and comments for its likes.")


def test_what_a_boost_brought_is_not_praised_without_what_it_cost(given_brief):
    """Eight notes of ¥600: 80 saves with a boost of ¥1,000 are ¥20 each, dearer than the middle."""
    frame = notes(*({"saves": 10 * n, "cost_named_cny": 600.0, "boost_cny": 0.0} for n in range(1, 9)))
    boosted = frame.with_columns(boost_cny=pl.Series([0.0] * 7 + [1000.0]))
    best, last = results.note_cards(boosted, given_brief)
    # 60, 30, 20, 15, 12, 10, 8.57 and (600 + 1000) / 80 = 20: the middle is (15 + 20) / 2 = 17.5.
    assert [card.figures[0][1] for card in best] == pytest.approx([600 / 70, 10, 12, 15])
    assert 7.5 in [card.figures[0][1] for card in results.note_cards(frame, given_brief)[0]]
    assert [card.figures[0][1] for card in last] == [60, 30, 20]
    assert last[2].why.en == "It cost more with its boost than most notes here."
    # A boost whose cost could not be read leaves its note out; without any file of boosts none is known of.
    unread = frame.with_columns(boost_cny=pl.Series([0.0] * 7 + [None]))
    assert 7.5 not in [
        card.figures[0][1] for cards in results.note_cards(unread, given_brief) for card in cards
    ]


def test_a_card_names_the_part_of_the_cost_that_explains_it(given_brief):
    """Money, reads and saves per read against the middle note: ¥600, 1,000 reads, 50 saves = 5 of 100 reads."""
    usual = {"saves": 50, "reads": 1000, "cost_named_cny": 600.0, "boost_cny": 0.0}
    apart = [
        {"cost_named_cny": 200.0},  # a third of the money
        {"saves": 200},  # four times the saves of as many readers
        {"saves": 5},  # a tenth of them
        {"saves": 20, "reads": 100},  # a tenth of the readers, of whom four times as many save it
    ]
    rows = enumerate(({}, {}, {}, {}, {}, *apart))
    frame = notes(*(usual | {"note_id": f"{n:024d}"} | one for n, one in rows))
    best, last = results.note_cards(frame, given_brief)
    # ¥3 and ¥4 a save; the middle is ¥12, and those on it are neither.
    assert [(card.figures[0][1], card.why.en) for card in best] == [
        (3, "It brought more saves per read than most notes here."),
        (4, "It cost less than most notes here."),
    ]
    # ¥120 a save: fewer saves of as many readers. ¥30: only the reads speak against it.
    assert [(card.figures[0][1], card.why.en) for card in last] == [
        (120, "It brought fewer saves per read than most notes here."),
        (30, "It drew fewer reads than most notes here."),
    ]
    assert last[1].why.zh == "阅读低于多数笔记。"
    shown, _ = results.note_cards(
        frame, given_brief, covers={frame["note_id"][6]: "data:image/jpeg;base64,AA=="}
    )
    assert [card.cover for card in shown] == ["data:image/jpeg;base64,AA==", ""]
