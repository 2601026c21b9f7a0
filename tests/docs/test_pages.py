"""Every page: its Python runs, its TypeScript compiles, its JSON parses, its links lead somewhere."""

from __future__ import annotations

import json
import re
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

from .pages import LINKED, PAGES, ROOT, Page
from .projects import curl, link_packages, run, serving

FRAMEWORKS = {
    "docs/guides/solid.md": "solid",
    "docs/guides/svelte.md": "svelte",
    "docs/guides/tanstack.md": "tanstack",
    "docs/guides/vue.md": "vue",
}
"""The pages on other frameworks than React."""

CONFIG = "export default {{ source: {{ file: 'document.json' }}, output: 'src/api', targets: ['{}'] }}\n"
TYPESCRIPT = {
    "extends": str(ROOT / "tsconfig.base.json"),
    "compilerOptions": {"noEmit": True, "jsx": "react-jsx", "types": ["react"], "noUnusedLocals": False},
    "include": ["*/src", "*/*.tsx"],
}
COMPILING: dict[str, dict[str, object]] = {
    "solid": {"jsx": "preserve", "jsxImportSource": "solid-js", "types": []},
    "svelte": {"types": ["svelte"]},
    "tanstack": {"jsx": "react-jsx", "types": ["react"]},
    "vue": {"types": []},
}
WORKING = [page for page in PAGES if page.of("python")]
QUOTING = [page for page in PAGES if any(block.name.startswith("examples/") for block in page.blocks)]
PYTHON = f"{sys.executable} -W error"
TSC = f"node {ROOT / 'node_modules/typescript7/bin/tsc'}"


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a project for every page that holds Python."""
    folder = tmp_path_factory.mktemp("pages")
    link_packages(folder)
    others = [folder_of(Page(ROOT / title), folder).name for title in FRAMEWORKS]
    (folder / "tsconfig.json").write_text(json.dumps(TYPESCRIPT | {"exclude": others}))
    for page in WORKING:
        page.write(folder_of(page, folder))
    return folder


@pytest.mark.parametrize("page", WORKING, ids=lambda page: page.title)
def test_its_python_runs_from_top_to_bottom(page: Page, projects: Path) -> None:
    folder = folder_of(page, projects)
    (folder / "document.json").write_text(run(f"{PYTHON} -m mizan_fastapi.cli main", folder))
    if any(folder.glob("test_*.py")):
        run(f"{PYTHON} -m pytest -q -p no:cacheprovider -p no:schemathesis .", folder)


@pytest.mark.parametrize("page", [page for page in WORKING if page.of("console")], ids=lambda page: page.title)
def test_its_commands_print_what_it_shows(page: Page, projects: Path) -> None:
    folder = folder_of(page, projects)
    for block in page.of("console"):
        with serving(folder) if "curl " in block.text else nullcontext(0) as port:
            for command, shown in commands(block.text):
                printed = curl(command, port) + "\n" if command.startswith("curl ") else run(command, folder)
                assert re.fullmatch(".*".join(map(re.escape, shown.split("…"))), printed, re.DOTALL), printed


def test_their_typescript_compiles_against_what_their_python_generates(projects: Path) -> None:
    for page in WORKING:
        if page.of("tsx", "ts"):
            folder = folder_of(page, projects)
            assert (folder / "document.json").exists(), "Its Python comes first: run the whole file."
            (folder / "docs.config.mjs").write_text(CONFIG.format(FRAMEWORKS.get(page.title, "react")))
            run("mizan-generate --config docs.config.mjs", folder)

    run(f"{TSC} -p tsconfig.json", projects)


@pytest.mark.parametrize("title", FRAMEWORKS)
def test_components_of_other_frameworks_compile_with_their_types(title: str, projects: Path) -> None:
    folder = folder_of(Page(ROOT / title), projects)
    assert (folder / "src/api").exists(), "Its client comes first: run the whole file."
    options = {"noEmit": True, "noUnusedLocals": False} | COMPILING[FRAMEWORKS[title]]
    config = {"extends": TYPESCRIPT["extends"], "compilerOptions": options, "include": ["src", "*.tsx"]}
    (folder / "tsconfig.json").write_text(json.dumps(config))

    run(f"node {ROOT}/tests/docs/components.mjs {folder}", ROOT)
    run(f"{TSC} -p tsconfig.json", folder)


def test_their_vite_configs_compile(projects: Path) -> None:
    configs = " ".join(map(str, projects.glob("*/vite.config.ts")))
    assert configs

    run(f"{TSC} --ignoreConfig --noEmit --strict --skipLibCheck --module esnext --target es2022 {configs}", projects)


def test_there_is_no_typescript_without_python() -> None:
    assert [page.title for page in PAGES if page.of("tsx", "ts") and page not in WORKING] == []


def test_their_configs_are_what_the_generator_takes(projects: Path) -> None:
    configs = [folder_of(page, projects) / each.name for page in WORKING for each in page.of("js") if each.name]
    read = f"import {{ readConfig }} from '{ROOT}/protocol/mizan-generate/generator/lib/config.mjs'"
    (projects / "read.mjs").write_text(f"{read}\nfor (const path of process.argv.slice(2)) await readConfig(path)\n")

    run(f"node read.mjs {' '.join(map(str, configs))}", projects)


@pytest.mark.parametrize("page", QUOTING, ids=lambda page: page.title)
def test_what_it_quotes_of_the_examples_stands_there(page: Page) -> None:
    for block in page.blocks:
        if block.name.startswith("examples/"):
            assert " ".join(block.text.split()) in " ".join((ROOT / block.name).read_text().split()), block.name


@pytest.mark.parametrize("page", LINKED, ids=lambda page: page.title)
def test_its_json_parses_and_its_blocks_have_a_language(page: Page) -> None:
    for block in page.of("json"):
        json.loads(block.text)
    assert [block.line for block in page.blocks if not block.language] == []


def test_their_snippets_keep_the_projects_style(tmp_path: Path) -> None:
    endings = {"python": "py", "tsx": "tsx", "ts": "ts", "js": "mjs"}
    for page in PAGES:
        for block in page.of(*endings):
            (tmp_path / f"{folder_of(page, tmp_path).name}-L{block.line}.{endings[block.language]}").write_text(
                block.text
            )
    (tmp_path / "biome.json").write_text((ROOT / "biome.json").read_text())

    run(f"ruff format --check --config {ROOT}/pyproject.toml {tmp_path}", tmp_path)
    run(f"ruff check --select E,I,UP,B --config {ROOT}/pyproject.toml {tmp_path}", tmp_path)
    run("biome check --colors=off --linter-enabled=false", tmp_path)


@pytest.mark.parametrize("page", LINKED, ids=lambda page: page.title)
def test_its_links_lead_somewhere(page: Page) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.prose):
        path, _, anchor = target.partition("#")
        if "://" in target:
            continue
        file = (page.path.parent / path).resolve() if path else page.path
        assert file.exists(), f"{target} does not exist"
        assert not anchor or anchor in anchors(file), f"{target}: there is no such heading"


@pytest.mark.parametrize("page", LINKED, ids=lambda page: page.title)
def test_its_make_targets_exist(page: Page) -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    shell = "\n".join(block.text for block in page.of("sh", "console"))

    for text in (shell, *re.findall(r"`([^`\n]+)`", page.prose)):
        for target in re.findall(r"^(?:\$ )?make ([a-z-]+)", text, re.MULTILINE):
            assert target in targets, f"make {target} does not exist"


@pytest.mark.parametrize("name", ["docs/AFI_ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_the_files_that_it_names_exist(name: str) -> None:
    rooms = [path for path in ROOT.iterdir() if path.is_dir() and path.name != "node_modules" and path.name[0] != "."]
    known = [f"/{path}" for room in rooms for path in room.rglob("*.*") if "node_modules" not in path.parts]
    named = re.findall(r"`([\w./-]+\.(?:py|mjs|ts))`", Page(ROOT / name).prose)

    assert named
    assert [each for each in named if not any(path.endswith(f"/{each}") for path in known)] == []


def test_every_guide_is_in_the_index() -> None:
    index = Page(ROOT / "docs/README.md").prose

    assert [each.name for each in (ROOT / "docs/guides").glob("*.md") if f"(guides/{each.name})" not in index] == []


def test_every_page_is_reached_from_the_readme() -> None:
    reached = {ROOT / "README.md"}
    waiting = list(reached)
    while waiting:
        page = Page(waiting.pop())
        targets = {(page.path.parent / target).resolve() for target in re.findall(r"\]\(([^)\s#]+\.md)", page.prose)}
        waiting += targets - reached
        reached |= targets

    assert [page.title for page in LINKED if page.path not in reached] == []


def commands(session: str) -> list[tuple[str, str]]:
    """Return the commands of a console session, each with what it prints."""
    parts = re.split(r"^\$ (.*)\n", session, flags=re.MULTILINE)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def folder_of(page: Page, projects: Path) -> Path:
    """Return the folder of a page's project."""
    return projects / re.sub(r"\W+", "-", page.title.removesuffix(".md")).lower()


def anchors(file: Path) -> set[str]:
    """Return the anchors that a page's headings make."""
    headings = re.findall(r"^#+ (.+)$", Page(file).prose, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
