"""What is said of leads, search words, searches afterwards, audience and shops, at the borders of each sentence."""

from types import SimpleNamespace

import polars as pl
import pytest

from tests.results.test_brought import BRIEF, SOON, clicked, filled, searched, typed
from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.results.bringing.audience import compare_audience
from xhs_workbench.results.bringing.leads import TREE, LeadSums, count_leads
from xhs_workbench.results.bringing.offsite import TREE as VISITS
from xhs_workbench.results.bringing.offsite import OwnOrders, Returns
from xhs_workbench.results.bringing.search_back import gather_searches
from xhs_workbench.results.bringing.search_words import SearchWords
from xhs_workbench.results.saying.brought import (
    dear_cards,
    goal_actions,
    lost_cards,
    say_audience,
    say_leads,
    say_searches,
    say_shops,
    say_words,
    window_words,
)

NO_TREE = pl.DataFrame(schema=TREE)


def sums(**known):
    blank = dict.fromkeys(("leads", "gross", "forms", "valid_forms", "message_leads", "spend_cny"))
    return LeadSums(**(blank | {"cost_cny": None, "target_cny": None, "steps": {}} | known))


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"leads": 1.0}, "1 lead came"),
        ({"leads": 1200.0}, "1,200 leads came"),
        ({"leads": 2.0, "target_cny": 9.0}, "2 leads came"),
        ({"leads": 2.0, "cost_cny": 9.0}, "2 leads came at ¥9.00 of ad money each"),
        (
            {"leads": 2.0, "cost_cny": 9.0, "target_cny": 9.0},
            "2 leads came at ¥9.00 of ad money each, within the target of ¥9.00",
        ),
        (
            {"leads": 2.0, "cost_cny": 9.5, "target_cny": 9.0},
            "2 leads came at ¥9.50 of ad money each, above the target of ¥9.00",
        ),
    ],
)
def test_leads_are_said_with_as_much_as_is_known(known, said):
    assert say_leads(sums(**known), NO_TREE).says.en == said
    assert say_leads(sums(), NO_TREE) is None
    assert say_leads(None, NO_TREE) is None


@pytest.mark.parametrize(
    ("all_cny", "spend_cny", "said"),
    [
        (100.0, 60.0, "With creators and all other money one cost ¥50.00."),
        (60.0, 60.0, ""),
        (None, 60.0, ""),
        (9.0, None, ""),
    ],
)
def test_all_money_is_told_where_it_is_more_than_the_ads(all_cny, spend_cny, said):
    """100 / 2 leads."""
    assert say_leads(sums(leads=2.0, all_cny=all_cny, spend_cny=spend_cny), NO_TREE).more.en == said
    assert say_leads(sums(leads=0.0, all_cny=100.0, spend_cny=1.0), NO_TREE).more == NOTHING


def test_forms_are_told_as_far_as_they_are_known():
    """1 of 4 forms valid; with 8 leads of every form 40 / 8 = 5.00; where both counts agree they are one."""
    base = {"leads": 5.0, "forms": 4.0, "valid_forms": 1.0, "spend_cny": 40.0}
    assert say_leads(sums(**base, gross=8.0), NO_TREE).caution.en == (
        "Of 4 forms, 1 was valid. With every form 8 leads came, at ¥5.00 each."
    )
    only = "Of 4 forms, 1 was valid."
    assert say_leads(sums(**base, gross=5.0), NO_TREE).caution.en == only
    assert say_leads(sums(**base, gross=None), NO_TREE).caution.en == only
    assert say_leads(sums(**(base | {"spend_cny": None}), gross=8.0), NO_TREE).caution.en == only
    assert say_leads(sums(**(base | {"forms": None})), NO_TREE).caution == NOTHING
    assert say_leads(sums(**(base | {"valid_forms": None})), NO_TREE).caution == NOTHING


def causes(*names, schema=TREE):
    rows = [{"note_id": f"n{k}", "creator_name": f"N{k}", "cause": name} for k, name in enumerate(names)]
    return pl.DataFrame(rows, schema=schema)


def test_notes_that_are_dear_are_counted_by_their_cause():
    tree = causes("few_leads", "few_leads", "dear_clicks", "fine", "too_few")
    assert say_leads(sums(leads=9.0), tree).more.en == (
        "On 2 notes few clicks leave a contact. On 1 note clicks are expensive."
    )
    assert say_leads(sums(leads=9.0), causes("fine", "too_few")).more == NOTHING


