"""In the manner of a calendar: events that hold their exceptions, rules of recurrence, names in other scripts."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import IntFlag
from typing import Annotated, Literal

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel, Field
from typing_extensions import TypedDict

registry = Registry()
Weekday = Literal["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


class Visibility(IntFlag):
    TEAM = 1
    OTHERS = 2


class Weekly(BaseModel):
    freq: Literal["WEEKLY"]
    interval: Annotated[int, Field(ge=1)] = 1
    by_day: set[Weekday] = set()


class Monthly(BaseModel):
    freq: Literal["MONTHLY"]
    by_day: list[tuple[Annotated[int, Field(ge=-5, le=5)], Weekday]] | Annotated[int, Field(ge=1, le=31)]


Rule = Annotated[Weekly | Monthly, Field(discriminator="freq")]
Until = Annotated[date, Field(description="The last day, that day included.")]

Reminder = TypedDict("Reminder", {"@type": Literal["Alert"], "display-text": str, "trigger": timedelta})


class Event(BaseModel):
    """Something that happens, once or again and again."""

    uid: str
    start: datetime | date
    länge: Annotated[timedelta, Field(alias="Länge")] = timedelta(hours=1)
    rule: tuple[Rule, Until | int | None] | None = None
    exceptions: dict[date, Event | None] = {}
    localised: Annotated[dict[str, str], Field(examples=[{"日本語": "会議"}])] = {}
    reminders: list[Reminder] = []
    seen_by: Visibility = Visibility.TEAM


@register("events.move", registry=registry)
@client(affects="events")
def move(event: Event, by: timedelta) -> Event:
    return event


@register("events.between", registry=registry)
@client(context="events")
def between(start: date, end: date | None = None) -> dict[date, list[Event]]:
    return {}
