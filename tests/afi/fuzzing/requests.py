"""Whole requests: calls, fetches and uploads, mostly as they should be, and with one thing or another wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from ..cases import Case
from ..host.identities import IDENTITIES
from ..messages import MOUNT, request_of
from ..wire import Request
from .targets import fetches, paths, quoted, spoilt
from .texts import broken, dump, spelt
from .uploads import uploads
from .values import KEY, Values, anything, mostly

Header = tuple[str, str]

_JSON = "application/json"
_TYPES = (
    *("application/json; charset=utf-8", "Application/JSON;charset=UTF-8", 'application/json; charset="utf-8"'),
    *("application/json;", "application/json ; charset=utf-8", "application/json; charset=utf8"),
    *("application/json; x=y", "application/json; charset=utf-8; charset=utf-8", "application/json; charset='utf-8'"),
    *("application/json; charset=latin-1", "application/json\tx", "application/json,application/json", "json"),
    *("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data", "text/plain"),
    *("", "*/*", "é/é"),
)
_METHODS = (
    *("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "M-SEARCH", "FOO"),
    *("get", "head", "Post", "post"),
)
_HEADERS: tuple[Header, ...] = (
    *(("Accept", "text/html"), ("accept-encoding", "gzip"), ("ACCEPT-LANGUAGE", "de"), ("range", "bytes=0-1")),
    *(("x-forwarded-for", "1.2.3.4"), ("x-forwarded-proto", "https"), ("x-http-method-override", "DELETE")),
    *(("if-none-match", "*"), ("if-modified-since", "Wed, 21 Oct 2099 07:28:00 GMT"), ("x-empty", "")),
    *(("Mizan-Protocol", "1"), ("mizan-protocol", "2"), ("MIZAN-PROTOCOL", ""), ("authorization", "Basic Og==")),
    *(("origin", "https://evil.example"), ("Origin", "null"), ("sec-fetch-site", "cross-site"), ("referer", "x")),
    *(("x-csrftoken", "x"), ("user-agent", ""), ("cache-control", "no-cache"), ("te", "trailers"), ("x_under", "1")),
    *(("content-encoding", "gzip"), ("content-language", "de"), ("accept", "a"), ("accept", "b"), ("x-odd", "\xe9")),
    *(("mizan-sig", "AAAAAAAAAAA"), ("Mizan-Sig", "oldclient_1"), ("mizan-sig", ""), ("mizan-sig", "\xe9")),
    *(("idempotency-key", "again"), ("Idempotency-Key", "a b"), ("idempotency-key", ""), ("idempotency-key", "\xe9")),
    ("x-long", "x" * 4000),
)
_TOKEN = "0123456789abcdefABCDEF0123456789"
_SIGNED: tuple[Header, ...] = (
    ("mizan-protocol", "1"),
    ("origin", "https://app.example"),
    ("x-csrftoken", _TOKEN),
)
"""What a request with cookies must carry, to pass by origin and by token."""


def requests(document: dict[str, Any], cases: Sequence[Case]) -> SearchStrategy[tuple[Request, ...]]:
    """Return one request or several in a row, for what a document describes, and variations of the vectors."""
    values = Values(document["components"]["schemas"])
    functions: dict[str, Any] = document["x-mizan"]["functions"]
    contexts: dict[str, Any] = document["x-mizan"]["contexts"]
    made = {name: _calls(values, name, each["args"]) for name, each in functions.items() if each["kind"] != "query"}
    calls = st.sampled_from(sorted(made)).flatmap(made.__getitem__)
    takers = sorted(name for name, each in functions.items() if "files" in each)
    named = st.sampled_from(sorted(contexts))
    posts = named.flatmap(lambda name: _posts(values, name, contexts[name]))
    known = [*(f"call/{name}" for name in functions), *(f"context/{name}" for name in contexts)]
    single = st.one_of(
        calls,
        posts,
        named.flatmap(lambda name: _gets(values, name, contexts[name])),
        st.sampled_from(takers).flatmap(lambda name: _uploads(values, name, functions[name])),
        _strays(paths(known)),
        _varied(cases),
        with_headers(st.one_of(calls, posts)),
    )
    keyed = [made[name] for name in made if "key" in functions[name]["args"]["properties"]]
    return mostly(single.map(lambda each: (each,)), _with_what_is_kept(st.one_of(keyed), single))


def _with_what_is_kept(
    keyed: SearchStrategy[Request], others: SearchStrategy[Request]
) -> SearchStrategy[tuple[Request, ...]]:
    """Return requests that may write, and those that show what they wrote."""
    params = quoted(dump({"key": KEY}))
    shown = [Request("GET", f"{MOUNT}/context/{name}?params={params}", (), b"") for name in ("counter", "tally")]
    return st.tuples(st.one_of(keyed, with_headers(keyed)), others).map(lambda sent: (*sent, *shown))


def _post(target: str, body: bytes, content_type: str = _JSON, *, chunked: bool = False) -> Request:
    return Request("POST", target, (("content-type", content_type),), body, chunked)


def _calls(values: Values, name: str, schema: dict[str, Any]) -> SearchStrategy[Request]:
    mounted = st.lists(st.one_of(_wish, anything), max_size=3)
    body = st.fixed_dictionaries({}, optional={"args": values.near(schema), "mounted": mounted})
    whole = st.fixed_dictionaries({"args": values.near(schema)})
    more = st.dictionaries(st.sampled_from(["x", "Args"]), anything)
    odd = st.builds(lambda body, more: {**body, **more}, body, more)
    texts = mostly(spelt(whole), spelt(body), spelt(odd), spelt(anything), _twice(whole))
    return texts.map(lambda text: _post(f"{MOUNT}/call/{name}", text))


_WISHES = (
    *(("user", "user_id", 5), ("counter", "key", KEY), ("tally", "key", KEY), ("room", "room", 1)),
    ("page", "size", 9),
)
_wish = st.sampled_from(_WISHES).map(lambda wish: {"context": wish[0], "params": {wish[1]: wish[2]}})


@st.composite
def _twice(draw: DrawFn, bodies: SearchStrategy[dict[str, Any]]) -> bytes:
    """Return an object that names its members twice, on one level or another."""
    first, second = dump(draw(bodies)), dump(draw(bodies))
    if draw(st.booleans()):
        return first[:-1] + b"," + second[1:] if len(first) > 2 < len(second) else first
    return b'{"args":' + first + b',"args":' + second + b"}"


def _gets(values: Values, name: str, context: dict[str, Any]) -> SearchStrategy[Request]:
    targets = fetches(values, name, context["params"], context["functions"])
    methods = st.sampled_from(["GET"] * 5 + ["HEAD"])
    return st.builds(lambda target, method: Request(method, target, (), b""), targets, methods)


def _posts(values: Values, name: str, context: dict[str, Any]) -> SearchStrategy[Request]:
    only = st.lists(st.one_of(st.sampled_from(context["functions"]), anything), max_size=3)
    body = st.fixed_dictionaries({}, optional={"params": values.near(context["params"]), "only": only})
    whole = st.fixed_dictionaries({"params": values.near(context["params"])})
    texts = mostly(spelt(whole), spelt(body), spelt(anything))
    return texts.map(lambda text: _post(f"{MOUNT}/context/{name}", text))


def _uploads(values: Values, name: str, function: dict[str, Any]) -> SearchStrategy[Request]:
    made = uploads(values, function["args"], sorted(function["files"]))
    return made.map(lambda upload: _post(f"{MOUNT}/call/{name}", upload.body, upload.content_type))


def _strays(targets: SearchStrategy[str]) -> SearchStrategy[Request]:
    """Return requests for paths that mostly lead nowhere."""
    return st.builds(lambda target, method: _by(method, target), targets, st.sampled_from(["GET", "POST", *_METHODS]))


def _by(method: str, target: str) -> Request:
    return _post(target, b"{}") if method == "POST" else Request(method, target, (), b"")


@st.composite
def with_headers(draw: DrawFn, made: SearchStrategy[Request]) -> Request:
    """Return requests as somebody, with odd headers, by odd methods, in odd encodings."""
    request = draw(made)
    how = draw(st.integers(0, 6))
    if how == 0:
        return replace(request, method=draw(st.sampled_from(_METHODS)))
    if how == 1:
        return replace(request, headers=(("Content-TYPE", draw(st.sampled_from(_TYPES))),))
    if how == 2:
        return replace(request, headers=(*request.headers, ("content-type", draw(st.sampled_from((_JSON, *_TYPES))))))
    if how == 3:
        return replace(request, chunked=bool(request.body))
    if how == 4:
        return replace(request, headers=(*_unsigned(request), *draw(_signed)))
    headers = draw(st.lists(st.sampled_from(_HEADERS), min_size=1, max_size=3))
    known = {name.lower() for name, _ in request.headers}
    if how == 5 and not known & {"x-test-identity", "cookie"}:
        headers.append(("X-Test-Identity", draw(st.sampled_from(sorted(IDENTITIES)))))
    return replace(request, headers=(*request.headers, *headers))


def _unsigned(request: Request) -> list[Header]:
    """Return the headers that say nothing of who calls, nor from where."""
    said = {"cookie", "x-test-identity", *(name for name, _ in _SIGNED)}
    return [each for each in request.headers if each[0].lower() not in said]


_signed = st.builds(
    lambda who, signed: (("cookie", f"identity={who}; csrftoken={_TOKEN}"), *signed),
    st.sampled_from(sorted(IDENTITIES)),
    st.sampled_from([_SIGNED, (("origin", "https://evil.example"),)]),
)


@st.composite
def _varied(draw: DrawFn, cases: Sequence[Case]) -> Request:
    """Return a request of a vector with one thing changed."""
    step = draw(st.sampled_from(draw(st.sampled_from(cases)).steps()))
    request = request_of(step)
    if len(request.body) > 100_000 or any(name == "content-length" for name, _ in request.headers):
        return replace(request, body=b"{}", headers=(("content-type", _JSON),))
    how = draw(st.integers(0, 2))
    if how == 0 and request.body:
        return replace(request, body=draw(broken(st.just(request.body))))
    if how == 1 and request.target.startswith(f"{MOUNT}/"):
        tail = request.target.removeprefix(f"{MOUNT}/")
        return replace(request, target=f"{MOUNT}/{draw(spoilt(st.just(tail)))}")
    return draw(with_headers(st.just(request)))
