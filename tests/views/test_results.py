"""Tables of the results page, from tables made by hand."""

import polars as pl
import pytest

from xhs_workbench.findings import Text
from xhs_workbench.views.results import table_groups


@pytest.mark.parametrize(
    ("key", "names", "label"),
    [("No fragrance", {}, "No fragrance"), ("tutorial", {"tutorial": "Tutorial"}, "Tutorial"), (None, {"a": "A"}, "—")],
)
def test_a_group_is_called_by_its_word_or_as_it_is(key, names, label):
    counts = {"notes": 3, "young": 0, "saves": 12, "interactions": 40}
    rates = {f"{name}{end}": None for name in ("save_share", "rate", "cpe") for end in ("", "_lower", "_upper")}
    groups = pl.DataFrame([{"group": key, **counts, **rates}], schema_overrides={"group": pl.String})
    block = table_groups(groups, "group", names, Text("Group", "组"), Text("By group", "分组"), language="en")
    assert [row["cells"][0]["text"] for row in block.data["rows"]] == [label]
