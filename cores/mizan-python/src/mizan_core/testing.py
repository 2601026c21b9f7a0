"""Calling functions through the whole pipeline, as a given identity and without HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, NoReturn

from pydantic_core import from_json, to_json

from . import canonical
from .cache.sealing import refuse, refuse_header
from .compiled import Compiled
from .dispatch import Call, Fetch, FetchBody, Reply, answer, drive_async
from .invocation import Invocation, Outcome, perform, perform_async
from .parameters import REQUEST
from .registry import Registry, default_registry


@dataclass(frozen=True, slots=True)
class User:
    """An identity for tests, with the attributes that `auth=` reads."""

    id: Any = 1
    is_authenticated: bool = True
    is_staff: bool = False
    is_superuser: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What a client would receive."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return from_json(self.body)

    @property
    def result(self) -> Any:
        """The result of a call that must have succeeded."""
        return self._part("result")

    @property
    def data(self) -> Any:
        """The values of a context that must have been answered, by function name."""
        return self._part("data")

    @property
    def errors(self) -> Any:
        """The errors of single queries in a context's answer, by function name."""
        return self.json.get("errors", {})

    @property
    def invalidate(self) -> list[Any]:
        return self.json.get("invalidate", [])

    @property
    def refreshed(self) -> list[Any]:
        return self.json.get("refreshed", [])

    @property
    def error(self) -> Any:
        """The error of an answer that must have failed."""
        return self._part("error")

    def _part(self, name: str) -> Any:
        answered = self.json
        assert name in answered, f"The answer has no {name!r}: {self.status} {answered}"
        return answered[name]


class MizanClient:
    """Calls functions as one identity.

    Args:
        user: an object with `is_authenticated`, `is_staff`, `is_superuser`; None for nobody.
        registry: where the functions are registered.
        inject: values for the parameters that a backend would fill in, by parameter name.
        request: what `request` parameters and rules receive; by default an object whose `state.user` is the user.
    """

    def __init__(
        self,
        user: Any = None,
        *,
        registry: Registry = default_registry,
        inject: Mapping[str, Any] | None = None,
        request: Any = None,
    ) -> None:
        self.request = request if request is not None else SimpleNamespace(state=SimpleNamespace(user=user), user=user)
        self._registry = registry
        self._inject = dict(inject or {})

    def call(
        self,
        name: str,
        args: Mapping[str, Any] | None = None,
        *,
        mounted: Sequence[Mapping[str, Any]] = (),
        files: Mapping[str, Any] | None = None,
    ) -> Answer:
        """Call a function or a mutation; not from within a running event loop (`acall` is for there)."""
        return asyncio.run(self._alone(self.acall(name, args, mounted=mounted, files=files)))

    async def acall(
        self,
        name: str,
        args: Mapping[str, Any] | None = None,
        *,
        mounted: Sequence[Mapping[str, Any]] = (),
        files: Mapping[str, Any] | None = None,
    ) -> Answer:
        """Call a function or a mutation."""
        body: dict[str, Any] = {"args": dict(args or {})}
        if mounted:
            body["mounted"] = list(mounted)
        return await self.asend(Call(name, to_json(body), _Caller(self.request), files))

    def context(
        self, name: str, params: Mapping[str, Any] | None = None, *, only: Iterable[str] | None = None
    ) -> Answer:
        """Fetch a context; not from within a running event loop (`acontext` is for there)."""
        return asyncio.run(self._alone(self.acontext(name, params, only=only)))

    async def acontext(
        self, name: str, params: Mapping[str, Any] | None = None, *, only: Iterable[str] | None = None
    ) -> Answer:
        """Fetch a context."""
        # Through plain JSON, so that dates and UUIDs may be given as Python values.
        spelt = canonical.dumps(from_json(to_json(dict(params or {}))))
        return await self.asend(Fetch(name, spelt, None if only is None else tuple(only), _Caller(self.request)))

    async def asend(self, request: Call | Fetch | FetchBody) -> Answer:
        """Send a request as a backend would hand it over; its caller is replaced by this client's."""
        request = request._replace(caller=_Caller(self.request))
        reply: Reply = await drive_async(answer(self._registry, request), self._run)
        return Answer(reply.status, dict(reply.headers), reply.body)

    async def _alone(self, answering: Awaitable[Answer]) -> Answer:
        """Do something in an event loop of its own, with which the cache's connections end."""
        try:
            return await answering
        finally:
            if self._registry.caching is not None:
                await self._registry.caching.close_async()

    async def _run(self, batch: tuple[Invocation, ...]) -> list[Outcome]:
        return await asyncio.gather(*(self._run_one(each) for each in batch), return_exceptions=True)

    async def _run_one(self, invocation: Invocation) -> Outcome:
        known = {REQUEST: self._request_for(invocation.compiled), **self._inject}
        injected = {name: known[name] for name in invocation.injected}

        async def run() -> Any:
            if invocation.is_async:
                return await perform_async(invocation, injected)
            return perform(invocation, injected)

        return await (run() if invocation.around is None else invocation.around.run_async(run))

    def _request_for(self, query: Compiled | None) -> Any:
        """Return the request, sealed as backends do it where the answers of a query are everybody's."""
        return (
            self.request
            if query is None or query.sealed is None
            else _SealedRequest(query.name, query.sealed, self.request)
        )


class _SealedRequest:
    """A request of which its headers alone may be read, and of those the ones that are allowed."""

    def __init__(self, query: str, allowed: Collection[str], request: Any) -> None:
        self._query = query
        self.headers = _SealedHeaders(query, allowed, getattr(request, "headers", {}))

    def __getattr__(self, name: str) -> NoReturn:
        refuse(self._query, f"request.{name}")


class _SealedHeaders(dict[str, str]):
    def __init__(self, query: str, allowed: Collection[str], headers: Mapping[str, str]) -> None:
        super().__init__({name.lower(): value for name, value in headers.items() if name.lower() in allowed})
        self._query = query
        self._allowed = allowed

    def __getitem__(self, name: str) -> str:
        self._check(name)
        return super().__getitem__(name.lower())

    def get(self, name: str, default: Any = None) -> Any:
        self._check(name)
        return super().get(name.lower(), default)

    def _check(self, name: str) -> None:
        if name.lower() not in self._allowed:
            refuse_header(self._query, name.lower())


class _Caller:
    """Reads the user as FastAPI's backend does, so that a login inside a mutation counts at once."""

    def __init__(self, request: Any) -> None:
        self.request = request

    @property
    def user(self) -> Any:
        state = getattr(self.request, "state", None)
        return getattr(state, "user", None) if state is not None else getattr(self.request, "user", None)

    def header(self, name: str) -> str | None:
        headers = getattr(self.request, "headers", None)
        return None if headers is None else headers.get(name)
