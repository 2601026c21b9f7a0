"""From a path to its view in constant time, however many functions there are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import ResolverMatch, URLPattern, URLResolver, path
from django.urls.resolvers import RoutePattern
from mizan_core.diagnostics import DeclarationError
from mizan_core.live.requests import is_live
from mizan_core.registry import Registry

from .live import live_view
from .marking import marked
from .routes import View, call_view, context_view, nowhere_view
from .tokens import token_view


class Functions(URLResolver):
    """All paths below the mount point. Django's own resolver would try one pattern after the other."""

    def __init__(self, registry: Registry) -> None:
        super().__init__(RoutePattern(""), __name__)
        self.registry = registry
        self._nowhere = nowhere_view(registry)
        self._live = marked(live_view)
        self._token = marked(token_view)
        self._matches: Mapping[str, ResolverMatch] = {}
        self._made_for: Any = None

    @property
    def url_patterns(self) -> list[URLPattern]:  # pyright: ignore[reportIncompatibleVariableOverride]  # follows the registry
        """What `reverse` and tools see: `mizan:echo`, `mizan:context-user`, `mizan:token`, and `mizan:mount-point`."""
        known = [path(route, match.func, name=match.url_name) for route, match in self._known().items()]
        return [path("", self._nowhere, name="mount-point"), path("token", self._token, name="token"), *known]

    def resolve(self, path: Any) -> ResolverMatch:
        known = self._known().get(str(path))
        if known is not None:
            return known
        if is_live(str(path)):
            return _match("live", None, self._live, (str(path),))
        if str(path) == "token":
            return _match("token", None, self._token)
        return _match(str(path), None, self._nowhere, (str(path),))

    def _known(self) -> Mapping[str, ResolverMatch]:
        """Return the views by path; made anew when the registry was opened once more."""
        try:
            functions = self.registry.functions
        except DeclarationError:
            return {}
        if self._made_for is not functions:
            calls = [(f"call/{name}", name, call_view(self.registry, each)) for name, each in functions.items()]
            fetches = [
                (f"context/{name}", f"context-{name}", context_view(self.registry, each))
                for name, each in self.registry.contexts.items()
            ]
            self._matches = {route: _match(route, name, view) for route, name, view in (*calls, *fetches)}
            self._made_for = functions
        return self._matches


def _match(route: str, name: str | None, view: View, arguments: tuple[str, ...] = ()) -> ResolverMatch:
    return ResolverMatch(view, arguments, {}, name, route=route, captured_kwargs={}, extra_kwargs={})
