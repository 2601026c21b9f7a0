"""A server with a query for every scope, and what tests have to know of it: what ran, and what it was sent."""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from fastapi import FastAPI, Request, Response
from mizan_core import Cache, NotFound, Registry, register
from mizan_core.auth import session_hash
from mizan_core.cache.settings import Caching
from mizan_core.client.function import client
from mizan_core.tokens import Claims, SigningKey, SigningKeys, Tokens
from mizan_fastapi import create_router, jwks_router
from pydantic import BaseModel
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

registry = Registry()
runs: Counter[str] = Counter()
seen: list[dict[str, Any]] = []
names: dict[str, str] = {}
tasks: dict[int, list[str]] = {}
fails: set[str] = set()


@dataclass(frozen=True)
class User:
    """Who calls.

    Attributes:
        id: two users of one letter are in one team.
        sid: a hash of the session.
        rights: what tokens say of permissions.
    """

    id: str
    sid: str
    rights: str | None = None
    is_authenticated: bool = True

    @property
    def team(self) -> str:
        return self.id[0]


class Profile(BaseModel):
    canary: str
    name: str
    run: int


def ran(name: str) -> int:
    runs[name] += 1
    return runs[name]


@register(registry=registry)
@client(context="me", auth=True, cache=Cache(60, stale=60))
def me_profile(request: Request) -> Profile:
    user = request.state.user
    return Profile(canary=f"canary-{user.id}", name=names.get(user.id, "nobody"), run=ran("me_profile"))


@register(registry=registry)
@client(context="me", auth=True, cache=30)
def me_notes(request: Request, limit: int = 5) -> list[str]:
    ran("me_notes")
    return [f"canary-{request.state.user.id}"] * limit


@register(registry=registry)
@client(affects="me", auth=True)
def rename(request: Request, name: str) -> None:
    names[request.state.user.id] = name


@register(registry=registry)
@client(context="board", cache=Cache(60, stale=60, scope="public"))
def board_tasks(board_id: int) -> list[str]:
    ran("board_tasks")
    return tasks.get(board_id, [])


@register(registry=registry)
@client(context="board", cache=Cache(20, scope="public"))
def board_text(board_id: int, text: str = "") -> str:
    ran("board_text")
    return text


@register(registry=registry)
@client(affects="board")
def add_task(board_id: int, title: str) -> None:
    if title == "refused":
        raise NotFound("There is no such board.")
    tasks.setdefault(board_id, []).append(title)


@register(registry=registry)
@client(context="team", auth=True, cache=Cache(60, scope="tenant"))
def team_members(request: Request) -> str:
    ran("team_members")
    return f"canary-team-{request.state.user.team}"


@register(registry=registry)
@client(context="rights", auth=True, cache=Cache(60, scope="permissions"))
def rights_menu(request: Request) -> str:
    ran("rights_menu")
    return f"canary-rights-{request.state.user.rights}"


@register(registry=registry)
@client(context="device", auth=True, cache=Cache(60, scope="session"))
def device_state(request: Request) -> str:
    ran("device_state")
    return f"canary-session-{request.state.user.sid}"


@register(registry=registry)
@client(context="desk", auth=True, cache=Cache(60, scope="tenant"))
def desk_team(request: Request) -> str:
    return f"canary-team-{request.state.user.team}"


@register(registry=registry)
@client(context="desk", auth=True, cache=Cache(60, scope="permissions"))
def desk_rights(request: Request) -> str:
    return f"canary-rights-{request.state.user.rights}"


@register(registry=registry)
@client(context="desk", cache=Cache(60, scope="public"))
def desk_news() -> str:
    return "news"


@register(registry=registry)
@client(context="greeting", cache=Cache(60, scope="public", vary=["Accept-Language"]))
def greeting_text(request: Request) -> str:
    ran("greeting_text")
    return request.headers.get("accept-language", "none")


@register(registry=registry)
@client(context="mixed", cache=Cache(60, scope="public"))
def mixed_kept() -> int:
    return ran("mixed_kept")


@register(registry=registry)
@client(context="mixed")
def mixed_free() -> int:
    return ran("mixed_free")


@register(registry=registry)
@client(context="fragile", cache=Cache(60, stale=60, scope="public"))
def fragile_value(number: int = 0) -> int:
    if "fragile" in fails:
        raise NotFound("Not now.")
    return ran("fragile_value")


@register(registry=registry)
@client(context="fragile", cache=Cache(60, stale=60, scope="public"))
def fragile_other() -> int:
    return 0


@register(registry=registry)
@client
def echo(text: str) -> str:
    return text


def load_user(claims: Claims) -> User:
    rights = None if claims.pm is None else f"{claims.pr}.{claims.pm}"
    return User(claims.sub.removeprefix("id:"), claims.sid, rights)


SECRET = os.environ["TEST_SECRET"]
KEYS = SigningKeys.of([SigningKey.read(json.loads(os.environ["TEST_KEY"]))])
TOKENS = Tokens(
    keys=KEYS,
    issuer="https://app.example",
    audience="mizan:edge",
    load_user=load_user,
    session_of=lambda request: request.cookies.get("session"),
    tenant_of=lambda user: user.team,
    permissions=["read", "write"],
    has_permission=lambda user, permission: permission == "read" or user.id.endswith("1"),
)
CACHING = Caching(
    "memory",
    tenant=lambda request: request.state.user.team,
    session=lambda request: request.state.user.sid,
    permissions=lambda request: request.state.user.rights,
)


class Sessions:
    """A session is a cookie `session=<user>.<anything>`. Notes what was asked for, and how."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope["path"].startswith("/test/"):
            request = Request(scope)
            query = scope["query_string"].decode()
            seen.append({"path": scope["path"], "query": query, "headers": dict(request.headers)})
            session = request.cookies.get("session")
            user = User(session.partition(".")[0], session_hash(session)) if session else None
            scope.setdefault("state", {})["user"] = user
        await self._app(scope, receive, send)


app = FastAPI()
app.add_middleware(Sessions)
app.include_router(jwks_router(TOKENS))
app.include_router(
    create_router(
        registry=registry,
        cache=CACHING,
        secret=SECRET,
        identity=("session", "mwt"),
        tokens=TOKENS,
        live=os.environ.get("TEST_LIVE", ""),
    ),
    prefix="/api/mizan",
)


@app.get("/test/seen")
def take() -> list[dict[str, Any]]:
    """Return what was asked for since this was last asked."""
    taken = list(seen)
    seen.clear()
    return taken


@app.post("/test/fails")
def fail(name: str, on: bool) -> None:
    (fails.add if on else fails.discard)(name)


@app.get("/away")
def away() -> RedirectResponse:
    return RedirectResponse("https://other.example/")


@app.api_route("/{path:path}", methods=["GET", "POST", "PUT"])
async def other(request: Request, response: Response) -> dict[str, Any]:
    """Say what arrived anywhere else."""
    response.status_code = 203
    response.headers.append("set-cookie", "a=1")
    response.headers.append("set-cookie", "b=2")
    body = await request.body()
    return {
        "method": request.method,
        "path": request.scope["raw_path"].decode(),
        "query": request.url.query,
        "length": len(body),
        "digest": sha256(body).hexdigest(),
        "headers": dict(request.headers),
    }
