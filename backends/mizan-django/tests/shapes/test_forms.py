"""Statements are kept by the form of a queryset: the next one of the same form gets its own rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import Case, Count, F, Q, Value, When, Window
from django.db.models.functions import Length, RowNumber
from mizan_django.shapes import Shape, field
from mizan_django.shapes.compiling import compiled
from mizan_django.shapes.databases import database
from shapes.library.models import Author, Book, Publisher, Reprint
from shapes.walking import walked

Ask = Callable[[int], Any]

BOOKS = Book.objects.order_by("pk")
KEPT: dict[str, Ask] = {
    "all": lambda n: BOOKS.all(),
    "filter": lambda n: BOOKS.filter(pages=n),
    "two": lambda n: BOOKS.filter(pages__gt=n, title__startswith="B").exclude(pages=n + 2),
    "or": lambda n: BOOKS.filter(Q(pages=n) | ~Q(title=f"B{n + 1}")),
    "in": lambda n: BOOKS.filter(pages__in=[n, n + 1]),
    "null": lambda n: BOOKS.filter(editor__isnull=True, pages=n),
    "join": lambda n: BOOKS.filter(author__name=f"A{n}"),
    "joins": lambda n: BOOKS.filter(author__publisher__name="P", pages__lte=n),
    "many": lambda n: BOOKS.filter(author__books__pages=n).distinct(),
    "many, in another order": lambda n: (
        Book.objects.filter(author__books__pages__gte=n).distinct().order_by("-author__name", "pages")
    ),
    "subquery": lambda n: BOOKS.filter(author__in=Author.objects.filter(name=f"A{n}")),
    "compared": lambda n: BOOKS.filter(pages__lt=F("id") + n),
    "ordered": lambda n: Book.objects.filter(pages__gte=n).order_by("-author__name", "title", "pk"),
    "model's order": lambda n: Book.objects.filter(pages__gte=n),
    "sliced": lambda n: BOOKS.filter(pages__gte=n)[1:3],
    "only": lambda n: BOOKS.only("title").filter(pages=n),
    "instances": lambda n: BOOKS.select_related("author").prefetch_related("tags").filter(pages=n),
    "reversed": lambda n: BOOKS.filter(pages__gte=n).reverse(),
}
TOLD_APART: dict[str, Ask] = {
    "slices": lambda n: BOOKS.filter(pages__gte=0)[n : n + 1],
    "to and fro": lambda n: BOOKS.filter(pages__gte=0).reverse() if n % 2 else BOOKS.filter(pages__gte=0),
    "two ways to a table": lambda n: BOOKS.filter(**{"author__name" if n % 2 else "editor__name": "A1"}),
    "proxy": lambda n: (Book if n % 2 else Reprint).objects.filter(pages=n),
}
NOT_KEPT: dict[str, Ask] = {
    "annotated": lambda n: BOOKS.annotate(long=Length("title") + Value(n)).filter(long__gt=n),
    "counted": lambda n: BOOKS.annotate(many=Count("reviews")).filter(many__lt=n),
    "by window": lambda n: BOOKS.annotate(place=Window(RowNumber(), partition_by=F("kind"), order_by="-pages")).filter(
        place__lte=n
    ),
    "of a parent": lambda n: Author.objects.get(name=f"A{n}").books.order_by("pk"),
    "by annotation": lambda n: Book.objects.annotate(way=F("pages") * Value(1 - n % 2 * 2)).order_by("way"),
    "by expression": lambda n: BOOKS.order_by(F("pages").desc(nulls_last=True), "pk"),
}


class Writer(Shape[Author]):
    id: int
    name: str


class Line(Shape[Book]):
    title: str
    author_id: int
    author: Writer
    by: str = field("author__name")
    city: str | None = field("author__publisher__city")


@pytest.fixture(autouse=True)
def books() -> None:
    for number in range(4):
        author = Author.objects.create(name=f"A{number}", publisher=Publisher.objects.create(name="P", city="Rome"))
        editor = Author.objects.order_by("pk").first()
        Book.objects.create(title=f"B{number}", author=author, pages=number, editor=editor if number % 2 else None)


@pytest.mark.parametrize("name", [*KEPT, *TOLD_APART, *NOT_KEPT])
def test_the_rows_are_those_of_the_queryset_each_time(name: str) -> None:
    ask = {**KEPT, **TOLD_APART, **NOT_KEPT}[name]
    for number in (0, 1, 2, 0):
        assert Line.of(ask(number)).json() == walked(Line, ask(number))


@pytest.mark.parametrize("name", KEPT)
def test_a_statement_is_made_once_for_all_values(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = list[Any]()

    class Again(Line):
        """A shape of its own, for which nothing is kept yet."""

    original = connection.ops.compiler("SQLCompiler").as_sql
    monkeypatch.setattr(
        connection.ops.compiler("SQLCompiler"),
        "as_sql",
        lambda self, *args, **kwargs: made.append(self) or original(self, *args, **kwargs),
    )
    Again.of(KEPT[name](1)).json()
    first = len(made)
    Again.of(KEPT[name](2)).json()

    assert first >= 1
    assert len(made) - first < first


def test_a_filter_whose_text_stands_in_a_column_too_gets_its_own_parameters() -> None:
    class Sized(Shape[Book]):
        size: str = field(Case(When(pages=3, then=Value("three")), default=Value("other")))
        pages: int | None

    for number in (1, 2, 3):
        assert Sized.of(BOOKS.filter(pages=number)).json() == walked(Sized, BOOKS.filter(pages=number))


def test_the_statements_that_are_kept_do_not_grow_without_end() -> None:
    for length in range(300):
        Line.of(BOOKS.filter(pages__in=range(length + 1))).json()

    kept = database(compiled(Line), "default")._forms._kept  # pyright: ignore[reportPrivateUsage]  # there is no door to it
    assert len(kept) <= 256
