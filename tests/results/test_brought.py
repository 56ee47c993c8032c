"""What a campaign brings, on frames small enough to work out by hand."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xhs_workbench import results, tables
from xhs_workbench.findings import Text
from xhs_workbench.params import BriefParams
from xhs_workbench.params.brief import Kpi
from xhs_workbench.report.rendering.contents import BROUGHT
from xhs_workbench.results.bringing.audience import compare_audience
from xhs_workbench.results.bringing.leads import count_leads, lead_tree, sum_leads
from xhs_workbench.results.bringing.offsite import gather_returns, sales_tree
from xhs_workbench.results.bringing.search_back import gather_searches
from xhs_workbench.results.bringing.search_words import keyword_of, weigh_words
from xhs_workbench.results.learning.objective import goal_metric
from xhs_workbench.results.saying.brought import (
    goal_actions,
    say_audience,
    say_leads,
    say_searches,
    say_shops,
    say_words,
)

SOON = Text("by 12 Apr", "4月12日前")
BRIEF = BriefParams(brief="params/demo_leads/brief.yaml").read_brief()
DAY = date(2026, 8, 3)


def filled(table, *rows):
    """Return a table with the columns named and nothing else known."""
    whole = tables.empty(table)
    given_ = pl.DataFrame(list(rows), schema={n: whole.schema[n] for row in rows for n in row}, strict=False)
    return pl.concat([whole, given_], how="diagonal")


def clicked(note, clicks, spend, forms, messages=0):
    return {
        "lead_row_id": f"{note}-{clicks}",
        "note_id": note,
        "clicks": clicks,
        "spend_cny": spend,
        "form_submits": forms,
        "message_leads": messages,
    }


# Leads.


def test_a_note_is_off_the_goal_only_where_the_brief_aims_for_leads_and_its_leads_are_dear():
    """22 leads of 400 clicks are 5.5 %; of a, 1 % (below 2.9 % in nine of ten cases): it leaves few contacts."""
    leads = filled("leads", clicked("a", 200, 200.0, 2), clicked("b", 200, 200.0, 20))
    assert results.off_goal(leads, tables.empty("offsite"), BRIEF) == {"a": "few_leads"}
    seeding = BriefParams(brief="params/demo/brief.yaml").read_brief()
    assert results.off_goal(leads, tables.empty("offsite"), seeding) == {}
    assert results.off_goal(tables.empty("leads"), tables.empty("offsite"), BRIEF) == {}


def test_a_lead_is_a_form_or_a_contact_left_in_a_message():
    counted = count_leads(filled("leads", clicked("a", 100, 60.0, 4, 2), clicked("b", 50, 30.0, None, 1)))
    assert counted["lead_count"].to_list() == [6, None]  # a gap in a column that the report lists is unknown
    sums = sum_leads(counted, {"cost_per_lead": 9.0})
    # 60 / 6: the row whose leads are unknown has no place on either side.
    assert (sums.leads, sums.cost_cny, sums.target_cny) == (6.0, 10.0, 9.0)


def test_a_kind_of_lead_the_report_does_not_list_is_not_missing():
    counted = count_leads(filled("leads", {"lead_row_id": "x", "form_submits": 4, "spend_cny": 60.0}))
    assert counted["lead_count"].to_list() == [4]
    nothing = count_leads(filled("leads", {"lead_row_id": "x", "spend_cny": 60.0}))
    assert nothing["lead_count"].to_list() == [None]
    assert sum_leads(nothing, {}) is None
    assert sum_leads(count_leads(tables.empty("leads")), {}) is None


def tree_of(*rows):
    made = lead_tree(count_leads(filled("leads", *rows)), {"a": "阿木"})
    return {row["note_id"]: row for row in made.iter_rows(named=True)}


def test_dear_leads_are_told_apart_by_what_makes_them_dear():
    """All together: 4,030 clicks, 5,036 yuan, 201 leads: 25.05 a lead, 1.25 a click, 4.99 leads of 100 clicks."""
    tree = tree_of(
        clicked("a", 2000, 2000.0, 140),  # 14.29 a lead
        clicked("b", 1000, 1000.0, 10),  # 100 a lead: 1 of 100 clicks, at the usual price
        clicked("c", 1000, 2000.0, 50),  # 40 a lead: 5 of 100 as usual, at 2.00 a click
        clicked("d", 30, 36.0, 1),  # 36 a lead: 3.3 of 100, but of 30 clicks one more would turn it
    )
    assert {note: row["cause"] for note, row in tree.items()} == {
        "a": "fine",
        "b": "few_leads",
        "c": "dear_clicks",
        "d": "fine",
    }
    assert tree["b"]["cost_per_lead_cny"] == 100.0
    assert tree["c"]["cpc_cny"] == 2.0
    assert tree["a"]["creator_name"] == "阿木"


def test_a_note_without_a_lead_is_judged_by_its_clicks_alone():
    tree = tree_of(clicked("a", 1000, 1000.0, 50), clicked("b", 500, 500.0, 0), clicked("c", 20, 20.0, 0))
    assert (tree["b"]["cause"], tree["b"]["cost_per_lead_cny"]) == ("few_leads", None)
    assert tree["c"]["cause"] == "too_few"


@given(
    st.lists(
        st.tuples(st.integers(1, 3000), st.floats(0.1, 5000), st.integers(0, 60)), min_size=1, max_size=6
    )
)
def test_no_note_is_dear_that_costs_no_more_than_all_together(rows):
    made = [clicked(f"n{i}", clicks, spend, leads) for i, (clicks, spend, leads) in enumerate(rows)]
    tree = lead_tree(count_leads(filled("leads", *made)), {})
    whole = sum(spend for _, spend, _ in rows) / max(sum(n for _, _, n in rows), 1)
    for row in tree.iter_rows(named=True):
        if row["cost_per_lead_cny"] is not None and row["cost_per_lead_cny"] <= whole:
            assert row["cause"] in ("fine", "too_few")


def test_leads_are_said_with_their_cost_and_where_they_are_dear():
    counted = count_leads(
        filled(
            "leads",
            clicked("a", 2000, 2000.0, 140),
            clicked("b", 1000, 1000.0, 10),
            clicked("c", 1000, 2000.0, 50),
        )
    )
    said = say_leads(sum_leads(counted, {"cost_per_lead": 30.0}), lead_tree(counted, {}))
    assert said.says.en == "200 leads came at ¥25.00 of ad money each, within the target of ¥30.00"
    assert said.says.zh == "共获得 200 条客资，单条投流成本 ¥25.00，优于目标 ¥30.00"
    assert said.more == Text(
        "On 1 note few clicks leave a contact. On 1 note clicks are expensive.",
        "1 篇笔记点击后留资少，1 篇笔记点击成本高。",
    )
    assert said.caution.en == "The report does not say which forms were valid: all count."


def test_valid_forms_are_leads_unless_the_brief_counts_every_form():
    """4 and 6 forms, 3 and 1 of them valid, 2 contacts in messages: 6 leads of 10 + 2; 60 yuan, 10.00 or 5.00 each."""
    table = filled(
        "leads",
        {**clicked("a", 100, 40.0, 4, 2), "valid_forms": 3},
        {**clicked("b", 90, 20.0, 6, 0), "valid_forms": 1},
    )
    valid, gross = (sum_leads(count_leads(table, kind), {}, 300.0) for kind in ("valid", "gross"))
    assert (valid.leads, valid.gross, valid.cost_cny, gross.leads, gross.cost_cny) == (6, 12, 10.0, 12, 5.0)
    said = say_leads(valid, lead_tree(count_leads(table), {}))
    assert said.says.en == "6 leads came at ¥10.00 of ad money each"
    assert said.more.en == "With creators and all other money one cost ¥50.00."  # 300 / 6
    assert said.caution == Text(
        "Of 10 forms, 4 were valid. With every form 12 leads came, at ¥5.00 each.",
        "10 份表单中 4 份有效。按全部表单计为 12 条，单条 ¥5.00。",
    )
    assert say_leads(gross, lead_tree(count_leads(table), {})).caution.en == "Of 10 forms, 4 were valid."


def test_a_report_of_valid_forms_alone_leaves_the_whole_unknown():
    """Without the forms handed in, messages alone would be too small a whole."""
    row = {"lead_row_id": "x", "valid_forms": 3, "message_leads": 2, "spend_cny": 50.0}
    counted = count_leads(filled("leads", row))
    assert (counted["lead_count"].to_list(), counted["gross_count"].to_list()) == ([5], [None])


def test_targets_of_leads_are_held_against_the_lead_report():
    leads = filled("leads", clicked("a", 100, 600.0, 20, 10), clicked("b", 100, 300.0, 10, 10))
    window = results.decision_window(BRIEF, 7)
    outcomes = results.gather_outcomes(
        tables.empty("placements"), tables.empty("notes"), tables.empty("paid"), BRIEF, DAY
    )
    shop = results.gather_shop(
        outcomes, tables.empty("traffic"), tables.empty("paid"), BRIEF, window, DAY, leads
    )
    plan = results.compare_to_plan(shop, BRIEF)
    rows = {row["metric"]: row for row in plan.iter_rows(named=True)}
    # 50 leads of 250 promised; 900 / 50 = 18 of 20 allowed.
    assert (rows["leads"]["value"], rows["leads"]["completion"], rows["leads"]["verdict"]) == (
        50,
        0.2,
        "missed",
    )
    assert (rows["cost_per_lead"]["value"], rows["cost_per_lead"]["verdict"]) == (18.0, "met")
    assert goal_metric(BRIEF) == "leads"


@pytest.mark.parametrize(
    ("kind", "promised", "goal"),
    [
        ("sales", ["reads", "orders"], "orders"),
        ("sales", ["roi_window", "order_value"], "order_value"),
        ("leads", ["reads"], "reads"),
        ("ugc", ["leads"], "interactions_4"),
        ("launch", ["reads", "saves"], "saves"),
    ],
)
def test_the_goal_is_the_first_figure_of_the_objective_that_is_promised_known_or_not(kind, promised, goal):
    brief = BRIEF.model_copy(
        update={
            "objective": BRIEF.objective.model_copy(update={"kind": kind}),
            "kpis": tuple(Kpi(metric=metric, target=10) for metric in promised),
        }
    )
    assert goal_metric(brief) == goal


# Search words.


def word(term, shown, reads, **more):
    return {"word_id": term, "term": term, "impressions": shown, "reads": reads, **more}


def bought(term, clicks, spend):
    return {"slice_id": term, "dimension": "keyword", "label": term, "clicks": clicks, "spend_cny": spend}


def test_words_are_told_to_buy_to_keep_to_rework_and_to_write_for():
    """5,000 reads of 50,000 impressions: 10 of 100; keywords: 成长玩具盒, 早教玩具, 一岁玩具, 早教玩具推荐."""
    found = weigh_words(
        filled(
            "search_terms",
            word("成长玩具盒测评", 10_000, 2000),  # 20 of 100, no ad
            word("一岁 玩具", 20_000, 2400),  # 12 of 100, an ad runs
            word("绘本", 19_990, 599),  # 3 of 100
            word("早教玩具", 10, 1),  # 10 of 100: too few to tell apart
        ),
        filled("paid_slices", bought("一岁玩具", 40, 60.0)),
        BRIEF,
    )
    rows = {row["term"]: row for row in found.table.iter_rows(named=True)}
    assert {term: row["advice"] for term, row in rows.items()} == {
        "成长玩具盒测评": "buy",
        "一岁 玩具": "keep",
        "绘本": "title",
        "早教玩具": "",
        "早教玩具推荐": "write",
    }
    assert rows["一岁 玩具"]["reads_share"] == pytest.approx(0.48)
    assert rows["一岁 玩具"]["ad_cpc_cny"] == 1.5
    assert (found.covered, found.missed) == (("成长玩具盒", "早教玩具", "一岁玩具"), ("早教玩具推荐",))
    said = say_words(found)
    assert said.says.en == "Readers found us by 3 of 4 planned keywords; 一岁 玩具 brought most"
    assert said.more.en == "It brought 48% of the listed search reads. Worth an ad: 成长玩具盒测评."
    assert said.caution.zh == "「早教玩具推荐」暂无读者，需补内容。"


def test_a_word_without_figures_is_not_taken_for_one_that_brought_nothing():
    found = weigh_words(
        filled("search_terms", word("早教玩具", None, None)), tables.empty("paid_slices"), BRIEF
    )
    row = found.table.filter(pl.col("term") == "早教玩具").row(0, named=True)
    assert (row["reads"], row["click_rate"]) == (None, None)
    assert say_words(found).says.en == "No reader came by the listed search words"
    assert weigh_words(tables.empty("search_terms"), tables.empty("paid_slices"), BRIEF) is None


@given(st.text("猫粮幼推荐 ", max_size=8), st.lists(st.text("猫粮幼", min_size=1, max_size=4), max_size=4))
def test_a_keyword_found_in_a_word_stands_in_it_and_none_longer_does(term, keywords):
    found, bare = keyword_of(term, keywords), term.replace(" ", "")
    held = [one for one in keywords if one in bare]
    assert (found is None) == (not held)
    assert found is None or len(found) == max(map(len, held))


# Searches afterwards.


def searched(note, hours, readers, people, spend, stated=None):
    return {
        "back_id": f"{note}{hours}",
        "note_id": note,
        "window_hours": hours,
        "readers": readers,
        "searchers": people,
        "spend_cny": spend,
        "search_back_cost_cny": stated,
    }


def test_windows_hold_the_same_people_and_are_never_added():
    found = gather_searches(
        filled(
            "search_back",
            searched("a", 24, 1000, 20, 100.0, 5.0),
            searched("b", 24, 500, 10, 80.0, 9.0),  # 80 / 10 is 8, not 9
            searched("a", 168, 1000, 45, 100.0, 2.22),
            searched("b", 168, None, 15, 80.0, 5.33),
        )
    )
    day, week = found.windows.iter_rows(named=True)
    assert (day["searchers"], day["search_back_rate"], day["search_back_cost_cny"]) == (30, 0.02, 6.0)
    assert (day["n_differing"], week["n_differing"]) == (1, 0)
    assert (week["searchers"], week["search_back_rate"]) == (
        60,
        0.045,
    )  # b's readers are unknown: 45 of 1,000
    assert week["search_back_cost_cny"] == 3.0
    said = say_searches(found)
    assert said.says == (
        "4.5% of readers searched for the brand within 7 days",
        "4.5% 的读者在 7 天内回搜了品牌",
    )
    assert said.more.en == "One reader who searched cost ¥3.00 of ad money alone."
    assert said.caution.en == "1 stated cost did not match spend over people; ours is recomputed."


def test_a_window_that_is_not_stated_and_few_people_are_said_so():
    said = say_searches(gather_searches(filled("search_back", searched("a", None, 100, 6, 12.0))))
    assert said.says.en == "6 readers searched for the brand"
    assert said.caution.en == "The file does not say within how many hours."


def test_searches_on_taobao_stand_alone():
    found = gather_searches(
        filled(
            "search_back",
            {"back_id": "1", "taobao_searchers": 30, "buyers": 3, "spend_cny": 240.0},
            {"back_id": "2", "taobao_searchers": 20, "buyers": None, "spend_cny": 260.0},
        )
    )
    assert found.taobao == (50.0, 3.0, 10.0)
    said = say_searches(found)
    assert said.says.zh == "50 位读者随后在淘宝搜索"
    assert said.more.en == "One cost ¥10.00."


# The audience.


def typed(indicator, **more):
    return {"asset_id": indicator + str(more), "indicator": indicator, **more}


def test_the_audience_before_and_after_and_what_one_more_cost():
    found = compare_audience(
        filled(
            "audience_assets",
            typed("industry_rank", before_rank=38, after_rank=21),
            typed("deeply_interested", before=8000, after=11_000),
            typed("total", before=200_000, after=260_000),
            typed("share_of_voice", about="猫粮", before_share=0.04, after_share=0.05),
            typed(
                "flow", from_stage="interested", to_stage="deeply_interested", after=2000, after_share=0.05
            ),
            typed("aware"),
        ),
        60_000.0,
    )
    assert found.table["indicator"].to_list() == [
        "total",
        "deeply_interested",
        "share_of_voice",
        "industry_rank",
    ]
    assert found.table["growth"].to_list() == [0.3, 0.375, None, None]
    assert found.table["change"].to_list()[3] == 17  # from 38th to 21st
    assert (found.new_deep, found.cost_cny) == (3000.0, 20.0)
    assert found.flow.row(0) == ("interested", "deeply_interested", 2000, 0.05)
    said = say_audience(found)
    assert (
        said.says.en == "The audience grew from 200K to 260K, deeply interested people from 8,000 to 11,000"
    )
    assert said.more.en == "All known money over the newly deeply interested: ¥20.00 a person."


@pytest.mark.parametrize(("after", "spent"), [(7000, 60_000.0), (8000, 60_000.0), (9000, None)])
def test_no_cost_is_worked_out_for_people_who_did_not_come_or_money_unknown(after, spent):
    found = compare_audience(
        filled("audience_assets", typed("deeply_interested", before=8000, after=after)), spent
    )
    assert found.cost_cny is None
    assert ("fell" in say_audience(found).says.en) == (after < 8000)


def test_a_sheet_of_shares_and_ranks_alone_says_the_first():
    found = compare_audience(
        filled("audience_assets", typed("share_of_voice", before_share=0.041, after_share=0.056)), 1.0
    )
    assert say_audience(found).says.en == "Share of conversation went from 4.1% to 5.6%"
    empty = compare_audience(filled("audience_assets", typed("total", before=1)), 1.0)
    assert say_audience(empty) is None


# Shops.


def visited(note, visits, carts, buyers, value=0.0, **more):
    return {
        "offsite_id": f"{note}{more}",
        "origin": "alliance",
        "alliance": "taobao",
        "note_id": note,
        "store_visits": visits,
        "cart_adds": carts,
        "buyers": buyers,
        "order_value_cny": value,
        **more,
    }


def test_the_same_visits_in_three_exports_are_counted_once():
    found = gather_returns(
        filled(
            "offsite",
            visited("a", 600, 120, 40, 4000.0, store_visits_natural=240),
            visited("b", 400, 80, 20, 2000.0, store_visits_natural=160, alliance="jd"),
            {
                "offsite_id": "l",
                "origin": "ledger",
                "note_id": "a",
                "maturity": "whole",
                "store_visits": 610,
                "task_value_cny": 3000.0,
                "total_cost_cny": 4000.0,
            },
            {
                "offsite_id": "m",
                "origin": "ledger",
                "note_id": "b",
                "maturity": "partial",
                "total_cost_cny": 9.0,
            },
            {
                "offsite_id": "x",
                "origin": "ads",
                "note_id": "a",
                "store_visits": 300,
                "ad_spend_cny": 500.0,
                "orders_7d": 2,
                "order_value_7d_cny": 200.0,
                "orders_30d": 5,
                "order_value_30d_cny": 600.0,
            },
        ),
        tables.empty("orders"),
    )
    assert found.steps == {"store_visits": 1000.0, "cart_adds": 200.0, "buyers": 60.0}
    assert found.channels["store_visits"].to_list() == [400, 600]  # JD, Taobao
    assert found.natural_share == 0.4
    assert found.windows.select("days", "orders", "roi").rows() == [(7, 2, 0.4), (30, 5, 1.2)]
    assert (found.mature, found.of_notes, found.task_roi) == (1, 2, 0.75)
    said = say_shops(found, 70)
    assert said.says == Text(
        "1,000 JD and Taobao store visits led to 60 buyers", "京东、淘宝进店 1,000 次，60 人成交"
    )
    assert (
        said.more.en
        == "聚光 ads to outside shops brought back 1.20 times their spend within 30 days, refunds not taken off."
    )
    overlap = "These reports overlap and do not add up."
    assert said.caution.en == f"This category decides in about 70 days, so more may come. {overlap}"
    assert say_shops(found, 29).caution.en == overlap


def ordered(number, value, status="completed", after="none"):
    return {
        "order_id": number,
        "sku_id": "1",
        "receivable_cny": value,
        "order_status": status,
        "after_sale": after,
    }


def test_net_sales_leave_out_what_was_cancelled_closed_refunded_or_cannot_be_told():
    found = gather_returns(
        tables.empty("offsite"),
        filled(
            "orders",
            ordered("1", 100.0),
            ordered("2", 50.0, "cancelled"),
            ordered("3", 30.0, "closed", "refunded"),
            ordered("4", 20.0, "received", "refunded"),
            ordered("5", 7.0, None),
            ordered("6", 10.0, "shipped", None),
        ),
    )
    assert (found.own.orders, found.own.net_orders, found.own.unknown) == (6, 2, 1)
    assert (found.own.gross_cny, found.own.net_cny) == (217.0, 110.0)
    assert (
        say_shops(found, 30).says.en
        == "The brand's own 小红书 shop sold ¥217, ¥110 after cancellations and refunds"
    )


def test_where_a_notes_visitors_are_lost_against_all_together():
    """Together 200 carts of 1,000 visits, 90 buyers of 200 carts."""
    tree = sales_tree(
        filled(
            "offsite",
            visited("a", 500, 140, 70),
            visited("b", 300, 20, 12),  # 6.7 of 100 visits
            visited("c", 180, 38, 8),  # carts as usual; 21 of 100 carts are paid for
            visited("d", 20, 2, 0),
        ),
        {"b": "小满"},
    )
    rows = {row["note_id"]: row for row in tree.iter_rows(named=True)}
    causes = {note: row["cause"] for note, row in rows.items()}
    assert causes == {"a": "fine", "b": "low_cart", "c": "low_buy", "d": "too_few"}
    assert rows["b"]["creator_name"] == "小满"
    assert rows["a"]["cart_rate"] == 0.28


def test_nothing_is_said_of_what_no_file_holds():
    outcomes = results.gather_outcomes(
        tables.empty("placements"), tables.empty("notes"), tables.empty("paid"), BRIEF, DAY
    )
    asked = []

    def no_rows(table):
        asked.append(table)
        return tables.empty(table)

    came = results.read_brought(no_rows, outcomes, BRIEF, tables.empty("creators"))
    assert {*asked, "media_plan"} == BROUGHT  # the plan sheet is read by the notebook itself
    assert set(results.say_brought(came, 30).values()) == {None}
    assert results.dear_cards(came) == results.lost_cards(came) == []


def test_where_leads_are_the_goal_what_makes_them_dear_comes_first_on_the_page():
    counted = count_leads(
        filled(
            "leads",
            clicked("a", 2000, 2000.0, 140),
            clicked("b", 1000, 1000.0, 10),
            clicked("c", 1000, 2000.0, 50),
            clicked("d", 1000, 1000.0, 12),
        )
    )
    # 212 leads of 5,000 clicks for 6,000 yuan: b and d leave few contacts, c's clicks are dear.
    found = [(one.what.en, one.amount.en, one.see) for one in goal_actions(counted, BRIEF, SOON)]
    assert found == [
        ("Match the landing page to the cover's promise", "(2 notes)", "leads"),
        ("Narrow the targeting or lower the bid", "(1 note)", "leads"),
    ]
    other = BRIEF.model_copy(update={"objective": BRIEF.objective.model_copy(update={"kind": "launch"})})
    assert goal_actions(counted, other, SOON) == goal_actions(counted.clear(), BRIEF, SOON) == []
