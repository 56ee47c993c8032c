"""A preloaded process becomes one fresh ipykernel, and exits at the end without hanging.

Run as a module, it is a spare: it imports, waits for one line that says which kernel to be, and becomes it.
    This is used
where forking is not safe; `fork_server` is the faster way.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import random
import sys
import time
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

READ_AHEAD = (
    "metrics.registry:registry",
    "metrics.tiers:schemes",
    "intake.recognising.sources:shipped_sources",
    "intake.masking.contacts:compile_forms",
    "language.aspects:_data",
    "language.cleaning:folds",
    "language.cleaning:kinds",
    "language.cutters:prepare",
    "language.folding:prepare",
    "language.intents:intents",
    "language.opinions.lexicon:prepare",
    "language.questions:_patterns",
    "language.topics:prepare",
    "params.festivals:_shipped",
    "params.unfinished:_template_words",
    "statistics.trust:trusted",
    "views.wording:_pairs",
    "views.blocks:macros",
    "views.declarations:declared",
    "who_sees:register",
)
NOT_AHEAD = (
    "xhs_workbench.report.executing.cluster",
    "xhs_workbench.report.executing.fork_server",
    "xhs_workbench.report.executing.fresh_kernel",
)
THIRD = (
    "altair",
    "papermill",
    "nbconvert.exporters.templateexporter",
    "ipykernel.kernelapp",
    "IPython",
    "ipywidgets",
    "pandas",
    "polars",
    "scipy.optimize",
    "scipy.stats",
    "jupyter_client.manager",
    "zmq.asyncio",
    "scipy.linalg",
    "icalendar",
    "duckdb",
    "PIL.JpegImagePlugin",
    "PIL.PngImagePlugin",
    "encodings.cp437",
)
KEEP_TAIL = "ipykernel_launcher"


def import_ahead() -> None:
    """Import the rooms and their libraries, and read our own data files; run no query, open no socket, start no thread.

    A thread pool that exists before a fork is dead in the child but keeps its locks, so polars would hang for
    ever. This function therefore only imports, and `fork_server` counts threads afterwards.
    """
    gc.disable()  # what is imported stays: looking through it again and again takes an eighth of the time
    for name in THIRD:
        _import(name)
    for found in walk_packages([str(Path(__file__).parents[2])], "xhs_workbench."):
        if found.name not in NOT_AHEAD and not found.name.endswith("__main__"):
            _import(found.name)
    import_module("xhs_workbench.views.drawing.unchecked").skip_chart_checks()
    read_own_files()
    gc.collect()
    gc.freeze()
    gc.enable()


OF_EVERY_NOTEBOOK = (
    "ipykernel.kernelapp",
    "IPython",
    "polars",
    "xhs_workbench.intake",
    "xhs_workbench.views",
)


def import_for_one() -> None:
    """Import what every notebook needs, for a process that becomes one kernel: what else its notebook needs, the cells import.

    A server imports everything, because hundreds are forked from it; a spare would import in vain what its report does not use.
    """
    gc.disable()
    for name in OF_EVERY_NOTEBOOK:
        _import(name)
    skip = import_module("xhs_workbench.views.drawing.unchecked").skip_chart_checks
    import_module("xhs_workbench.late_imports").when_there("altair", skip)
    gc.freeze()
    gc.enable()


def ahead_environment() -> dict[str, str]:
    """Return the environment of preloaded processes: one thread per library, one hash seed, no foreign modules."""
    single = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    root = str(import_module("xhs_workbench.paths").ROOT)
    return {"XHS_WORKBENCH_ROOT": root, **os.environ, **single, "PYTHONSAFEPATH": "1", "PYTHONHASHSEED": "0"}


def read_own_files() -> None:
    """Fill caches that need no argument and no query: definitions, sources, character tables, wording."""
    for place in READ_AHEAD:
        module, _, name = place.partition(":")
        getattr(import_module(f"xhs_workbench.{module}"), name)()


def _import(name: str) -> None:
    try:
        import_module(name)
    except ImportError:  # an optional library, or a room that needs one
        return


def become_kernel(arguments: Sequence[str], environment: Mapping[str, str], folder: str) -> None:
    """Turn this process into an ipykernel; return only when the kernel has been told to stop.

    Args:
        arguments: The arguments after `ipykernel_launcher` on a kernel's command line: `-f`, the connection
            file, settings.
        environment: The kernel's whole environment.
        folder: Its working folder.

    Whatever its transport, ipykernel opens one TCP port for output of processes that a cell forks. Reports
    have no such processes, and any user of the machine could write to that port.
    """
    os.environ.clear()
    os.environ.update(environment)
    if hasattr(time, "tzset"):
        time.tzset()
    os.chdir(folder)
    _settle()
    os.umask(0o077)
    sys.argv = [KEEP_TAIL, *arguments]
    sys.path[:] = [place for place in sys.path if place not in ("", folder)]
    _reseed()
    kernelapp: Any = import_module("ipykernel.kernelapp")
    threads = kernelapp.IOPubThread
    kernelapp.IOPubThread = lambda socket, **settings: threads(socket, **{**settings, "pipe": False})
    app = _unlimited(kernelapp.IPKernelApp).instance()
    app.initialize(list(arguments))
    app.start()
    _leave(app)


def _settle() -> None:
    """Find the work folder as a kernel started the usual way would: ours was imported before it knew whose kernel it becomes."""
    find_root = import_module("xhs_workbench.work_folder").find_root
    import_module("xhs_workbench.paths").settle(find_root())


def _unlimited(base: Any) -> Any:
    """Return the kernel application with a message queue without a limit.

    zmq's limit of a thousand drops messages that a busy reader has not fetched. A form of widgets sends more
    than that, and the display after them would be missing from the report.
    """

    class KernelApp(base):  # type: ignore[misc]
        def init_iopub(self, context: Any) -> None:
            context.sndhwm = 0
            super().init_iopub(context)

    return KernelApp


def _reseed() -> None:
    """Give every kernel its own random state, so that two reports do not inherit the same one."""
    random.seed()
    if "numpy" in sys.modules:
        import numpy as np

        np.random.seed()


def _leave(app: Any) -> None:
    """End the process. The message threads are stopped first, in an order that lets each send its last message.

    ipykernel's own exit handler stops the iopub thread before the control thread has written its reply; a
    forked process then waits for it for ever.
    """
    for name in ("control_thread", "shell_channel_thread", "iopub_thread"):
        thread = getattr(app, name, None)
        if thread is not None:
            thread.stop()
            getattr(thread, "join", lambda _: None)(1.0)
    atexit.unregister(app.close)
    app.reset_io()
    app.cleanup_connection_file()
    sys.stdout.flush()
    os._exit(0)


def main() -> None:
    """Import, wait for one line, become the kernel it describes; an empty line means that no kernel is needed."""
    import_for_one()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    line = sys.stdin.buffer.readline()
    if line.strip():
        said = json.loads(line)
        become_kernel(said["arguments"], said["environment"], said["folder"])


if __name__ == "__main__":
    main()
