"""`django-admin startproject`, three lines and one module: a typed client that works."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from projects import Project
from servers import ROOT, free_port, wait_for

CLIENTS = """
from mizan_django import client


@client(context="goods")
def goods() -> list[str]:
    return names


@client(affects="goods")
async def stock(name: str, amount: int = 1) -> int:
    names.extend([name] * amount)
    return len(names)


names = ["tea"]
"""
PAGE = """
import { GoodsContext, MizanContext, useGoods, useStock } from './api'

function Goods() {
  const goods: string[] = useGoods()
  const stock = useStock()
  return <button onClick={() => stock.mutate({ name: 'coffee', amount: 2 })}>{goods.join(' ')}</button>
}

export const page = (
  <MizanContext>
    <GoodsContext>
      <Goods />
    </GoodsContext>
  </MizanContext>
)
"""
SCRIPT = """
import { callStock, configure, fetchGoods } from './src/api/index.js'

configure({ baseUrl: process.argv[2] })
console.log(JSON.stringify([await fetchGoods(), await callStock({ name: 'coffee', amount: 2 }), await fetchGoods()]))
"""
STRICTLY = (
    *("--noEmit", "--strict", "--jsx", "react-jsx", "--module", "esnext", "--moduleResolution", "bundler"),
    *("--target", "es2022", "--types", "react"),
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Do what a newcomer does, in an empty folder."""
    project = Project(tmp_path_factory.mktemp("shop"), {})
    del project.environment["DJANGO_SETTINGS_MODULE"], project.environment["PYTHONPATH"]
    succeed(project, "django-admin", "startproject", "shop", ".")
    with (project.folder / "shop/settings.py").open("a") as settings:
        settings.write('INSTALLED_APPS += ["mizan_django", "shop"]\n')
    urls = project.folder / "shop/urls.py"
    text = urls.read_text().replace("import path", "import include, path")
    urls.write_text(text.replace("[\n", '[\n    path("api/mizan/", include("mizan_django.urls")),\n'))
    project.write(
        **{
            "shop/clients.py": CLIENTS,
            "mizan.config.mjs": "export default { source: { django: {} }, output: 'src/api' }\n",
            "src/page.tsx": PAGE,
            "script.mjs": SCRIPT,
        }
    )
    (project.folder / "node_modules").symlink_to(ROOT / "node_modules")
    succeed(project, "node", str(ROOT / "protocol/mizan-generate/generator/cli.mjs"))
    return project


def succeed(project: Project, *command: str) -> str:
    done = project.run(*command)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_nothing_is_to_be_complained_of(project: Project) -> None:
    done = project.run(sys.executable, "manage.py", "check")

    assert (done.returncode, done.stderr) == (0, "")
    assert succeed(project, sys.executable, "manage.py", "makemigrations", "--check") == "No changes detected\n"


@pytest.mark.parametrize("compiler", ["typescript", "typescript7"])
def test_a_page_type_checks_strictly(project: Project, compiler: str) -> None:
    succeed(project, "node", f"node_modules/{compiler}/bin/tsc", *STRICTLY, "src/page.tsx")


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        ("amount: 2", "amount: 'two'", "Type 'string' is not assignable to type 'number'"),
        ("name: 'coffee'", "nme: 'coffee'", "'nme' does not exist in type 'StockArgs'"),
        ("string[]", "number[]", "Type 'GoodsResult' is not assignable to type 'number[]'"),
    ],
)
def test_a_mistake_on_the_page_does_not_compile(project: Project, right: str, wrong: str, complaint: str) -> None:
    project.write(**{"src/wrong.tsx": PAGE.replace(right, wrong)})

    done = project.run("node", "node_modules/typescript7/bin/tsc", *STRICTLY, "src/wrong.tsx")

    assert done.returncode != 0
    assert complaint in done.stdout


@contextmanager
def running(project: Project) -> Iterator[str]:
    """Run the development server, and return its address."""
    address = f"127.0.0.1:{free_port()}"
    command = [sys.executable, "manage.py", "runserver", "--noreload", address]
    log = project.folder / "log"
    with log.open("w") as output:
        server = subprocess.Popen(command, cwd=project.folder, env=project.environment, stdout=output, stderr=output)
    try:
        wait_for(lambda: "Quit the server" in log.read_text(), 10)
        yield f"http://{address}"
    finally:
        server.terminate()
        server.wait(10)


def test_the_client_talks_to_the_server(project: Project) -> None:
    with running(project) as address:
        printed = succeed(project, "node", "script.mjs", f"{address}/api/mizan")
        foreign = httpx.post(f"{address}/api/mizan/call/stock", json={"args": {"name": 5}})

    assert json.loads(printed) == [["tea"], 3, ["tea", "coffee", "coffee"]]
    assert foreign.json()["error"]["code"] == "VALIDATION_ERROR"
