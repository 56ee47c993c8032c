"""Who may see what: everything the code has is declared once, and what is not declared never reaches a client."""

import ast
import base64
import json
from collections import Counter
from fnmatch import fnmatchcase
from pathlib import Path

import polars as pl
import pytest

from xhs_workbench import paths, tables, who_sees
from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.params import NOTEBOOK_PARAMS, BriefParams
from xhs_workbench.params.brief import Brief
from xhs_workbench.views import Report
from xhs_workbench.views.audience import CUTS, for_audience
from xhs_workbench.views.blocks import KINDS, Block
from xhs_workbench.views.declarations import declared
from xhs_workbench.views.drawing import charts
from xhs_workbench.views.drawing.tables import Column, Figure, figures, findings, table

PACKAGE = paths.ROOT / "xhs_workbench"
TITLE = Text("t", "t")
SECRET = "only-for-us"


def once(sides, there):
    """Return what is declared nowhere, what is declared twice, and what is declared and does not exist."""
    counted = Counter(name for names in sides.values() for name in names)
    return (
        set(there) - set(counted),
        {name for name, n in counted.items() if n > 1},
        set(counted) - set(there),
    )


@pytest.mark.parametrize("name", tables.TABLES)
def test_every_canonical_column_is_declared_once(name):
    assert once(who_sees.register().tables[name], tables.TABLES[name].columns()) == (set(), set(), set())


def test_every_parameter_and_key_of_the_brief_is_declared_once():
    there = {field for model in NOTEBOOK_PARAMS.values() for field in model.model_fields} | set(
        Brief.model_fields
    )
    assert once(who_sees.register().parameters, there) == (set(), set(), set())


def code_trees():
    return {file: ast.parse(file.read_text(encoding="utf-8")) for file in PACKAGE.rglob("*.py")}


def pattern(node):
    """Return a literal text, an f-string as a pattern, or None for what is worked out elsewhere."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values)
    return None


def finding_codes():
    """Return the codes in the source: the first argument of `Finding`, and what is handed to a function as its `code`."""
    codes = set()
    for tree in code_trees().values():
        takes = {"Finding": 0}
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name != "__init__":
                names = [argument.arg for argument in node.args.args]
                makes = any(
                    isinstance(part, ast.Call) and getattr(part.func, "id", "") == "Finding"
                    for part in ast.walk(node)
                )
                takes |= {node.name: names.index("code")} if "code" in names and makes else {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in takes:
                place = takes[node.func.id]
                given = node.args[place] if len(node.args) > place else None
                parts = [given.body, given.orelse] if isinstance(given, ast.IfExp) else [given]
                codes |= {code for part in parts if (code := pattern(part))}
    return codes


def test_every_code_of_a_finding_is_declared_on_one_side():
    sides = who_sees.register().findings
    assert sides["client"] & sides["internal"] == set()
    known = sides["client"] | sides["internal"]
    codes = finding_codes()
    assert len(codes) > 150
    undeclared = {c for c in codes if not any(fnmatchcase(c, name) or fnmatchcase(name, c) for name in known)}
    assert undeclared == set(), "declare these in xhs_workbench/who_sees.toml; until then they are internal"


STORY = {"first_screen", "chapter", "cards", "unsaid"}
"""Functions that make a block of the story; its name stands behind `name`, or is the first word of `chapter_or_want` or `block`."""


def named_blocks(tree):
    """Return the names blocks are given in the source: beside `block`, as the name of tiles or of a block of the story."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            yield from (
                pattern(value)
                for key, value in zip(node.keys, node.values, strict=True)
                if pattern(key) == "block"
            )
        elif isinstance(node, ast.Call):
            yield from (pattern(word.value) for word in node.keywords if word.arg == "block")
            called = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
            if called in STORY:
                yield from (pattern(word.value) for word in node.keywords if word.arg == "name")
            if called in ("chapter_or_want", "_chapter_or_want", "_state", "block") and node.args:
                yield pattern(node.args[0])
            if called == "figures" and len(node.args) > 1:
                yield pattern(node.args[1])


def test_every_block_of_the_views_is_declared_and_every_declared_block_exists():
    there = set(declared())
    for file, tree in code_trees().items():
        if "views" in file.parts:
            there |= {name for name in named_blocks(tree) if name}
    known = {name for name in who_sees.register().blocks if not name.startswith("beside.")}
    assert (there - known, known - there) == (set(), set())


def test_every_column_of_a_table_of_the_views_is_decided_on():
    register, missing = who_sees.register(), set()
    ours = register.columns.union(*(sides["internal"] for sides in register.tables.values()))
    for name, made in declared().items():
        for column in getattr(made, "columns", ()) if who_sees.block_seen(name) else ():
            missing |= {
                f"{name}: {key}"
                for key in column.keys
                if not who_sees.column_seen(name, key) and key not in ours
            }
    assert missing == set(), "name these in who_sees.toml: in their block, or among the internal columns"


def test_every_kind_of_block_but_a_control_has_its_cut():
    assert set(CUTS) == set(KINDS) - {"control"}


def test_every_file_saved_beside_a_page_is_declared(monkeypatch):
    text = "".join(file.read_text(encoding="utf-8") for file in paths.NOTEBOOKS.glob("*.ipynb"))
    assert "calendar.ics" in text
    assert who_sees.file_seen("calendar.ics")
    assert not who_sees.file_seen("rubric_LW.xlsx")


# What nobody declared.


