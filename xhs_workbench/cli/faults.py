"""A fault of ours: its trace is kept for us, and the person at the terminal gets a number to send."""

from __future__ import annotations

import hashlib
import sys
import traceback
from contextlib import suppress

from xhs_workbench import paths
from xhs_workbench.errors import Problem, WorkbenchError

EXIT_CODE = 70


def say_fault(error: Exception, file: str = "") -> int:
    """Keep the traceback of an unexpected error in the private folder, and print the number to send us.

    Args:
        error: What was not expected.
        file: Name of the file it was met in, where there are several.
    """
    trace = "".join(traceback.format_exception(error))
    word = hashlib.sha256(trace.encode("utf-8", "replace")).hexdigest()[:8]
    log = paths.PRIVATE / f"fault-{word}.log"
    with suppress(OSError, WorkbenchError):
        from xhs_workbench.report.delivering.delivery import deliver, make_private_folder

        make_private_folder(paths.PRIVATE)
        deliver({log: trace.encode("utf-8", "replace")})
    print(
        Problem(
            f"an unexpected error, number {word}: {type(error).__name__}",
            f"程序错误，编号 {word}",
            file=file,
            fix_en=f"send us {paths.shown(log)}.",
            fix_zh="请把该日志文件发给我们。",
            code="XHS-R070",
        ),
        file=sys.stderr,
    )
    return EXIT_CODE
