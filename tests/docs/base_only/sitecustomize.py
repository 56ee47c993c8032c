"""Found by Python at its start where this folder is on PYTHONPATH: hides the modules that `HIDDEN_MODULES` names, as if not installed."""

import os
import sys

for name in os.environ.get("HIDDEN_MODULES", "").split():
    sys.modules.setdefault(name, None)  # type: ignore[arg-type]
