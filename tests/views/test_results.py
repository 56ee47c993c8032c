"""Tables of the results page, from tables made by hand."""

from datetime import date

import polars as pl
import pytest

from xhs_workbench.findings import Text
from xhs_workbench.views.results import chart_ranks, table_groups


@pytest.mark.parametrize(
    ("key", "names", "label"),
    [
        ("No fragrance", {}, "No fragrance"),
        ("tutorial", {"tutorial": "Tutorial"}, "Tutorial"),
        (None, {"a": "A"}, "—"),
    ],
)
def test_a_group_is_called_by_its_word_or_as_it_is(key, names, label):
    counts = {"notes": 3, "young": 0, "saves": 12, "interactions": 40}
    rates = {
        f"{name}{end}": None for name in ("save_share", "rate", "cpe") for end in ("", "_lower", "_upper")
    }
    bounds = {f"{name}_bound": "" for name in ("saves", "interactions", "save_share", "rate", "cpe")}
    groups = pl.DataFrame(
        [{"format": key, **counts, **rates, **bounds}], schema_overrides={"format": pl.String}
    )
    block = table_groups(groups, "format", names, Text("By group", "分组"))
    assert [row["cells"][0]["text"] for row in block.data["rows"]] == [label]


def test_a_day_without_a_rank_breaks_the_line():
    ranks = pl.DataFrame(
        {
            "term": ["serum", "serum", "cream"],
            "day": [date(2026, 5, 1), date(2026, 5, 3), date(2026, 5, 2)],
            "note_rank": [4, 9, 1],
        }
    )
    spec = chart_ranks(ranks, (date(2026, 5, 1), date(2026, 5, 2))).data["spec"]
    values = next(layer["data"]["values"] for layer in spec["layer"] if len(layer["data"]["values"]) > 1)
    assert [(row["term"], row["day"][-2:], row["note_rank"]) for row in values] == [
        ("serum", "01", 4),
        ("serum", "02", None),
        ("serum", "03", 9),
        ("cream", "01", None),
        ("cream", "02", 1),
        ("cream", "03", None),
    ]
