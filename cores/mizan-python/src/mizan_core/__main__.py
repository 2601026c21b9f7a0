"""Mizan's own command: `python -m mizan_core keys …`."""

from __future__ import annotations

import sys

from .tokens.command import main

if __name__ == "__main__":
    sys.exit(main())
