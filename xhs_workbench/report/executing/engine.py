"""papermill's engine plus three things: a preloaded kernel, a single write, proof that the last cell was reached.

After a killed kernel or a timeout, a notebook's metadata still say "completed", and papermill counts
`sys.exit(0)` as success. So after the last cell the kernel is asked to repeat a random word; only its answer
makes the notebook complete.
This needs no cell in the notebook. The engine works by name wherever papermill does: `papermill --engine xhs
…`.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import Any

from papermill import execute
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine
from papermill.log import logger
from papermill.utils import merge_kwargs, remove_args

from xhs_workbench.errors import Problem, ReportError
from xhs_workbench.report.executing.kernels import manager_in, private_folder

MOST_PRINTED = 1_000_000
"""Characters of one cell's printed output that are kept; they never reach a page."""
END = "xhs_end"


class ReportClient(PapermillNotebookClient):  # type: ignore[misc]
    """papermill's client, with the question after the last cell."""

    def papermill_execute_cells(self) -> None:
        """Run the cells, then ask the question."""
        self._printed: dict[int, int] = {}
        super().papermill_execute_cells()
        metadata = self.nb.metadata
        metadata.pop(END, None)
        if metadata.papermill.get("exception"):
            return
        word = secrets.token_hex(8)
        asked = self.kc.execute(
            "", store_history=False, user_expressions={END: repr(word)}, allow_stdin=False
        )
        reply = self.wait_for_reply(asked)
        said = ((reply or {}).get("content", {}).get("user_expressions") or {}).get(END, {})
        if said.get("data", {}).get("text/plain") == repr(word):
            metadata[END] = word

    def output(self, outs: Any, msg: Any, display_id: Any, cell_index: int) -> Any:
        """Keep an output; if printing never ends, only the beginning."""
        if msg["msg_type"] == "stream":
            printed = self._printed.get(cell_index, 0)
            if printed > MOST_PRINTED:
                return None
            self._printed[cell_index] = printed + len(msg["content"].get("text", ""))
            if self._printed[cell_index] > MOST_PRINTED:
                msg["content"]["text"] = msg["content"]["text"][: MOST_PRINTED - printed] + "\n[… cut here]\n"
        return super().output(outs, msg, display_id, cell_index)


LATE_SECONDS = 120
"""How late a cell's last message may be: on a busy machine it may take longer than nbclient's 4 s without a
failure."""


class ReportEngine(NBClientEngine):  # type: ignore[misc]
    """papermill's own engine over `ReportClient`."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, log_output: bool = False, start_timeout: int = 60, **settings: Any
    ) -> Any:
        """Execute in our kernel, unless the caller provides a manager; end the kernel as soon as it is done.

        Raises:
            ReportError: The kernel did not answer the final question, even if papermill would call the run
                complete. A caller with its own manager gets the notebook back and checks for the word itself.
        """
        timeout = settings.pop("execution_timeout", None)
        chosen = merge_kwargs(
            remove_args(["input_path", "timeout", "startup_timeout"], **settings),
            timeout=timeout,
            startup_timeout=start_timeout,
            kernel_name=kernel_name,
            log=logger,
            log_output=log_output,
            shutdown_kernel="immediate",
            iopub_timeout=LATE_SECONDS,
        )
        with saved_at_the_end(nb_man):
            if "kernel_manager_class" in chosen:
                return ReportClient(nb_man, **chosen).execute()
            with private_folder() as folder:
                notebook = ReportClient(nb_man, **chosen, kernel_manager_class=manager_in(folder)).execute()
        if not notebook.metadata.get(END) and not _told_by_papermill(notebook):
            raise ended_early(PurePath(settings.get("input_path") or "notebook").name)
        return notebook


@contextmanager
def saved_at_the_end(nb_man: Any) -> Iterator[None]:
    """Let papermill write the notebook once, after the last cell or the failed one, instead of twice per cell.

    With the tables and charts of a whole report in it, those writes take longer than the cells.
    """
    path, nb_man.output_path = nb_man.output_path, None
    try:
        yield
    finally:
        nb_man.output_path = path


@contextmanager
def written_plainly() -> Iterator[None]:
    """Let papermill write the executed notebook without indenting it: programs read it, and lines of their own cost four times the rest."""
    usual, execute.write_ipynb = execute.write_ipynb, _write_plainly
    try:
        yield
    finally:
        execute.write_ipynb = usual


def _write_plainly(notebook: Any, path: str) -> None:
    Path(path).write_text(json.dumps(notebook, ensure_ascii=False, sort_keys=True), encoding="utf-8")


def _told_by_papermill(notebook: Any) -> bool:
    """Say whether papermill itself will fail: for every error except a clean exit, marked in the notebook."""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    errors = [(output.ename, output.evalue) for output in outputs if output.output_type == "error"]
    return any(name != "SystemExit" or value not in ("", "0") for name, value in errors)


def ended_early(name: str) -> ReportError:
    """Return the error for a notebook whose kernel did not answer the final question."""
    return ReportError(
        Problem(
            "the notebook ended before its last cell",
            "notebook 没有运行到最后一个单元格",
            file=name,
            fix_en="look for sys.exit() or a cell that ends the kernel.",
            fix_zh="请检查是否有 sys.exit() 等提前结束的代码。",
            code="XHS-R003",
        )
    )
