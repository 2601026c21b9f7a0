"""Members, who sign in by e-mail, and their notes."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import MaxLengthValidator
from django.db import models


class Members(BaseUserManager):
    """Creates members."""

    def create_user(self, email: str, password: str = "secret", **others: Any) -> Member:
        member = self.model(email=email, **others)
        member.set_password(password)
        member.save(using=self._db)
        return member


class Member(AbstractBaseUser, PermissionsMixin):
    """A user without a user name."""

    email = models.EmailField(unique=True)
    is_staff = models.BooleanField(default=False)

    objects = Members()

    USERNAME_FIELD = "email"

    def __str__(self) -> str:
        return self.email


class Note(models.Model):
    """A note; no two are the same."""

    text = models.CharField(max_length=100, unique=True, validators=[MaxLengthValidator(20)])
    author = models.ForeignKey(Member, models.CASCADE, null=True, blank=True)

    def __str__(self) -> str:
        return self.text
