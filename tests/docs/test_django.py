"""The pages on Django: the blocks of each make up a project, whose tests pass and whose client compiles."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from .django_project import manage, write
from .pages import ROOT, Page
from .projects import link_packages, run
from .test_pages import TSC, TYPESCRIPT

TESTS = {
    Page(ROOT / "docs/guides/django.md"): 9,
    Page(ROOT / "docs/guides/shapes.md"): 4,
    Page(ROOT / "backends/mizan-django/README.md"): 1,
}
CONFIG = "export default { source: { django: { cwd: '..' } }, output: 'src/api', targets: ['react'] }\n"


@pytest.fixture(scope="module", params=TESTS, ids=lambda page: page.title)
def page(request: pytest.FixtureRequest) -> Page:
    return request.param


@pytest.fixture(scope="module")
def project(page: Page, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page's project, with migrations."""
    folder = tmp_path_factory.mktemp("django") / "project"
    files: dict[str, str] = {}
    for block in page.of("python"):
        assert block.name, f"{page.title}:{block.line} belongs to no file"
        files[block.name] = files.get(block.name, "") + block.text
    write(folder, files)
    done = manage(folder, "makemigrations", "shop")
    assert done.returncode == 0, done.stderr
    return folder


def test_its_tests_pass(page: Page, project: Path) -> None:
    done = manage(project, "test")

    assert done.returncode == 0, done.stderr
    assert f"Ran {TESTS[page]} test" in done.stderr


def test_its_commands_print_what_it_shows(page: Page, project: Path) -> None:
    assert page.of("console")
    for block in page.of("console"):
        for shown in block.text.removeprefix("$ ").split("\n$ "):
            command, _, output = shown.partition("\n")
            assert manage(project, *shlex.split(command)[2:]).stdout.strip() == output.strip()


def test_its_client_compiles(page: Page, project: Path) -> None:
    frontend = project / "frontend"
    (frontend / "src").mkdir(parents=True)
    link_packages(frontend)
    config = next((each.text for each in page.of("js")), CONFIG)
    (frontend / "mizan.config.mjs").write_text(config)
    (frontend / "package.json").write_text('{"dependencies": {"react": "*"}}')
    (frontend / "tsconfig.json").write_text(json.dumps(TYPESCRIPT | {"include": ["src"]}))
    for block in page.of("tsx"):
        (frontend / "src" / f"L{block.line}.tsx").write_text(block.text)

    run("mizan-generate --config mizan.config.mjs", frontend)
    run(f"{TSC} -p tsconfig.json", frontend)
