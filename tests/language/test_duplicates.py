"""Near-copies: which comments are alike, and whether many people, few accounts or one hour produced them."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import near_copies
from xhs_workbench import language
from xhs_workbench.findings import Level
from xhs_workbench.language import cleaning
from xhs_workbench.language.repeats import duplicates, minhash
from xhs_workbench.statistics.many_looks import false_discovery

START = datetime(2026, 5, 20, 8, tzinfo=ZoneInfo("Asia/Shanghai"))
SYLLABLES = list("天地人山水火木金土日月星风云雨雪花草树鸟鱼虫马牛羊狗猫书笔纸灯桌椅门窗路桥河海城乡春夏秋冬")


def sets_of(*texts: str) -> minhash.Shingles:
    return minhash.shingle(cleaning.clean(pl.Series(list(texts))))


def test_jaccard_by_hand():
    # 面霜好用 has 面霜 霜好 好用; 面霜真好用 has 面霜 霜真 真好 好用. The two in common stand in both of two texts and weigh log 2
    # each,
    # the other three in one of two and weigh log 3.
    found = minhash.jaccard(sets_of("面霜好用", "面霜真好用"), np.array([0]), np.array([1]))
    assert found.tolist() == [pytest.approx(2 * np.log(2) / (2 * np.log(2) + 3 * np.log(3)))]


@given(st.lists(st.text(alphabet="好用面霜真的不", min_size=2, max_size=12), min_size=2, max_size=6))
def test_jaccard_is_that_of_python_sets(texts):
    texts = [text for text in texts if cleaning.clean(pl.Series([text])).joined() == text + "\n"] or [
        "好用",
        "好用",
    ]
    pairs = [{text[i : i + 2] for i in range(len(text) - 1)} for text in texts]
    held = {pair: sum(pair in one for one in pairs) for pair in set().union(*pairs)}
    one, other = np.triu_indices(len(texts))

    def weight(some):
        return sum(np.log1p(len(texts) / held[pair]) for pair in some)

    expected = [
        weight(pairs[a] & pairs[b]) / weight(pairs[a] | pairs[b]) for a, b in zip(one, other, strict=True)
    ]
    assert minhash.jaccard(sets_of(*texts), one, other).tolist() == pytest.approx(expected)


@pytest.mark.parametrize(
    ("one", "other", "copies"),
    [
        ("这款面霜真的很好用姐妹们都可以买", "这款面霜真的很好用姐妹们都可以买哦", True),
        ("这款面霜真的很好用姐妹们都可以买", "这款面霜真的不好用姐妹们都可以买", False),
        ("用了2瓶皮肤变好了很多真心推荐大家", "用了3瓶皮肤变好了很多真心推荐大家", False),
        ("珂润面霜真的很好用姐妹们都可以买", "薇诺娜面霜真的很好用姐妹们都可以买", False),
        ("这款thinkpad笔记本我用着很顺手", "就是冲着thinkpad来的别的不看", False),
        ("这款面霜敏感肌可以用姐妹们放心", "这款面霜敏感肌可以用吗姐妹们放心", False),
        ("这台电饭煲花了1000块煮的饭真香", "这台电饭煲花了100块煮的饭真香", False),
        ("坚持用了1.5个月孩子就不闹了挺好的", "坚持用了15个月孩子就不闹了挺好的", False),
        ("从地铁口拖着箱子走过去要三百米左右", "从地铁口拖着箱子走过去要五百米左右", False),
        ("一家人在这里连着住三晚都觉得不够", "一家人在这里连着住五晚都觉得不够", False),
        ("穿着它周末绕着湖边慢慢跑了三公里", "穿着它周末绕着湖边慢慢跑了八公里", False),
        ("出差订的双人间比照片里看着小很多", "出差订的单人间比照片里看着小很多", False),
        ("千万别错过这家店的早餐真的很不错", "千万别错过这家店的早餐真的很不错呀", True),
        ("他家的裤子我觉得尺码偏大一点点哦", "他家的裤子我觉得尺码偏小一点点哦", False),
        ("这家店的牛肉面我每个星期都要来吃", "这家店的酸辣粉我每个星期都要来吃", False),
        ("这家店的牛肉面我每个星期都要来吃", "这家店的牛肉面我每个星期都得来吃", True),
        ("周末带孩子去玩真的玩得很开心大家可以去", "周末带孩子去玩特别玩得很开心大家可以去", True),
    ],
)
def test_another_statement_is_no_copy(one, other, copies):
    found = language.find_copies(pl.DataFrame({"content": [one, other]}), names=["珂润", "薇诺娜"])
    assert (found["copy_group"].null_count() == 0) is copies


def test_one_word_for_another_is_judged_in_short_texts_alone():
    review = "买了三个月了一直放在客厅用老人小孩都会操作声音也小清洗起来比之前那台省事多了就是{}有时候连不上希望后面能改进一下"
    found = language.find_copies(pl.DataFrame({"content": [review.format("蓝牙"), review.format("手机")]}))
    assert found["copy_group"].to_list() == [0, 0]  # in 57 signs, one word is an edit


def test_alike_comments_share_a_group_and_short_ones_have_none():
    texts = [
        "这款面霜真的绝了姐妹们快冲",
        "这款面霜真的绝了姐妹们冲!!",
        "@某某 这款面霜真的绝了姐妹们快冲[赞R]",
        "好看",
        "好看",
        "今天天气不错出去走走",
    ]
    found = language.find_copies(pl.DataFrame({"content": texts}))
    assert found["copy_group"].to_list() == [0, 0, 0, None, None, None]
    assert found["content"].to_list() == texts
    assert found["copy_likeness"][2] == 1


def test_planted_templates_are_found_without_a_giant_group():
    texts = near_copies.planted(seed=4, background=6_000, templates=40, copies=40)
    said = near_copies.judge(language.find_copies(texts)["copy_group"], texts["template"])
    assert said["precision"] >= 0.97
    assert said["recall"] >= 0.35  # of pairs up to eight edits apart, many of which state something else
    assert said["largest"] <= 2 * 40


def said_by(
    rng: np.random.Generator, texts: list[str], accounts: int, minutes: float
) -> list[tuple[str, str, str, datetime]]:
    """Synthetic comments: each text by a random one of so many accounts, within so many minutes of a random start."""
    first = START + timedelta(days=float(rng.uniform(0, 15)))
    name = rng.integers(10**9)
    rows = []
    for place, text in enumerate(texts):
        account = f"{name}-{place if accounts >= len(texts) else rng.integers(accounts)}"
        rows.append(
            (text, f"n{rng.integers(4)}", account, first + timedelta(minutes=float(rng.uniform(0, minutes))))
        )
    return rows


@pytest.fixture
def campaign() -> pl.DataFrame:
    rng = np.random.default_rng(8)
    month = 20 * 24 * 60.0
    background = ["".join(rng.choice(SYLLABLES, 12)) for _ in range(1500)]
    rows = said_by(rng, background, 1200, month)
    rows += said_by(rng, ["真的好好看呀姐姐"] * 40, 40, month)  # honest people say the same thing all month
    rows += said_by(
        rng, [f"这款面霜真的绝了姐妹们快冲{sign}" for sign in "啊呀吧哦" * 8], 3, month
    )  # few accounts
    rows += said_by(rng, ["已经下单了期待收到货"] * 30, 30, 40)  # many accounts, one hour
    return pl.DataFrame(rows, schema=["content", "note_id", "commenter_hash", "created_at"], orient="row")


def test_honest_people_few_accounts_and_a_burst_are_told_apart(campaign):
    described = language.describe_copies(language.find_copies(campaign))
    kinds = {row["content"][:4]: row["kind"] for row in described.iter_rows(named=True)}
    assert kinds == {"这款面霜": "few_accounts", "已经下单": "burst", "真的好好": "common_words"}
    template = described.filter(pl.col("kind") == "few_accounts").row(0, named=True)
    assert (template["comments"], template["accounts"]) == (32, 3)
    assert template["accounts_expected"] > 25
    burst = described.filter(pl.col("kind") == "burst").row(0, named=True)
    assert burst["fastest_hour"] == 30


def test_dates_without_an_hour_are_no_burst(campaign):
    """The same comments with their days alone: thirty orders of one day came "within an hour" only because midnight is one."""
    days = campaign.with_columns(pl.col("created_at").dt.truncate("1d"))
    described = language.describe_copies(language.find_copies(days))
    assert "burst" not in described["kind"].to_list()
    assert described["fastest_hour"].null_count() == described.height
    # Who posted is still known.
    assert "few_accounts" in described["kind"].to_list()


def test_apart_each_creator_is_described_as_if_there_were_no_other(campaign):
    """Two creators' comments mixed row by row, one of them with a creator of no copies beside."""
    shuffled = campaign.sample(fraction=1.0, shuffle=True, seed=5).with_row_index("n")
    mixed = shuffled.with_columns(
        creator_id=pl.when(pl.col("n") % 3 == 0).then(pl.lit("b")).otherwise(pl.lit("a"))
    )
    quiet = mixed.head(3).with_columns(creator_id=pl.lit("c"), content=pl.lit("只此一条没有人重复过"))
    copies = language.find_copies(pl.concat([mixed, quiet]))
    together = language.describe_copies(copies, seed=2, by="creator_id")
    for creator in ("a", "b"):
        alone = language.describe_copies(copies.filter(pl.col("creator_id") == creator), seed=2)
        assert together.filter(pl.col("creator_id") == creator).drop("creator_id").equals(alone)
        assert {"few_accounts", "burst"} <= set(alone["kind"])
    assert "c" not in together["creator_id"].to_list()


