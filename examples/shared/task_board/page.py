"""The page that a server sends: one of those in `examples/frontends`, as built."""

from __future__ import annotations

import os
from pathlib import Path

FRONTENDS = Path(__file__).parents[2] / "frontends"


def built_page() -> Path:
    """Return the folder of the page that TASKBOARD_PAGE names, React's by default.

    Raises:
        ValueError: If there is no such page.
    """
    chosen = os.environ.get("TASKBOARD_PAGE", "react")
    pages = sorted(each.parent.name for each in FRONTENDS.glob("*/index.html"))
    if chosen not in pages:
        raise ValueError(f"There is no page '{chosen}': TASKBOARD_PAGE is one of {', '.join(pages)}.")
    return FRONTENDS / chosen / "dist"
