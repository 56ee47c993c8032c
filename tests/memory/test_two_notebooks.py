"""Two notebooks open at once on one memory, each in a kernel of its own: both write, both read, one is interrupted, none is in the way."""

import json

import pytest
from jupyter_client.manager import start_new_kernel

from tests.waits import PATIENCE
from xhs_workbench import paths

SET_UP = """
import json
from datetime import date
from pathlib import Path
from tests.memory.test_memory import campaign, order, remember
from xhs_workbench import memory, paths
from xhs_workbench.memory import store
from xhs_workbench.params import load_params
file = Path(FILE)
brief = load_params(paths.PARAMS / "demo" / "post_campaign.yaml").read_brief()
def write(name):
    return remember(file, campaign(brief, name, date(2026, 1, 1)), [order(1, name, 100.0, 550.0)])
"""
HOLD = """
with store.opened(file, write=True) as held:
    held.execute("DELETE FROM placements")
    print("held", flush=True)
    while True:
        pass
"""
RECALL = 'print(json.dumps(sorted(memory.recall_placements(file)["campaign"])))'


class Notebook:
    """A kernel that runs one cell after the other, as an open notebook does."""

    def __init__(self, file):
        self.manager, self.client = start_new_kernel(cwd=str(paths.ROOT), startup_timeout=PATIENCE)
        self.file = file

    def start(self, cell):
        """Run a cell and do not wait for it."""
        return self.client.execute(cell.replace("FILE", repr(str(self.file))))

    def said(self, asked, until=None):
        """Return what a cell printed, once it ended or printed `until`."""
        text = ""
        while True:
            message = self.client.get_iopub_msg(timeout=PATIENCE)
            if message["parent_header"].get("msg_id") != asked:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind == "stream":
                text += content["text"]
            if kind == "error":
                text += content["ename"]
            ended = kind == "status" and content["execution_state"] == "idle"
            if ended or (until and until in text):
                return text

    def run(self, cell):
        return self.said(self.start(cell))

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture
def two(tmp_path):
    open_now = [Notebook(tmp_path / "memory.duckdb") for _ in range(2)]
    asked = [one.start(SET_UP) for one in open_now]
    assert [one.said(cell) for one, cell in zip(open_now, asked, strict=True)] == ["", ""]
    yield open_now
    for one in open_now:
        one.close()


def test_both_write_at_once_and_an_interrupt_leaves_the_memory_as_it_was(two):
    left, right = two
    asked = [
        one.start(f"for n in range(4): write({name!r} + str(n))") for one, name in zip(two, "ab", strict=True)
    ]
    assert [one.said(cell) for one, cell in zip(two, asked, strict=True)] == ["", ""]
    everything = ["a0", "a1", "a2", "a3", "b0", "b1", "b2", "b3"]
    assert [json.loads(one.run(RECALL)) for one in two] == [everything, everything]

    # One is interrupted in the middle of writing, with rows gone that it has not committed.
    holding = left.start(HOLD)
    left.said(holding, until="held")
    waiting = right.start('write("b4")')
    left.manager.interrupt_kernel()
    assert "KeyboardInterrupt" in left.said(holding)
    assert right.said(waiting) == ""
    assert [json.loads(one.run(RECALL)) for one in two] == [[*everything, "b4"]] * 2

    # It is restarted and goes on.
    left.manager.restart_kernel(now=True)
    left.client.wait_for_ready(timeout=PATIENCE)
    left.run(SET_UP)
    left.run('write("a4")')
    assert json.loads(right.run(RECALL)) == sorted([*everything, "a4", "b4"])