def test_findings_name_the_evidence(campaign):
    copies = language.find_copies(campaign)
    described = language.describe_copies(copies)
    said = language.copies_findings(described, copies.height)
    assert [finding.level for finding in said] == [Level.REVIEW, Level.REVIEW]
    assert "3 accounts" in said[0].text.en


def test_without_accounts_or_times_nothing_is_claimed(campaign):
    blind = campaign.with_columns(
        commenter_hash=pl.lit(None, pl.String), created_at=pl.lit(None, pl.Datetime("us", "Asia/Shanghai"))
    )
    assert set(language.describe_copies(language.find_copies(blind))["kind"]) == {"unknown"}


def test_a_campaign_of_honest_people_raises_no_alarm():
    rng = np.random.default_rng(9)
    alarms = 0
    for _ in range(5):
        rows = said_by(rng, ["".join(rng.choice(SYLLABLES, 12)) for _ in range(600)], 500, 30_000)
        for word in ("真的好好看呀", "求一个链接谢谢", "这个颜色好美啊", "想问敏感肌能用吗"):
            rows += said_by(rng, [word] * 20, 20, 30_000)
        frame = pl.DataFrame(
            rows, schema=["content", "note_id", "commenter_hash", "created_at"], orient="row"
        )
        kinds = language.describe_copies(language.find_copies(frame), seed=int(rng.integers(10**6)))["kind"]
        alarms += kinds.is_in(["few_accounts", "burst"]).sum()
    assert alarms == 0


