"""The document: everything a client generator needs to know, as OpenAPI 3.1 with an `x-mizan` part."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pydantic_core import from_json, to_json

from .. import diagnostics
from ..client.targets import DeclaredTarget
from ..compiled import Compiled, Context
from ..diagnostics import DeclarationError, Problem
from ..errors import BUILT_IN, MizanError, details_type
from ..parameters import Parameter
from ..protocol import PROTOCOL
from ..registry import Registry
from .components import Components
from .constraints import default_of
from .foreign import Unserialisable
from .hashes import Signatures
from .patterns import params_pattern
from .scalars import Schema
from .types import Side, Walker
from .wire import COMPONENTS, call_path, context_path, responses


@dataclass(frozen=True, slots=True)
class Csrf:
    """How a page sends a backend's CSRF token: the cookie that it reads, and the header, in lower case, to set."""

    cookie: str
    header: str


def export(
    registry: Registry, *, title: str = "Mizan", mount: str = "/api/mizan", csrf: Csrf | None = None
) -> dict[str, Any]:
    """Return the document of a registry, which it checks and closes.

    Args:
        registry: the functions to describe.
        title: what the API is called.
        mount: where the backend serves it.
        csrf: how pages send the backend's CSRF token, if it wants one.

    Raises:
        DeclarationError: naming every mistake in the declarations, types without a JSON form included.
    """
    functions, contexts = registry.functions, registry.contexts
    described = _describe(functions)
    components = Components(described.walker)
    schemas = components.schemas
    parts = {name: components.resolve(each) for name, each in described.functions.items()}
    errors = {code: components.resolve(each) for code, each in described.errors.items()}
    params = {name: _params(context, parts) for name, context in contexts.items()}
    signatures = Signatures(schemas)
    described_functions = {name: _function(each, parts[name], errors, signatures) for name, each in functions.items()}
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": str(PROTOCOL)},
        "servers": [{"url": mount}],
        "paths": _paths(functions, contexts, parts, params, errors),
        "components": {
            "schemas": {**schemas, **COMPONENTS},
            "responses": responses(),
        },
        "x-mizan": {
            "protocol": PROTOCOL,
            "contexts": {
                name: {"functions": [query.name for query in context.queries], "params": params[name]}
                for name, context in contexts.items()
            },
            "errors": errors,
            "functions": described_functions,
            "signature": signatures.of_all(described_functions, params),
            **({"csrf": asdict(csrf)} if csrf else {}),
        },
    }


def export_bytes(
    registry: Registry, *, title: str = "Mizan", mount: str = "/api/mizan", csrf: Csrf | None = None
) -> bytes:
    """Return the document as JSON: the same functions give the same bytes."""
    document = export(registry, title=title, mount=mount, csrf=csrf)
    # json's own indentation takes ten times as long as all three of these.
    return to_json(from_json(json.dumps(document, sort_keys=True)), indent=2) + b"\n"


def shapes(functions: Mapping[str, Compiled]) -> dict[str, str]:
    """Return by name a hash of what each function returns, as the document has it.

    Raises:
        DeclarationError: a type has no JSON form.
    """
    described = _describe(functions)
    components = Components(described.walker)
    results = {name: components.resolve(each)["result"] for name, each in described.functions.items()}
    signatures = Signatures(components.schemas)
    return {name: signatures.hash({"result": each}) for name, each in results.items()}


class _Described:
    """The undecided schemas of all functions and errors, with the walker that met their types."""

    def __init__(self) -> None:
        self.walker = Walker()
        self.functions: dict[str, Schema] = {}
        self.errors: dict[str, Schema] = {}
        self.problems: list[Problem] = []

    def schema(self, function: Compiled, what: str, annotation: Any, side: Side) -> Schema:
        try:
            return self.walker.schema(annotation, side)
        except Unserialisable as error:
            self.problems.append(diagnostics.unusable_annotation(function.function.where, what, str(error)))
            return {}


def _describe(functions: Mapping[str, Compiled]) -> _Described:
    described = _Described()
    for name, function in functions.items():
        signature = function.signature
        described.functions[name] = {
            "args": _record(described, function, signature.arguments),
            "result": described.schema(function, "the result", signature.returns, "output"),
            "files": {
                each.name: described.schema(function, f"the parameter {each.name!r}", each.annotation, "input")
                for each in signature.files
            },
        }
        for error in function.errors:
            if error not in BUILT_IN:
                described.errors.setdefault(error.code, _error(described, function, error))
    if described.problems:
        raise DeclarationError(described.problems)
    described.errors = dict(sorted(described.errors.items()))
    return described


