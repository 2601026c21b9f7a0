"""A server whose functions answer with what reached them, for the checks of the wire."""

from fastapi import FastAPI, Request
from mizan_fastapi import client, install, register
from pydantic import BaseModel

LEFT_OUT = "left out"


class Patch(BaseModel):
    """An object whose members tell null from what was left out."""

    a: str | None = LEFT_OUT
    b: str | None = LEFT_OUT


class Arrived(BaseModel):
    """What reached the server of a request."""

    method: str
    content_type: str | None
    words: list[str]
    text: str | None
    patch: Patch


Words = tuple[str, ...]
Text = str | None
NO_WORDS = (LEFT_OUT,)
NO_PATCH = Patch()


@register
@client(context="wire")
def read(request: Request, words: Words = NO_WORDS, text: Text = LEFT_OUT, patch: Patch = NO_PATCH) -> Arrived:
    return _arrived(request, words, text, patch)


@register
@client(affects="wire")
def write(request: Request, words: Words = NO_WORDS, text: Text = LEFT_OUT, patch: Patch = NO_PATCH) -> Arrived:
    return _arrived(request, words, text, patch)


def _arrived(request: Request, words: Words, text: Text, patch: Patch) -> Arrived:
    content_type = request.headers.get("content-type")
    return Arrived(method=request.method, content_type=content_type, words=list(words), text=text, patch=patch)


app = FastAPI()
install(app)