def test_four_dear_notes_have_a_card_each_with_its_figures():
    """Five are dear: the first four as they stand, each with what a lead and a click cost, and how many there were."""
    tree = causes("few_leads", "fine", *["dear_clicks"] * 4).with_columns(
        cost_per_lead_cny=pl.Series([100.0, 1, 40, 30, 20, 10]),
        cpc_cny=pl.Series([1.0] * 6),
        lead_count=pl.Series([10] * 6),
        clicks=pl.Series([1000] * 6),
    )
    cards = dear_cards(SimpleNamespace(lead_tree=tree))
    assert [card.title for card in cards] == ["N0", "N2", "N3", "N4"]
    assert [(name.en, value, kind) for name, value, kind in cards[0].figures] == [
        ("cost per lead", 100.0, "cny2"),
        ("cost per click", 1.0, "cny2"),
        ("leads", 10, "count"),
        ("clicks", 1000, "count"),
    ]
    assert (cards[0].about.en, cards[0].tone) == ("Few clicks leave a contact", "bad")
    assert cards[0].why.en == "Match the landing page to the cover's promise."
    assert cards[1].about.en == "Clicks are expensive"
    assert cards[0].link.endswith("/explore/n0")
    unnamed = tree.with_columns(creator_name=pl.lit(None, pl.String))
    assert dear_cards(SimpleNamespace(lead_tree=unnamed))[0].title == "n0"


def test_four_notes_whose_visitors_are_lost_have_a_card_each():
    tree = causes("low_cart", "fine", *["low_buy"] * 4, schema=VISITS).with_columns(
        store_visits=pl.Series([500] * 6), cart_adds=pl.Series([50] * 6), buyers=pl.Series([5] * 6)
    )
    cards = lost_cards(SimpleNamespace(shops=SimpleNamespace(tree=tree)))
    assert [card.title for card in cards] == ["N0", "N2", "N3", "N4"]
    assert [(name.en, value) for name, value, _ in cards[0].figures] == [
        ("store visits", 500),
        ("carts", 50),
        ("buyers", 5),
    ]
    assert [card.about.en for card in cards[:2]] == ["Few visitors add to cart", "Few carts are paid for"]
    assert lost_cards(SimpleNamespace(shops=None)) == []


def test_whose_clicks_are_dear_is_named_and_the_commoner_cause_comes_first():
    """Of ten notes six have 1 lead of 100 clicks, one pays four times as much a click; three are good."""
    good = [clicked(f"g{k}", 1000, 1000.0, 120) for k in range(3)]
    poor = [clicked(f"p{k}", 1000, 1000.0, 10) for k in range(3)]
    dear = [clicked("d0", 1000, 4000.0, 60)]
    leads = count_leads(filled("leads", *good, *poor, *dear))

    def told(names):
        return [
            (one.what.en, one.amount.en, one.amount.zh) for one in goal_actions(leads, BRIEF, SOON, names)
        ]

    assert [what for what, _, _ in told({})] == [
        "Match the landing page to the cover's promise",
        "Narrow the targeting or lower the bid",
    ]
    assert told({})[0][1] == "(3 notes)"
    names = {"p0": "Ann", "p1": "Bea", "p2": "Cy", "d0": "Dot"}
    assert [amount for _, amount, _ in told(names)] == ["(Ann, Bea and 1 more)", "(Dot)"]
    assert told(names)[0][2] == "（Ann、Bea等 3 位）"
    two = told({"p0": "Ann", "p1": "Bea", "p2": "Bea"})[0]
    assert two[1:] == ("(Ann and Bea)", "（Ann、Bea）")


def words(rows, covered=(), missed=()):
    table = pl.DataFrame(
        rows,
        schema={"term": pl.String, "reads": pl.Int64, "reads_share": pl.Float64, "advice": pl.String},
        orient="row",
    )
    return SearchWords(table=table, covered=tuple(covered), missed=tuple(missed))


