"""What a client wants to watch: read from its message, and checked against what it was given to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, NotRequired

from pydantic import ConfigDict, TypeAdapter
from pydantic_core import from_json, to_json
from typing_extensions import TypedDict

from .. import canonical, codec
from ..compiled import Context
from ..errors import MizanError
from .events import Named
from .facts import Wish, comparable
from .hub import Watching
from .topics import Topics, spelt


class Watch(TypedDict):
    """An instance, and the topic of the bundle that was read of it."""

    __pydantic_config__ = ConfigDict(extra="forbid")  # pyright: ignore[reportGeneralTypeIssues]  # Pydantic's own convention
    context: str
    params: dict[str, Any]
    topic: str


class Unwatch(TypedDict):
    """An instance."""

    __pydantic_config__ = ConfigDict(extra="forbid")  # pyright: ignore[reportGeneralTypeIssues]  # as above
    context: str
    params: dict[str, Any]


class Asked(TypedDict):
    """The body of `POST live/{connection}`."""

    __pydantic_config__ = ConfigDict(extra="forbid")  # pyright: ignore[reportGeneralTypeIssues]  # as above
    watch: NotRequired[list[Watch]]
    unwatch: NotRequired[list[Unwatch]]


_asked = TypeAdapter(Asked)


def read_asked(body: bytes) -> Asked:
    """Return what a connection is asked to watch and to leave.

    Raises:
        BadRequest: the bytes are not JSON as the protocol wants it.
        ValidationFailed: they say something else.
    """
    return codec.read_strictly(_asked.validator, body)  # pyright: ignore[reportArgumentType]  # a SchemaValidator, as documented


def judge(asked: Asked, topics: Topics, contexts: Mapping[str, Context], audience: str | None, limit: int) -> Watching:
    """Return what this audience may watch, and what it is refused: also whatever is beyond the limit."""
    watching = Watching([], [], [Named(each["context"], _params(each)) for each in asked.get("unwatch", ())])
    watching.refused.extend(Named(each["context"], _params(each)) for each in asked.get("watch", ())[limit:])
    for each in asked.get("watch", ())[:limit]:
        name, params = each["context"], spelt(to_json(each["params"]))
        context = contexts.get(name)
        since = None
        if context is not None and params is not None:
            since = topics.read(each["topic"], name, params, audience)
        if context is None or params is None or since is None:
            watching.refused.append(Named(name, _params(each)))
        else:
            watching.watch.append((Wish(name, params, _values(context, params, each["params"])), since))
    return watching


def _params(named: Unwatch | Watch) -> bytes:
    """Return the params of an instance as it is known here, be they canonical or not."""
    plain = to_json(named["params"])
    return spelt(plain) or plain


def _values(context: Context, params: bytes, sent: Mapping[str, Any]) -> Mapping[str, tuple[bytes, ...]]:
    values: dict[str, tuple[bytes, ...]] = {name: (comparable(value),) for name, value in sent.items()}
    try:
        written: dict[str, Any] = from_json(context.codec.write(context.codec.read_again(params, ())))
    except MizanError:
        return values
    for name, value in written.items():
        with suppress(canonical.NotCanonical):
            if name in values and comparable(value) not in values[name]:
                values[name] = (*values[name], comparable(value))
    return values


def refuse_all(judged: Watching) -> Watching:
    """Return the same, with nothing to watch."""
    return judged._replace(watch=[], refused=[*judged.refused, *(Named(*wish[:2]) for wish, _ in judged.watch)])


def to_message(asked: Asked, judged: Watching) -> Mapping[str, Sequence[Any]]:
    """Return what to hand on to the process that holds the connection: it judges what is left once more."""
    refused = {(each.context, each.params) for each in judged.refused}
    left = [each for each in asked.get("watch", ()) if (each["context"], _params(each)) not in refused]
    return {
        "watch": left,
        "refused": [{"context": each.context, "params": from_json(each.params)} for each in judged.refused],
        "unwatch": asked.get("unwatch", []),
    }


def refused_before(message: Mapping[str, Any]) -> Sequence[Named]:
    """Return what the process refused that was asked first."""
    return [Named(each["context"], _params(each)) for each in message.get("refused", ())]
