"""How numbers, tables and charts are drawn, whatever they are about."""

import sys
from typing import Any, cast

# Charts bring jsonschema, which compiles a grammar of internationalised addresses for over a second where it
# finds this package. Charts hold no such address, so it counts as not installed.
SLOW = "rfc3987_syntax"
sys.modules.setdefault(SLOW, cast("Any", None))
