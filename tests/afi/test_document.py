"""The exported document: valid, deterministic, the same from every backend, and true to the wire."""

from __future__ import annotations

import json
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from . import cases, documents
from .backends import BACKENDS, Running
from .matrix import kept
from .running import run

EXPECTATIONS: list[dict[str, Any]] = cases.suite("document")["expectations"]


def _backends(expectation: dict[str, Any]) -> list[str]:
    """Return the backends to which an expectation applies."""
    return [name for name, each in BACKENDS.items() if each.has.issuperset(expectation.get("needs", ()))]


PAIRS = [pytest.param(each, name, id=f"{each['id']}-{name}") for each in EXPECTATIONS for name in _backends(each)]


@pytest.mark.parametrize(("expectation", "name"), PAIRS)
def test_the_document_says_what_it_should(expectation: dict[str, Any], name: str) -> None:
    assert documents.unmet(expectation, documents.exported(name), lambda: documents.exported(name, "1")) == []


@pytest.mark.parametrize(
    "expectation", [each for each in EXPECTATIONS if "pointer" in each], ids=lambda each: each["id"]
)
def test_an_expectation_sees_a_document_that_is_wrong(expectation: dict[str, Any]) -> None:
    document = documents.exported(_backends(expectation)[0])

    assert documents.unmet(expectation, _spoilt(document, expectation), lambda: document) != []


@pytest.mark.parametrize(("check", "spoil"), [("same-bytes-twice", b" "), ("sorted-members", None), ("schema", None)])
def test_a_check_sees_a_document_that_is_wrong(check: str, spoil: bytes | None) -> None:
    document = documents.exported(next(iter(BACKENDS)))
    parsed = json.loads(document)
    parsed["x-mizan"] = {**dict(reversed(parsed["x-mizan"].items())), "surplus": 1}
    spoilt = document + spoil if spoil is not None else json.dumps(parsed).encode()

    assert documents.unmet({"check": check}, spoilt, lambda: document) != []


@pytest.mark.parametrize("name", BACKENDS)
def test_the_document_is_valid_openapi(name: str) -> None:
    OpenAPIV31SpecValidator(json.loads(documents.exported(name))).validate()


def test_all_backends_export_the_same_document() -> None:
    by_command = {BACKENDS[name].export: documents.shared(documents.exported(name)) for name in BACKENDS}

    assert len({command[0] for command in by_command}) >= 2  # of different frameworks, or this says nothing
    assert len(set(by_command.values())) == 1
    assert "echo" in json.loads(documents.exported(next(iter(BACKENDS))))["x-mizan"]["functions"]


UNDOCUMENTED = {
    "AFI-BODY-4",  # waits, where it fails
    "AFI-AUTH-7",  # a refusal inside a bundle looks at nothing that was sent
    "AFI-CALL-8",  # null for a number that JSON cannot write
}


def test_every_message_of_the_vectors_is_as_documented(backend: Running) -> None:
    wire = documents.Wire(json.loads(documents.exported(backend.name)))
    with backend.connect() as connection:
        misfits = {
            case.id: problems
            for case in kept(backend.name)
            if UNDOCUMENTED.isdisjoint(case.requires)
            for each in run(case, connection.send)
            if each.request.method != "HEAD" and (problems := wire.problems(each.request, each.answer))
        }

    assert misfits == {}


def _spoilt(document: bytes, expectation: dict[str, Any]) -> bytes:
    """Return the document with something else at the place of an expectation."""
    parsed = json.loads(document)
    *parents, name = documents.steps(expectation["pointer"]) or [""]
    place: Any = parsed
    for each in parents:
        place = place[int(each)] if each.isdigit() else place.setdefault(each, {})
    if "excludes" in expectation:
        parsed["info"]["title"] = expectation["excludes"][0]
    elif expectation.get("json") in ("*", "**"):
        del place[name]
    else:
        place[name] = "spoilt"
    return json.dumps(parsed).encode()
