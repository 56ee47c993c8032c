"""`python -m xhs_workbench.cli`: the same as `xhs-workbench`."""

import sys

from xhs_workbench.cli.entry import main

if __name__ == "__main__":
    sys.exit(main())
