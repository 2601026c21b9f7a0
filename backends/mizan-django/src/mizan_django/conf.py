"""The setting `MIZAN`: what it may hold, and what it means."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal, cast

from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed
from mizan_core.auth import IdentitySource, identity_sources
from mizan_core.cache import Caching
from mizan_core.cache.settings import Setting as CacheSetting
from mizan_core.diagnostics import suggestion
from mizan_core.http import BODY_LIMIT, UPLOAD_LIMIT
from mizan_core.idempotency import IdempotencyStore, Setting
from mizan_core.live import Live
from mizan_core.live.settings import chosen

if TYPE_CHECKING:
    from mizan_core.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Settings:
    """What `MIZAN` says, defaults filled in.

    Attributes:
        strict: every function must say who may call it; `auth=False` stands for everybody.
        atomic: which calls run in a transaction: "requests" those on databases with ATOMIC_REQUESTS, as views do;
            "mutations" all calls and mutations on the default database as well.
        body_limit: the largest JSON body, in bytes.
        upload_limit: the largest multipart body, in bytes.
        outdated: the file that lists outdated pages.
        idempotency: where answers to calls with an `Idempotency-Key` are kept: a URL of Redis, or a store.
        cache: where answers of queries with `cache=` are kept: "memory" for one process, `sqlite:///…` for those of one
            machine, `redis://…` for several machines, "" for nowhere, or a `Caching` with more to say; None for what
            the variable MIZAN_CACHE says.
        live: where others' writes are heard of: "memory" for one process, `redis://…` for several, "" for nowhere, or
            a `Live` with more to say; None for what the variable MIZAN_LIVE says.
        identity: what says who calls: "session", that is `request.user` of the middleware; "mwt", a token; or both.
        tokens: how these are made, and which are believed.
    """

    strict: bool = False
    atomic: Literal["requests", "mutations"] = "requests"
    body_limit: int = BODY_LIMIT
    upload_limit: int = UPLOAD_LIMIT
    outdated: str | PathLike[str] | None = None
    idempotency: Setting = None
    cache: CacheSetting = None
    live: Live | str | None = None
    identity: IdentitySource | tuple[IdentitySource, ...] = "session"
    tokens: Tokens | None = None


def _is_size(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_cache(value: object) -> bool:
    return isinstance(value, str | Caching) or hasattr(value, "lookup")


def _is_live(value: object) -> bool:
    if not isinstance(value, Live | str):
        return False
    try:
        chosen(value)
    except ValueError:
        return False
    return True


def _is_identity(value: object) -> bool:
    try:
        identity_sources(cast(Any, value), tokens="mwt" in cast(Any, value))
    except (TypeError, ValueError):
        return False
    return True


def _is_tokens(value: object) -> bool:
    from mizan_core.tokens import Tokens  # an extra, which whoever sets this has

    return isinstance(value, Tokens)


_KEYS: dict[str, tuple[Callable[[object], bool], str]] = {
    "STRICT": (lambda value: isinstance(value, bool), "True or False"),
    "ATOMIC": (lambda value: value in ("requests", "mutations"), '"requests" or "mutations"'),
    "BODY_LIMIT": (_is_size, "a number of bytes above 0"),
    "UPLOAD_LIMIT": (_is_size, "a number of bytes above 0"),
    "OUTDATED": (lambda value: isinstance(value, str | PathLike), "the path of a file"),
    "IDEMPOTENCY": (lambda value: isinstance(value, str | IdempotencyStore), "a URL of Redis, or a store"),
    "CACHE": (_is_cache, 'a URL such as sqlite:///cache.db or redis://localhost, "memory", or a Caching'),
    "LIVE": (_is_live, '"memory", a URL such as redis://localhost, or a Live'),
    "IDENTITY": (_is_identity, '"session", "mwt", or ("session", "mwt")'),
    "TOKENS": (_is_tokens, "Tokens(keys=…, issuer=…, audience=…)"),
}

_current: Settings | None = None


def current() -> Settings:
    """Return what the project's settings say.

    Raises:
        ImproperlyConfigured: they are wrong; `manage.py check` says the same.
    """
    global _current  # noqa: PLW0603  # settings are the process's own
    if _current is None:
        raw = written()
        for _, why, fix in problems(raw):
            raise ImproperlyConfigured(f"{why} {fix}")
        _current = Settings(**{name.lower(): value for name, value in cast(dict[str, Any], raw).items()})
    return _current


def written() -> object:
    """Return the setting as it stands."""
    return getattr(django_settings, "MIZAN", {})


def problems(raw: object) -> Iterator[tuple[str, str, str]]:
    """Yield the id of a check, what is wrong with the setting, and how to mend it."""
    if not isinstance(raw, dict):
        yield "mizan.E001", f"MIZAN is a {type(raw).__name__}.", 'Write a dict, as in MIZAN = {"STRICT": True}.'
        return
    for name, value in cast(dict[Any, object], raw).items():
        if name not in _KEYS:
            yield "mizan.E001", f"MIZAN has no key {name!r}.", suggestion(str(name), _KEYS, "keys")
            continue
        fits, wanted = _KEYS[name]
        if not fits(value):
            yield "mizan.E002", f"MIZAN[{name!r}] is {value!r}.", f"Use {wanted}."
    yield from _halves(cast(dict[Any, Any], raw))


def _halves(raw: dict[Any, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong where tokens are set up in one place only."""
    identity = raw.get("IDENTITY", "session")
    believed = _is_identity(identity) and "mwt" in identity
    if believed and "TOKENS" not in raw:
        fix = 'Add MIZAN["TOKENS"] = Tokens(keys=…, issuer=…, audience=…), of mizan_core.tokens.'
        yield "mizan.E004", 'MIZAN["IDENTITY"] names "mwt", but there are no tokens.', fix
    if "TOKENS" in raw and not believed:
        fix = 'Set MIZAN["IDENTITY"] to "mwt", or to ("session", "mwt").'
        yield "mizan.E004", 'There are MIZAN["TOKENS"], but MIZAN["IDENTITY"] does not name "mwt".', fix


def _forget(*, setting: str, **_: Any) -> None:
    global _current  # noqa: PLW0603  # as above
    if setting == "MIZAN":
        _current = None


setting_changed.connect(_forget)
