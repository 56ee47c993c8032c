"""Open a notebook for work: a copy with a campaign's parameters in it, as papermill would inject them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from xhs_workbench import paths
from xhs_workbench.params import NotebookParams, load_params
from xhs_workbench.report.delivering.delivery import make_private_folder
from xhs_workbench.report.delivering.journal import beside

MARK = "xhs_workbench"
"""Key of the notebook's metadata that records what the copy was made from."""
AHEAD = "xhs"
"""Name of the kernel that comes from a process with everything imported; see `fork_server.kernels_ahead`."""


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
    params = load_params(params_file)
    name, folder = notebook or params_file.stem, paths.WORK / params_file.resolve().parent.name
    return _write_copy(
        name, folder / f"{name}.ipynb", {**_given(params), "params_file": _portable(params_file)}
    )


def open_desk(params_file: Path, desk: str) -> Path:
    """Write `work/<campaign>/<desk>_desk.ipynb`, which reads the campaign's parameters itself, and return it.

    Args:
        params_file: The parameters that the desk reads; they need not be valid, for the desk says what is wrong.
        desk: One of `params.DESKS`.
    """
    folder = paths.WORK / params_file.resolve().parent.name
    return _write_copy(
        f"desks/{desk}", folder / f"{desk}_desk.ipynb", {"params_file": _portable(params_file)}
    )


def write_desk(params_file: Path, desk: str, copy: Path) -> Path:
    """Write a desk to another place than the work folder, and return it; see `open_desk`."""
    return _write_copy(f"desks/{desk}", copy, {"params_file": _portable(params_file)})


def open_start_page() -> Path:
    """Write `work/start.ipynb` and return it: running it changes no notebook that came with the package."""
    return _write_copy("start", paths.WORK / "start.ipynb", {})


def _take_ahead(notebook: Any) -> bool:
    """Name the kernel that is imported ahead, where one is; True where the notebook named another before."""
    from jupyter_client.kernelspec import KernelSpecManager

    from xhs_workbench.report.executing.fork_server import are_ahead

    if not are_ahead() or notebook.metadata.get("kernelspec", {}).get("name") == AHEAD:
        return False
    found = KernelSpecManager().get_all_specs().get(AHEAD)
    if found is None:
        return False
    notebook.metadata["kernelspec"] = {
        "name": AHEAD,
        "language": "python",
        "display_name": found["spec"]["display_name"],
    }
    return True


def _write_copy(name: str, copy: Path, given: Mapping[str, Any]) -> Path:
    """Write a notebook with parameters, unless the copy that is there is that already; keep one that was edited."""
    import nbformat
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    wanted = load_notebook_node(str(paths.notebook_file(name)))
    if given:
        wanted = parameterize_notebook(wanted, dict(given))
        cell = next(cell for cell in wanted.cells if "injected-parameters" in cell.metadata.get("tags", []))
        cell.id = "injected-parameters"
        if name.startswith("desks/"):  # a desk shows its explorer first, not what it was given
            cell.metadata["jupyter"] = {"source_hidden": True}
    wanted.metadata.pop("papermill", None)
    if ahead := name == "start" or name.startswith("desks/"):
        _take_ahead(wanted)
    wanted.metadata[MARK] = {"made_from": _digest(wanted)}
    make_private_folder(copy.parent)
    if copy.is_file():
        there = nbformat.read(copy, as_version=4)  # type: ignore[no-untyped-call]
        made_from = there.metadata.get(MARK, {}).get("made_from")
        if made_from == wanted.metadata[MARK]["made_from"]:
            if ahead and _take_ahead(there):
                _write_whole(there, copy)
            return copy
        if made_from != _digest(there):
            copy.rename(_free_name(copy.parent, copy.stem))
    _write_whole(wanted, copy)
    return copy


def _write_whole(notebook: Any, file: Path) -> None:
    import nbformat

    whole = beside(file, "tmp")
    nbformat.write(notebook, whole)  # type: ignore[no-untyped-call]
    whole.replace(file)


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
