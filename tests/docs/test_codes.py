"""The tables of error codes name what the server and the client know, and nothing else."""

from __future__ import annotations

import re

import pytest
from mizan_core.errors import BUILT_IN

from .pages import ROOT, Page

CODES, GUIDE = Page(ROOT / "docs/errors/codes.md"), Page(ROOT / "docs/guides/errors.md")
SERVED = {error.code: error.status for error in BUILT_IN}


@pytest.mark.parametrize("page", [CODES, GUIDE], ids=lambda page: page.title)
def test_every_code_of_the_server_stands_with_its_status(page: Page) -> None:
    assert re.findall(r"^\| `([A-Z_]+)` \| (\d+) \|", page.prose, re.MULTILINE) == [
        (code, str(status)) for code, status in SERVED.items()
    ]


def test_every_code_of_the_client_is_named() -> None:
    (known,) = re.findall(
        r"type BuiltInCode =\n(.+?)\n\n", (ROOT / "frontends/mizan-client/src/errors.ts").read_text(), re.S
    )
    arising = set(re.findall(r"'(\w+)'", known)) - set(SERVED) - {"CLIENT_OUTDATED"}

    assert set(re.findall(r"^\| `([A-Z_]+)` \| [^\d]", CODES.prose, re.MULTILINE)) == arising
    assert {code for code in arising if f"`{code}`" not in GUIDE.prose} == set()


def test_every_code_of_the_server_is_provoked() -> None:
    examples = "".join(block.text for block in CODES.of("python"))

    assert [code for code in SERVED if f'"{code}"' not in examples] == []
