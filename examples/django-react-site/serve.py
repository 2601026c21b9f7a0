"""Starts the task board: `python serve.py`. PORT chooses the port, 8000 by default."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django
from django.core.management import call_command
from task_board.sample import PASSWORD, TEAM

HERE = Path(__file__).parent
OPTIONS = {
    "--worker-class": "gthread",
    "--workers": "1",  # tries are counted in one process
    "--threads": "8",
    "--keep-alive": "75",
    "--log-level": "warning",
}


def main() -> None:
    """Bring the database up to date, print where to go and who may sign in, and serve until Ctrl-C."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("seed")
    call_command("clearsessions")
    port = int(os.environ.get("PORT", "8000"))
    print(f"\n  Task board: http://localhost:{port}, its admin: http://localhost:{port}/admin/\n")
    print(f"  Sign in with password '{PASSWORD}' as one of:")
    for each in TEAM:
        print(f"    {each.login:10} {each.name}{'  (staff)' if each.is_staff else ''}")
    print(flush=True)
    options = [part for option in OPTIONS.items() for part in option]
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--no-control-socket"]
    os.chdir(HERE)
    os.execv(sys.executable, [*command, *options])


if __name__ == "__main__":
    main()
