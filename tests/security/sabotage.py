"""Guards that are broken on purpose, for the time of one request: each must turn a rule red.

The attacked servers stand behind a middleware that breaks the guard which the request names.
"""

from __future__ import annotations

import asyncio
import sys
import unicodedata
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch  # in servers, whose processes know no pytest

HEADER = "x-test-sabotage"

Changes = Iterator[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Sabotage:
    """One broken guard: the rules that must notice, what stands in the place of what, and on which shapes."""

    name: str
    rules: tuple[str, ...]
    changes: Callable[[], Changes]
    on: tuple[str, ...]


SABOTAGES: dict[str, Sabotage] = {}


FASTAPI, DJANGO = "fastapi-router", "django-asgi"
"""The shapes whose guards are broken: the others have the same ones."""


Breaking = Callable[[], Changes]


def noticed_by(*rules: str, on: tuple[str, ...] = (FASTAPI, DJANGO)) -> Callable[[Breaking], Breaking]:
    """Register what breaks a guard, and the rules that must notice."""

    def register(changes: Breaking) -> Breaking:
        name = changes.__name__.replace("_", "-")
        SABOTAGES[name] = Sabotage(name, rules, changes, on)
        return changes

    return register


@contextmanager
def broken(name: str | None) -> Generator[None]:
    """Break a guard; what belongs to a framework that is not loaded is passed over."""
    with ExitStack() as stack:
        for path, replacement in SABOTAGES[name].changes() if name else ():
            if path.split(".")[0] in ("mizan_core", _backend()):
                stack.enter_context(patch(path, replacement))
        yield


def _backend() -> str:
    return "mizan_fastapi" if "mizan_fastapi.routes" in sys.modules else "mizan_django"


class SabotagedAsgi:
    """Breaks the guard that a request names while it is answered, and lets all others wait meanwhile."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._lock = asyncio.Lock()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        named = dict(scope["headers"]).get(HEADER.encode()) if scope["type"] == "http" else None
        async with self._lock:
            if named is not None:
                with broken(named.decode()):
                    await self._app(scope, receive, send)
                return
        await self._app(scope, receive, send)


class SabotagedWsgi:
    """Does the same under WSGI."""

    def __init__(self, app: Any) -> None:
        self._app = app

    def __call__(self, environ: Mapping[str, Any], start_response: Any) -> Iterable[bytes]:
        with broken(environ.get("HTTP_" + HEADER.upper().replace("-", "_"))):
            return self._app(environ, start_response)


def _everywhere(name: str, replacement: Any, *modules: str) -> Changes:
    for module in modules or ("mizan_fastapi.routes", "mizan_fastapi.live", "mizan_django.routes", "mizan_django.live"):
        if module in sys.modules and hasattr(sys.modules[module], name):
            yield f"{module}.{name}", replacement


def _nothing(*_: Any, **__: Any) -> None: ...


@noticed_by("refused-callers-learn-nothing")
def arguments_are_read_before_the_guard_is_asked() -> Changes:
    from mizan_core import calls

    sound = calls.call

    def call(registry: Any, name: str, body: bytes, caller: Any, files: Any, *rest: Any) -> Any:
        function = calls.find(registry, name)
        if files is not None:
            function.body.read(files.read()[0])
        else:
            function.body.read(body)
        return (yield from sound(registry, name, body, caller, files, *rest))

    yield "mizan_core.calls.call", call


@noticed_by("refused-callers-learn-nothing")
def params_are_read_before_the_guards_are_asked() -> Changes:
    from mizan_core import bundles

    sound = bundles.fetch

    def fetch(context: Any, params: bytes, *rest: Any, **named: Any) -> Any:
        context.codec.read(params, ())
        return (yield from sound(context, params, *rest, **named))

    yield "mizan_core.bundles.fetch", fetch


@noticed_by("refused-callers-learn-nothing", "authorisation")
def guards_let_everybody_pass() -> Changes:
    yield "mizan_core.auth.Guard.check", _nothing


@noticed_by("authorisation")
def own_rules_are_not_asked() -> Changes:
    def ask(*_: Any) -> Any:
        return {}
        yield

    yield "mizan_core.guarding.ask", ask
    yield "mizan_core.bundles.ask", ask


@noticed_by("authorisation")
def staff_is_whoever_is_signed_in() -> Changes:
    yield "mizan_core.auth.is_staff", lambda user: True


@noticed_by("authorisation")
def superusers_count_as_staff() -> Changes:
    yield "mizan_core.auth.is_staff", lambda user: user.is_staff or user.is_superuser


@noticed_by("only-the-declared-type-is-read", "content-comes-before-identity")
def any_content_type_is_read() -> Changes:
    yield from _everywhere("check_json", _nothing)


@noticed_by("nobody-sends-too-much")
def bodies_have_no_limit() -> Changes:
    for module in ("mizan_fastapi.routes", "mizan_fastapi.live", "mizan_django.routes", "mizan_django.live"):
        if module in sys.modules:
            sound = sys.modules[module].read_body
            yield f"{module}.read_body", lambda *given, sound=sound: sound(*given[:-1], 1 << 40)


@noticed_by("only-json-is-read", "only-json-is-read-as-a-whole")
def json_is_read_loosely() -> Changes:
    yield "mizan_core.strict_json.check", _nothing


@noticed_by("what-fits-is-read")
def a_thousand_names_are_enough() -> Changes:
    from mizan_core import strict_json
    from mizan_core.errors import BadRequest

    sound = strict_json.check

    def check(body: bytes) -> None:
        if body.count(b":") > 1000:
            raise BadRequest
        sound(body)

    yield "mizan_core.strict_json.check", check


@noticed_by("no-type-is-converted")
def types_are_converted() -> Changes:
    from mizan_core import codec

    class Lax:
        def __init__(self, validator: Any) -> None:
            self._validator = validator

        def validate_json(self, body: bytes, *, strict: bool) -> Any:
            return self._validator.validate_json(body, strict=not strict)

    sound = codec._validate

    def validate(validator: Any, body: bytes, skip: str | None = None) -> Any:
        return sound(Lax(validator), body, skip)  # type: ignore[arg-type]

    yield "mizan_core.codec._validate", validate


@noticed_by("nothing-but-what-is-declared-is-taken")
def unknown_names_are_passed_over() -> Changes:
    from mizan_core import codec

    sound = codec._validate

    def validate(validator: Any, body: bytes, skip: str | None = None) -> Any:
        try:
            return sound(validator, body, skip)
        except codec.ValidationFailed as error:
            if any(each["type"] != "unexpected" for each in error.details):
                raise
            return {}

    yield "mizan_core.codec._validate", validate


@noticed_by("foreign-pages-write-nothing", "foreign-pages-learn-nothing")
def requests_of_foreign_pages_are_not_checked() -> Changes:
    async def unchecked(*_: Any) -> None: ...

    yield from _everywhere("check_origin", _nothing)
    yield from _everywhere("check_csrf", _nothing)
    yield from _everywhere("check_csrf_async", unchecked)


@noticed_by("foreign-pages-write-nothing")
def origins_are_compared_by_their_end() -> Changes:
    yield "mizan_fastapi.identity._origin", _ends_alike
    yield "mizan_django.csrf._Check._origin_verified", lambda *_: True


def _ends_alike(head: Mapping[bytes, bytes]) -> str | None:
    origin = head.get(b"origin", b"").decode("latin-1")
    return "https://app.example" if origin.endswith("app.example") else origin or None


@noticed_by("foreign-pages-write-nothing")
def credentials_that_browsers_send_are_trusted() -> Changes:
    yield "mizan_fastapi.identity.is_sent_unasked", lambda authorization: False
    yield "mizan_django.csrf.is_sent_unasked", lambda authorization: False


@noticed_by("what-was-sent-is-not-repeated")
def messages_repeat_what_was_sent() -> Changes:
    yield "mizan_core.codec._message", lambda error: f"{error['msg']}: {error['input']}"


@noticed_by("crashes-tell-nothing", "crashes-of-rules-and-results-tell-nothing")
def exceptions_tell_what_happened() -> Changes:
    from mizan_core.errors import InternalError, MizanError

    def observable(error: BaseException, _: str | None = None) -> MizanError:
        return error if isinstance(error, MizanError) else InternalError(repr(error), details={"id": "0" * 16})

    for module in ("dispatch", "bundles", "guarding"):
        yield f"mizan_core.{module}.observable", observable


@noticed_by("functions-are-found-by-their-whole-name", "contexts-are-found-by-their-whole-name")
def names_are_tidied_before_they_are_looked_up() -> Changes:
    def tidied(name: str) -> str:
        name = unicodedata.normalize("NFKC", name).lower().strip("\x00 \n/").replace("\u200b", "")
        return name.partition(";")[0]

    def found(sound: Any) -> Any:
        return lambda registry, name, *rest: sound(registry, tidied(name), *rest)

    yield from _everywhere("check_literal", _nothing)
    yield from _everywhere("is_literal", lambda *_: True)
    from mizan_core import bundles, calls

    yield "mizan_core.calls.find", found(calls.find)
    yield "mizan_core.bundles.find", found(bundles.find)
    if "mizan_django.resolving" in sys.modules:
        resolve = sys.modules["mizan_django.resolving"].Functions.resolve
        yield "mizan_django.resolving.Functions.resolve", lambda self, path: resolve(self, tidied(str(path)))


@noticed_by("queries-are-found-by-their-whole-name")
def queries_are_looked_up_in_any_case() -> Changes:
    from mizan_core import bundles

    sound = bundles._selected

    def selected(context: Any, only: Any, page: Any) -> Any:
        return sound(context, only and [each.strip().lower() for each in only], page)

    yield "mizan_core.bundles._selected", selected


@noticed_by("connections-are-found-by-their-whole-name")
def connections_are_found_by_their_beginning() -> Changes:
    from mizan_core.live.hub import Hub

    sound = Hub.find

    def find(self: Hub, identifier: str) -> Any:
        known: Any = vars(self).get("_connections", {})
        return sound(self, next((each for each in known if identifier and each.startswith(identifier)), identifier))

    yield "mizan_core.live.hub.Hub.find", find


@noticed_by("no-other-origin-reads-answers", "every-answer-has-the-same-headers")
def every_origin_may_read_answers() -> Changes:
    yield from _usual(access_control_allow_origin="*")


@noticed_by("every-answer-has-the-same-headers", on=(FASTAPI,))  # Django's own middleware says it too
def browsers_may_guess_what_an_answer_is() -> Changes:
    yield from _usual(x_content_type_options=None)


@noticed_by("every-answer-has-the-same-headers")
def caches_may_keep_answers() -> Changes:
    yield from _usual(cache_control="max-age=60")


@noticed_by("every-answer-has-the-same-headers")
def an_answer_is_the_same_for_everybody() -> Changes:
    yield from _usual(vary=None)


@noticed_by("every-answer-has-the-same-headers")
def failures_are_pages() -> Changes:
    from mizan_core.dispatch import Reply, failure

    def page(*given: Any) -> Reply:
        return failure(*given)._replace(body=b"<html><h1>Error</h1>")

    yield from _everywhere("failure", page)
    yield "mizan_core.dispatch.failure", page


def _usual(**changed: str | None) -> Changes:
    """Yield what every answer carries, with other values, without what is None."""
    from mizan_core.dispatch import HEADERS

    new = {name.replace("_", "-"): value for name, value in changed.items()}
    headers = [(name, value) for name, value in {**dict(HEADERS), **new}.items() if value is not None]
    yield "mizan_fastapi.responses._USUAL", [(name.encode(), value.encode()) for name, value in headers]
    yield "mizan_django.responses._USUAL", {name: (name.title(), value) for name, value in headers}


@noticed_by("nobody-writes-headers-by-their-values")
def header_values_are_sent_as_they_are() -> Changes:
    modules = ("mizan_core.dispatch", "mizan_fastapi.responses", "mizan_django.responses")
    yield from _everywhere("one_line", lambda value: value, *modules)


@noticed_by("nobody-writes-headers-by-their-names")
def anything_is_the_name_of_a_header() -> Changes:
    for module in ("mizan_core.dispatch", "mizan_fastapi.responses"):
        yield f"{module}.is_field_name", lambda name: True


@noticed_by("the-host-that-a-request-names-means-nothing")
def slashes_are_redirected() -> Changes:
    from mizan_core import http
    from mizan_core.errors import NotFound

    def check_literal(tail: str, *, literal: bool) -> None:
        if tail.endswith("/"):
            raise NotFound(headers={"location": "http://evil.example/"})
        http.check_literal(tail, literal=literal)

    yield from _everywhere("check_literal", check_literal)
