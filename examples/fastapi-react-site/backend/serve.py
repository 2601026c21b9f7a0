"""Starts the task board: `python serve.py`. PORT chooses the port, 8000 by default."""

from __future__ import annotations

import os

import uvicorn
from taskboard.seed import PASSWORD, PEOPLE


def main() -> None:
    """Print where to go and who may sign in, and serve until Ctrl-C."""
    port = int(os.environ.get("PORT", "8000"))
    print(f"\n  Task board: http://localhost:{port}\n")
    print(f"  Sign in with password '{PASSWORD}' as one of:")
    for login, name, _, staff in PEOPLE:
        print(f"    {login:10} {name}{'  (staff)' if staff else ''}")
    print(flush=True)
    uvicorn.run("main:app", host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    main()
