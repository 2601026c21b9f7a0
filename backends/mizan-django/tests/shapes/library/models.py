"""A library: every kind of field and of relation that shapes know."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.core.files.storage import InMemoryStorage
from django.db import models


class Shouted(models.CharField):  # pyright: ignore[reportMissingTypeArgument]  # it has none when it runs
    """A text that is stored in small letters and read in capitals."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return None if value is None else value.upper()

    def get_prep_value(self, value: Any) -> Any:
        return value if value is None else str(value).lower()


class Publisher(models.Model):
    name = models.CharField(max_length=40)
    city = models.CharField(max_length=40, null=True)


class Author(models.Model):
    name = models.CharField(max_length=40)
    born = models.DateField(null=True)
    publisher = models.ForeignKey(Publisher, models.SET_NULL, null=True, related_name="authors")


class Profile(models.Model):
    author = models.OneToOneField(Author, models.CASCADE, primary_key=True, related_name="profile")
    bio = models.TextField()


class Tag(models.Model):
    slug = models.SlugField(primary_key=True)
    label = Shouted(max_length=40)

    class Meta:
        ordering = ("label",)


class Book(models.Model):
    class Kind(models.TextChoices):
        NOVEL = "novel"
        ESSAY = "essay"

    title = models.CharField(max_length=60)
    author = models.ForeignKey(Author, models.CASCADE, related_name="books")
    editor = models.ForeignKey(Author, models.SET_NULL, null=True, related_name="edited")
    sequel_of = models.ForeignKey("self", models.SET_NULL, null=True, related_name="sequels")
    tags = models.ManyToManyField(Tag, related_name="books")
    contributors: Any = models.ManyToManyField(Author, through="Contribution", related_name="contributed")
    similar = models.ManyToManyField("self")
    isbn = models.UUIDField(default=uuid4, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.NOVEL)
    price = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    weight = models.FloatField(default=0)
    pages = models.PositiveSmallIntegerField(null=True)
    in_print = models.BooleanField(default=True)
    lent = models.BooleanField(null=True)
    published = models.DateTimeField(null=True)
    added = models.DateField(null=True)
    opens = models.TimeField(null=True)
    took = models.DurationField(null=True)
    cover = models.FileField(blank=True, storage=InMemoryStorage(base_url="/covers/"))
    facts = models.JSONField(null=True)
    raw = models.BinaryField(null=True)
    address = models.GenericIPAddressField(null=True)

    class Meta:
        ordering = ("title",)


class Novel(Book):
    series = models.CharField(max_length=40)


class Reprint(Book):
    class Meta:
        proxy = True


class Scan(models.Model):
    file = models.FileField(storage=InMemoryStorage(base_url="/scans/"))


class Place(models.Model):
    pk = models.CompositePrimaryKey("room", "number")
    room = models.IntegerField()
    number = models.IntegerField()


class Contribution(models.Model):
    book = models.ForeignKey(Book, models.CASCADE, related_name="contributions")
    author = models.ForeignKey(Author, models.CASCADE)
    share = models.IntegerField(default=1)


class Shown(models.Manager["Review"]):
    """Shows no review that was taken down."""

    def get_queryset(self) -> models.QuerySet[Review]:
        return super().get_queryset().filter(taken_down=False)


class Review(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4)
    book = models.ForeignKey(Book, models.CASCADE, related_name="reviews", to_field="isbn")
    text = models.TextField()
    stars = models.IntegerField()
    at = models.DateTimeField()
    taken_down = models.BooleanField(default=False)

    objects: Any = Shown()

    class Meta:
        ordering = ("-stars", "book__author")
