"""The functions that a server offers: open while modules load, sealed before it serves."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, ParamSpec, TypeVar, overload

from . import diagnostics
from .cache.holding import Holding
from .cache.service import Service as Caching
from .cache.service import open_service
from .cache.settings import Setting as CacheSetting
from .cache.settings import chosen
from .checking import resolve
from .client.function import location
from .client.targets import EVERYTHING, Target
from .compiled import Compiled, Context
from .diagnostics import DeclarationError, Problem, suggestion
from .idempotency import IdempotencyStore, Setting, open_store
from .invalidation import collect_outside
from .live import Bus, Live, Publication, Service, connect
from .outdated import OutdatedPages, read_outdated

P = ParamSpec("P")
R = TypeVar("R")


class Registry:
    """The functions a server offers, under the names that clients know.

    Args:
        strict: every function must say who may call it; `auth=False` stands for everybody.
        outdated: the file that lists outdated pages; what `MIZAN_OUTDATED` names in the environment unless given.
        idempotency: where answers to calls with an `Idempotency-Key` are kept: a URL of Redis or a store; what
            `MIZAN_IDEMPOTENCY` names unless given, else this process.
        cache: where answers of queries with `cache=` are kept: a URL, a store or a `Caching`; what `MIZAN_CACHE` names
            unless given, else nowhere.
        secret: what names in the cache are made with; what `MIZAN_SECRET` says unless given.

    Attributes:
        bus: tells of what became stale, by mutations and by `invalidate` outside of them.
        live: what carries that to other processes and to those who watch, by its settings; see `mizan_core.live`.
        outdated_pages: by the signature of a page, the functions that it knows as something else.
        signature: of all functions, once somebody asked `versions.signature_of`.
        caching: the cache, if one is set and a query uses it. Opened when the registry is sealed.
    """

    def __init__(
        self,
        *,
        strict: bool = False,
        outdated: str | os.PathLike[str] | None = None,
        idempotency: Setting = None,
        cache: CacheSetting = None,
        secret: str | bytes | None = None,
    ) -> None:
        self.strict = strict
        self.outdated = outdated
        self.idempotency: Setting = idempotency
        self.cache: CacheSetting = cache
        self.secret = secret
        self.caching: Caching | None = None
        self.outdated_pages: OutdatedPages = {}
        self.signature: str | None = None
        self._answers: IdempotencyStore | None = None
        self._opened: Setting = None
        self.bus = Bus()
        self.live: dict[Live, Service] = {}
        self._entries: list[tuple[str, Callable[..., Any]]] = []
        self._functions: Mapping[str, Compiled] | None = None
        self._contexts: Mapping[str, Context] = {}
        self._compiled = False
        self._lock = threading.Lock()

    def register(self, function: Callable[..., Any], name: str | None = None) -> None:
        """Offer a function under a name, its own by default.

        Raises:
            DeclarationError: the registry is sealed.
        """
        name = name if name is not None else function.__name__
        if self._functions is not None:
            raise DeclarationError([diagnostics.registered_too_late(location(function), name)])
        self._entries.append((name, function))

    @property
    def registered(self) -> tuple[Callable[..., Any], ...]:
        """What was registered so far, in that order, unchecked."""
        return tuple(function for _, function in self._entries)

    def check(self) -> None:
        """Check everything that was declared and close the registry, without compiling validators.

        Raises:
            DeclarationError: naming every mistake.
        """
        with self._lock:
            if self._functions is None:
                self._functions, self._contexts = resolve(self._entries, strict=self.strict)

    def seal(self) -> None:
        """Check everything and compile what serving needs. Doing it again costs nothing.

        Raises:
            DeclarationError: naming every mistake.
        """
        if self._compiled:
            return
        self.check()
        problems = [problem for each in self.functions.values() for problem in _compile(each)]
        problems += self._read_settings()
        if problems:
            raise DeclarationError(problems)
        for context in self._contexts.values():
            _ = context.codec
        self._compiled = True

    def reopen(self) -> None:
        """Take further functions, all of which are checked again when it is sealed: for tests that add applications."""
        with self._lock:
            self._functions, self._contexts, self._compiled = None, {}, False
            self.signature = None

    def configure(
        self,
        *,
        outdated: str | os.PathLike[str] | None = None,
        idempotency: Setting = None,
        cache: CacheSetting = None,
        secret: str | bytes | None = None,
    ) -> None:
        """Take over what a backend's settings say, where they say something; it is read when the registry is sealed."""
        self.outdated = self.outdated if outdated is None else outdated
        self.idempotency = self.idempotency if idempotency is None else idempotency
        self.cache = self.cache if cache is None else cache
        self.secret = self.secret if secret is None else secret
        self._compiled = False

    @property
    def answers(self) -> IdempotencyStore:
        """Where answers are kept that may be asked for again. Opened when the registry is sealed."""
        assert self._answers is not None
        return self._answers

    def _read_settings(self) -> Iterator[Problem]:
        outdated = self.outdated or os.environ.get("MIZAN_OUTDATED")
        try:
            self.outdated_pages = read_outdated(outdated) if outdated else {}
        except ValueError as error:
            yield diagnostics.unusable_outdated(str(outdated), str(error))
        setting = self.idempotency or os.environ.get("MIZAN_IDEMPOTENCY") or None
        try:
            with self._lock:
                if self._answers is None or setting != self._opened:
                    self._answers, self._opened = open_store(setting), setting
        except ValueError as error:
            yield diagnostics.unusable_idempotency(str(setting), str(error))
        yield from self._open_cache()

    def _open_cache(self) -> Iterator[Problem]:
        """Open the cache; one that is open already goes on with the same store."""
        caching, opened = chosen(self.cache), None
        if caching is not None and any(each.function.cache is not None for each in self.functions.values()):
            try:
                with self._lock:
                    opened = open_service(caching, self.secret, self.contexts, self.functions, self.caching)
            except DeclarationError as error:
                yield from error.problems
            except ValueError as error:
                yield diagnostics.unusable_caching(caching.shown, str(error), _REMEDY)
        self.caching = opened

    def target(self, target: str | Callable[..., Any], params: Mapping[str, Any]) -> Target:
        """Return what a context's name, a query or `"*"` means, narrowed by params. Closes the registry.

        Raises:
            ValueError: nothing has this name, or it has no such param.
        """
        if target == EVERYTHING:
            return Target("all", "", {})
        if isinstance(target, str):
            context = self.contexts.get(target)
            if context is None:
                raise ValueError(f"There is no context {target!r}. {suggestion(target, self.contexts, 'contexts')}")
            return Target("context", target, _known(params, context.params, target))
        for each in self.functions.values():
            if each.function.callable is target and each.kind == "query":
                return Target("function", each.name, _known(params, each.argument_names, each.name))
        raise ValueError(f"{target!r} is no registered query.")

    @property
    def sealed(self) -> bool:
        return self._functions is not None

    @property
    def functions(self) -> Mapping[str, Compiled]:
        """Every function by name, sorted. Closes the registry."""
        if self._functions is None:
            self.check()
        return self._functions or {}

    @property
    def contexts(self) -> Mapping[str, Context]:
        """Every context by name, sorted. Closes the registry."""
        if self._functions is None:
            self.check()
        return self._contexts


