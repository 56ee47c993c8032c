"""Masking a column at a time: few texts hold a contact, and only those that might are read one by one."""

from __future__ import annotations

import itertools

import dataframely as dy
import polars as pl

from xhs_workbench.intake.masking.chat import HANDLE
from xhs_workbench.intake.masking.contacts import (
    CALLED,
    FORMS,
    MARK,
    MARKED,
    NEIGHBOURS,
    ROUNDS,
    are_compiled,
    mask_once,
)
from xhs_workbench.intake.masking.folding import find_odd, fold_column, translate_column
from xhs_workbench.intake.masking.forms import SPOKEN, Form
from xhs_workbench.intake.masking.gate import that_may_hold
from xhs_workbench.intake.masking.leads import MAIL_HOST
from xhs_workbench.tables import columns_of

NOT_WRITTEN = {"commenter_hash", "red_id", "source_file", "source_sheet"}
"""Text columns that name a row or a person for the platform; nobody wrote them, and tables are joined by them."""
LINKS = {"note_url", "profile_url"}
WHOLE_LINK = r"(?i)\A\s*https?://[^\s@]+\z"
MESSENGERS = (
    r"(?i)://[^/]*\b(t\.me|telegram|wa\.me|whatsapp|weixin|wechat|qm\.qq|qun\.qq|jq\.qq|line\.me|"
    r"lin\.ee|discord|linktr)\b"
)
"""Links that write to a person, wherever they stand."""
PLAIN = r"\A[\x20-\x7e\n\p{Han}，。！？：；、（）【】“”‘’…～＠\x{1f300}-\x{1f5ff}\x{1f600}-\x{1faff}]*\z"
"""Texts that fold to themselves but for capitals and wide punctuation."""
NAMED = r"([@＠] ?)[^\s@＠,，。!！?？;；:：、()（）\[\]【】{}\"'“”‘’<>#…~～|]{1,30}"
NOT_ONLY_NAMED = (
    r"(?i)[a-z0-9][@＠]|[@＠]\s?[¥$]?[0-9]|[@＠]\n"
    rf"|[a-z0-9] {{1,2}}[@＠] {{0,2}}(?:[a-z0-9\-]+ ?(?:\.|。|点|dot|\(|\[)|{MAIL_HOST})"
)
"""Beside a handle this may be an address or a price."""
FEW_SIGNS = 10_000
"""The length of all texts together up to which they are asked one by one: about where both ways take 40 ms."""

FIRST, MOSTLY = 2_000, 0.9
OFTEN = 10
"""So many times few texts are asked about before it pays to compile the patterns for Python."""
_ASKED = itertools.count()


def mask_column(cells: pl.Series) -> pl.Series:
    """Mask the contacts in a column of texts; nulls stay null.

    >>> mask_column(pl.Series(["好用", None, "vx：abc_1234", "@小美 快看"])).to_list()
    ['好用', None, 'vx：‹wechat›', '@‹handle› 快看']
    """
    if cells.null_count() == len(cells):
        return cells
    done, places = _mask_once(_without_default_names(cells))
    for _ in range(ROUNDS - 1):
        if not len(places):
            break
        again, still = _mask_once(done.gather(places))
        done, places = done.scatter(places, again), places.gather(still)
    return done


def _without_default_names(cells: pl.Series) -> pl.Series:
    """Mask names that the site gave, of which a column of comments is full, without reading text by text."""
    left = cells.str.contains(CALLED).fill_null(False).arg_true()
    done = cells
    for _ in range(NEIGHBOURS if len(left) else 0):
        done = done.clone().scatter(left, done.gather(left).str.replace_all(CALLED, MARKED))
    return done


