"""The exported document, and what the protocol says of it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, cast

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from . import schemas
from .backends import BACKENDS, ROOT, environment
from .expectations import differences
from .messages import MOUNT
from .wire import Answer, Request

_URI = "urn:mizan:afi:document"
_CSRF = re.compile(rb'(?<=\n)    "csrf": \{\n      "cookie": "[^"]*",\n      "header": "[^"]*"\n    \},\n')
"""The member of `x-mizan`, with the indentation that only its place has."""
_SAFE = {"~": "~0", "/": "~1"}


def exported(backend: str, seed: str = "0") -> bytes:
    """Return the document of the conformance app, exported by a process of its own with this hash seed."""
    done = _export(backend, seed)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@cache
def _export(backend: str, seed: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", *BACKENDS[backend].export]
    env = {**environment(backend), "PYTHONHASHSEED": seed}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, check=False)


def shared(document: bytes) -> bytes:
    """Return what the same functions export from every backend: all but the CSRF token, which is a framework's own."""
    return _CSRF.sub(b"", document)


def unmet(expectation: Mapping[str, Any], document: bytes, again: Callable[[], bytes]) -> list[str]:
    """Return where a document departs from an expectation; `again` exports it a second time."""
    parsed = json.loads(document)
    if "check" in expectation:
        return _CHECKS[expectation["check"]](parsed, document, again)
    text = json.dumps(parsed, ensure_ascii=False)
    found = [f"{each!r} stands in the document" for each in expectation.get("excludes", ()) if each in text]
    there, value = _at(parsed, expectation["pointer"])
    if expectation.get("absent", False) == there:
        return [*found, f"{expectation['pointer']} is {'there' if there else 'missing'}"]
    return [*found, *(differences(expectation["json"], value) if "json" in expectation else ())]


def _same_bytes_twice(_: Any, document: bytes, again: Callable[[], bytes]) -> list[str]:
    return [] if document == again() else ["a second export has other bytes"]


def _sorted_members(parsed: Any, *_: Any) -> list[str]:
    parts = ("paths", "components", "x-mizan")
    return [f"{part}{path} is not sorted" for part in parts for path in _unsorted(parsed[part], "")]


def _fits_schema(parsed: Any, *_: Any) -> list[str]:
    return schemas.problems("x-mizan", parsed["x-mizan"])


_CHECKS = {"same-bytes-twice": _same_bytes_twice, "sorted-members": _sorted_members, "schema": _fits_schema}


def _unsorted(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        members = cast(dict[str, Any], value)
        if list(members) != sorted(members):
            yield path
        for name, each in members.items():
            yield from _unsorted(each, f"{path}/{name}")
    elif isinstance(value, list):
        for index, each in enumerate(cast(list[Any], value)):
            yield from _unsorted(each, f"{path}/{index}")


def _at(document: Any, pointer: str) -> tuple[bool, Any]:
    """Follow a JSON pointer; tell whether it leads anywhere."""
    value = document
    for name in steps(pointer):
        try:
            value = value[int(name) if isinstance(value, list) else name]
        except (KeyError, IndexError, ValueError, TypeError):
            return False, None
    return True, value


def steps(pointer: str) -> list[str]:
    """Return the names that a JSON pointer goes through."""
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


class Wire:
    """Whether messages are what a document says they are."""

    def __init__(self, document: Any) -> None:
        self._document = document
        resource = Resource[Any](document, DRAFT202012)
        self._registry: Registry[Any] = Registry[Any]().with_resource(_URI, resource)
        self._validators: dict[str, Any] = {}

    def problems(self, request: Request, answer: Answer) -> list[str]:
        """Return where an exchange departs from the document; nothing where the document has no such path."""
        path = request.target.removeprefix(MOUNT).partition("?")[0]
        if path == "/token":  # which depends on how a server is set up
            return []
        operation = self._document["paths"].get(path, {}).get(request.method.lower())
        if operation is None:
            return [] if answer.status != 200 or request.method == "HEAD" else [f"{path} is not documented"]
        pointer = f"/paths/{_escape(path)}/{request.method.lower()}"
        found = self._answer(pointer, operation, answer)
        if answer.status == 200 and request.body and _is_json(request):
            found += self._body(pointer, operation, json.loads(request.body))
        return found

    def _body(self, pointer: str, operation: Any, body: Any) -> list[str]:
        if "application/json" not in operation["requestBody"]["content"]:
            return ["sent: JSON is not documented"]
        schema = f"{pointer}/requestBody/content/application~1json/schema"
        return [f"sent: {each}" for each in self._unfit(schema, body)]

    def _answer(self, pointer: str, operation: Any, answer: Answer) -> list[str]:
        status = str(answer.status)
        described = operation["responses"].get(status)
        if described is None:  # an error that the function does not declare, or the framework's own
            return [f"the status {status} is not documented"] if answer.status < 400 else []
        if described.get("content", "$ref" in described) is False:
            return ["answered: a body is not documented"] if answer.body else []
        where = described["$ref"].removeprefix("#") if "$ref" in described else f"{pointer}/responses/{status}"
        schema = f"{where}/content/application~1json/schema"
        return [f"answered: {each}" for each in self._unfit(schema, json.loads(answer.body))]

    def _unfit(self, pointer: str, instance: Any) -> list[str]:
        if pointer not in self._validators:
            schema = {"$ref": f"{_URI}#{pointer}"}
            self._validators[pointer] = Draft202012Validator(schema, registry=self._registry)
        return [f"{each.json_path}: {each.message[:200]}" for each in self._validators[pointer].iter_errors(instance)]


def _is_json(request: Request) -> bool:
    return any(name.lower() == "content-type" and "json" in value.lower() for name, value in request.headers)


def _escape(path: str) -> str:
    return "".join(_SAFE.get(each, each) for each in path)
