"""Checking passwords: five wrong ones a minute are enough, wherever they are tried."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from mizan_core import RateLimited

from .models import Account
from .throttle import Throttle

wrong_passwords = Throttle("wrong-passwords", most=5, seconds=60)


class PatientBackend(ModelBackend):
    """Django's own check, in any case and with patience.

    Raises:
        RateLimited: there were too many wrong passwords for this name.
    """

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **credentials: Any
    ) -> Account | None:
        """Return whose password it is, if anybody's."""
        name = (username or credentials.get(Account.USERNAME_FIELD) or "").strip().lower()
        wrong_passwords.take(name)
        account = super().authenticate(request, username=name, password=password)
        if account is not None:
            wrong_passwords.give_back(name)
        return account


class PatientForm(AdminAuthenticationForm):
    """The admin's form for signing in, which says how long to wait."""

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except RateLimited as refusal:
            raise ValidationError(refusal.message) from None
