"""Which functions are served: those in every application's `clients`, and those that are registered by hand."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.test import modify_settings
from mizan_core import DeclarationError, Registry
from mizan_django.testing import MizanClient

HEAD = "from mizan_django import client, register\n\n"
Install = Callable[..., AbstractContextManager[Any]]


def function(name: str, result: str = "found", above: str = "@client") -> str:
    return f"\n\n{above}\ndef {name}() -> str:\n    return {result!r}\n"


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, registry: Registry) -> Iterator[Install]:
    """Install an application for a while, made of these files."""
    monkeypatch.syspath_prepend(tmp_path)

    def install(*applications: str, **files: str) -> AbstractContextManager[Any]:
        for name, text in {**dict.fromkeys((f"{each}/__init__.py" for each in applications), ""), **files}.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        return modify_settings(INSTALLED_APPS={"append": [each.replace("/", ".") for each in applications]})

    known = set(sys.modules)
    yield install
    for name in set(sys.modules) - known:
        if str(tmp_path) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


def called(*names: str) -> list[str]:
    asked = MizanClient()
    return [asked.call(name).json.get("result", "nothing") for name in names]


def test_functions_of_a_module_are_found(install: Install) -> None:
    with install("late", **{"late/clients.py": HEAD + function("one") + function("two")}):
        assert called("one", "two") == ["found", "found"]


def test_functions_of_a_package_are_found_in_all_its_modules(install: Install) -> None:
    """Also where the package itself imports none of them."""
    files = {
        "late/clients/__init__.py": "",
        "late/clients/one.py": HEAD + function("one"),
        "late/clients/deep/__init__.py": HEAD + function("two"),
        "late/clients/deep/three.py": HEAD + function("three"),
        "late/clients/test_one.py": "import not_installed_in_production\n",
    }
    with install("late", **files):
        assert called("one", "two", "three") == ["found"] * 3


def test_an_application_may_be_installed_while_others_are_served(install: Install) -> None:
    assert called("add") != []  # closes the registry
    with install("late", **{"late/clients.py": HEAD + function("one")}):
        assert called("one") == ["found"]


def test_an_application_within_another_has_clients_of_its_own(install: Install) -> None:
    with install("late", "late/inner", **{"late/inner/clients.py": HEAD + function("one")}):
        assert called("one") == ["found"]


def test_an_application_without_clients_is_fine(install: Install) -> None:
    with install("late", **{"late/client.py": HEAD + function("one")}):
        assert called("one") == ["nothing"]


def test_a_function_that_was_registered_under_another_name_has_that_name_alone(install: Install) -> None:
    text = HEAD + function("one", above='@register("late.one")\n@client') + function("two") + "\nregister(two)\n"
    with install("late", **{"late/clients.py": text}):
        assert called("late.one", "one", "two") == ["found", "nothing", "found"]
        assert run_checks(tags=["mizan"]) == []


def test_what_is_imported_from_elsewhere_belongs_there(install: Install, registry: Registry) -> None:
    """Whether that is an application's clients, or a module that nobody looks into."""
    before = len(registry.registered)
    files = {
        "late/clients.py": "from desk.clients.notes import add\nfrom late.logic import one, two\n"
        "from mizan_django import register\n\nregister(two)\n",
        "late/logic.py": HEAD + function("one") + function("two"),
    }
    with install("late", **files):
        assert len(registry.registered) == before + 1
        assert called("one", "two") == ["nothing", "found"]
        (warning,) = run_checks(tags=["mizan"])
    assert (warning.id, warning.msg) == (
        "mizan.W001",
        "logic.py:5 one is a @client function that is never registered.",
    )
    assert warning.hint == "Add register(one). (docs/errors/w001.md)"


def test_equal_names_in_two_applications_are_an_error_that_names_both(install: Install) -> None:
    files = {"first/clients.py": HEAD + function("one"), "second/clients.py": HEAD + "\n" + function("one")}
    with pytest.raises(DeclarationError, match="MZ102"):
        install("first", "second", **files).__enter__()

    (error,) = run_checks(tags=["mizan"])
    assert error.id == "mizan.E102"
    assert error.msg == "clients.py:6 one: The name 'one' is taken by the function at clients.py:5 one."
    assert called("one") == ["nothing"]


def test_installing_an_application_again_registers_nothing_twice(install: Install, registry: Registry) -> None:
    with install("late", **{"late/clients.py": HEAD + function("one")}):
        once = len(registry.registered)
    with install("late"):
        assert len(registry.registered) == once
        assert called("one") == ["found"]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("import not_there", ModuleNotFoundError),
        ("from desk import nothing", ImportError),
        ("1 / 0", ZeroDivisionError),
    ],
)
@pytest.mark.parametrize("name", ["late/clients.py", "late/clients/__init__.py", "late/clients/inner.py"])
def test_what_goes_wrong_while_clients_are_imported_surfaces(
    install: Install, name: str, text: str, error: type[Exception]
) -> None:
    files = {"late/clients/__init__.py": ""} if "inner" in name else {}
    with pytest.raises(error):
        install("late", **{**files, name: text}).__enter__()


def test_what_only_looks_like_a_function_is_left_alone(install: Install) -> None:
    """Looking at a lazy object would load it, before there may be a table."""
    text = (
        HEAD
        + "from unittest.mock import MagicMock\n\nfrom django.conf import settings\n"
        + "from django.utils.functional import SimpleLazyObject\n\n"
        + "LAZY = SimpleLazyObject(lambda: 1 / 0)\nMOCK = MagicMock()\n"
        + function("one")
    )
    with install("late", **{"late/clients.py": text}):
        assert called("one") == ["found"]


def test_the_search_for_unregistered_functions_loads_no_lazy_object_either(install: Install) -> None:
    text = "from django.utils.functional import SimpleLazyObject\n\nLAZY = SimpleLazyObject(lambda: 1 / 0)\n"
    with install("late", **{"late/models.py": text}):
        assert run_checks(tags=["mizan"]) == []


def test_the_order_of_applications_does_not_matter(install: Install) -> None:
    """One may affect what another one, installed later, declares."""
    files = {
        "first/clients.py": HEAD + function("change", above='@client(affects="second")'),
        "second/clients.py": HEAD + function("look", above='@client(context="second")'),
    }
    with install("first", "second", **files):
        MizanClient().call("change").assert_targets({"context": "second"})
