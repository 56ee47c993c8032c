"""How long a test waits for a browser or a server before it fails. This is the only place that sets it.

Every wait ends the moment its condition holds, so a generous limit costs a healthy run nothing: it only has
to be longer than a busy machine takes. `XHS_PATIENCE` multiplies it.
"""

import os

PATIENCE = float(os.environ.get("XHS_PATIENCE", "1")) * 240
"""Seconds; JupyterLab takes 5 on a quiet machine and a minute on a busy one."""
PATIENCE_MS = PATIENCE * 1000
"""The same for playwright, which counts milliseconds."""
