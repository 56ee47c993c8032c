"""What stands before the word of a tile: above or below target, or that it asks for somebody; nothing else."""

import pytest

from xhs_workbench import views
from xhs_workbench.findings import Text
from xhs_workbench.telling import FirstScreen, Tile

LABEL, WORD = Text("l", "标"), Text("w", "词")


@pytest.mark.parametrize(
    ("value", "target", "tone", "mark"),
    [
        (3.42, 4.5, "good", "▼"),  # a cost under its target
        (8.24, 8.0, "bad", "▲"),  # a cost over it
        (112.0, 100.0, "good", "▲"),
        (88.0, 100.0, "bad", "▼"),
        (100.0, 100.0, "good", ""),
        (13.0, None, "bad", "!"),  # a count that asks for somebody
        (13.0, None, "good", ""),
        (13.0, None, "", ""),
        (Text("6 May", "5月6日"), None, "bad", "!"),
        (None, 100.0, "bad", "!"),
    ],
)
def test_an_arrow_says_where_the_figure_lies_and_nothing_else(value, target, tone, mark):
    tile = Tile(LABEL, value, "number", target, word=WORD, tone=tone)
    block = views.story.first_screen(FirstScreen(WORD, [tile]), name="results.first_screen")
    assert block.data["tiles"][0]["arrow"] == mark
