"""A Django project with one graph of rows on several databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings

BOOKS = REVIEWS = 10
"""How many books an author has, and how many reviews a book."""

TAGS = 3
"""How many tags a book has."""


def configure(databases: dict[str, dict[str, Any]]) -> None:
    """Set Django up; once in a process."""
    import django

    settings.configure(
        SECRET_KEY="bench", INSTALLED_APPS=["bench.shapes"], DATABASES=databases, USE_TZ=True, DEBUG=False
    )
    django.setup()


def fill(alias: str, authors: int) -> None:
    """Create the tables, and that many authors with all that belongs to them."""
    from django.core.management import call_command

    from .models import Author, Book, Review, Tag

    call_command("migrate", database=alias, run_syncdb=True, verbosity=0)
    start = datetime(2026, 1, 1, 12, tzinfo=UTC)
    tags = Tag.objects.using(alias).bulk_create(Tag(name=f"tag {number}") for number in range(20))
    writers = Author.objects.using(alias).bulk_create(
        Author(name=f"Author {number}", born=date(1950, 1, 1) + timedelta(days=number)) for number in range(authors)
    )
    books = Book.objects.using(alias).bulk_create(
        Book(author=each, title=f"Book {number}", price=Decimal("12.50"), published=start)
        for each in writers
        for number in range(BOOKS)
    )
    Book.tags.through.objects.using(alias).bulk_create(
        Book.tags.through(book=book, tag=tags[(place + number) % len(tags)])
        for place, book in enumerate(books)
        for number in range(TAGS)
    )
    Review.objects.using(alias).bulk_create(
        (
            Review(book=book, text=f'A "fine" book, says reader {n}: ' + "é" * 20, stars=n % 5, at=start + timedelta(n))
            for book in books
            for n in range(REVIEWS)
        ),
        batch_size=5_000,
    )
