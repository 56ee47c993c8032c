"""Kill a delivery at each of its writes, and some repairs too; print the counts. Run as a separate process, because it forks.

`python deliver_killed.py FOLDER`.
"""

import json
import os
import sys
from itertools import count
from pathlib import Path

from benchmarks.kills import FullDisk, KilledDisk, on_disk
from xhs_workbench.report.delivering import delivery, journal

OLD = {
    "client/a.html": b"<p>old</p></html>",
    "client/a.xlsx": b"old",
    "internal/a_internal.html": b"<i>old</i></html>",
    "internal/a_rows.csv": b"old",
}
NEW = {
    "internal/a_internal.html": b"<i>new</i></html>",
    "internal/a_rows.csv": None,
    "internal/a_new.csv": b"new",
    "client/a.xlsx": b"new",
    "client/a.html": b"<p>new</p></html>",
}
EACH = 5
"""After this many kills of the delivery, the repair is killed too."""
AFTER = {name: raw for name, raw in NEW.items() if raw is not None}


def lay(folder):
    """Write the old set of files; return the campaign's folder."""
    campaign = folder / "demo"
    for name in ("client", "internal"):
        place = campaign / name
        place.mkdir(parents=True, exist_ok=True)
        for path in place.iterdir():
            path.unlink()
    for path in campaign.iterdir():
        if path.is_file():
            path.unlink()
    for name, raw in OLD.items():
        (campaign / name).write_bytes(raw)
    return campaign


def forked(work, disk):
    """Do it in a process of its own on such a disk; returns its exit code, negative for a signal."""
    pid = os.fork()
    if not pid:
        os.fsync = lambda _: None  # a kill is no power cut, and hundreds of flushes take a busy disk a minute
        on_disk(disk)
        try:
            work()
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def read(campaign):
    """Return the files under names that readers know."""
    found = (path for path in campaign.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(campaign).as_posix(): path.read_bytes() for path in found}


def look(folder, campaign, found):
    """Judge what is left after the repair."""
    state = read(campaign)
    found["old"] += state == OLD
    found["new"] += state == AFTER
    found["mixed"] += state not in (OLD, AFTER)
    found["hidden"] += any(path.name.startswith(".") for path in folder.rglob("*"))


def main():
    """Kill at every point, or let every write fail, and count."""
    folder = Path(sys.argv[1])
    found = dict.fromkeys(("killed", "killed twice", "full", "old", "new", "mixed", "hidden", "partial"), 0)
    wanted = {lay(folder) / name: raw for name, raw in NEW.items()}

    def deliver():
        delivery.deliver(wanted)

    def repair():
        journal.finish(folder)

    for at in count(1):
        campaign = lay(folder)
        if forked(deliver, KilledDisk(at)) == 0:
            break
        found["killed"] += 1
        whole = {raw for files in (OLD, AFTER) for raw in files.values()}
        found["partial"] += any(raw not in whole for raw in read(campaign).values())
        for again in count(1) if at % EACH == 0 else ():
            campaign = lay(folder)
            forked(deliver, KilledDisk(at))
            if forked(repair, KilledDisk(again)) == 0:
                break
            found["killed twice"] += 1
            repair()
            look(folder, campaign, found)
        if at % EACH:  # else a repair that was not killed has ended the loop, and is judged by itself
            repair()
        look(folder, campaign, found)
    for at in range(1, found["killed"] + 1):
        campaign = lay(folder)
        refused = forked(deliver, FullDisk(at))
        found["full"] += 1
        found["mixed"] += read(campaign) != (OLD if refused else AFTER)
        repair()
        found["hidden"] += any(path.name.startswith(".") for path in folder.rglob("*"))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
