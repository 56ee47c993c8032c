"""What a page says it cannot tell, from what was read."""

import polars as pl

from xhs_workbench import results, tables
from xhs_workbench.results.saying.limits import (
    ABSENT,
    DECLARED,
    NO_PRICES,
    NO_WAVE,
    OVERLAP,
    SHOWN,
    SMALL_GROUPS,
)


def a_row(table, **known):
    """Return a table with one row, of which only some cells are known."""
    whole = tables.empty(table)
    row = pl.DataFrame(
        [known or {"source_row": 1}], schema={n: whole.schema[n] for n in known or ["source_row"]}
    )
    return pl.concat([whole, row], how="diagonal")


def read(*given, **more):
    held = {**{name: a_row(name) for name in given}, **more}
    return lambda name: held[name] if name in held else tables.empty(name)


def notes(*quotes):
    return pl.DataFrame({"quote_cny": quotes}, schema={"quote_cny": pl.Float64})


def test_a_report_of_shop_visits_is_not_denied():
    """Visits and orders outside were read, and no daily traffic: only what that would add is missing."""
    said = results.limits(read("offsite"), notes(100.0))
    assert ABSENT["traffic"].partly in said
    assert not [text for text in said if "nothing can be said about visits" in text.en]
    assert ABSENT["traffic"].said in results.limits(read("paid"), notes(100.0))


def test_nothing_is_said_of_a_file_that_was_not_read_but_what_it_would_tell():
    """Without a search index no lift was measured, so it is not told whose it was; likewise comments and the shop."""
    said = results.limits(read(), notes())
    assert not {*SHOWN.values()} & {*said}
    assert [text for text in ABSENT.values() if text.said in said] == list(ABSENT.values())
    assert SHOWN["search_index"] in results.limits(read("search_index"), notes(100.0))


def test_prices_an_earlier_wave_and_the_audience_are_admitted():
    said = results.limits(read(), notes(None, None), pl.DataFrame())
    assert NO_PRICES in said
    assert NO_WAVE in said
    assert ABSENT["audience_reached"].said in said
    priced = results.limits(read("audience_reached"), notes(100.0, None), notes(5.0))
    assert not {NO_PRICES, NO_WAVE, ABSENT["audience_reached"].said} & {*priced}


def test_notes_that_an_export_declares_for_the_brand_are_not_called_nothing():
    said = results.limits(read("notes"), notes(None))
    assert DECLARED in said
    assert ABSENT["placements"].said not in said


def test_reports_of_two_platforms_are_said_to_overlap():
    """One origin counts its visits once; with the shop's own orders beside it there are two reports."""
    one = a_row("offsite", origin="ledger")
    assert OVERLAP not in results.limits(read(offsite=one), notes(1.0))
    assert OVERLAP in results.limits(read("orders", offsite=one), notes(1.0))
    both = pl.concat([one, a_row("offsite", origin="ads")])
    assert OVERLAP in results.limits(read(offsite=both), notes(1.0))


def test_one_note_makes_no_groups():
    assert SMALL_GROUPS not in results.limits(read(), notes(1.0))
    assert SMALL_GROUPS in results.limits(read(), notes(1.0, 2.0))
