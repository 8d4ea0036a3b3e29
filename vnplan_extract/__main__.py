"""`python -m vnplan_extract` is the command `vnplan`."""

from __future__ import annotations

import sys

from vnplan_extract.cli import main

if __name__ == "__main__":
    sys.exit(main())
