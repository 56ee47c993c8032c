"""Terms found through every disguise, at their place in the original; by hand, against a naive search, and by chance."""

import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xhs_workbench.language import Hit, PhraseMatcher, PhraseRule, fold
from xhs_workbench.language.folding import fold_texts
from xhs_workbench.language.phrase_matching import AROUND, FEW

SUPERLATIVE = PhraseRule(
    "superlative",
    ("最佳", "第一", "最佳选择", "100%有效"),
    exceptions=("第一次", "最佳损友"),
    unless=("不敢说.{0,6}",),
)
CONTACT = PhraseRule(
    "contact",
    ("加v信", "加微信"),
    patterns=(r"(?<!\d)1[3-9]\d(?:[\s\-]{0,2}\d){8}(?!\d)", r"\+\s*v(?![a-z])"),
)
MATCHER = PhraseMatcher([SUPERLATIVE, CONTACT])
SEPARATORS = [
    "＊",
    "*",
    " ",
    "\u3000",
    "\u200b",
    "\u2060",
    "\ufe0f",
    "⭐",
    "❤️",
    "👍🏻",
    "·",
    "-",
    "_",
    "|",
    "~",
    "。".replace("。", "."),
    "\u0301",
    "（",
    "#",
]


def said(text):
    return [(hit.rule, text[hit.start : hit.end]) for hit in MATCHER.find(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("效果最佳", [("superlative", "最佳")]),
        ("效果最＊佳！", [("superlative", "最＊佳")]),
        ("最 佳", [("superlative", "最 佳")]),
        ("最\u200b佳的", [("superlative", "最\u200b佳")]),
        ("就是最❤️佳选⭐择", [("superlative", "最❤️佳选⭐择")]),
        ("加Ｖ信", [("contact", "加Ｖ信")]),
        ("加❤v❤信", [("contact", "加❤v❤信")]),
        ("加 V·信 138-0013-8000", [("contact", "加 V·信"), ("contact", "138-0013-8000")]),
        ("➕Ｖ聊", [("contact", "➕Ｖ")]),
        ("①⓪⓪%有效", [("superlative", "①⓪⓪%有效")]),
        ("订单号690123456789012345", []),
        ("第一次用，最佳损友", []),
        ("不是最。佳能相机", []),
        ("价格最\n佳能", []),
        ("不敢说最佳，但会回购", []),
        ("第一次觉得第一", [("superlative", "第一")]),
        ("㎏", []),
        ("", []),
    ],
)
def test_found_and_not_found(text, found):
    assert said(text) == found


def test_a_place_is_a_place_in_the_original():
    assert MATCHER.find("我觉得 最＊佳 选择") == [Hit(4, 10, "superlative", "最佳选择")]


def test_a_column_gives_what_each_text_gives_alone():
    texts = ["效果最佳", None, "", "第一次\n第一", "加V信\n最佳 最佳", "x" * 50] * (FEW // 3)
    table = MATCHER.find_all(pl.Series(texts, dtype=pl.String))
    alone = [
        (row, hit.rule, hit.term, hit.start, hit.end, text[hit.start : hit.end])
        for row, text in enumerate(text or "" for text in texts)
        for hit in MATCHER.find(text)
    ]
    assert sorted(table.rows()) == sorted(alone)
    assert len(alone) == 5 * (FEW // 3)


def test_a_term_without_letters_and_one_across_clauses_are_refused():
    for term in ("＊＊", "最，佳"):
        with pytest.raises(ValueError, match="r1"):
            PhraseMatcher([PhraseRule("r1", (term,))])


def test_half_of_a_character_that_folds_to_several_is_no_hit():
    assert fold("㈱") == "株"
    matcher = PhraseMatcher([PhraseRule("kg", ("g",)), PhraseRule("company", ("株式",))])
    assert matcher.find("㎏") == []
    assert matcher.find("㍿") == []
    assert [hit.rule for hit in matcher.find("k g")] == ["kg"]


def test_look_arounds_are_taken_off_for_sifting():
    assert AROUND.sub("", r"(?<![a-z0-9@.])x(?!\d)(a|b)(?:c)") == "x(a|b)(?:c)"


noise = st.text(max_size=6)
disguises = st.lists(st.sampled_from(SEPARATORS), max_size=3).map("".join)
letters = st.sampled_from([lambda c: c, str.upper, lambda c: chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c])


@given(st.text(max_size=80))
def test_what_a_hit_stands_on_folds_to_its_term(text):
    matcher = PhraseMatcher(
        [PhraseRule("any", tuple(dict.fromkeys(fold(c) for c in text[:40:7] if fold(c).strip())) or ("z",))]
    )
    for hit in matcher.find(text):
        assert fold(text[hit.start : hit.end]) == hit.term
        assert 0 <= hit.start < hit.end <= len(text)


@given(
    noise,
    st.sampled_from(["最佳", "加v信", "国货第一", "100%有效", "全网最低价"]),
    st.lists(st.tuples(disguises, letters), min_size=8, max_size=8),
    noise,
)
def test_a_planted_term_is_found_whatever_is_put_between_its_letters(before, term, dressing, after):
    clean = "".join(c for c in before if fold(c) == "" or not fold(c).strip()) + "。"
    dressed = "".join(
        dress(c) + (sep if i + 1 < len(term) else "")
        for i, (c, (sep, dress)) in enumerate(zip(term, dressing, strict=False))
    )
    text = clean + dressed + "。" + after
    hits = [
        hit for hit in PhraseMatcher([PhraseRule("planted", (term,))]).find(text) if hit.start == len(clean)
    ]
    assert [(hit.end, hit.term) for hit in hits] == [(len(clean) + len(dressed), fold(term))]


@given(st.lists(st.text(alphabet="最佳第一次vV信加 *。\n❤️", max_size=25), max_size=8))
def test_all_at_once_finds_what_a_naive_search_finds(texts):
    rule = PhraseRule("plain", ("最佳", "第一", "加v信", "佳第"))
    got = {
        (row["row"], row["start"], row["end"])
        for row in PhraseMatcher([rule]).find_all(pl.Series(texts, dtype=pl.String)).iter_rows(named=True)
    }
    naive = set()
    for number, text in enumerate(texts):
        folded = fold_texts([text])
        spans = sorted(
            {
                (m.start(), m.start() + len(t))
                for t in rule.terms
                for m in re.finditer(f"(?={re.escape(t)})", folded.text[:-1])
            },
            key=lambda span: (span[0], -span[1]),
        )
        last = -1
        for start, end in spans:
            if start >= last:
                naive.add((number, int(folded.origin[start]), int(folded.origin[end - 1]) + 1))
                last = end
    assert got == naive
