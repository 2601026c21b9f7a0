"""Shapes of models that nobody here wrote: Django's own users, groups, permissions and content types."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from desk.models import Member
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Count, Q
from django.test.utils import CaptureQueriesContext
from mizan_django.shapes import Shape, field, related
from shapes.walking import walked


class TypeShape(Shape[ContentType]):
    app_label: str
    model: str


class PermissionShape(Shape[Permission]):
    name: str
    content_type: TypeShape


class GroupShape(Shape[Group]):
    name: str
    permissions: list[PermissionShape]
    first: list[PermissionShape] = related("permissions", filter=Q(codename__startswith="add"), limit=2)
    members: int = field(Count("user"))


class MemberShape(Shape[Member]):
    id: int
    email: str
    is_staff: bool
    is_superuser: bool
    last_login: datetime | None
    groups: list[GroupShape]
    user_permissions: list[PermissionShape]


class GroupMembers(Shape[Group]):
    name: str
    user_set: list[MemberShape]


@pytest.fixture
def members() -> Iterator[None]:
    groups = [Group.objects.create(name=name) for name in ("editors", "readers")]
    permissions = Permission.objects.order_by("pk")
    for place, group in enumerate(groups):
        group.permissions.set(permissions[place : place + 5])
    for number in range(4):
        member = Member.objects.create_user(f"{number}@example.com", is_staff=number % 2 == 0)
        member.groups.set(groups[: number % 3])
        member.user_permissions.set(permissions[: number % 2])
    yield
    Group.objects.all().delete()


@pytest.mark.parametrize("shape", [MemberShape, GroupMembers, PermissionShape])
def test_they_are_what_a_walk_finds(shape: type[Shape[Member]], members: None) -> None:
    queryset = shape.__mizan_model__.objects.order_by("pk")

    with CaptureQueriesContext(connection) as captured:
        written = shape.of(queryset).json()

    assert written == walked(shape, queryset)
    assert len(captured) == shape.queries