def test_no_copies_no_rows():
    frame = pl.DataFrame({"content": ["一二三四五六", "甲乙丙丁戊己"]})
    assert language.find_copies(frame)["copy_group"].null_count() == 2


def test_correction_for_many_looks_leaves_the_untested_out():
    assert false_discovery(np.array([0.01, 0.04, 0.03, np.nan])).tolist()[:3] == pytest.approx(
        [0.03, 0.04, 0.04]
    )


@pytest.mark.parametrize("texts", [[], [None, ""], ["好看", "[赞R]"]])
def test_where_nothing_can_be_compared_nobody_is_grouped(texts):
    found = language.find_copies(pl.DataFrame({"content": texts}, schema={"content": pl.String}))
    assert found["copy_group"].to_list() == [None] * len(texts)


def test_the_bounds_of_few_accounts_and_of_a_full_hour_by_hand():
    """Draws that are all alike have no standard error: E is their value."""
    drawn = np.full(100, 50)
    # Half of 50: .5 ln .5 - .5 + 1 = .153426. Twice 50: 2 ln 2 - 2 + 1 = .386294.
    assert duplicates.few_at_most(25, drawn) == pytest.approx(np.exp(-50 * 0.15342641))
    assert duplicates.many_at_least(100, drawn) == pytest.approx(np.exp(-50 * 0.38629436))
    assert duplicates.few_at_most(50, drawn) == duplicates.few_at_most(60, drawn) == 1
    assert duplicates.many_at_least(50, drawn) == duplicates.many_at_least(40, drawn) == 1
    # 49 and 51 in turns: a standard deviation of √(100/99), of which five hundredths' roots are .5025.
    uneven = np.tile([49, 51], 50)
    assert duplicates.few_at_most(25, uneven) == duplicates.few_at_most(
        25, np.full(9, 50 - 5 * np.sqrt(100 / 99) / 10)
    )
    assert duplicates.many_at_least(100, uneven) == duplicates.many_at_least(
        100, np.full(9, 50 + 5 * np.sqrt(100 / 99) / 10)
    )


@pytest.mark.parametrize("people", [5, 40, 400])
def test_the_bounds_are_never_below_what_draws_show(people):
    """Forty comments by `people` accounts over thirty hours, 20,000 times: the shares at each count stay below the bounds."""
    rng = np.random.default_rng(people)
    accounts = duplicates._distinct(rng.integers(0, people, (20_000, 40)))
    hours = duplicates._busiest(np.sort(rng.integers(0, 30 * duplicates.HOUR, (20_000, 40)), axis=1))
    for count in range(1, 41):
        assert (accounts <= count).mean() <= duplicates.few_at_most(count, accounts)
        assert (hours >= count).mean() <= duplicates.many_at_least(count, hours)


def test_a_group_of_thousands_is_judged_by_the_bound_and_not_by_twenty_thousand_draws(monkeypatch):
    """Three accounts write one sentence 2,000 times within the hour, among 2,000 other comments by as many people."""
    drawn = []
    usual = duplicates._usual
    monkeypatch.setattr(
        duplicates, "_usual", lambda rows, ground, rng, n: drawn.append(n) or usual(rows, ground, rng, n)
    )
    many = 2_000
    words = np.random.default_rng(3).choice(SYLLABLES, (many, 12))
    comments = pl.DataFrame(
        {
            "note_id": ["n"] * 2 * many,
            "content": ["这款面霜真的很好用姐妹们都可以买"] * many + ["".join(row) for row in words],
            "commenter_hash": [f"t{k % 3}" for k in range(many)] + [f"p{k}" for k in range(many)],
            "created_at": [START + timedelta(seconds=k) for k in range(many)]
            + [START + timedelta(hours=k) for k in range(many)],
        }
    )
    (row,) = language.describe_copies(language.find_copies(comments)).to_dicts()
    assert (row["kind"], row["comments"], row["accounts"]) == ("few_accounts", many, 3)
    assert row["chance"] < 1e-6
    assert drawn == [duplicates.DRAWS]
