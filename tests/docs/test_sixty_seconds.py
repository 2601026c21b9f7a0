"""The README's sixty seconds, from an empty folder to a real browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .pages import ROOT, Page
from .projects import curl, link_packages, run, serving

README = Page(ROOT / "README.md")
STRICTLY = "--noEmit --strict --jsx react-jsx --module esnext --moduleResolution bundler --target es2022 --types react"
COMPILERS = ("typescript", "typescript7")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the README's files, generated and built by the README's commands."""
    folder = tmp_path_factory.mktemp("hello")
    link_packages(folder)
    README.write(folder)
    (commands,) = README.of("sh")
    *building, last = commands.text.splitlines()
    assert last == "uvicorn main:app"
    for command in building:
        run(command, folder)
    return folder


def test_the_readme_needs_no_other_files(folder: Path) -> None:
    written = {block.name for block in README.blocks if block.name}

    assert written == {"main.py", "hello.config.mjs", "public/index.html", "src/App.tsx"}


@pytest.mark.parametrize("compiler", COMPILERS)
def test_the_page_type_checks_strictly(folder: Path, compiler: str) -> None:
    run(f"node {ROOT}/node_modules/{compiler}/bin/tsc {STRICTLY} src/App.tsx", folder)


def test_a_misspelt_argument_does_not_compile(folder: Path) -> None:
    text = (folder / "src/App.tsx").read_text()
    (folder / "src/Wrong.tsx").write_text(text.replace("{ text: 'hi' }", "{ txt: 'hi' }"))

    with pytest.raises(AssertionError, match="'txt' does not exist"):
        run(f"node {ROOT}/node_modules/typescript7/bin/tsc {STRICTLY} src/Wrong.tsx", folder)


def test_the_page_shows_data_echoes_and_follows_a_rename_in_one_request(folder: Path) -> None:
    with serving(folder) as port:
        seen = json.loads(run(f"node tests/docs/browser.mjs http://127.0.0.1:{port}/", ROOT))

    assert seen["loading"] == ["GET /api/mizan/context/global"]
    assert seen["echo"] == ["POST /api/mizan/call/echo"]
    assert seen["rename"] == ["POST /api/mizan/call/rename"]
    assert seen["complaints"] == []


def test_the_wire_is_what_the_readme_shows(folder: Path) -> None:
    (session,) = README.of("console")
    command, answer = session.text.splitlines()
    with serving(folder) as port:
        assert curl(command.removeprefix("$ "), port) == answer


def test_the_readmes_test_command_is_what_ci_runs() -> None:
    assert "    make test " in README.text
    assert (ROOT / ".ci/run").read_text().splitlines()[-1] == "make test"
