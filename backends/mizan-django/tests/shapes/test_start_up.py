"""A server does not start with a wrong shape, and commands leave it to their checks."""

from __future__ import annotations

import sys
from pathlib import Path

from projects import FILES, Project

MODELS = """
from django.db import models


class Good(models.Model):
    name = models.CharField(max_length=20)
"""

CLIENTS = """
from mizan_django import client
from mizan_django.shapes import Shape

from .models import Good


class GoodShape(Shape[Good]):
    nam: str


@client(context="goods")
def goods() -> list[GoodShape]:
    return GoodShape.of(Good.objects.all())
"""

WRONG = "shop.clients.GoodShape.nam: Good has no field 'nam'."
START = (sys.executable, "-c", "import django; django.setup()")


def test_a_server_does_not_start_with_a_wrong_shape_and_says_which(tmp_path: Path) -> None:
    project = Project(tmp_path, {**FILES, "shop/models.py": MODELS, "shop/clients.py": CLIENTS})

    served = project.run(*START)
    checked = project.manage("check")
    helped = project.manage("help")

    assert served.returncode != 0
    assert "1 problem in the shapes declared for Mizan:" in served.stderr
    assert f"E010 {WRONG} Did you mean 'name'? (docs/errors/e010.md)" in served.stderr
    assert checked.returncode == 1
    assert f"(mizan.E010) {WRONG}" in checked.stderr
    assert (helped.returncode, helped.stderr) == (0, "")


def test_a_server_starts_with_a_right_one(tmp_path: Path) -> None:
    project = Project(
        tmp_path, {**FILES, "shop/models.py": MODELS, "shop/clients.py": CLIENTS.replace("nam:", "name:")}
    )

    assert project.run(*START).returncode == 0
    assert project.manage("check").returncode == 0
