"""Who may call what, on every shape; and that the table names every function, and no others."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .authorisation import AUTHORISATION, TABLE, functions, table
from .target import Target

LIKE = ("fastapi", "django-wsgi")


@pytest.mark.parametrize("shape", ["fastapi-install-below", "django-gunicorn", "django-asgi"])
def test_everybody_may_call_what_the_table_says(targets: Callable[[str], Target], shape: str) -> None:
    assert AUTHORISATION.faults(targets(shape), None) == []


@pytest.mark.parametrize("like", LIKE)
def test_every_function_has_a_row(like: str) -> None:
    missing = sorted(functions(like).keys() - table().keys())

    assert missing == [], (
        f"tests/security/{TABLE.name} says nothing of {', '.join(missing)}. Decide who may call it, and write a line: "
        "its name, then for each identity `yes`, or the status that it is refused with."
    )


def test_every_row_has_a_function() -> None:
    known = {name for like in LIKE for name in functions(like)}

    assert sorted(table().keys() - known) == []


@pytest.mark.parametrize("like", LIKE)
def test_the_document_agrees_with_the_table(like: str) -> None:
    """What the document calls public lets everybody pass, and nothing else does."""
    public = {name for name, each in functions(like).items() if each["auth"] == "public"}
    open_to_all = {name for name, row in table().items() if set(row.values()) == {"yes"}} & functions(like).keys()

    assert open_to_all == public
