"""What type checkers and editors see of shapes. Checked by pyright, never run.

A line that must be an error carries an ignore comment; pyright reports one that became unnecessary.
"""

from __future__ import annotations

from typing import assert_type

from django.contrib.auth.models import Group, Permission
from django.db.models import Count
from mizan_django import client
from mizan_django.shapes import Shape, computed, field, related


class PermissionShape(Shape[Permission]):
    codename: str
    app: str = field("content_type__app_label")


class GroupShape(Shape[Group]):
    name: str
    permissions: list[PermissionShape] = related(order_by="codename", limit=3)
    members: int = field(Count("user"))

    @computed(uses=["name"])
    def initial(self) -> str:
        return self.name[:1]


@client(context="groups")
def groups() -> list[GroupShape]:
    return GroupShape.of(Group.objects.filter(name="staff"))


@client(context="groups")
async def groups_later() -> list[GroupShape]:
    return await GroupShape.of(Group.objects)


def objects() -> None:
    found = GroupShape.one(Group.objects.all())
    assert_type(found, GroupShape | None)
    assert_type(GroupShape.queries, int)
    for each in GroupShape.of(Group.objects.all())[:2]:
        assert_type(each.initial, str)
        assert_type(each.permissions[0].app, str)


def mistakes() -> list[PermissionShape]:
    GroupShape.of(Permission.objects.all())  # pyright: ignore[reportArgumentType]  # rows of another model
    return GroupShape.of(Group.objects.all())  # pyright: ignore[reportReturnType]  # another shape
