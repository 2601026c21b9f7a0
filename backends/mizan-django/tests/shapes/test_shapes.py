"""Shapes as results of functions, and in Python: what travels, when the database is asked, and how often."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

import pytest
from annotated_types import Gt, MinLen
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import MultipleObjectsReturned, SynchronousOnlyOperation
from django.db import connection
from django.db.models import Count, F, Q
from django.test.utils import CaptureQueriesContext
from mizan_core import Registry, register
from mizan_core.client.function import client
from mizan_core.document import export
from mizan_django.shapes import Shape, computed, field, related
from mizan_django.testing import MizanClient
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, field_validator
from pydantic.alias_generators import to_camel
from shapes.library.models import Author, Book, Contribution, Novel, Publisher, Reprint, Review, Tag
from shapes.walking import walked

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


class TagShape(Shape[Tag]):
    slug: str


class ReviewShape(Shape[Review]):
    stars: int
    at: datetime


class AuthorShape(Shape[Author]):
    id: int
    name: str


class BookShape(Shape[Book]):
    """A book as a page shows it."""

    id: int
    title: str
    author: AuthorShape
    editor: AuthorShape | None
    tags: list[TagShape]
    best: list[ReviewShape] = related("reviews", order_by="-stars", limit=2)
    rated: int = field(Count("reviews"))


class ShelfShape(Shape[Publisher]):
    name: str
    authors: list[AuthorBooks]


class AuthorBooks(Shape[Author]):
    name: str
    books: list[BookShape]


@pytest.fixture
def book() -> Book:
    author = Author.objects.create(name="Ada", publisher=Publisher.objects.create(name="Press"))
    book = Book.objects.create(title="Engines", author=author)
    book.tags.add(Tag.objects.create(slug="maths", label="Maths"), Tag.objects.create(slug="art", label="Art"))
    for stars in (1, 3, 2):
        Review.objects.create(book=book, stars=stars, at=AT, text="…")
    return book


def shown(book: Book) -> dict[str, Any]:
    """Return the book of the fixture in its shape."""
    return {
        "id": book.pk,
        "title": "Engines",
        "author": {"id": book.author_id, "name": "Ada"},
        "editor": None,
        "tags": [{"slug": "art"}, {"slug": "maths"}],
        "best": [{"stars": 3, "at": "2026-01-02T03:04:05Z"}, {"stars": 2, "at": "2026-01-02T03:04:05Z"}],
        "rated": 3,
    }


def more(count: int) -> None:
    """Add books with everything, and books with nothing."""
    for number in range(count):
        author = Author.objects.create(name=f"Author {number}", publisher=Publisher.objects.create(name="P"))
        book = Book.objects.create(title=f"Book {number}", author=author, editor=author if number % 2 else None)
        Book.objects.create(title=f"Bare {number}", author=author)
        book.tags.add(*Tag.objects.all())
        Review.objects.create(book=book, stars=number % 3, at=AT, text="…")


@contextmanager
def queries(count: int) -> Iterator[None]:
    with CaptureQueriesContext(connection) as captured:
        yield
    assert len(captured) == count, [each["sql"] for each in captured]


def test_a_function_returns_a_shape(registry: Registry, book: Book) -> None:
    @register(registry=registry)
    @client(context="library")
    def books() -> list[BookShape]:
        return BookShape.of(Book.objects.filter(title="Engines"))

    answer = MizanClient().context("library")

    assert answer.data == {"books": [shown(book)]}
    answer.assert_queries(3)


def test_an_async_function_returns_a_shape_that_it_awaits(registry: Registry, book: Book) -> None:
    @register(registry=registry)
    @client(context="library")
    async def books() -> list[BookShape]:
        return await BookShape.of(Book.objects.all())

    @register(registry=registry)
    @client(context="library")
    async def first_book() -> BookShape | None:
        return await BookShape.aone(Book.objects.filter(pk=book.pk))

    assert MizanClient().context("library").data == {"books": [shown(book)], "first_book": shown(book)}


def test_what_is_not_awaited_in_an_event_loop_says_so() -> None:
    async def careless() -> None:
        len(BookShape.of(Book.objects.all()))

    with pytest.raises(SynchronousOnlyOperation):
        asyncio.run(careless())


def test_rows_inside_of_another_type_are_checked_as_any_value(registry: Registry, book: Book) -> None:
    @register(registry=registry)
    @client
    def by_kind() -> dict[str, list[BookShape]]:
        return {"novel": BookShape.of(Book.objects.all())}

    assert MizanClient().call("by_kind").result == {"novel": [shown(book)]}


def test_rows_of_another_shape_than_promised_are_refused(registry: Registry, book: Book) -> None:
    @register(registry=registry)
    @client
    def books() -> list[AuthorShape]:
        return BookShape.of(Book.objects.all())  # type: ignore[return-value]  # the mistake

    assert MizanClient().call("books").error["code"] == "INTERNAL_ERROR"


def test_a_shape_is_a_type_of_the_document(registry: Registry) -> None:
    @register(registry=registry)
    @client(context="library")
    def books() -> list[BookShape]:
        return BookShape.of(Book.objects.all())

    document = export(registry)
    schema: Any = document["components"]["schemas"]["BookShape"]

    assert schema["description"] == "A book as a page shows it."
    assert schema["required"] == ["author", "best", "editor", "id", "rated", "tags", "title"]
    assert schema["properties"]["tags"] == {"type": "array", "items": {"$ref": "#/components/schemas/TagShape"}}


def test_the_number_of_queries_is_that_of_the_shape_whatever_the_data() -> None:
    assert (AuthorShape.queries, BookShape.queries, AuthorBooks.queries, ShelfShape.queries) == (1, 3, 4, 5)
    Tag.objects.create(slug="a", label="a")
    for count in (1, 3, 9):
        more(count)
        with queries(5):
            written = ShelfShape.of(Publisher.objects.order_by("pk")).json()
        assert written == walked(ShelfShape, Publisher.objects.order_by("pk"))


def test_nothing_is_asked_for_parents_that_are_not_there() -> None:
    with queries(1):
        assert BookShape.of(Book.objects.all()).json() == b"[]"
    with queries(0):
        assert list(BookShape.of(Book.objects.none())) == []
    more(1)
    Review.objects.all().delete()
    with queries(3):
        assert [each.best for each in BookShape.of(Book.objects.order_by("pk"))] == [[], []]


def test_the_database_is_asked_once_and_when_it_must_be(book: Book) -> None:
    expected = walked(BookShape, [book])
    with queries(0):
        rows = BookShape.of(Book.objects)
        assert repr(rows) == "<rows of BookShape>"
    with queries(3):
        assert rows
        assert len(rows) == 1
        assert rows[0].author.name == "Ada"
        assert rows[:1] == [rows[0]]
        assert rows == list(rows)
        with pytest.raises(TypeError, match="unhashable"):
            hash(rows)
        assert TypeAdapter(Any).dump_json(rows[0].best[0].stars) == b"3"
        assert rows.json() == expected
        assert "Engines" in repr(rows)


def test_one_row_or_none(book: Book) -> None:
    found = BookShape.one(Book.objects.filter(pk=book.pk))

    assert found is not None
    assert found.model_dump(mode="json") == shown(book)
    assert BookShape.one(Book.objects.filter(title="other")) is None
    more(1)
    with pytest.raises(MultipleObjectsReturned, match=r"BookShape.one found several rows"):
        BookShape.one(Book.objects.all())


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ([], "BookShape wants a queryset of Book, not list."),
        (Tag.objects.all(), "BookShape wants a queryset of Book, not one of Tag."),
        (Book.objects.values("id"), "BookShape says itself what it needs"),
    ],
)
def test_what_is_no_queryset_of_the_model_is_refused(given: Any, why: str) -> None:
    with pytest.raises(TypeError, match=why):
        BookShape.of(given)


@pytest.mark.parametrize("model", [int, "Book", AbstractBaseUser])
def test_what_is_no_model_has_no_shape(model: Any) -> None:
    with pytest.raises(TypeError, match="wants a model that has a table"):
        Shape[model]


def test_a_proxy_and_a_child_are_rows_of_the_model(book: Book) -> None:
    class ReprintShape(Shape[Reprint]):
        title: str

    assert ReprintShape.of(Reprint.objects.all()).json() == b'[{"title":"Engines"}]'
    assert ReprintShape.of(Book.objects.all()).json() == b'[{"title":"Engines"}]'


def test_fields_of_a_parent_model_are_fields_of_its_child() -> None:
    class NovelShape(Shape[Novel]):
        pk: int
        title: str
        series: str
        tags: list[TagShape]

    class Any_(Shape[Book]):
        novel: NovelShape | None

    novel = Novel.objects.create(title="Emma", series="Works", author=Author.objects.create(name="Jane"))
    novel.tags.add(Tag.objects.create(slug="love", label="Love"))
    shown = b'{"pk":%d,"title":"Emma","series":"Works","tags":[{"slug":"love"}]}' % novel.pk

    with queries(2):
        assert NovelShape.of(Novel.objects.all()).json() == b"[%b]" % shown
    with queries(2):
        assert Any_.of(Book.objects.all()).json() == b'[{"novel":%b}]' % shown


def test_names_of_the_wire_are_pydantics(book: Book) -> None:
    class Camel(Shape[Book]):
        model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

        in_print: bool
        sequel_of: AuthorShape | None = field("editor")
        best_reviews: list[ReviewShape] = related("reviews", limit=1)

        @computed(uses=["in_print"])
        def is_sold(self) -> bool:
            return self.in_print

    best = b'[{"stars":3,"at":"2026-01-02T03:04:05Z"}]'
    expected = b'[{"inPrint":true,"sequelOf":null,"bestReviews":%b,"isSold":true}]' % best
    assert Camel.of(Book.objects.all()).json() == expected
    assert Camel.of(Book.objects.all())[0].best_reviews[0].stars == 3


class Titled(Shape[Book]):
    title: str = field(hidden=True)
    pages: int | None = field(hidden=True)
    kind: str = Field(serialization_alias="sort")

    @computed(uses=["title", "pages"])
    def label(self) -> str:
        """What stands on its back."""
        return f"{self.shout()} ({self.pages or '?'})"

    def shout(self) -> str:
        return self.title.upper()


def test_computed_fields_read_hidden_ones_and_only_those_that_they_name(book: Book) -> None:
    class Careless(Titled):
        @computed(uses=["title"])
        def label(self) -> str:
            return self.kind

    assert Titled.of(Book.objects.all()).json() == b'[{"sort":"novel","label":"ENGINES (?)"}]'
    assert Titled.of(Book.objects.all())[0].label == "ENGINES (?)"
    with pytest.raises(AttributeError, match="kind"):
        Careless.of(Book.objects.all()).json()


def test_values_are_checked_where_the_annotation_says_more_than_the_model(book: Book) -> None:
    class Rated(Shape[Review]):
        stars: Annotated[int, Gt(1)]

    class Named(Shape[Author]):
        name: str

        @field_validator("name")
        @classmethod
        def shout(cls, name: str) -> str:
            return name.upper()

    assert Rated.of(Review.objects.filter(stars__gt=1)).json() == b'[{"stars":3},{"stars":2}]'
    for reading in (Rated.of(Review.objects.all()).json, lambda: list(Rated.of(Review.objects.all()))):
        with pytest.raises(ValidationError, match="greater than 1"):
            reading()
    assert Named.of(Author.objects.all()).json() == b'[{"name":"ADA"}]'


def test_what_pydantic_does_to_a_whole_shape_is_done(book: Book) -> None:
    class Upper(Shape[Author]):
        model_config = ConfigDict(str_to_upper=True)

        name: str

    class Posted(Shape[Author]):
        name: str

        def model_post_init(self, context: Any) -> None:
            self.name = f"{self.name}!"

    class Chosen(Shape[Author]):
        books: Annotated[list[TagsOfBook], MinLen(2)]

    class TagsOfBook(Shape[Book]):
        tags: list[TagShape]

    Chosen.model_rebuild(_types_namespace={"TagsOfBook": TagsOfBook})
    assert Upper.of(Author.objects.all()).json() == b'[{"name":"ADA"}]'
    assert Posted.of(Author.objects.all()).json() == b'[{"name":"Ada!"}]'
    with pytest.raises(ValidationError, match="at least 2 items"):
        Chosen.of(Author.objects.all()).json()


def test_null_of_an_expression_is_refused_where_none_is_not_declared(book: Book) -> None:
    class Thick(Shape[Book]):
        double: int = field(F("pages") * 2)

    with pytest.raises(ValidationError):
        Thick.of(Book.objects.all()).json()


def test_a_hidden_row_stays_hidden(book: Book) -> None:
    """The default manager of reviews shows none that was taken down, and neither does a shape."""
    Review.objects.filter(stars__gt=1).update(taken_down=True)

    class Reviewed(Shape[Book]):
        reviews: list[ReviewShape]
        bad: list[ReviewShape] = related("reviews", filter=Q(stars__lt=2))

    assert [len(each.reviews) for each in Reviewed.of(Book.objects.all())] == [1]
    assert [len(each.bad) for each in Reviewed.of(Book.objects.all())] == [1]


@pytest.mark.parametrize("limit", [None, 5])
@pytest.mark.parametrize("order", ["book", "-book", ("share", "-book"), F("book__title").desc(), "-book_id", "-pk"])
def test_an_order_means_what_it_means_to_django(order: Any, limit: int | None, book: Book) -> None:
    class Part(Shape[Contribution]):
        title: str = field("book__title")

    class Writer(Shape[Author]):
        contribution_set: list[Part] = related(order_by=order, limit=limit)

    class Tagged(Shape[Tag]):
        books: list[AuthorlessBook] = related(order_by=("-author", F("title").desc()), limit=limit)

    class AuthorlessBook(Shape[Book]):
        title: str

    Tagged.model_rebuild(_types_namespace={"AuthorlessBook": AuthorlessBook})
    for number, title in enumerate(["B", "C", "A"]):
        other = Book.objects.create(title=title, author=Author.objects.create(name=title))
        other.tags.add(*Tag.objects.all())
        Contribution.objects.create(book=other, author=book.author, share=number % 2)

    assert Writer.of(Author.objects.order_by("pk")).json() == walked(Writer, Author.objects.order_by("pk"))
    assert Tagged.of(Tag.objects.order_by("pk")).json() == walked(Tagged, Tag.objects.order_by("pk"))


def test_another_database_answers_for_all_levels(book: Book) -> None:
    author = Author.objects.using("other").create(name="Grace")
    Book.objects.using("other").create(title="Compilers", author=author)
    try:
        assert [each.books[0].title for each in AuthorBooks.of(Author.objects.using("other"))] == ["Compilers"]
        assert [each.books[0].title for each in AuthorBooks.of(Author.objects.all())] == ["Engines"]
    finally:
        Book.objects.using("other").all().delete()
        Author.objects.using("other").all().delete()


def test_explain_shows_each_query_and_what_it_is_for(book: Book) -> None:
    with queries(0):
        told = BookShape.of(Book.objects.filter(title="Engines")).explain().splitlines()

    assert told[0] == "BookShape: 3 queries"
    assert told[1] == "1. the books that are asked for"
    assert told[4:6] == ["2. tags, by Book_tags.book_id", "   columns: book_id, tag_id"]
    assert told[7] == "3. best, by Review.book_id, 2 of each at most"
    assert told[3].strip().startswith("SELECT ")


def test_shapes_are_types_of_pydantic_elsewhere() -> None:
    made = AuthorShape(id=1, name="Ada")

    assert TypeAdapter(list[AuthorShape]).validate_json(b'[{"id":1,"name":"Ada"}]') == [made]
    assert AuthorShape.model_validate(Author(id=1, name="Ada"), from_attributes=True) == made
    assert ReviewShape(stars=1, at=AT).at == AT


def test_a_shape_inherits_fields_and_where_they_come_from(book: Book) -> None:
    class Small(Shape[Book]):
        by: str = field("author__name")
        rated: int = field(Count("reviews"))
        pages: int = field("id")

    class Large(Small):
        isbn: UUID
        by: str = field("title")
        pages: int | None

    assert list(Large.of(Book.objects.all())) == [Large(by="Engines", rated=3, isbn=book.isbn, pages=None)]
