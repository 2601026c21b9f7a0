"""`python -m mizan_fastapi.cli`: the document on stdout, everything else on stderr."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HEAD = "from mizan_core import Registry\nfrom mizan_fastapi import client, register\n"
ECHO = "@register\n@client\ndef echo(text: str) -> str:\n    return text\n"


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Write modules and run the command beside them."""

    def run(*arguments: str, **modules: str) -> subprocess.CompletedProcess[str]:
        for name, text in modules.items():
            path = tmp_path / f"{name.replace('__', '/')}.py"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
        command = [sys.executable, "-m", "mizan_fastapi.cli", *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=30)

    return run


def test_the_document_stands_on_stdout(run) -> None:
    done = run("main", main=HEAD + ECHO)

    assert (done.returncode, done.stderr) == (0, "")
    assert set(json.loads(done.stdout)["x-mizan"]["functions"]) == {"echo"}


def test_nothing_else_stands_on_stdout(run) -> None:
    noise = (
        "import atexit, os, subprocess, sys, threading\n"
        "print('printed')\n"
        "sys.stdout.write('written')\n"
        "sys.__stdout__.write('underneath'); sys.__stdout__.flush()\n"
        "os.write(1, b'by descriptor')\n"
        "subprocess.run(['echo', 'by a child'])\n"
        "atexit.register(print, 'at exit')\n"
        "atexit.register(os.write, 1, b'at exit by descriptor')\n"
    )

    done = run("main", main=noise + HEAD + ECHO)

    assert done.returncode == 0
    assert json.loads(done.stdout)["openapi"]
    for each in ("printed", "written", "underneath", "by descriptor", "by a child", "at exit by descriptor"):
        assert each in done.stderr


def test_a_module_may_name_its_registry(run) -> None:
    main = HEAD + "own = Registry()\n" + ECHO + "own.register(echo, 'say')\n"

    for name, functions in (("main:own", {"say"}), ("main", {"echo"})):
        assert set(json.loads(run(name, main=main).stdout)["x-mizan"]["functions"]) == functions


def test_modules_of_packages_are_named_with_dots(run) -> None:
    assert run("shop.main", shop__main=HEAD + ECHO).returncode == 0


@pytest.mark.parametrize(
    ("module", "text", "reason", "hint"),
    [
        ("absent", "", "There is no module 'absent' in ", "Run the command where the application runs"),
        ("main.absent", "", "There is no module 'main.absent' in ", "Run the command where the application runs"),
        ("main", "import not_there", "ModuleNotFoundError: No module named 'not_there'", "Is 'not_there' installed"),
        ("main", "x = 1\n1 / 0", "main.py:4): ZeroDivisionError: division by zero", "python -c 'import main'"),
        ("main", "def f(:", "SyntaxError", "python -c 'import main'"),
        ("main", "import sys; sys.exit(0)", "SystemExit: 0", 'under if __name__ == "__main__"'),
        ("main:nothing", ECHO, "main:nothing does not exist.", "leave out ':nothing'"),
        ("main:echo", "own = Registry()\n" + ECHO, "main:echo is a function, no Registry.", "main has own."),
        ("main.py", ECHO, "'main.py' is a file.", "Name the module: main\n"),
        ("./shop/main.py", ECHO, "'./shop/main.py' is a file.", "Name the module: shop.main\n"),
    ],
)
def test_a_module_that_cannot_be_loaded_is_explained(run, module: str, text: str, reason: str, hint: str) -> None:
    done = run(module, main=HEAD + text)

    assert (done.returncode, done.stdout) == (1, "")
    assert reason in done.stderr
    assert hint in done.stderr
    assert "Traceback" not in done.stderr


def test_every_wrong_declaration_is_printed(run) -> None:
    lost = "@register\n@client(affects='nothing')\ndef lost() -> None: ...\n"
    untyped = "@register\n@client\ndef untyped(text) -> str: ...\n"

    done = run("main", main=HEAD + lost + untyped)

    assert (done.returncode, done.stdout) == (1, "")
    assert "MZ104 main.py:3 lost" in done.stderr
    assert "MZ105 main.py:6 untyped" in done.stderr


def test_functions_that_were_forgotten_are_noted(run) -> None:
    main = (
        HEAD
        + ECHO
        + "import shop\nfrom shop import forgotten, wrapped\nother = Registry()\nother.register(shop.elsewhere, 'x')\n"
    )
    shop = (
        HEAD
        + "import functools\n"
        + "def log(f):\n    @functools.wraps(f)\n    def inner(*a): return f(*a)\n    return inner\n"
        + "@client\ndef forgotten() -> int: return 1\n"
        + "@client\ndef elsewhere() -> int: return 1\n"
        + "@register\n@log\n@client\ndef wrapped() -> int: return 1\n"
    )

    done = run("main", main=main, shop=shop)

    assert done.returncode == 0
    assert json.loads(done.stdout)["openapi"]
    assert done.stderr == (
        "note: shop.py:8 forgotten is a @client function that is never registered. Add register(forgotten).\n"
    )


def test_a_module_that_registers_nothing_is_noted(run) -> None:
    done = run("main", main=HEAD)

    assert (done.returncode, done.stderr) == (0, "note: no function is registered.\n")


GUARDED = (
    "@register\n@client(context='user', auth=True)\ndef profile(user_id: int) -> str: return ''\n"
    "@register\n@client(affects='user', auth='staff')\ndef rename(user_id: int) -> None: ...\n"
)


def test_the_functions_may_be_listed(run) -> None:
    done = run("main", "--functions", main=HEAD + ECHO + GUARDED)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "name     kind      context  affects  auth           module\n"
        "echo     call                        public         main\n"
        "profile  query     user              authenticated  main\n"
        "rename   mutation           user     staff          main\n"
    )


@pytest.mark.parametrize("arguments", [("--public",), ("--functions", "--public")])
def test_what_everybody_may_call_may_be_listed(run, arguments: tuple[str, ...]) -> None:
    done = run("main", *arguments, main=HEAD + ECHO + GUARDED)

    assert done.stdout.splitlines()[1:] == ["echo  call                    public  main"]


def test_help_tells_the_exit_codes(run) -> None:
    done = run("--help")

    assert done.returncode == 0
    assert "--functions" in done.stdout
    assert "exit codes" in done.stdout


@pytest.mark.parametrize("arguments", [(), ("main", "--unknown"), ("main", "other")])
def test_a_wrong_command_is_told_from_a_wrong_module(run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments, main=HEAD + ECHO)

    assert (done.returncode, done.stdout) == (2, "")
    assert "usage:" in done.stderr