_REMEDY = (
    "Set MIZAN_CACHE to memory, sqlite:///path or redis://host, MIZAN_SECRET to a random text of 32 bytes or more, and "
    "Caching(tenant=…, session=…, permissions=…) where a scope needs them."
)


class _Held(Publication):
    """One that waits for a commit, with what it holds in the cache until then; dropped when that is rolled back."""

    def __init__(self, bus: Bus, target: Target, holding: Holding) -> None:
        super().__init__(bus, target)
        self._holding = holding

    def __call__(self) -> None:
        self._holding.end_here()
        super().__call__()

    def __del__(self) -> None:
        self._holding.drop()


class _Outside:
    """Takes what `invalidate` names outside of calls, and publishes it."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def resolve(self, target: str | Callable[..., Any], params: dict[str, Any]) -> Target:
        return self._registry.target(target, params)

    def effect(self, target: Target) -> Callable[[], None]:
        if not self._registry.live:
            connect(self._registry)
        if chosen(self._registry.cache) is not None:
            self._registry.seal()
        if self._registry.caching is None:
            return Publication(self._registry.bus, target)
        holding = Holding(self._registry.caching)
        holding.begin_here([target])
        return _Held(self._registry.bus, target, holding)


default_registry = Registry()
"""Where `register` puts functions unless told otherwise, and where `invalidate` outside of calls looks names up."""

collect_outside(_Outside(default_registry))


@overload
def register(
    function: Callable[P, R], name: str | None = None, /, *, registry: Registry = default_registry
) -> Callable[P, R]: ...
@overload
def register(
    name: str | None = None, /, *, registry: Registry = default_registry
) -> Callable[[Callable[P, R]], Callable[P, R]]: ...


def register(
    function: Callable[..., Any] | str | None = None,
    name: str | None = None,
    /,
    *,
    registry: Registry = default_registry,
) -> Any:
    """Offer a `@client` function to clients, and return it unchanged.

    Works as a call, `register(echo, "echo")`, and as a decorator, `@register`, `@register("echo")` or
    `@register(registry=…)`. Without a name the function's own is used.

    Raises:
        DeclarationError: the registry is sealed.
    """
    if callable(function):
        registry.register(function, name)
        return function

    def decorate(decorated: Callable[P, R]) -> Callable[P, R]:
        registry.register(decorated, function)
        return decorated

    return decorate


def _known(params: Mapping[str, Any], known: Collection[str], target: str) -> Mapping[str, Any]:
    for name in params:
        if name not in known:
            raise ValueError(f"{target!r} has no param {name!r}. {suggestion(name, known, 'params')}")
    return params


def _compile(compiled: Compiled) -> list[Problem]:
    problems: list[Problem] = []
    for what, build in (("a parameter", lambda: compiled.body), ("the result", lambda: compiled.result)):
        try:
            build()
        except Exception as error:  # whatever a type's own schema hooks may raise
            problems.append(diagnostics.unusable_annotation(compiled.function.where, what, _first_line(error)))
    return problems


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
