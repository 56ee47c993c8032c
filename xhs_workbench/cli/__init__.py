"""`xhs-workbench`: a shell over the library; it holds no logic of its own. Each file here adds the commands it holds.

Exit codes: 0 done · 2 usage · 3 some reports failed, the others are delivered · 4 nothing to show · 65 unreadable data ·
66 missing file · 70 a fault in the workbench · 73 cannot write · 75 another run uses the folder ·
77 private content in the files to pack · 78 bad parameters · 124 out of time · 130/143 ended by a signal.
"""

from xhs_workbench.cli.entry import main

__all__ = ["main"]
