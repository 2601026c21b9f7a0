"""Starts the task board: `python serve.py`. PORT chooses the port, 8000 by default."""

from __future__ import annotations

import os
import secrets

import uvicorn
from task_board.sample import PASSWORD, TEAM
from taskboard.database import PATH


def main() -> None:
    """Print where to go and who may sign in, and serve until Ctrl-C."""
    port = int(os.environ.get("PORT", "8000"))
    os.environ.setdefault("TASKBOARD_SECRET", kept_secret())
    os.environ.setdefault("MIZAN_LIVE", "memory")
    os.environ.setdefault("MIZAN_SECRET", os.environ["TASKBOARD_SECRET"])
    print(f"\n  Task board: http://localhost:{port}\n")
    print(f"  Sign in with password '{PASSWORD}' as one of:")
    for each in TEAM:
        print(f"    {each.login:10} {each.name}{'  (staff)' if each.is_staff else ''}")
    print(flush=True)
    uvicorn.run("main:app", host="127.0.0.1", port=port, log_level="warning")


def kept_secret() -> str:
    """Return what signs cookies, kept beside the database so that sessions outlive the server."""
    path = PATH.with_name("secret")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex())
    return path.read_text()


if __name__ == "__main__":
    main()
