"""The example of the README."""

from fastapi import FastAPI, Request
from mizan_core.client.function import client
from mizan_core.registry import register
from mizan_fastapi import router
from pydantic import BaseModel


class Echo(BaseModel):
    message: str


class User(BaseModel):
    name: str


@client
def echo(text: str) -> Echo:
    """Send a text back."""
    return Echo(message=text)


@client(context="global")
def current_user(request: Request) -> User | None:
    """Tell who is signed in."""
    return None


register(echo, "echo")
register(current_user, "current_user")

app = FastAPI()
app.include_router(router, prefix="/api/mizan")
