"""A notebook of twelve cells as a pandas user writes it, executed as she would: in a folder of her own."""

import ast
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).parent / "three_exports.ipynb"


def test_the_notebook_runs_and_ends_with_its_file(tmp_path):
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    ran = NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(tmp_path)}}).execute()
    outputs = [cell.outputs[-1] for cell in ran.cells if cell.cell_type == "code" and cell.outputs]
    assert outputs[-1]["data"]["text/plain"] == "'picks.xlsx'"
    assert (tmp_path / "picks.xlsx").stat().st_size > 1_000
    heard = next(
        out["data"]["text/plain"] for out in outputs if "回购了" in out.get("data", {}).get("text/plain", "")
    )
    assert "positive" in heard and "negative" in heard


def test_it_has_twelve_cells_of_code_and_imports_nothing_but_pandas_and_us():
    cells = [cell.source for cell in nbformat.read(NOTEBOOK, as_version=4).cells if cell.cell_type == "code"]
    assert len(cells) == 12
    imported = [
        node
        for cell in cells
        for node in ast.walk(ast.parse(cell))
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert sorted(name.name for node in imported for name in node.names) == ["pandas", "xhs_workbench"]