def test_search_words_without_a_plan_and_of_a_single_reader():
    one = say_words(words([("早教", 1, 1.0, "")]))
    assert one.says.en == "早教 brought most of those who searched"
    assert one.more.en == "It brought 100% of the listed search reads."
    assert say_words(words([("早教", 1, None, "")])).more == NOTHING
    assert say_words(words([("早教", 0, None, "")])).says.en == "No reader came by the listed search words"
    found = say_words(
        words(
            [
                ("早教", 9, 0.9, "buy"),
                ("积木", 1, 0.1, "buy"),
                ("书", None, None, "write"),
                ("笔", None, None, "write"),
            ],
            ["早教"],
            ["书", "笔"],
        )
    )
    assert found.says.en == "Readers found us by 1 of 3 planned keywords; 早教 brought most"
    assert found.more.en == "It brought 90% of the listed search reads. Worth an ad: 早教 and 积木."
    assert found.caution.en == "No reader came by 书 and 笔: write for them."


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (1, "1 hour"),
        (48, "48 hours"),
        (71, "71 hours"),
        (72, "3 days"),
        (73, "73 hours"),
        (168, "7 days"),
        (None, "a window not stated"),
    ],
)
def test_windows_are_days_from_three_whole_ones_on(hours, said):
    assert window_words(hours).en == said


@pytest.mark.parametrize(
    ("people", "readers", "said"),
    [
        (10, 100, "10.0% of readers searched for the brand within 24 hours"),
        (9, 100, "9 readers searched for the brand within 24 hours"),
        (10, None, "10 readers searched for the brand within 24 hours"),
    ],
)
def test_from_ten_people_on_searches_are_a_share(people, readers, said):
    assert (
        say_searches(gather_searches(filled("search_back", searched("a", 24, readers, people, 50.0)))).says.en
        == said
    )


def test_a_stated_window_goes_before_one_that_is_not():
    rows = [searched("a", 168, 100, 20, 50.0), searched("a", None, 100, 30, 50.0)]
    said = say_searches(gather_searches(filled("search_back", *rows)))
    assert said.says.en == "20.0% of readers searched for the brand within 7 days"
    assert say_searches(gather_searches(filled("search_back", searched("a", 24, 100, None, None)))) is None
    assert say_searches(None) is None
    free = say_searches(gather_searches(filled("search_back", searched("a", 24, 100, 20, None))))
    assert free.more == NOTHING


def test_stated_costs_that_do_not_match_are_counted():
    """100 / 20 is 5, not 7; 80 / 10 is 8, not 9."""
    rows = [searched("a", 24, 1000, 20, 100.0, 7.0), searched("b", 24, 500, 10, 80.0, 9.0)]
    said = say_searches(gather_searches(filled("search_back", *rows)))
    assert said.caution.en == "2 stated costs did not match spend over people; ours are recomputed."
    rows = [searched("a", 24, 1000, 20, 100.0, 5.0), searched("b", 24, 500, 10, 80.0, 8.0)]
    assert say_searches(gather_searches(filled("search_back", *rows))).caution == NOTHING


def test_taobao_is_told_as_far_as_it_is_known():
    row = {"back_id": "1", "taobao_searchers": 1, "buyers": 1, "spend_cny": 24.0}
    said = say_searches(gather_searches(filled("search_back", row)))
    assert (said.says.en, said.more.en) == ("1 reader then searched on Taobao", "One cost ¥24.00.")
    assert said.caution.en == "1 of them bought."
    bare = say_searches(gather_searches(filled("search_back", row | {"buyers": None, "spend_cny": None})))
    assert (bare.more, bare.caution) == (NOTHING, NOTHING)


def audience(*rows, spent=None):
    return say_audience(compare_audience(filled("audience_assets", *rows), spent))


def test_an_audience_that_moved_both_ways_has_a_verb_each():
    both = audience(typed("total", before=100, after=90), typed("deeply_interested", before=10, after=12))
    assert both.says.en == "The audience fell from 100 to 90, deeply interested people grew from 10 to 12"
    assert both.says.zh == "人群资产由 100 降至 90，深度种草人群由 10 增至 12"
    still = audience(typed("total", before=100, after=100))
    assert still.says.en == "The audience grew from 100 to 100"


def test_stages_stand_in_where_the_whole_is_not_typed_and_two_are_enough():
    said = audience(
        typed("purchased", before=1, after=2),
        typed("aware", before=50, after=60),
        typed("interested", before=20, after=30),
    )
    assert said.says.en == "Interested grew from 20 to 30, aware from 50 to 60"
    assert audience(typed("purchased", before=3, after=2)).says.en == "Buyers fell from 3 to 2"
    assert said.more == NOTHING


