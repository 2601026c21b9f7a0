"""What happens at the start: servers refuse mistakes, commands leave them to their checks, reloading goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest
from projects import FILES, MISTAKE, SETTINGS, Project
from servers import free_port, wait_for

WRONG = "MZ104 clients.py:10 buy: affects names an unknown context 'good'. Did you mean 'goods'?"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@pytest.fixture
def mistaken(tmp_path: Path) -> Project:
    return Project(tmp_path, {**FILES, "shop/clients.py": MISTAKE})


@pytest.mark.parametrize(
    "command",
    [
        ("gunicorn", "--bind", "127.0.0.1:0", "wsgi:application"),
        ("uvicorn", "--port", "0", "asgi:application"),
        (sys.executable, "-c", "import django; django.setup()"),
    ],
    ids=lambda command: Path(command[0]).name,
)
def test_a_server_does_not_start_with_a_mistake_and_says_which(mistaken: Project, command: tuple[str, ...]) -> None:
    done = mistaken.run(*command)

    assert done.returncode != 0
    assert WRONG in done.stdout + done.stderr


def test_a_server_does_not_start_with_a_wrong_setting(project: Project) -> None:
    project.write(**{"settings.py": SETTINGS + "MIZAN = {'ATOMIK': True}\n"})

    done = project.run("gunicorn", "--bind", "127.0.0.1:0", "wsgi:application")

    assert done.returncode != 0
    assert "ImproperlyConfigured: MIZAN has no key 'ATOMIK'. Did you mean 'ATOMIC'?" in done.stderr


def test_check_names_the_mistake_and_ends_with_1(mistaken: Project) -> None:
    done = mistaken.manage("check")

    assert done.returncode == 1
    assert "?: (mizan.E104) clients.py:10 buy: affects names an unknown context 'good'." in done.stderr
    assert "HINT: Did you mean 'goods'? (docs/errors/mz104.md)" in done.stderr
    assert "Traceback" not in done.stderr


def test_check_names_a_wrong_setting_and_goes_on_to_the_functions(mistaken: Project) -> None:
    mistaken.write(**{"settings.py": SETTINGS + "MIZAN = {'STRICT': 'yes'}\n"})

    done = mistaken.manage("check")

    assert done.returncode == 1
    assert "(mizan.E002) MIZAN['STRICT'] is 'yes'." in done.stderr
    assert "(mizan.E104)" in done.stderr


def test_strict_is_asked_of_every_function(project: Project) -> None:
    project.write(**{"settings.py": SETTINGS + "MIZAN = {'STRICT': True}\n"})

    done = project.manage("check")

    assert done.returncode == 1
    assert "(mizan.E114)" in done.stderr


@pytest.mark.parametrize(
    "command",
    [("migrate", "--skip-checks", "-v0"), ("shell", "-v0", "-c", "print('ran')"), ("help",)],
    ids=lambda command: command[0],
)
def test_commands_that_do_not_check_run_in_spite_of_a_mistake(mistaken: Project, command: tuple[str, ...]) -> None:
    done = mistaken.manage(*command)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("command", ["migrate", "test"])
def test_commands_that_check_first_say_what_is_wrong(mistaken: Project, command: str) -> None:
    """As with every error that a check finds."""
    done = mistaken.manage(command)

    assert done.returncode == 1
    assert "SystemCheckError" in done.stderr
    assert "(mizan.E104)" in done.stderr


@pytest.mark.parametrize("text", ["import not_there\n", "def f(:\n", "1 / 0\n"], ids=["import", "syntax", "crash"])
def test_what_fails_while_a_module_is_imported_surfaces(project: Project, text: str) -> None:
    project.write(**{"shop/clients.py": text})

    for done in (project.manage("check"), project.run("gunicorn", "--bind", "127.0.0.1:0", "wsgi:application")):
        assert done.returncode != 0
        assert "shop/clients.py" in done.stderr
        assert any(each in done.stderr for each in ("No module named 'not_there'", "SyntaxError", "ZeroDivisionError"))


def test_a_project_without_users_and_sessions_works(project: Project) -> None:
    project.write(
        **{
            "ask.py": """
import django
django.setup()
from mizan_django.testing import MizanClient
from django.test.utils import setup_test_environment
setup_test_environment()
asked = MizanClient()
print(asked.context("goods").data, asked.call("nowhere").error["code"])
"""
        }
    )

    assert project.manage("check").stderr == ""
    assert project.run(sys.executable, "ask.py").stdout == "{'goods': ['tea']} NOT_FOUND\n"


def test_a_guard_without_users_lets_nobody_pass_and_is_warned_of(project: Project) -> None:
    project.write(**{"shop/clients.py": FILES["shop/clients.py"].replace('"goods")', '"goods", auth=True)')})

    assert "(mizan.W002) goods wants somebody who is signed in" in project.manage("check").stderr


def test_mizan_has_no_migrations(project: Project) -> None:
    done = project.manage("makemigrations", "--check", "--dry-run")

    assert (done.returncode, done.stdout) == (0, "No changes detected\n")


# runserver, which loads everything anew when a file changes.


@contextmanager
def developing(project: Project) -> Iterator[tuple[int, Path]]:
    """Run the development server; return its port, and the file that it writes to."""
    port = free_port()
    log = project.folder / "log"
    command = [sys.executable, "-m", "django", "runserver", f"127.0.0.1:{port}"]
    with log.open("w") as output:
        process = subprocess.Popen(
            command, cwd=project.folder, env=project.environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield port, log
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(10)


def goods(port: int) -> object:
    """Return what the server says, None while it does not."""
    try:
        return httpx.get(f"http://127.0.0.1:{port}/api/mizan/context/goods").json().get("data", {}).get("goods")
    except httpx.TransportError:
        return None


def changed(project: Project, text: str, noticed: Callable[[], bool]) -> None:
    """Change the module until the server has noticed: it begins to watch some time after it begins to answer."""
    for _ in range(6):
        project.write(**{"shop/clients.py": text})
        with suppress(AssertionError):
            wait_for(noticed, 2.5)
            return
    raise AssertionError("The server did not notice.")


def test_reloading_survives_a_module_that_is_broken_for_a_while(project: Project) -> None:
    clients = FILES["shop/clients.py"]
    project.write(**{"settings.py": SETTINGS + "DEBUG = True\n"})
    with developing(project) as (port, log):
        wait_for(lambda: goods(port) == ["tea"], 15)
        for broken, complaint in (("def f(:\n", "SyntaxError"), (MISTAKE, "(mizan.E104)")):
            changed(project, broken, lambda complaint=complaint: complaint in log.read_text())
        changed(project, clients.replace("tea", "coffee"), lambda: goods(port) == ["coffee"])
