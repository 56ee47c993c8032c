"""Commands as a reader types them, each answered by a fork of one process that has everything imported.

To start Python and import the workbench costs two seconds of a core, most commands a tenth of that. A fork has the words, the folder,
the environment and the streams of whoever typed, runs what the command's entry runs, and gives its exit code. That a command
starts by itself is tried where it is typed in earnest: in `tests/cli`, `tests/installed` and the tutorial.
"""

import atexit
import gc
import json
import os
import select
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import warnings
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path

KERNELS = "XHS_KERNELS"
NAMES = ("xhs-workbench", "papermill", "python")
NO_LONGER_SO = "-Werror::FutureWarning"
"""The one option of Python's that is answered."""
CLIENT = """#!{python} -IS
import json, os, socket, sys
line = socket.socket(socket.AF_UNIX)
line.connect({place!r})
asked = {{"words": sys.argv, "folder": os.getcwd(), "environment": dict(os.environ)}}
socket.send_fds(line, [b" "], [0, 1, 2])
line.sendall(json.dumps(asked).encode())
line.shutdown(socket.SHUT_WR)
sys.exit(int(line.makefile().read() or 70))
"""
"""What stands in for a command: it hands everything over and waits for the exit code."""


@contextmanager
def ready_programs(environment, before=()):
    """Yield a function from a program's name to the words that begin it, and an environment in which kernels are ready too.

    Where nothing can be forked, a program is an interpreter of its own.

    Args:
        environment: In which everything is imported; one's own is given with each call, as to any program.
        before: As in `ready_commands`.
    """
    from xhs_workbench.report.executing.fork_server import FORK_WORKS

    if not FORK_WORKS:
        yield (lambda name: [*before, sys.executable, *ALONE[name]]), environment
        return
    with tempfile.TemporaryDirectory() as folder, ready_commands(Path(folder), environment, before) as ready:
        yield (lambda name: [str(Path(folder) / name)]), ready


ALONE = {
    "xhs-workbench": ("-P", "-m", "xhs_workbench.cli"),
    "papermill": ("-m", "papermill"),
    "python": (),
}
"""What each program is to an interpreter."""


@contextmanager
def ready_commands(folder, environment, before=()):
    """Have the commands ready, and their kernels, while a block runs; yields the environment in which they are found.

    Args:
        folder: An empty one for them; its name is short, as that of a socket must be.
        environment: In which everything is imported, and commands are typed.
        before: Words in front of the process that answers, as those that take rights from it.
    """
    place = str(folder / "c")
    for name in NAMES:
        (folder / name).write_text(CLIENT.format(python=sys.executable, place=place), encoding="utf-8")
        (folder / name).chmod(0o755)
    command = [*before, sys.executable, __file__, place]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process:
        try:
            said = [process.stdout.readline() for _ in range(2)]
            assert said == [b"ready\n"] * 2, f"the process that answers did not start: {said}"
            around = {**environment, KERNELS: str(folder)}
            yield {**around, "PATH": f"{folder}{os.pathsep}{environment['PATH']}"}
        finally:
            process.stdin.close()  # which ends it


def answer(line):
    """Fork what was asked for. Only the fork keeps the connection, so that it ends with it."""
    _, streams, _, _ = socket.recv_fds(line, 1, 3)
    asked = json.loads(line.makefile("rb").read())
    forked = os.fork()
    if forked:
        for one in streams:
            os.close(one)
        return
    code = 1
    try:
        for number, one in enumerate(streams):
            os.dup2(one, number)
            os.close(one)
        code = run(asked) or 0
    except SystemExit as ended:
        if isinstance(ended.code, str):
            print(ended.code, file=sys.stderr)
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        leave(line, code)


def leave(line, code):
    """End as an interpreter does: threads, then what was to be done at the end, then what is left to print."""
    try:
        threading._shutdown()
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        line.sendall(str(code).encode())
    finally:
        os._exit(code)


def run(asked):
    """Be the command, with its own streams, environment and folder."""
    from xhs_workbench import paths, work_folder

    sys.stdin, sys.stdout, sys.stderr = (
        open(number, mode, encoding="utf-8", closefd=False)  # noqa: SIM115 - they end with the process
        for number, mode in enumerate("rww")
    )
    os.environ.clear()
    os.environ.update(asked["environment"])
    os.chdir(asked["folder"])
    time.tzset()
    paths.settle(work_folder.find_root())
    sys.argv = asked["words"]
    name = Path(sys.argv[0]).name
    if name == "xhs-workbench":
        from xhs_workbench.cli import main

        return main()
    if name == "papermill":
        from papermill.cli import papermill

        return papermill()
    _, warned, given, code, *more = sys.argv
    assert (warned, given) == (NO_LONGER_SO, "-c"), "of Python only this is answered here"
    warnings.simplefilter("error", FutureWarning)
    sys.argv = ["-c", *more]
    return exec(compile(code, "<string>", "exec"), {"__name__": "__main__"})


def serve(place):
    """Import everything, and answer until the owner's pipe ends; no query runs here, and no thread. Kernels come from a fork of this."""
    from xhs_workbench.report.executing import fork_server
    from xhs_workbench.report.executing.fresh_kernel import import_ahead
    from xhs_workbench.report.rendering import page

    import_ahead()
    import_module("papermill.cli")
    page.warm()
    gc.collect()
    gc.freeze()
    if not os.fork():
        fork_server.serve(Path(place).parent, fork_server._forked)
        os._exit(0)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(place)
    listener.listen()
    sys.stdout.write("ready\n")  # in one piece: the other process writes into the same pipe
    sys.stdout.flush()
    while True:
        ready, _, _ = select.select([listener, sys.stdin], [], [])
        if sys.stdin in ready:
            return
        line, _ = listener.accept()
        with line:
            answer(line)
        reap()


def reap():
    """Let go of the forks that have ended, so that what they cost is counted as ours."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            continue


if __name__ == "__main__":
    serve(sys.argv[1])
