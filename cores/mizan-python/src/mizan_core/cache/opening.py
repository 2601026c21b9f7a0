"""A store from its address: `memory`, `sqlite:///var/cache/app.db`, `redis://localhost:6379/0` and their like."""

from __future__ import annotations

from importlib import import_module
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from .memory import MemoryStore
from .store import CacheStore

CONNECT = 0.25
ANSWER = 0.25
"""Seconds that a server may take. Computing a value is what its absence costs, so nobody waits for long."""

_SCHEMES = "memory, sqlite:///path, redis://, rediss://, redis+cluster://, redis+sentinel:// or the same with valkey"


def open_store(url: str, *, namespace: str = "mizan", hold: float = 30.0) -> CacheStore:
    """Return the store at an address.

    Args:
        url: `memory`; `sqlite:///relative.db` or `sqlite:////absolute.db`; `redis://host:6379/0`, also `rediss:`;
            `redis+cluster://host:6379`; `redis+sentinel://host:26379,other:26379/0?service=name`. With `valkey` for
            `redis`, the library of that name is used.
        namespace: tells applications on one server apart.
        hold: the longest that a mutation may take, in seconds.

    Raises:
        ValueError: the address is none of these.
        ImportError: the client's library is not installed.
    """
    if url in {"memory", "memory://"}:
        return MemoryStore()
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(url, parts.netloc, unquote(parts.path))
    library, _, kind = parts.scheme.partition("+")
    if library.rstrip("s") not in {"redi", "valkey"} or kind not in {"", "cluster", "sentinel"}:
        raise ValueError(f"'{url}' is no address of a cache: it is {_SCHEMES}")
    return _redis(url, "redis" if library.startswith("redis") else "valkey", kind, namespace, hold)


def _sqlite(url: str, host: str, path: str) -> CacheStore:
    from .sqlite import SQLiteStore

    if host or len(path) < 2:
        raise ValueError(f"'{url}' names no file: write sqlite:///relative.db, or sqlite:////absolute.db")
    return SQLiteStore(path[1:])


def _redis(url: str, library: str, kind: str, namespace: str, hold: float) -> CacheStore:
    from .redis import RedisStore

    try:
        sync, later = import_module(library), import_module(f"{library}.asyncio")
    except ImportError as error:
        raise ImportError(f"'{library}' is not installed: pip install {library}") from error
    make = {"": _single, "cluster": _cluster, "sentinel": _sentinel}[kind]
    return RedisStore(make(sync, url), lambda: make(later, url), namespace=namespace, hold=hold)


def _options(library: Any) -> dict[str, Any]:
    """Return how long to wait, and never to try again: what is asked later would be answered too late."""
    package = library.__name__.partition(".")[0]
    asynchronous = library.__name__.endswith(".asyncio")
    retry = import_module(f"{package}.asyncio.retry" if asynchronous else f"{package}.retry").Retry
    backoff = import_module(f"{package}.backoff").NoBackoff
    return {"socket_connect_timeout": CONNECT, "socket_timeout": ANSWER, "retry": retry(backoff(), 0)}


def _single(library: Any, url: str) -> Any:
    return getattr(library, _class(library)).from_url(url, **_options(library))


def _cluster(library: Any, url: str) -> Any:
    cluster = getattr(library, f"{_class(library)}Cluster")
    return cluster.from_url(url.replace("+cluster", "", 1), **_options(library))


def _sentinel(library: Any, url: str) -> Any:
    parts = urlsplit(url)
    service = parse_qs(parts.query).get("service", [""])[0]
    if not service:
        raise ValueError(f"'{url}' does not say which service to ask Sentinel for: add ?service=name")
    credentials, _, hosts = parts.netloc.rpartition("@")
    user, _, password = credentials.partition(":")
    sentinels = [(host or "localhost", int(port or 26379)) for host, _, port in _pairs(hosts)]
    options = _options(library) | (
        {"username": unquote(user) or None, "password": unquote(password)} if password else {}
    )
    module = import_module(f"{library.__name__}.sentinel")
    database = int(parts.path.strip("/") or 0)
    asking = module.Sentinel(sentinels, sentinel_kwargs=_options(library))
    return asking.master_for(service, db=database, **options)


def _pairs(hosts: str) -> list[tuple[str, str, str]]:
    return [host.rpartition(":") if ":" in host else (host, "", "") for host in hosts.split(",")]


def _class(library: Any) -> str:
    return library.__name__.partition(".")[0].capitalize()
