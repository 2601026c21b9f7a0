"""Random libraries, and random shapes of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from types import new_class
from typing import Any, Literal
from uuid import UUID

from django.db.models import Count, Exists, F, Max, Model, OuterRef, Q, Sum
from django.db.models.functions import Upper
from hypothesis import strategies as st
from mizan_django.shapes import Shape, computed, field, related
from pydantic import BaseModel
from shapes.library.models import Author, Book, Contribution, Novel, Profile, Publisher, Review, Tag

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
"""What PostgreSQL takes."""

TIMES = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))
FACTS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.floats(-1e9, 1e9) | TEXTS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXTS, inner, max_size=2),
    max_leaves=4,
)
DURATIONS = st.timedeltas(timedelta(days=-9999), timedelta(days=9999))
ADDRESSES = st.ip_addresses(v=4).map(str)

Draw = Callable[[st.SearchStrategy[Any]], Any]


@st.composite
def libraries(draw: Draw) -> Callable[[], None]:
    """Return what fills an empty library."""
    publishers = [Publisher(name=draw(TEXTS), city=draw(st.none() | TEXTS)) for _ in range(draw(st.integers(1, 2)))]
    authors = [
        Author(
            name=draw(TEXTS), born=draw(st.none() | st.dates()), publisher=draw(st.sampled_from([None, *publishers]))
        )
        for _ in range(draw(st.integers(1, 3)))
    ]
    profiles = [Profile(author=each, bio=draw(TEXTS)) for each in authors if draw(st.booleans())]
    tags = [Tag(slug=f"tag-{place}", label=draw(TEXTS)) for place in range(draw(st.integers(0, 3)))]
    books = list[Book]()
    for _ in range(draw(st.integers(0, 4))):
        books.append(draw(_books(authors, books)))
    some_books = st.lists(st.sampled_from(books), max_size=6) if books else st.just([])
    reviews = [
        Review(
            book=each, text=draw(TEXTS), stars=draw(st.integers(1, 3)), at=draw(TIMES), taken_down=draw(st.booleans())
        )
        for each in draw(some_books)
    ]
    contributions = [Contribution(book=each, author=draw(st.sampled_from(authors))) for each in draw(some_books)]
    tagged = [(each, draw(st.lists(st.sampled_from(tags), unique=True))) for each in books] if tags else []
    alike = [(each, draw(some_books)) for each in books]

    def fill() -> None:
        for each in (*publishers, *authors, *profiles, *tags, *books, *reviews, *contributions):
            each.save(force_insert=True)
        for book, chosen in tagged:
            book.tags.set(chosen)
        for book, others in alike:
            book.similar.add(*others)

    return fill


@st.composite
def _books(draw: Draw, authors: list[Author], earlier: list[Book]) -> Book:
    values = {
        "title": draw(TEXTS),
        "author": draw(st.sampled_from(authors)),
        "editor": draw(st.sampled_from([None, *authors])),
        "sequel_of": draw(st.sampled_from([None, *earlier])),
        "isbn": draw(st.uuids()),
        "kind": draw(st.sampled_from(Book.Kind)),
        "price": draw(st.none() | st.decimals(-9999, 9999, places=2)),
        "weight": draw(st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False)),
        "pages": draw(st.none() | st.integers(0, 32767)),
        "in_print": draw(st.booleans()),
        "lent": draw(st.none() | st.booleans()),
        "published": draw(st.none() | TIMES),
        "added": draw(st.none() | st.dates()),
        "opens": draw(st.none() | st.times()),
        "took": draw(st.none() | DURATIONS),
        "cover": draw(st.sampled_from(["", "a b.png", "ä.png"])),
        "facts": draw(FACTS),
        "raw": draw(st.none() | st.binary(max_size=5)),
        "address": draw(st.none() | ADDRESSES),
    }
    if draw(st.booleans()):
        return Novel(series=draw(TEXTS), **values)
    return Book(**values)


class Fact(BaseModel):
    """What a JSON field is declared as."""

    value: Any


Member = tuple[Any, Any]
"""An annotation, and where its value comes from; None for the field of its name."""

PLAIN: Mapping[type[Model], Mapping[str, Member]] = {
    Publisher: {"id": (int, None), "name": (str, None), "city": (str | None, None), "n": (int, Count("authors"))},
    Author: {
        "pk": (int, None),
        "name": (str, None),
        "born": (date | None, None),
        "publisher_id": (int | None, None),
        "house": (str | None, field("publisher__name")),
        "bio": (str | None, field("profile__bio")),
        "written": (int, field(Count("books"))),
        "loud": (str, Upper("name")),
        "thick": (int | None, Max("books__pages", filter=Q(books__in_print=True))),
    },
    Profile: {"author_id": (int, None), "bio": (str, None)},
    Tag: {"slug": (str, None), "label": (str, None), "used": (int, Count("books"))},
    Book: {
        "id": (int, None),
        "title": (str, None),
        "author_id": (int, None),
        "by": (str, field("author__name")),
        "city": (str | None, field("author__publisher__city")),
        "isbn": (UUID, None),
        "kind": (Book.Kind, None),
        "sort": (Literal["novel", "essay"], field("kind")),
        "price": (Decimal | None, None),
        "weight": (float, None),
        "pages": (int | None, None),
        "in_print": (bool, None),
        "lent": (bool | None, None),
        "published": (datetime | None, None),
        "added": (date | None, None),
        "opens": (time | None, None),
        "took": (timedelta | None, None),
        "cover": (str | None, None),
        "facts": (Any, None),
        "raw": (bytes | None, None),
        "address": (str | None, None),
        "rated": (int, field(Count("reviews"))),
        "praised": (int, Count("reviews", filter=Q(reviews__stars=3))),
        "stars": (int | None, Sum("reviews__stars")),
        "both": (int, Count("reviews", distinct=True) + Count("tags", distinct=True)),
        "doubled": (int | None, F("pages") * 2),
        "has_tags": (bool, Exists(Tag.objects.filter(books=OuterRef("pk")))),
    },
    Contribution: {"share": (int, None), "title": (str, field("book__title"))},
    Review: {
        "id": (UUID, None),
        "book_id": (UUID, None),
        "text": (str, None),
        "stars": (int, None),
        "at": (datetime, None),
        "title": (str, field("book__title")),
    },
}
"""What may be asked of a model that stands in one column."""

ONE: Mapping[type[Model], Mapping[str, tuple[type[Model], bool, Any]]] = {
    Author: {"publisher": (Publisher, True, None), "profile": (Profile, True, None)},
    Profile: {"author": (Author, False, None)},
    Book: {
        "author": (Author, False, None),
        "editor": (Author, True, None),
        "sequel_of": (Book, True, None),
        "house": (Publisher, True, field("author__publisher")),
    },
    Review: {"book": (Book, False, None), "writer": (Author, False, field("book__author"))},
}
"""Relations to one: the model, whether it may be missing, and where it comes from."""

MANY: Mapping[type[Model], Mapping[str, tuple[type[Model], Any]]] = {
    Publisher: {"authors": (Author, None), "two": (Author, related("authors", order_by="-name", limit=2))},
    Author: {
        "books": (Book, None),
        "edited": (Book, related(order_by=("in_print", "-id"))),
        "contributed": (Book, None),
        "rivals": (Author, related("publisher__authors")),
        "contribution_set": (Contribution, related(order_by=("-book", "share"))),
        "last": (Contribution, related("contribution_set", order_by="-book", limit=1)),
    },
    Tag: {"books": (Book, related(order_by=F("pages").desc(nulls_last=True), limit=1))},
    Book: {
        "tags": (Tag, None),
        "tag": (Tag, related("tags", order_by="-slug", limit=1)),
        "contributors": (Author, related(filter=Q(name__gt="a"))),
        "similar": (Book, None),
        "sequels": (Book, None),
        "reviews": (Review, None),
        "best": (Review, related("reviews", filter=Q(stars__gte=2), limit=2)),
        "by_author": (Review, related("reviews", order_by=("book__author", "at"), limit=3)),
        "others": (Book, related("author__books", limit=2)),
    },
}
"""Relations to many."""


@st.composite
def shapes(draw: Draw, model: type[Model], depth: int = 3) -> type[Shape[Any]]:
    """Return a shape of a model."""
    plain = _some(draw, PLAIN[model], 1, 6)
    body = {name: value for name, value in plain.items() if value[1] is not None}
    annotations: dict[str, Any] = {name: annotation for name, (annotation, _) in plain.items()}
    namespace: dict[str, Any] = {name: source for name, (_, source) in body.items()}
    if depth:
        for name, (inner, optional, source) in _some(draw, ONE.get(model, {}), 0, 2).items():
            shape = draw(shapes(inner, depth - 1))
            annotations[name] = shape | None if optional else shape
            namespace[name] = source
        for name, (inner, source) in _some(draw, MANY.get(model, {}), 0, 2).items():
            annotations[name] = list[draw(shapes(inner, depth - 1))]
            namespace[name] = source
    if "title" in plain and draw(st.booleans()):
        namespace["title_length"] = computed(uses=["title"])(_title_length)
    names = draw(st.permutations(sorted(annotations)))
    namespace = {name: source for name, source in namespace.items() if source is not None}
    annotated = {name: annotations[name] for name in names}
    return made(f"{model.__name__}Shape", model, {"__annotations__": annotated, **namespace})


def made(name: str, model: type[Model], namespace: Mapping[str, Any]) -> Any:
    """Return a shape that a class statement with this body would make."""

    def fill(body: dict[str, Any]) -> None:
        for each, value in namespace.items():
            body[each] = value  # noqa: PERF403  # it does more than to keep

    base: Any = Shape
    return new_class(name, (base[model],), exec_body=fill)


def _title_length(self: Any) -> int:
    return len(self.title)


def _some(draw: Draw, known: Mapping[str, Any], least: int, most: int) -> dict[str, Any]:
    names = draw(st.lists(st.sampled_from(sorted(known)), min_size=least, max_size=most, unique=True)) if known else []
    return {name: known[name] for name in names}
