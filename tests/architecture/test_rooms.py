"""Rooms are small enough, and no two files need each other."""

import ast
from collections import Counter

import pytest

from benchmarks.house_size import count_tokens
from benchmarks.mutants.rooms import ROOMS
from tests.architecture.import_circles import circle, import_graph
from xhs_workbench import paths

PACKAGE = paths.ROOT / "xhs_workbench"
MOST_FILES = 15
LARGER: dict[str, int] = {}
"""Rooms that are still to be split, with the size they may not pass meanwhile; their imports inside functions too."""


def test_no_room_holds_more_files_than_one_can_hold():
    rooms = {
        folder.relative_to(PACKAGE).as_posix(): len(list(folder.glob("*.py")))
        for folder in PACKAGE.rglob("*")
        if (folder / "__init__.py").exists()
    }
    assert {room: n for room, n in rooms.items() if n > LARGER.get(room, MOST_FILES)} == {}


def test_a_private_name_says_what_it_does_and_so_stands_in_few_files():
    files = [file for file in PACKAGE.rglob("*.py") if file.relative_to(PACKAGE).parts[0] not in LARGER]
    stands_in = Counter(name for file in files for name in _private_functions(file))
    assert {name: n for name, n in stands_in.items() if n > 3} == {}


def _private_functions(file):
    found = {
        node.name
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    return {name for name in found if name.startswith("_") and not name.endswith("__")}


def test_the_size_of_the_house_counts_neither_words_nor_line_ends(tmp_path):
    said = tmp_path / "said.py"
    said.write_text(
        '"""A file."""\n\nLIMIT = 3  # three\n"""How many."""\n\n\ndef f(a):\n    """Give it '
        'back."""\n    return (\n        a\n    )\n'
    )
    assert count_tokens(said) == 3 + 6 + 4  # LIMIT = 3; def f ( a ) :; return ( a )


def test_no_modules_import_each_other():
    assert circle(import_graph(PACKAGE, in_functions=False)) == []


def test_no_modules_import_each_other_inside_functions():
    aside = tuple(f"xhs_workbench.{room}." for room in LARGER)
    graph = {
        name: used
        for name, used in import_graph(PACKAGE, in_functions=True).items()
        if not name.startswith(aside)
    }
    assert circle(graph) == []


@pytest.mark.parametrize(
    ("second", "in_functions", "found"),
    [
        ("from house import first\n", False, ["house.first", "house.second", "house.first"]),
        ("import house.first\n", False, ["house.first", "house.second", "house.first"]),
        ("from house.first import thing\n", False, ["house.first", "house.second", "house.first"]),
        (
            "def late():\n    from house.first import thing\n",
            True,
            ["house.first", "house.second", "house.first"],
        ),
        ("def late():\n    from house.first import thing\n", False, []),
        ("if TYPE_CHECKING:\n    from house.first import thing\n", True, []),
        ("import house\n", False, []),
    ],
)
def test_a_circle_is_found(tmp_path, second, in_functions, found):
    house = tmp_path / "house"
    house.mkdir()
    (house / "__init__.py").write_text("")
    (house / "first.py").write_text("from house.second import other\n")
    (house / "second.py").write_text(second)
    assert sorted(set(circle(import_graph(house, in_functions)))) == sorted(set(found))


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_every_mutated_room_names_files_that_are_there(room):
    """A file that was moved would otherwise be measured by nobody: `files` and `test_files` refuse a pattern without a match."""
    assert room.files()
    assert room.test_files()
