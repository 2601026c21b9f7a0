"""In the manner of a host for code: issues, pull requests, events, much of it nullable."""

from __future__ import annotations

from typing import Annotated, Literal

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import AnyUrl, AwareDatetime, BaseModel, Field

registry = Registry()


class Reactions(BaseModel):
    total_count: int
    plus: int = Field(alias="+1")
    minus: int = Field(alias="-1")


class SimpleUser(BaseModel):
    """A user, as others see one."""

    login: str = Field(examples=["octavia"])
    id: int
    type: Literal["User", "Organization", "Bot"]
    site_admin: bool
    gravatar_id: str | None


class Label(BaseModel):
    id: int
    name: str
    default: bool


class Milestone(BaseModel):
    number: int
    state: Literal["open", "closed"] = "open"
    due_on: AwareDatetime | None
    creator: SimpleUser | None


class PullRequestLinks(BaseModel):
    merged_at: AwareDatetime | None = None
    html_url: AnyUrl | None


class Issue(BaseModel):
    """Issues are a great way to keep track of tasks."""

    number: int
    state_reason: Literal["completed", "reopened", "not_planned"] | None = None
    title: str
    labels: list[str | Label]
    user: SimpleUser | None
    assignees: list[SimpleUser] | None = None
    milestone: Milestone | None
    pull_request: PullRequestLinks | None = None
    parent: Issue | None = None
    reactions: Reactions | None = None
    performed_via: App | None = None


class App(BaseModel):
    permissions: dict[str, Literal["read", "write"]]
    events: list[str]
    owner: SimpleUser | Enterprise


class Enterprise(BaseModel):
    slug: str
    html_url: str


class Labeled(BaseModel):
    event: Literal["labeled", "unlabeled"]
    label: Label


class Closed(BaseModel):
    event: Literal["closed"]
    commit_id: str | None


class Renamed(BaseModel):
    event: Literal["renamed"]
    rename: dict[Literal["from", "to"], str]


Event = Annotated[Labeled | Closed | Renamed, Field(discriminator="event")]


@register("issues.list", registry=registry)
@client(context="issues")
def list_issues(
    owner: str,
    repo: str,
    state: Literal["open", "closed", "all"] = "open",
    per_page: Annotated[int, Field(ge=1, le=100)] = 30,
) -> list[Issue]:
    return []


@register("issues.timeline", registry=registry)
@client(context="issues")
def timeline(owner: str, repo: str) -> list[Event]:
    return []


@register("issues.create", registry=registry)
@client(affects="issues")
def create(owner: str, repo: str, title: str | int, labels: list[str | Label] | None = None) -> Issue | None:
    return None
