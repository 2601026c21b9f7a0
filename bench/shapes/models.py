"""Three levels of rows, and tags."""

# pyright: reportUnknownVariableType=false
# The types of Django's fields are those of a plugin for mypy.

from __future__ import annotations

from django.db import models


class Author(models.Model):
    name = models.CharField(max_length=80)
    born = models.DateField(null=True)

    class Meta:
        app_label = "shapes"


class Tag(models.Model):
    name = models.CharField(max_length=40)

    class Meta:
        app_label = "shapes"


class Book(models.Model):
    author = models.ForeignKey(Author, models.CASCADE, related_name="books")
    title = models.CharField(max_length=120)
    price = models.DecimalField(max_digits=8, decimal_places=2)
    published = models.DateTimeField()
    tags = models.ManyToManyField(Tag, related_name="books")

    class Meta:
        app_label = "shapes"


class Review(models.Model):
    book = models.ForeignKey(Book, models.CASCADE, related_name="reviews")
    text = models.TextField()
    stars = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        app_label = "shapes"
