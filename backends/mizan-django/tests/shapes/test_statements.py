"""How rows are asked for: keys in one parameter or in places, indices that are used, odd values in the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections
from django.db.models import Q
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from mizan_django.shapes import Shape, computed, expressions, related
from mizan_django.shapes.compiling import compiled
from mizan_django.shapes.databases import database
from pydantic import ValidationError
from shapes.library.models import Author, Book, Review, Scan, Tag
from shapes.walking import walked

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
ON_SQLITE = connection.vendor == "sqlite"


class Titled(Shape[Book]):
    title: str


class Writer(Shape[Author]):
    name: str
    books: list[Titled]


class Dated(Shape[Book]):
    published: datetime | None


def authors(count: int) -> Any:
    made = Author.objects.bulk_create(Author(name=f"A{number}") for number in range(count))
    Book.objects.bulk_create(Book(title=f"B{number}", author=each) for number in (2, 1) for each in made)
    return Author.objects.order_by("pk")


def test_keys_are_one_parameter_however_many_there_are() -> None:
    with CaptureQueriesContext(connection) as captured:
        written = Writer.of(authors(1200)).json()

    assert written == walked(Writer, Author.objects.order_by("pk"))
    asked = [each["sql"] for each in captured if each["sql"].startswith("SELECT")]
    assert len(asked) == 2


@pytest.mark.skipif(not ON_SQLITE, reason="PostgreSQL always takes a list")
def test_keys_that_are_not_for_json_have_places_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on databases that know neither JSON nor lists: in parts, each a power of two."""
    monkeypatch.setattr(expressions, "_IN_JSON", frozenset[str]())

    class Placed(Writer):
        """A shape of its own, for which nothing is kept yet."""

    queryset = authors(600)
    with CaptureQueriesContext(connection) as captured:
        written = Placed.of(queryset).json()

    assert written == walked(Placed, queryset)
    assert len(captured) == 3
    kept = database(compiled(Placed), "default").statements(queryset)[1]
    assert kept._in_places([1, 2, 3])[1] == (1, 2, 3, 3)  # pyright: ignore[reportPrivateUsage]  # what is sent


@pytest.mark.skipif(not ON_SQLITE, reason="the plan of a small table is another one on PostgreSQL")
def test_children_are_found_by_an_index_and_sorted_by_it() -> None:
    class Tagged(Shape[Book]):
        tags: list[Slug] = related(order_by="pk")

    class Slug(Shape[Tag]):
        slug: str

    Tagged.model_rebuild(_types_namespace={"Slug": Slug})
    statement = database(compiled(Tagged), "default").statements(Book.objects.all())[1]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {statement.sql}", ["[1]"])
        steps = [each[3] for each in cursor.fetchall()]

    assert steps[0].startswith("SEARCH library_book_tags USING COVERING INDEX")
    assert not any(each.startswith("SCAN library") or "TEMP B-TREE" in each for each in steps)


