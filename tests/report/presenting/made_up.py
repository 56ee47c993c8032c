"""A small executed notebook of results, as JSON, made of blocks."""

import polars as pl

from xhs_workbench.findings import Text
from xhs_workbench.telling import Action, Card, FirstScreen, Money, Statement, Tile
from xhs_workbench.views.blocks import MIME
from xhs_workbench.views.drawing.tables import Column, Table, limits
from xhs_workbench.views.report import cover
from xhs_workbench.views.sketching.sketches import Sketch
from xhs_workbench.views.story import cards, chapter, first_screen, unsaid


def same(text):
    return Text(text, text)


def bars(values, **more):
    rows = [{"label": name, "value": value, "text": text, "tone": "plain"} for name, value, text in values]
    return Sketch("bars", rows, same(""), same("a measure"), more)


def opening(**more):
    said = {
        "verdict": same("It worked."),
        "tiles": (Tile(same("Saves"), 3517, "count", 4000, 0.879, same("short"), "bad"),),
        "money": Money(same("Budget"), 61_800.0, [(same("creators"), 43_374.0)], says=same("70% spent")),
        "actions": (Action(same("Rebook 5 creators"), by=same("today")),),
    }
    return first_screen(FirstScreen(**{**said, **more}), name="results.first_screen")


def notes_table(rows, name="results.table_notes"):
    frame = pl.DataFrame(
        {
            "creator_name": [f"creator {n}" for n in range(rows)],
            "title": [f"note {n}" for n in range(rows)],
            "saves": list(range(1000, 1000 + rows)),
            "source_file": ["orders.xlsx"] * rows,
            "source_sheet": ["s"] * rows,
            "source_row": list(range(2, 2 + rows)),
        }
    )
    columns = [
        Column("creator_name", same("Creator")),
        Column("title", same("Note")),
        Column("saves", same("Saves"), "count"),
    ]
    return Table(columns, same("Every note")).block(frame, name)


def notebook(*chapters, language="en", front=None, synthetic=False, campaign="Spring"):
    """Return a notebook: its cover, a first screen, and chapters of a heading and blocks."""
    head = cover(title=same("Results"), campaign=campaign, brand="Lumira", period="May", synthetic=synthetic)
    cells = [_words("# Results"), _words("## In short"), _shows([head, front or opening()], language)]
    for heading, blocks in chapters:
        cells += [_words(f"## {heading}"), _shows(blocks, language)]
    cells += [
        _words("# Appendix"),
        _words("## Limits"),
        _shows([limits([same("No sales are known.")])], language),
    ]
    return {"cells": cells}


def _words(text):
    return {"cell_type": "markdown", "source": text}


def _shows(blocks, language):
    outputs = [{"output_type": "display_data", "data": {MIME: block.to_json(language)}} for block in blocks]
    return {"cell_type": "code", "source": "", "outputs": outputs}


def delivery(says="4 of 6 targets met", picture=None):
    return chapter(
        Statement(same(says), more=same("Cost was ¥3.42.")),
        picture or bars([("Reads", 104.505, "105%")]),
        name="results.delivery",
    )


def highlight_cards(items):
    return [
        chapter(Statement(same("Results stand out")), name="results.highlights"),
        cards(items, name="results.highlight_cards"),
    ]


def card(title, **more):
    return Card(title, **more)


def without(name):
    return unsaid(same("a file"), name=name)
