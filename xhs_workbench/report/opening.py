"""Open a notebook for work: a copy with a campaign's parameters in it, as papermill would inject them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from xhs_workbench import paths
from xhs_workbench.params import NotebookParams, load_params
from xhs_workbench.report.delivering.delivery import make_private_folder

MARK = "xhs_workbench"
"""Key of the notebook's metadata that records what the copy was made from."""


def open_notebook(params_file: Path, notebook: str = "") -> Path:
    """Write `work/<campaign>/<notebook>.ipynb` and return it.

    Args:
        params_file: The parameters.
        notebook: The notebook, if it is not the one the file is named after: one that looks closer.

    A copy that still matches its parameters and its notebook is left alone, with its outputs. A copy that was
    edited is kept beside the new one as `<notebook>_before_<n>.ipynb`.

    Raises:
        InputMissingError: No such parameter file.
        ParamsError: It is not valid.
    """
    import nbformat
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    params = load_params(params_file)
    name, folder = notebook or params_file.stem, paths.WORK / params_file.resolve().parent.name
    wanted = load_notebook_node(str(paths.notebook_file(name)))
    wanted = parameterize_notebook(wanted, {**_given(params), "params_file": _portable(params_file)})
    wanted.metadata.pop("papermill", None)
    cell = next(cell for cell in wanted.cells if "injected-parameters" in cell.metadata.get("tags", []))
    cell.id = "injected-parameters"
    wanted.metadata[MARK] = {"made_from": _digest(wanted)}
    copy = folder / f"{name}.ipynb"
    make_private_folder(folder)
    if copy.is_file():
        there = nbformat.read(copy, as_version=4)  # type: ignore[no-untyped-call]
        made_from = there.metadata.get(MARK, {}).get("made_from")
        if made_from == wanted.metadata[MARK]["made_from"]:
            return copy
        if made_from != _digest(there):
            copy.rename(_free_name(folder, name))
    nbformat.write(wanted, copy)  # type: ignore[no-untyped-call]
    return copy


def _given(params: NotebookParams) -> dict[str, Any]:
    """Return the cell to inject; it reads the brief's file, so that the next cell sees what the form saved."""
    values = params.to_notebook()
    return (
        {key: values[key] for key in ("brief", "language", "prepared_by")} if "campaign" in values else values
    )


def _portable(path: Path) -> str:
    absolute = path.resolve()
    return (
        absolute.relative_to(paths.ROOT).as_posix() if absolute.is_relative_to(paths.ROOT) else str(absolute)
    )


def _digest(notebook: Any) -> str:
    """Return a hash of the cells without their outputs."""
    cells = "\0".join(f"{cell.cell_type}\0{cell.source}" for cell in notebook.cells)
    return hashlib.sha256(cells.encode("utf-8", "surrogatepass")).hexdigest()


def _free_name(folder: Path, name: str) -> Path:
    number = 1
    while (taken := folder / f"{name}_before_{number}.ipynb").exists():
        number += 1
    return taken