@pytest.mark.skipif(not ON_SQLITE, reason="PostgreSQL keeps times, not texts")
@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("2026-01-02 03:04:05", "2026-01-02T03:04:05Z"),
        ("2026-01-02 03:04:05.000600", "2026-01-02T03:04:05.000600Z"),
        ("2026-01-02 03:04:05.123", "2026-01-02T03:04:05.123000Z"),
        ("2026-01-02T03:04:05", "2026-01-02T03:04:05Z"),
    ],
)
def test_times_that_others_wrote_are_spelt_as_django_reads_them(stored: str, shown: str) -> None:
    authors(1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE library_book SET published = %s", [stored])

    written = Dated.of(Book.objects.order_by("pk")).json()

    assert f'"{shown}"'.encode() in written
    assert written == walked(Dated, Book.objects.order_by("pk"))


@pytest.mark.skipif(not ON_SQLITE, reason="PostgreSQL keeps times, not texts")
def test_what_is_no_time_is_no_time() -> None:
    authors(1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE library_book SET published = 'yesterday'")

    with pytest.raises(ValueError, match="'yesterdayZ', which is no time"):
        Dated.of(Book.objects.all()).json()


@pytest.mark.skipif(not ON_SQLITE, reason="PostgreSQL keeps UUIDs, not texts")
def test_uuids_that_others_wrote_are_spelt_as_django_reads_them() -> None:
    class Numbered(Shape[Book]):
        isbn: UUID

    authors(1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE library_book SET isbn = 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11' WHERE title = 'B1'")

    assert Numbered.of(Book.objects.order_by("pk")).json() == walked(Numbered, Book.objects.order_by("pk"))


@pytest.mark.skipif(ON_SQLITE, reason="SQLite keeps texts")
@pytest.mark.parametrize("stored", ["0044-03-15 12:00:00+00 BC", "infinity"])
def test_times_that_python_does_not_know_are_refused(stored: str) -> None:
    authors(1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE library_book SET published = %s::timestamptz", [stored])

    with pytest.raises(ValueError, match="no time that Python knows"):
        Dated.of(Book.objects.all()).json()
    Book.objects.update(published=None)


def test_settings_of_time_zones_are_followed() -> None:
    authors(1)
    Book.objects.update(published=AT)
    before = Dated.of(Book.objects.all()).json()

    with override_settings(TIME_ZONE="Europe/Berlin"):
        assert Dated.of(Book.objects.all()).json() == walked(Dated, Book.objects.all()) == before


def test_times_without_zones_have_none() -> None:
    authors(1)
    with override_settings(USE_TZ=False, TIME_ZONE="UTC"):
        Book.objects.update(published=AT.replace(tzinfo=None))
        written = Dated.of(Book.objects.order_by("pk")).json()

        assert written == walked(Dated, Book.objects.order_by("pk"))
        assert b'"2026-01-02T03:04:05"' in written


def test_the_time_zone_of_a_connection_is_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    authors(1)
    monkeypatch.setitem(connection.settings_dict, "TIME_ZONE", "Europe/Berlin")
    with renewed():
        Book.objects.update(published=AT)
        written = Dated.of(Book.objects.order_by("pk")).json()

        assert written == walked(Dated, Book.objects.order_by("pk"))
        assert b'"2026-01-02T04:04:05+01:00"' in written
        monkeypatch.undo()


@contextmanager
def renewed() -> Iterator[None]:
    """Let the connection read its time zone again, before and afterwards."""
    wrapper: Any = connections["default"]
    for is_before in (True, False):
        for each in ("timezone", "timezone_name"):
            vars(wrapper).pop(each, None)
        if wrapper.vendor == "postgresql":
            wrapper.ensure_timezone()
        if is_before:
            yield


def test_computed_fields_are_given_values_not_spellings() -> None:
    class Told(Shape[Book]):
        published: datetime | None
        isbn: UUID
        in_print: bool

        @computed(uses=["published", "isbn", "in_print"])
        def told(self) -> str:
            year = self.published.year if self.published else 0
            return f"{year} {self.isbn.version} {self.in_print is True}"

    authors(1)
    Book.objects.update(published=AT)
    queryset = Book.objects.order_by("pk")

    assert Told.of(queryset).json() == walked(Told, queryset)
    assert Told.of(queryset)[0].told == "2026 4 True"


def test_a_filter_that_nothing_passes_takes_no_query() -> None:
    class Emptied(Shape[Author]):
        books: list[Titled] = related(filter=Q(pk__in=[]))
        first: list[Titled] = related("books", filter=Q(pk__in=[]), limit=1)

    queryset = authors(1)
    with CaptureQueriesContext(connection) as captured:
        assert Emptied.of(queryset).json() == b'[{"books":[],"first":[]}]'
    assert len(captured) == 1


def test_a_file_that_must_be_there_and_is_not_is_refused() -> None:
    class Scanned(Shape[Scan]):
        file: str

    Scan.objects.create(file="")
    with pytest.raises(ValidationError):
        Scanned.of(Scan.objects.all()).json()
    Scan.objects.update(file="a b.png")
    assert Scanned.of(Scan.objects.all()).json() == b'[{"file":"/scans/a%20b.png"}]'


def test_a_key_may_be_shown_too() -> None:
    class Keyed(Shape[Review]):
        book_id: UUID

    class Reviewed(Shape[Book]):
        isbn: UUID
        reviews: list[Keyed]

    authors(1)
    Review.objects.create(book=Book.objects.get(title="B1"), stars=1, at=AT, text="…")
    queryset = Book.objects.order_by("pk")

    assert Reviewed.of(queryset).json() == walked(Reviewed, queryset)
    assert [len(each.reviews) for each in Reviewed.of(queryset)] == [0, 1]


def test_a_key_that_is_null_has_no_rows() -> None:
    class Sequel(Shape[Book]):
        title: str
        sequels_of_it: list[Titled] = related("sequel_of__sequels")

    authors(1)
    first, second = Book.objects.order_by("pk")
    second.sequel_of = first
    second.save()

    assert [len(each.sequels_of_it) for each in Sequel.of(Book.objects.order_by("pk"))] == [0, 1]


def test_rows_of_a_default_manager_with_filters_stay_ordered() -> None:
    class Reviewed(Shape[Book]):
        reviews: list[Stars]

    class Stars(Shape[Review]):
        stars: int

    Reviewed.model_rebuild(_types_namespace={"Stars": Stars})
    authors(1)
    for book in Book.objects.all():
        for stars in (1, 3, 2):
            Review.objects.create(book=book, stars=stars, at=AT, text="…", taken_down=stars == 3)

    assert Reviewed.of(Book.objects.order_by("pk")).json() == b'[{"reviews":[{"stars":2},{"stars":1}]}' + (
        b',{"reviews":[{"stars":2},{"stars":1}]}]'
    )
