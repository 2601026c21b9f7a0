"""A server with sessions and tokens, whose clock and users a test changes."""

import time

from fastapi import FastAPI, Request
from mizan_core.tokens import SigningKey, SigningKeys, Tokens
from mizan_fastapi import client, install, register
from starlette.middleware.sessions import SessionMiddleware


class User:
    """Somebody who may sign in."""

    def __init__(self, id: str) -> None:
        self.id = id
        self.version = 1
        self.is_authenticated = True


users = {"ada": User("ada"), "bob": User("bob")}
late = {"seconds": 0.0}
tokens = Tokens(
    keys=SigningKeys.of([SigningKey.generate()]),
    issuer="https://app.example",
    audience="wire",
    load_user=lambda claims: users.get(claims.user_id),
    permission_version=lambda user: user.version,
    now=lambda: time.time() + late["seconds"],
)


@register
@client(context="me")
def name(request: Request) -> str | None:
    return request.state.user.id if request.state.user else None


@register
@client(context="me")
def by_token(request: Request) -> bool:
    return "authorization" in request.headers


@register
@client(affects="*")
def sign_in(request: Request, name: str) -> None:
    request.session["name"] = name
    request.state.user = users[name]


app = FastAPI()


@app.middleware("http")
async def identify(request: Request, call_next):  # noqa: ANN201  # FastAPI's own convention
    request.state.user = users.get(request.session.get("name"))
    return await call_next(request)


@app.post("/elsewhere/sign-in/{name}")
def sign_in_elsewhere(request: Request, name: str) -> None:
    request.session["name"] = name


@app.post("/elsewhere/later/{seconds}")
def later(seconds: float) -> None:
    late["seconds"] += seconds


@app.post("/elsewhere/revoke/{name}")
def revoke(name: str) -> None:
    users[name].version += 1


app.add_middleware(SessionMiddleware, secret_key="only for tests")
install(app, identity="mwt", tokens=tokens, origins=["https://app.example"])
