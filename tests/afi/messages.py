"""From a step of a vector to the request that a backend receives."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from .cases import Step
from .wire import Request

MOUNT = "/api/mizan"
_BOUNDARY = "afi-boundary-7d1f"


def request_of(step: Step) -> Request:
    """Return the request that a step describes."""
    described = step.request
    body, content_type = _body(described.get("body"))
    headers: dict[str, Any] = {"content-type": content_type, **_identity(step), **described.get("headers", {})}
    return Request(
        method=described["method"],
        target=MOUNT + described["path"],
        headers=tuple((name, each) for name, value in headers.items() for each in _values(value)),
        body=body,
        chunked=described.get("chunked", False),
    )


def _values(value: str | list[str] | None) -> list[str]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _identity(step: Step) -> dict[str, str | None]:
    if step.identity == "anonymous":
        return {}
    return {"cookie": f"identity={step.identity}"} if step.by_cookie else {"x-test-identity": step.identity}


def _body(described: Mapping[str, Any] | None) -> tuple[bytes, str | None]:
    if described is None:
        return b"", None
    if "multipart" in described:
        parts = b"".join(_part(each) for each in described["multipart"])
        return parts + f"--{_BOUNDARY}--\r\n".encode(), f"multipart/form-data; boundary={_BOUNDARY}"
    return _bytes(described), "application/json"


def _bytes(described: Mapping[str, Any]) -> bytes:
    ((kind, value),) = described.items()
    if kind == "json":
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    if kind == "text":
        return value.encode()
    if kind == "base64":
        return base64.b64decode(value)
    if kind == "repeat":
        return value[0].encode() * value[1]
    return b"".join(_bytes(each) for each in value)


def _part(described: Mapping[str, Any]) -> bytes:
    head = f'--{_BOUNDARY}\r\ncontent-disposition: form-data; name="{described["name"]}"'
    if "filename" in described:
        head += f'; filename="{described["filename"]}"'
    if "type" in described:
        head += f"\r\ncontent-type: {described['type']}"
    return head.encode() + b"\r\n\r\n" + _bytes(described["body"]) + b"\r\n"
