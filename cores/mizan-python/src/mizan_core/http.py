"""What HTTP says of a request, read strictly and alike by every backend: method, media type, length, query."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from . import bundles, calls
from .compiled import Compiled, Context
from .errors import BadRequest, MethodNotAllowed, NotFound, PayloadTooLarge, UnsupportedMediaType
from .registry import Registry
from .versions import page_of

BODY_LIMIT = 1024 * 1024
"""Bytes of a JSON body (protocol, section 2)."""

UPLOAD_LIMIT = 10 * 1024 * 1024
"""Bytes of a multipart body (protocol, section 2)."""

DRAINED = 8
"""How many times the limit is read and thrown away, so that a client that still sends reads our answer."""

JSON = "application/json"


_FIELD_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


def is_field_name(name: str) -> bool:
    """Tell whether something can be the name of a header (RFC 9110, section 5.1)."""
    return _FIELD_NAME.fullmatch(name) is not None


def one_line(value: str) -> str:
    """Return a header's value without what would start another header, or what no header can hold."""
    return _CONTROL.sub(" ", value).strip(" \t").encode("latin-1", "replace").decode("latin-1")


def nothing_here() -> NotFound:
    """Return what every path answers that is no endpoint."""
    return NotFound("There is nothing at this path.")


def check_literal(tail: str, *, literal: bool) -> None:
    """Refuse a path that was spelt otherwise than it was understood: names need no encoding, so none is.

    Args:
        tail: what was understood of the path below the mount point.
        literal: whether the path that was sent ends like this, as far as the server tells.

    Raises:
        NotFound: there is an escape in it, or a fragment.
    """
    if not literal or "%" in tail or "#" in tail:  # which servers leave where they understand neither
        raise nothing_here()


def called(registry: Registry, name: str, method: str, signature: str | None = None) -> Compiled:
    """Return the function of `call/{name}`; `signature` is the header `Mizan-Sig`, if there is one.

    Raises:
        NotFound: nothing has this name.
        MethodNotAllowed: it is called by another method than POST, or it is a query.
        ClientOutdated: one of these, which the page's version explains.
    """
    page = page_of(registry, signature)
    if method == "POST":
        return calls.find(registry, name, page)
    if name not in registry.functions:
        raise page.explain(NotFound("There is no function of that name."))
    raise page.explain(MethodNotAllowed(allow="POST"))


def fetched(registry: Registry, name: str, method: str, signature: str | None = None) -> Context:
    """Return the context of `context/{name}`; `signature` is the header `Mizan-Sig`, if there is one.

    Raises:
        NotFound: nothing has this name.
        MethodNotAllowed: it is asked for by another method than GET, HEAD and POST.
        ClientOutdated: one of these, which the page's version explains.
    """
    page = page_of(registry, signature)
    context = bundles.find(registry, name, page)
    if method not in ("GET", "HEAD", "POST"):
        raise page.explain(MethodNotAllowed(allow="GET, HEAD, POST"))
    return context


def check_json(content_type: str) -> None:
    """Raise UnsupportedMediaType unless a body is declared as JSON, in UTF-8 if an encoding is named."""
    if content_type == JSON:
        return
    kind, _, parameters = content_type.lower().partition(";")
    if kind.strip() != JSON or parameters.strip() not in ("", "charset=utf-8", 'charset="utf-8"'):
        raise UnsupportedMediaType


def is_multipart(content_type: str) -> bool:
    return content_type.lower().partition(";")[0].strip() == "multipart/form-data"


def is_sent_unasked(authorization: str) -> bool:
    """Tell whether a browser sends these credentials by itself, for pages of others too, as it does cookies."""
    return authorization.partition(" ")[0].lower() in ("basic", "digest", "negotiate", "ntlm")


def declared_length(value: str) -> int:
    """Return what a Content-Length says; 0 for what says nothing."""
    # More digits say no more, and Python reads 4,300 at most.
    return int(value[:20]) if value.isascii() and value.isdigit() else 0


def too_large(limit: int) -> PayloadTooLarge:
    """Return what a body of more than `limit` bytes answers."""
    mebibytes, rest = divmod(limit, 1024 * 1024)
    amount = f"{limit} bytes" if rest else f"{mebibytes} MiB"
    return PayloadTooLarge(f"The request is larger than {amount}.", details={"limit": limit})


def broken_off() -> BadRequest:
    """Return what a request answers whose client went away before its end, so that nobody reads this."""
    return BadRequest("The request broke off before its end.")


def read_query(query: bytes) -> tuple[bytes | None, tuple[str, ...] | None]:
    """Return `params`, raw, and the names in `only`; None for what is absent.

    Raises:
        BadRequest: another key, or one twice.
    """
    if not query:
        return None, None
    values: dict[bytes, bytes] = {}
    for pair in query.split(b"&"):
        key, equals, value = pair.partition(b"=")
        if key not in (b"params", b"only") or not equals:
            raise BadRequest("The query string may hold params=… and only=…, nothing else.")
        if key in values:
            raise BadRequest(f"The query string holds {key.decode()} twice.")
        values[key] = unquote_to_bytes(value.replace(b"+", b" "))
    only = values.get(b"only")
    return values.get(b"params"), None if only is None else tuple(only.decode("utf-8", "replace").split(","))
