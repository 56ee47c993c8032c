"""Save the choices made in a control to the campaign's parameter file, so that the next report uses them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from xhs_workbench import paths
from xhs_workbench.errors import WorkbenchError
from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.params import NOTEBOOK_PARAMS, NotebookParams
from xhs_workbench.params.yaml_files import read_params_file
from xhs_workbench.params.yaml_writing import write_params_file


class Keeper:
    """One campaign's parameter file, ready to save choices.

    Args:
        path: The file, as the analyst names it.
    """

    def __init__(self, path: str) -> None:
        self.path = path

    def keep(self, values: Mapping[str, Any]) -> Finding:
        """Write some parameters to the file, keep its comments, and return a sentence about the result.

        Values that the notebook would refuse are not written.

        Args:
            values: Top-level parameter -> plain value.
        """
        target = paths.resolve(self.path)
        try:
            file = read_params_file(target)
            NOTEBOOK_PARAMS[target.stem].check({**file.data, **values}, file)
            write_params_file(target, values)
        except WorkbenchError as error:
            problem = error.problems[0]
            text = Text(f"Not saved: {problem.where}: {problem.en}", f"未保存：{problem.where}：{problem.zh}")
            return Finding("not_kept", Level.FAIL, text, Text(problem.fix_en, problem.fix_zh))
        shown = paths.shown(target)
        text = Text(f"Saved to {shown}; the next report uses it.", f"已保存到 {shown}，下一份报告即采用。")
        return Finding("kept", Level.PASS, text)


def open_keeper(params: NotebookParams, namespace: Mapping[str, Any]) -> Keeper:
    """Return the keeper of the parameter file that a notebook uses.

    Args:
        params: The notebook's parameters.
        namespace: `globals()` of the notebook. A notebook opened from the start page knows its `params_file`;
            otherwise it is the file beside the brief that is named after the notebook.
    """
    notebook = next(name for name, model in NOTEBOOK_PARAMS.items() if model is type(params))
    beside = Path(params.brief).parent / f"{notebook}.yaml"
    return Keeper(str(namespace.get("params_file") or beside.as_posix()))
