"""The admin. What is changed here is stale for everybody who shows it."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.db.models import QuerySet, TextField
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.html import format_html
from mizan_django import invalidate

from .models import Account, Attachment, Board, Boards, Comment, Membership, Task
from .passwords import PatientForm
from .staleness import FreshAdmin, board_is_stale, task_is_stale

admin.site.site_header = admin.site.site_title = "Task board"
admin.site.index_title = "Everything"
admin.site.login_form = PatientForm


class MembershipInline(admin.TabularInline):
    model = Membership
    autocomplete_fields = ("board", "account")
    extra = 0


class CommentInline(admin.TabularInline):
    model = Comment
    fields = ("author", "text", "written_at")
    readonly_fields = ("written_at",)
    autocomplete_fields = ("author",)
    formfield_overrides: ClassVar = {TextField: {"widget": forms.Textarea(attrs={"rows": 2, "cols": 32})}}
    extra = 0


@admin.register(Account)
class AccountAdmin(FreshAdmin, UserAdmin):
    """People. Their names and colours are everywhere, and so are the boards that leave with them."""

    class NewAccount(AdminUserCreationForm):
        class Meta:
            model = Account
            fields = ("login", "name", "colour")

    add_form = NewAccount
    list_display = ("login", "name", "is_staff", "is_active", "last_login")
    list_filter = ("is_staff", "is_active")
    search_fields = ("login", "name")
    ordering = ("name",)
    readonly_fields = ("last_login",)
    inlines = (MembershipInline,)
    fieldsets = (
        (None, {"fields": ("login", "password", "name", "colour", "last_login")}),
        ("Permissions", {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
    )
    add_fieldsets = ((None, {"fields": ("login", "name", "colour", "usable_password", "password1", "password2")}),)

    def stale(self, row: Account) -> None:  # noqa: ARG002  # whoever it is
        invalidate("*")


@admin.register(Board)
class BoardAdmin(FreshAdmin):
    """Boards and who is on them."""

    list_display = ("title", "doing_limit", "open_tasks", "all_tasks")
    search_fields = ("title",)
    inlines = (MembershipInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Board]:
        return cast(Boards, super().get_queryset(request)).counted()

    @admin.display(description="open", ordering="open_tasks")
    def open_tasks(self, row: Board) -> int:
        return row.open_tasks

    @admin.display(description="all", ordering="all_tasks")
    def all_tasks(self, row: Board) -> int:
        return row.all_tasks

    def stale(self, row: Board) -> None:
        board_is_stale(row.pk)


@admin.register(Membership)
class MembershipAdmin(FreshAdmin):
    """Who is on which board."""

    list_display = ("board", "account")
    list_filter = ("board",)
    list_select_related = ("board", "account")
    autocomplete_fields = ("board", "account")

    def stale(self, row: Membership) -> None:
        board_is_stale(row.board_id)


@admin.register(Task)
class TaskAdmin(FreshAdmin):
    """Tasks and what is said about them."""

    list_display = ("title", "board", "column", "assignee", "due")
    list_filter = ("board", "column", "assignee")
    list_select_related = ("board", "assignee")
    search_fields = ("title", "text")
    autocomplete_fields = ("board", "assignee")
    date_hierarchy = "due"
    inlines = (CommentInline,)

    def stale(self, row: Task) -> None:
        task_is_stale(row)
        board_is_stale(row.board_id)


@admin.register(Comment)
class CommentAdmin(FreshAdmin):
    """What was said."""

    list_display = ("__str__", "author", "task", "day")
    list_filter = ("author", "task__board")
    list_select_related = ("author", "task__board")
    search_fields = ("text",)
    autocomplete_fields = ("task", "author")

    @admin.display(description="written", ordering="written_at")
    def day(self, row: Comment) -> date:
        return row.written_at.date()

    def stale(self, row: Comment) -> None:
        task_is_stale(row.task)


class AttachmentForm(ModelForm):
    """An upload in place of its name, size and content."""

    upload = forms.FileField(required=False)

    class Meta:
        model = Attachment
        fields = ("task",)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        upload = cleaned.get("upload")
        if upload is not None:
            content = upload.read()
            self.instance.name, self.instance.size, self.instance.content = upload.name[:200], len(content), content
        elif self.instance.pk is None:
            self.add_error("upload", "Choose a file.")
        return cleaned


@admin.register(Attachment)
class AttachmentAdmin(FreshAdmin):
    """Files of tasks."""

    form = AttachmentForm
    list_display = ("name", "size", "task", "link")
    list_filter = ("task__board",)
    list_select_related = ("task__board",)
    search_fields = ("name",)
    autocomplete_fields = ("task",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attachment]:
        return super().get_queryset(request).defer("content")

    @admin.display(description="")
    def link(self, row: Attachment) -> str:
        return format_html('<a href="/files/{}">Download</a>', row.pk)

    def stale(self, row: Attachment) -> None:
        task_is_stale(row.task)