def test_ranks_and_shares_are_said_where_nobody_is_counted():
    said = audience(
        typed("search_rank", before_rank=9, after_rank=4),
        typed("industry_rank", before_rank=38, after_rank=21),
    )
    assert said.says.en == "The rank in the industry went from 38 to 21"
    assert audience(typed("share_of_clicks", before_share=0.02, after_share=0.03)).says.en == (
        "Share of clicks went from 2.0% to 3.0%"
    )
    assert say_audience(None) is None


WINDOWS = pl.DataFrame(
    {
        "days": [7, 30],
        "orders": [2, 5],
        "order_value_cny": [200.0, 600.0],
        "spend_cny": [500.0] * 2,
        "roi": [0.4, 1.2],
    }
)
CHANNELS = pl.DataFrame({"alliance": ["jd", None, "elsewhere"]}, schema={"alliance": pl.String})
OWN = OwnOrders(orders=6, net_orders=2, gross_cny=217.0, net_cny=110.0, unknown=1)


NO_WINDOWS = WINDOWS.clear()


def shops(steps=None, channels=CHANNELS, windows=NO_WINDOWS, own=None):
    return Returns(
        steps=steps or {},
        channels=channels,
        natural_share=None,
        windows=windows,
        own=own,
        mature=0,
        of_notes=0,
        task_roi=None,
        tree=pl.DataFrame(schema=VISITS),
    )


def test_shops_are_said_by_the_first_report_that_counts_them():
    visits = shops({"store_visits": 1000.0})
    assert say_shops(visits, 30).says == Text(
        "1,000 JD store visits came from the notes", "笔记带来京东进店 1,000 次"
    )
    unnamed = shops({"store_visits": 1.0}, channels=CHANNELS.clear())
    assert say_shops(unnamed, 30).says == Text("1 store visit came from the notes", "笔记带来站外进店 1 次")
    bought = shops({"store_visits": 1000.0, "buyers": 1.0})
    assert say_shops(bought, 30).says.en == "1,000 JD store visits led to 1 buyer"
    ads = say_shops(shops(windows=WINDOWS), 30)
    assert ads.says.en.startswith(
        "聚光 ads to outside shops brought back 1.20 times their spend within 30 days"
    )
    assert (ads.more, ads.caution) == (NOTHING, NOTHING)
    assert say_shops(shops(own=OWN), 30).says.en.startswith("The brand's own 小红书 shop sold ¥217, ¥110")
    assert say_shops(shops(), 30) is None
    assert say_shops(None, 30) is None


def test_what_other_reports_count_stands_beside_and_does_not_add_up():
    said = say_shops(shops({"store_visits": 9.0}, windows=WINDOWS, own=OWN), 30)
    assert said.more.en == (
        "聚光 ads to outside shops brought back 1.20 times their spend within 30 days, refunds not taken off. "
        "The brand's own 小红书 shop sold ¥217, ¥110 after cancellations and refunds."
    )
    overlap = "These reports overlap and do not add up."
    assert said.caution.en == overlap
    assert say_shops(shops(windows=WINDOWS, own=OWN), 30).caution.en == overlap
    assert say_shops(shops({"store_visits": 9.0}), 30).caution == NOTHING
    assert say_shops(shops({"store_visits": 9.0}, own=OWN), 30).caution.en == overlap


def test_a_return_is_final_once_its_window_is_as_long_as_the_decision():
    assert say_shops(shops(windows=WINDOWS), 30).caution == NOTHING
    assert say_shops(shops(windows=WINDOWS), 31).caution.en == (
        "This category decides in about 31 days, so more may come."
    )
    assert say_shops(shops(windows=WINDOWS.head(1)), 8).caution.en.startswith(
        "This category decides in about 8"
    )


def test_own_orders_without_money_are_counted():
    bare = OwnOrders(orders=1, net_orders=1, gross_cny=None, net_cny=None, unknown=0)
    assert say_shops(shops(own=bare), 30).says.en == "The brand's own 小红书 shop took 1 order"
    half = OwnOrders(orders=6, net_orders=1, gross_cny=9.0, net_cny=None, unknown=0)
    assert say_shops(shops(own=half), 30).says.zh == "小红书自有店铺共 6 单"