def _mask_once(cells: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Mask a column in one pass.

    Returns:
        The column, and the places in which another pass may find more.
    """
    doubtful, folded, forms, named = _suspicious(cells)
    asked, masked = cells.gather(doubtful).to_list(), dict[str, str]()
    for text, fold, known in zip(asked, folded, forms, strict=True):
        if text not in masked:
            masked[text] = mask_once(text, known, fold)
    differs = [masked[text] != text for text in asked]
    changed = doubtful.filter(pl.Series(differs, dtype=pl.Boolean))
    done = cells.clone()  # scatter changes the series it is called on
    if len(changed):
        done.scatter(changed, [masked[text] for text in asked if masked[text] != text])
    if len(named):
        done.scatter(named, cells.gather(named).str.replace_all(NAMED, "${1}‹handle›"))
    return done, changed


def mask_table(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    """Mask every column of a canonical table in which somebody may have written what they like.

    Ids and the platform's links to notes and profiles stay: they are no text, and tables are joined by them.
    """
    kinds = columns_of(table)
    written = [
        name
        for name in frame.columns
        if isinstance(kinds.get(name), dy.String) and name not in NOT_WRITTEN and not name.endswith("_id")
    ]
    frame = frame.with_columns(_mask_links(frame[name]) for name in written if name in LINKS)
    texts = [name for name in written if name not in LINKS and frame[name].null_count() < frame.height]
    if not texts:
        return frame
    # All columns at once, and what stands in many rows once: most columns hold few texts, and a look costs as
    # much for one text as for some hundred.
    before = pl.concat([_different(frame[name]).rename("text") for name in texts]).drop_nulls()
    after = mask_column(before)
    places = (before != after).arg_true()
    if not len(places):
        return frame
    changed = pl.DataFrame({"before": before.gather(places), "after": after.gather(places)}).unique("before")
    return frame.with_columns(pl.col(texts).replace(changed["before"], changed["after"]))


def _different(texts: pl.Series) -> pl.Series:
    """Return each text of a column once, or the column where its first rows say that most texts stand once.

    To find that a million titles differ takes longer than to look at the few that do not.
    """
    first = texts.head(FIRST)
    return texts if len(texts) > FIRST and first.n_unique() > MOSTLY * FIRST else texts.unique()


def _mask_links(links: pl.Series) -> pl.Series:
    """Keep whole links to the platform; mask what else stands in a column of links, and links to messengers."""
    odd = ~(links.str.contains(WHOLE_LINK) & ~links.str.contains(MESSENGERS)).fill_null(True)
    return links.clone().scatter(odd.arg_true(), mask_column(links.filter(odd))) if odd.any() else links


def _suspicious(cells: pl.Series) -> tuple[pl.Series, list[str], list[list[Form]], pl.Series]:
    """Return the places of the texts that may hold a contact: those in which a form has what it needs.

    Returns:
        Those to be read one by one, folded, and the forms that may be in each; and those that are plain and name
        friends (@小美), of which there are many.
    """
    filled = cells.rename("text").fill_null("")
    text, odd = filled, find_odd(filled)  # no other text holds a mark, or the sign that joins texts
    if len(odd):
        signs = filled.gather(odd).str.replace_all("\x02", " ", literal=True)
        filled = filled.clone().scatter(odd, signs)
        folded = fold_column(signs)
        if signs.str.contains("‹", literal=True).any():
            # Nothing is found across a mark, so that the sign before a masked name leads nowhere.
            folded = folded.str.replace_all(MARK.pattern, "\x01").str.replace_all(
                "@\x01", "\x01", literal=True
            )
        text = filled.clone().scatter(odd, folded)
    asked = that_may_hold(text).arg_true()
    if not len(asked):
        return asked, [], [], asked
    met, handle = _met(text.gather(asked)), str(FORMS.index(HANDLE))
    filled = filled.gather(asked)
    plain = met[handle] & ~met.select(pl.any_horizontal(pl.exclude(handle))).to_series()
    quick = plain & filled.str.contains(PLAIN) & ~filled.str.contains(NOT_ONLY_NAMED)
    doubtful = (met.select(pl.any_horizontal(pl.all())).to_series() & ~quick).arg_true()
    forms: list[list[Form]] = [[] for _ in doubtful]
    for form, one in zip(FORMS, met[doubtful], strict=True):
        for at in one.arg_true():
            forms[at].append(form)
    places = asked.gather(doubtful)
    return places, text.gather(places).to_list(), forms, asked.gather(quick.arg_true())


def _met(text: pl.Series) -> pl.DataFrame:
    """Say of folded texts which forms have what they need: one column a form, named by its place.

    Python asks few texts sooner than polars has compiled the patterns again, but takes half a second to compile
    them once: worth it for a process that asks often, not for one that reads a file or two, unless they were
    compiled ahead. Both read a need alike.
    """
    few = (text.str.len_chars().sum() or 0) <= FEW_SIGNS
    if few and (are_compiled() or next(_ASKED) >= OFTEN):
        heard = [(written, written.translate(SPOKEN)) for written in text]
        found = {
            str(at): [form.needed.search(pair[form.numeric]) is not None for pair in heard]
            for at, form in enumerate(FORMS)
        }
        return pl.DataFrame(found, schema=dict.fromkeys(found, pl.Boolean))
    spoken = translate_column(text, SPOKEN)
    return pl.DataFrame(
        [
            (spoken if form.numeric else text).str.contains(form.needs).alias(str(at))
            for at, form in enumerate(FORMS)
        ]
    )