def shown(made, block="results.table_notes"):
    """Return what a client gets of a block, under the name of a declared one."""
    return for_audience(
        [{"kind": made.kind, "language": "en", "data": {**made.data, "block": block}}], "client"
    )


FRAME = pl.DataFrame(
    {"creator_name": ["A"], "saves": [3], "brand_new_column": [SECRET], "own_cost_cny": [7.25]}
)


def test_a_column_nobody_declared_is_not_shown():
    columns = [
        Column("creator_name", TITLE),
        Column("brand_new_column", TITLE),
        Column("saves", TITLE, "count", low="own_cost_cny", high="saves"),
    ]
    [block] = shown(table(FRAME, columns, title=TITLE))
    assert [column["keys"] for column in block["data"]["columns"]] == [["creator_name"]]
    assert [[cell["text"] for cell in row["cells"]] for row in block["data"]["rows"]] == [["A"]]
    assert SECRET not in json.dumps(block)


def test_a_column_that_is_internal_in_its_table_is_not_shown_even_where_a_block_names_it(monkeypatch):
    known = who_sees.register()
    blocks = {
        **known.blocks,
        "tests.careless": frozenset({"own_cost_cny", "own_margin_cny", "brand_new_column"}),
    }
    monkeypatch.setattr(who_sees, "register", lambda: known._replace(blocks=blocks))
    assert who_sees.column_seen("tests.careless", "brand_new_column")
    assert not who_sees.column_seen("tests.careless", "own_cost_cny")
    assert not who_sees.column_seen("tests.careless", "own_margin_cny")


def test_a_block_nobody_declared_is_not_shown():
    made = table(FRAME, [Column("creator_name", TITLE)], title=TITLE)
    assert for_audience([made.to_json()], "client") == []
    assert shown(made, "results.never_declared") == []

    new = made.adding(block="tests.table_new").to_json()
    assert for_audience([new], "client") == []
    assert for_audience([new], "internal")[0]["data"]["rows"]


def test_a_kind_of_block_nobody_declared_is_not_shown():
    assert shown(Block("scrapbook", {"text": SECRET})) == []


def test_a_finding_nobody_declared_is_not_shown():
    said = [
        Finding("saved_by_accident", Level.FAIL, Text(SECRET, SECRET)),
        Finding("picked", Level.PASS, Text("open", "开")),
    ]
    [block] = for_audience([findings(said).to_json()], "client")
    assert [item["text"] for item in block["data"]["items"]] == ["open"]
    assert said[0].internal
    assert for_audience([findings(said[:1]).to_json()], "client") == []
    ours = Finding("picked", Level.PASS, Text("ours", "内"), private=True)
    assert for_audience([findings([ours]).to_json()], "client") == []


def test_a_tile_or_finding_without_a_mark_is_not_shown():
    block = figures([Figure(TITLE, 1)])
    bare = {
        **block.data,
        "items": [
            {key: value for key, value in item.items() if key != "private"} for item in block.data["items"]
        ],
    }
    assert shown(Block("figures", block.data), "results.figures_plan")
    assert shown(Block("figures", bare), "results.figures_plan") == []


def test_a_chart_loses_what_it_carries_and_falls_with_what_it_draws():
    axis = {"title": TITLE, "axis": TITLE}
    [block] = shown(charts.ranked_bars(FRAME, label="creator_name", value="saves", **axis))
    assert SECRET not in json.dumps(block)
    assert "7.25" not in json.dumps(block)
    assert '"saves": 3' in json.dumps(block)
    assert shown(charts.ranked_bars(FRAME, label="brand_new_column", value="saves", **axis)) == []
    assert shown(charts.ranked_bars(FRAME, label="creator_name", value="own_cost_cny", **axis)) == []
    marked = charts.scatter(
        FRAME,
        x="saves",
        y="saves",
        colour="creator_name",
        label="creator_name",
        picked="own_cost_cny",
        title=TITLE,
        x_axis=TITLE,
        y_axis=TITLE,
    )
    assert shown(marked) == []  # an expression draws it: datum.own_cost_cny


def test_no_parameter_path_or_undeclared_file_stands_at_the_foot():
    params = BriefParams.check({"brief": "params/demo/brief.yaml", "prepared_by": SECRET})
    made = (
        Report(None, params, TITLE)
        .close(
            beside={"new_table": FRAME, "reconciliation": FRAME},
            files={"secret.xlsx": b"x", "calendar.ics": b"y"},
        )
        .to_json()
    )
    client, ours = (for_audience([made], who)[0]["data"] for who in ("client", "internal"))
    assert SECRET in json.dumps(ours)
    assert SECRET not in json.dumps(client)
    assert client["parameters"] == {}
    assert client["beside"] == {"reconciliation": "creator_name,saves\nA,3\n"}
    assert {name: base64.b64decode(raw) for name, raw in client["beside_files"].items()} == {
        "calendar.ics": b"y"
    }
    assert set(ours["beside_files"]) == {"secret.xlsx", "calendar.ics"}


def test_the_declarations_are_the_only_place_where_privacy_is_decided():
    """No view or page marks a column private by itself: a second place would be forgotten."""
    assert "private" not in Column.__dataclass_fields__
    for file in [*(PACKAGE / "views").rglob("*.py"), Path(tables.__file__)]:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        calls = [
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Column"
        ]
        assert not [
            call for call in calls if any(word.arg in ("private", "who") for word in call.keywords)
        ], file.name
