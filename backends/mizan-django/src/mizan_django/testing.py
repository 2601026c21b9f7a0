"""Calling functions in tests through all of Django, as a given user: `MizanClient(user).call("rename", …)`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, NamedTuple, Self
from urllib.parse import quote

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connections
from django.test import AsyncClient, Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import get_script_prefix, reverse
from mizan_core import canonical, invalidation, testing
from mizan_core.dispatch import PROTOCOL
from pydantic_core import from_json, to_json

_OF_TRANSACTIONS = ("BEGIN", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")


@dataclass(frozen=True, slots=True)
class Answer(testing.Answer):
    """What a client would receive, and what it cost.

    Attributes:
        queries: the SQL of every query that functions and rules made, in order, on all databases. What Django asks
            by itself, for the session or the user, is not among them, and neither are transactions and savepoints.
    """

    queries: tuple[str, ...]

    def assert_targets(self, *targets: Mapping[str, Any]) -> None:
        """Assert that these became stale and nothing else, in any order: `{"context": "user", "params": {…}}`.

        What was `mounted` and came along in `refreshed` is stale no more, and does not count.
        """
        wanted, found = [sorted(map(to_json, each)) for each in (targets, self.invalidate)]
        assert wanted == found, f"Expected {_lines(wanted)}\nto become stale, but it was {_lines(found)}"

    def assert_queries(self, count: int) -> None:
        """Assert how many queries the functions took."""
        assert len(self.queries) == count, f"Expected {count} queries, not {len(self.queries)}:{_lines(self.queries)}"


class MizanClient:
    """Calls functions as one user, through URLs, middleware and views, with the CSRF token of its cookie.

    Args:
        user: who is signed in, by `force_login`; None for nobody.
        headers: sent with every request.
        options: further options of `django.test.Client`.
    """

    def __init__(self, user: Any = None, *, headers: Mapping[str, str] | None = None, **options: Any) -> None:
        self.http = Client(raise_request_exception=False, **options)
        self._async = AsyncClient(raise_request_exception=False, **options)
        self._async.cookies = self.http.cookies
        self._given = dict(headers or {})
        if user is not None:
            self.http.force_login(user)

    def call(
        self,
        name: str,
        args: Mapping[str, Any] | None = None,
        *,
        mounted: Sequence[Mapping[str, Any]] = (),
        files: Mapping[str, Any] | None = None,
    ) -> Answer:
        """Call a function or a mutation; `files` by parameter name."""
        return self._send(_call(name, args, mounted, files))

    async def acall(
        self,
        name: str,
        args: Mapping[str, Any] | None = None,
        *,
        mounted: Sequence[Mapping[str, Any]] = (),
        files: Mapping[str, Any] | None = None,
    ) -> Answer:
        """Call a function or a mutation, as under ASGI."""
        return await self._asend(_call(name, args, mounted, files))

    def context(
        self, name: str, params: Mapping[str, Any] | None = None, *, only: Iterable[str] | None = None
    ) -> Answer:
        """Fetch a context."""
        return self._send(_fetch(name, params, only))

    async def acontext(
        self, name: str, params: Mapping[str, Any] | None = None, *, only: Iterable[str] | None = None
    ) -> Answer:
        """Fetch a context, as under ASGI."""
        return await self._asend(_fetch(name, params, only))

    def _send(self, sent: _Sent) -> Answer:
        with _Queries() as queries:
            path = sent.path.removeprefix(get_script_prefix().rstrip("/"))  # as a WSGI server takes it away
            response = self.http.generic(*sent._replace(path=path), headers=self._headers())
        return _answer(response, queries)

    async def _asend(self, sent: _Sent) -> Answer:
        queries = _Queries()
        await sync_to_async(queries.__enter__)()  # in the thread that queries are made in
        try:
            response = await self._async.generic(*sent, headers=self._headers())
        finally:
            await sync_to_async(queries.__exit__)(None, None, None)
        return _answer(response, queries)

    def _headers(self) -> dict[str, str]:
        """Return what a page sends: its client's protocol, and the token that its cookie holds."""
        token = self.http.cookies.get(settings.CSRF_COOKIE_NAME)
        name = settings.CSRF_HEADER_NAME.removeprefix("HTTP_").replace("_", "-")
        return {"mizan-protocol": str(PROTOCOL), **({name: token.value} if token else {}), **self._given}


class _Sent(NamedTuple):
    method: str
    path: str
    body: bytes = b""
    content_type: str = "application/json"


class _Queries(ExitStack):
    """Notes the queries that functions make, on every database."""

    def __enter__(self) -> Self:
        super().__enter__()
        self.sql: list[str] = []
        for each in connections.all():
            self.enter_context(each.execute_wrapper(self._note))
        return self

    def _note(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        try:
            return execute(sql, params, many, context)
        finally:
            if invalidation.inside() and not sql.startswith(_OF_TRANSACTIONS):
                self.sql.append(sql if many else _filled_in(sql, params, context))


def _filled_in(sql: str, params: Any, context: dict[str, Any]) -> str:
    return context["connection"].ops.last_executed_query(context["cursor"], sql, params)


def _call(
    name: str, args: Mapping[str, Any] | None, mounted: Sequence[Mapping[str, Any]], files: Mapping[str, Any] | None
) -> _Sent:
    parts: dict[str, Any] = {"args": dict(args or {})}
    if mounted:
        parts["mounted"] = list(mounted)
    path = f"{_root()}call/{quote(name)}"
    if files is None:
        return _Sent("POST", path, to_json(parts))
    texts = {key: to_json(value).decode() for key, value in parts.items()}
    return _Sent("POST", path, encode_multipart(BOUNDARY, {**texts, **files}), MULTIPART_CONTENT)


def _fetch(name: str, params: Mapping[str, Any] | None, only: Iterable[str] | None) -> _Sent:
    # Through plain JSON, so that dates and UUIDs may be given as Python values.
    spelt = canonical.dumps(from_json(to_json(dict(params or {}))))
    query = f"params={quote(spelt)}" + ("" if only is None else f"&only={','.join(only)}")
    return _Sent("GET", f"{_root()}context/{quote(name)}?{query}")


def _root() -> str:
    """Return the mount point.

    Raises:
        NoReverseMatch: the project's URLs do not include mizan_django.urls.
    """
    return reverse("mizan:mount-point")


def _answer(response: Any, queries: _Queries) -> Answer:
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status_code, headers, response.content, tuple(queries.sql))


def _lines(values: Iterable[object]) -> str:
    return "".join(f"\n  {each.decode() if isinstance(each, bytes) else each}" for each in values) or " nothing"
