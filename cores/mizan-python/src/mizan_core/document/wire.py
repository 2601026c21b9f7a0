"""The messages of the protocol as OpenAPI: the parts of a document that are the same for every application."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..errors import BUILT_IN
from .scalars import Schema

_ERROR = {"$ref": "#/components/responses/MizanError"}
_STATUSES = sorted({each.status for each in BUILT_IN})
_HEADERS = {
    "Mizan-Protocol": {"required": True, "description": "The protocol's version.", "schema": {"type": "string"}}
}

_NOT_MODIFIED = {"304": {"description": "The answer is the one that If-None-Match names.", "headers": _HEADERS}}

COMPONENTS: Mapping[str, Schema] = {
    "MizanError": {
        "type": "object",
        "description": "Why a request, or one query of a bundle, failed.",
        "properties": {"code": {"type": "string"}, "message": {"type": "string"}, "details": {}},
        "required": ["code", "message", "details"],
    },
    "MizanMounted": {
        "type": "array",
        "description": "What the client shows, as {context, params}; what became stale of it comes back fresh.",
        "items": {},
    },
    "MizanRefreshed": {
        "type": "object",
        "description": "A context read again after the mutation.",
        "properties": {
            "context": {"type": "string"},
            "params": {"type": "object"},
            "data": {"type": "object"},
            "errors": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/MizanError"}},
        },
        "required": ["context", "params", "data"],
    },
    "MizanTarget": {
        "type": "object",
        "description": "Something that became stale: everything, a context or a function, narrowed by params.",
        "properties": {
            "all": {"const": True},
            "context": {"type": "string"},
            "function": {"type": "string"},
            "params": {"type": "object"},
        },
    },
}


def responses() -> dict[str, Any]:
    """Return the error envelope as a response."""
    schema = {
        "type": "object",
        "properties": {"error": {"$ref": "#/components/schemas/MizanError"}},
        "required": ["error"],
    }
    return {"MizanError": {"description": "The error envelope.", "headers": _HEADERS, "content": _json(schema)}}


def call_path(
    name: str, kind: str, text: str, parts: Schema, required_files: Sequence[str], statuses: Iterable[int]
) -> dict[str, Any]:
    """Return the path item of a call or a mutation."""
    operation: dict[str, Any] = {
        "operationId": name,
        "requestBody": {"required": True, "content": _request(parts, required_files)},
        "responses": _answers(_answer(kind, parts["result"]), statuses),
    }
    return {"post": operation | ({"description": text} if text else {})}


def context_path(
    name: str, results: Mapping[str, Schema], params: Schema, pattern: str | None, *, is_cached: bool = False
) -> dict[str, Any]:
    """Return the path item of a context; `is_cached` tells whether one of its queries may be."""
    names = sorted(results)
    spelling: Schema = {"type": "string", "contentMediaType": "application/json", "contentSchema": params}
    if pattern is not None:
        spelling["pattern"] = pattern
    needed = bool(params["required"])
    bundle = _answers(_bundle(results), ())
    body = {
        "type": "object",
        "additionalProperties": False,
        "properties": {"params": params, "only": {"type": "array", "items": {"enum": names}, "minItems": 1}},
        "required": ["params"] if needed else [],
    }
    return {
        "get": {
            "operationId": f"context.{name}",
            "parameters": [
                {
                    "name": "params",
                    "in": "query",
                    "description": "Canonical JSON (RFC 8785).",
                    "required": needed,
                    "schema": spelling,
                },
                {
                    "name": "only",
                    "in": "query",
                    "description": "The queries to run, all if left out.",
                    "required": False,
                    "style": "form",
                    "explode": False,
                    "schema": {"type": "array", "items": {"enum": names}, "minItems": 1},
                },
            ],
            "responses": bundle | _NOT_MODIFIED if is_cached else bundle,
        },
        "post": {
            "operationId": f"context.{name}.post",
            "description": "For params too long for a URL.",
            "requestBody": {"required": True, "content": _json(body)},
            "responses": bundle,
        },
    }


def _request(parts: Schema, required_files: Sequence[str]) -> dict[str, Any]:
    args: Schema = {"args": parts["args"]}
    required = ["args"] if parts["args"]["required"] else []
    members = {**args, "mounted": {"$ref": "#/components/schemas/MizanMounted"}}
    json = _json({"type": "object", "additionalProperties": False, "properties": members, "required": required})
    if not parts["files"]:
        return json
    # `mounted` is left out: OpenAPI sends an array as a part per item. A null file is one that is not sent.
    files = {name: _sent(schema) for name, schema in parts["files"].items()}
    members = {**args, **files}
    needed = [*required, *required_files]
    form = {"type": "object", "additionalProperties": False, "properties": members, "required": needed}
    encoding = {"args": {"contentType": "application/json"}}
    multipart = {"multipart/form-data": {"schema": form, "encoding": encoding}}
    return multipart if required_files else {**json, **multipart}


def _sent(schema: Schema) -> Schema:
    """Return a file's schema without the null that leaving it out stands for."""
    choices = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    return choices[0] if len(choices) == 1 else schema


def _answer(kind: str, result: Schema) -> Schema:
    stale: Schema = {
        "invalidate": {"type": "array", "items": {"$ref": "#/components/schemas/MizanTarget"}},
        "refreshed": {"type": "array", "items": {"$ref": "#/components/schemas/MizanRefreshed"}},
    }
    required = ["result", "invalidate"] if kind == "mutation" else ["result"]
    return {"type": "object", "properties": {"result": result, **stale}, "required": required}


def _bundle(results: Mapping[str, Schema]) -> Schema:
    errors = {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/MizanError"}}
    return {
        "type": "object",
        "properties": {"data": {"type": "object", "properties": dict(results)}, "errors": errors},
        "required": ["data"],
    }


def _answers(schema: Schema, statuses: Iterable[int]) -> dict[str, Any]:
    good = {"200": {"description": "The answer.", "headers": _HEADERS, "content": _json(schema)}}
    return good | {str(status): _ERROR for status in sorted({*_STATUSES, *statuses})}


def _json(schema: Schema) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}
