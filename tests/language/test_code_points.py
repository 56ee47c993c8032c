"""What a code point is, held against Unicode one by one; and comments folded without a query."""

import random
import unicodedata

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from xhs_workbench.language import cleaning as c


def kind_of(sign):
    """Say what one sign is, from what the table's constants mean."""
    category, code = unicodedata.category(sign)[0], ord(sign)
    han = 0x3400 <= code < 0xA000
    latin_wide = 0xFF00 <= code < 0xFF60
    return (
        c.WORD * (category in "LN")
        + c.CLAUSE * (sign in c.CLAUSE_ENDS + "\n")
        + c.QUESTION * (sign in "？?")
        + c.ASK * (sign in "吗嘛么")
        + c.NAME_END * (sign in c.NAME_ENDS + "@" or sign.isspace())
        + c.CHINESE * han
        + c.LATIN * (sign in "abcdefghijklmnopqrstuvwxyz")
        + c.FOREIGN * (category == "L" and not han and not latin_wide and code > 0x24F)
    )


def test_the_table_says_what_each_sign_is():
    table = c.kinds()
    signs = {*map(chr, range(0x3000)), *"好用吗呢？!\n@か한Ａ①٣😅難", *c.CLAUSE_ENDS, *c.NAME_ENDS}
    signs |= {chr(code) for code in random.Random(4).sample(range(c.PLANE), 5000)}
    assert {sign: int(table[ord(sign)]) for sign in signs} == {sign: kind_of(sign) for sign in signs}
    assert table[c.PLANE] == c.WORD + c.CHINESE


@given(
    st.lists(st.text(st.characters(blacklist_characters="\n‹", blacklist_categories=("Cs",)), max_size=30))
)
def test_lines_fold_as_a_column_does(comments):
    column = c.clean(pl.Series(comments, dtype=pl.String))
    lines = c.clean_lines("".join(comment + "\n" for comment in comments))
    assert lines.joined() == column.joined()
    assert lines.starts.tolist() == column.starts.tolist()