def _record(described: _Described, function: Compiled, parameters: tuple[Parameter, ...]) -> Schema:
    properties: Schema = {}
    for each in parameters:
        schema = described.schema(function, f"the parameter {each.name!r}", each.annotation, "input")
        properties[each.name] = schema if each.required else schema | default_of(each.annotation, each.default)
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "required": [each.name for each in parameters if each.required],
    }


def _error(described: _Described, function: Compiled, error: type[MizanError]) -> Schema:
    annotation = details_type(error)
    details = described.schema(function, f"the details of {error.__name__}", annotation, "output")
    spelt: Schema = {"status": error.status, "details": details}
    text = inspect.cleandoc(error.__dict__.get("__doc__") or "")
    return spelt | ({"description": text} if text else {})


def _params(context: Context, parts: Mapping[str, Schema]) -> Schema:
    properties: Schema = {}
    for query in context.queries:
        for name, schema in parts[query.name]["args"]["properties"].items():
            if name not in properties or context.params[name].required == (name in query.required):
                properties[name] = schema
    required = [name for name, each in context.params.items() if each.required]
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": dict(sorted(properties.items())),
        "required": required,
    }


def _function(
    function: Compiled, parts: Schema, errors: Mapping[str, Schema], signatures: Signatures
) -> dict[str, Any]:
    codes = sorted(each.code for each in function.errors)
    hashed = {
        "args": parts["args"],
        "result": parts["result"],
        "files": parts["files"],
        "rev": function.function.rev,
        "errors": {code: errors[code] for code in codes if code in errors},
    }
    described: dict[str, Any] = {
        "kind": function.kind,
        "auth": function.guard.requirement,
        "rev": function.function.rev,
        "signature": signatures.hash(hashed),
        "args": parts["args"],
        "result": parts["result"],
        "errors": codes,
    }
    text = inspect.cleandoc(function.doc)
    described |= {"description": text} if text else {}
    described |= {"websocket": True} if function.function.websocket else {}
    if function.signature.files:
        described["files"] = parts["files"]
        described["required_files"] = _required_files(function)
    if function.kind == "query":
        described |= {"context": function.context, "params": [each.name for each in function.signature.arguments]}
    cache = function.function.cache
    if cache is not None:
        shape = signatures.hash({"result": parts["result"]})
        described["cache"] = {
            "ttl": cache.ttl,
            "stale": cache.stale,
            "scope": cache.scope,
            "vary": list(cache.headers),
            "shape": shape,
        }
    if function.kind == "mutation":
        described |= {"affects": [_target(each) for each in function.targets], "contexts": list(function.contexts)}
    return described


def _required_files(function: Compiled) -> list[str]:
    return [each.name for each in function.signature.files if each.required]


def _target(target: DeclaredTarget) -> dict[str, Any]:
    """Spell a declared target: per param the argument that narrows it, null where a function computes it."""
    if target.kind == "all":
        return {"all": True}
    params = {name: source if isinstance(source, str) else None for name, source in target.scope}
    return {target.kind: target.name} | ({"params": params} if params else {})


def _paths(
    functions: Mapping[str, Compiled],
    contexts: Mapping[str, Context],
    parts: Mapping[str, Schema],
    params: Mapping[str, Schema],
    errors: Mapping[str, Schema],
) -> dict[str, Any]:
    calls = {
        f"/call/{name}": call_path(
            name,
            each.kind,
            inspect.cleandoc(each.doc),
            parts[name],
            _required_files(each),
            _statuses(each, errors),
        )
        for name, each in functions.items()
        if each.kind != "query"
    }
    fetches = {
        f"/context/{name}": context_path(
            name,
            {query.name: parts[query.name]["result"] for query in context.queries},
            params[name],
            params_pattern(params[name]["properties"], params[name]["required"]),
            is_cached=any(query.function.cache is not None for query in context.queries),
        )
        for name, context in contexts.items()
    }
    return {**calls, **fetches}


def _statuses(function: Compiled, errors: Mapping[str, Schema]) -> set[int]:
    return {errors[each.code]["status"] for each in function.errors if each.code in errors}
