"""A server with a page's data, for the tests that ask a real one."""

from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request, Response
from mizan_core import MizanError, NotFound
from mizan_fastapi import client, install, register
from pydantic import BaseModel

requests: list[str] = []


class User(BaseModel):
    user_id: int
    name: str


class Taken(BaseModel):
    by: int


class NameTaken(MizanError):
    code = "NAME_TAKEN"
    status = 409
    details: Taken


users = {5: "Ada", 6: "Bob"}


@register
@client(context="user", raises=[NotFound])
def user_profile(user_id: int) -> User:
    if user_id not in users:
        raise NotFound("There is no such user.")
    return User(user_id=user_id, name=users[user_id])


@register
@client(context="user")
def user_posts(user_id: int, limit: int = 2) -> list[str]:
    return [f"{users.get(user_id)} {number}" for number in range(limit)]


@register
@client(affects="user", raises=[NameTaken])
def rename(user_id: int, name: str) -> User:
    for other, taken in users.items():
        if taken == name:
            raise NameTaken("Somebody is called so.", details=Taken(by=other))
    users[user_id] = name
    return User(user_id=user_id, name=name)


@register
@client(affects="user", refresh=False)
def shout(user_id: int) -> None:
    users[user_id] = users[user_id].upper()


app = FastAPI()


@app.middleware("http")
async def remember(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    requests.append(f"{request.method} {request.url.path.removeprefix('/api/mizan/')}")
    return await call_next(request)


@app.get("/requests")
def told() -> list[str]:
    asked = [each for each in requests if "requests" not in each]
    requests.clear()
    return asked


install(app, prefix="/api/mizan")
