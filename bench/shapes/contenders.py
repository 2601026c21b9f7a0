"""The same answer by six ways: authors with their books, and of each book its tags and reviews."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connections
from django.db.models import Prefetch
from mizan_core.codec import ResultCodec
from mizan_django.shapes import Shape
from ninja import ModelSchema
from pydantic import BaseModel, BeforeValidator, ConfigDict, TypeAdapter

from .models import Author, Book, Review, Tag


class TagShape(Shape[Tag]):
    id: int
    name: str


class ReviewShape(Shape[Review]):
    id: int
    stars: int
    text: str
    at: datetime


class BookShape(Shape[Book]):
    id: int
    title: str
    price: Decimal
    published: datetime
    tags: list[TagShape]
    reviews: list[ReviewShape]


class AuthorShape(Shape[Author]):
    id: int
    name: str
    born: date | None
    books: list[BookShape]


_codec = ResultCodec(list[AuthorShape])


def shapes(alias: str, count: int) -> bytes:
    """Answer by a shape, as a function's result."""
    return _codec.write(AuthorShape.of(Author.objects.using(alias).filter(id__lte=count).order_by("id")))


def _fetched(alias: str, count: int) -> Any:
    """Return instances, with as few queries and columns as the ORM can."""
    books = Book.objects.only("id", "title", "price", "published", "author").order_by("id")
    return (
        Author.objects.using(alias)
        .filter(id__lte=count)
        .only("id", "name", "born")
        .order_by("id")
        .prefetch_related(
            Prefetch("books", books),
            Prefetch("books__tags", Tag.objects.only("id", "name").order_by("id")),
            Prefetch("books__reviews", Review.objects.only("id", "stars", "text", "at", "book").order_by("id")),
        )
    )


def orm(alias: str, count: int) -> bytes:
    """Answer by hand-written dicts of prefetched instances."""
    found: list[dict[str, Any]] = []
    for author in _fetched(alias, count):
        books: list[dict[str, Any]] = []
        for book in author.books.all():
            tags = [{"id": each.id, "name": each.name} for each in book.tags.all()]
            reviews = [
                {"id": each.id, "stars": each.stars, "text": each.text, "at": each.at} for each in book.reviews.all()
            ]
            own = {"id": book.id, "title": book.title, "price": book.price, "published": book.published}
            books.append({**own, "tags": tags, "reviews": reviews})
        found.append({"id": author.id, "name": author.name, "born": author.born, "books": books})
    return json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":")).encode()


def _all(manager: Any) -> Any:
    return list(manager.all()) if hasattr(manager, "all") else manager


class _Out(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class TagOut(_Out):
    id: int
    name: str


class ReviewOut(_Out):
    id: int
    stars: int
    text: str
    at: datetime


class BookOut(_Out):
    id: int
    title: str
    price: Decimal
    published: datetime
    tags: Annotated[list[TagOut], BeforeValidator(_all)]
    reviews: Annotated[list[ReviewOut], BeforeValidator(_all)]


class AuthorOut(_Out):
    id: int
    name: str
    born: date | None
    books: Annotated[list[BookOut], BeforeValidator(_all)]


_out = TypeAdapter(list[AuthorOut])


def pydantic(alias: str, count: int) -> bytes:
    """Answer by Pydantic's models, made from the attributes of prefetched instances."""
    return _out.dump_json(_out.validate_python(list(_fetched(alias, count))))


class TagSchema(ModelSchema):
    class Meta:
        model = Tag
        fields = ("id", "name")


class ReviewSchema(ModelSchema):
    class Meta:
        model = Review
        fields = ("id", "stars", "text", "at")


class BookSchema(ModelSchema):
    tags: list[TagSchema]
    reviews: list[ReviewSchema]

    class Meta:
        model = Book
        fields = ("id", "title", "price", "published")


class AuthorSchema(ModelSchema):
    books: list[BookSchema]

    class Meta:
        model = Author
        fields = ("id", "name", "born")


_schema = TypeAdapter(list[AuthorSchema])


def ninja(alias: str, count: int) -> bytes:
    """Answer by django-ninja's schemas of models, made from prefetched instances as its operations do."""
    return _schema.dump_json(_schema.validate_python(list(_fetched(alias, count)), from_attributes=True))


_SQLITE = """
SELECT json_group_array(json_object('id', a.id, 'name', a.name, 'born', a.born, 'books', json((
  SELECT json_group_array(json_object('id', b.id, 'title', b.title, 'price', printf('%%.2f', b.price),
    'published', replace(b.published, ' ', 'T') || 'Z',
    'tags', json((SELECT json_group_array(json_object('id', t.id, 'name', t.name)) FROM (
      SELECT t.id, t.name FROM shapes_book_tags l JOIN shapes_tag t ON t.id = l.tag_id
      WHERE l.book_id = b.id ORDER BY t.id) t)),
    'reviews', json((SELECT json_group_array(json_object('id', r.id, 'stars', r.stars, 'text', r.text,
      'at', replace(r.at, ' ', 'T') || 'Z')) FROM (
      SELECT * FROM shapes_review WHERE book_id = b.id ORDER BY id) r))
  )) FROM (SELECT * FROM shapes_book WHERE author_id = a.id ORDER BY id) b))))
FROM (SELECT * FROM shapes_author WHERE id <= %s ORDER BY id) a
"""

_TIME = """'YYYY-MM-DD"T"HH24:MI:SS"Z"'"""
_POSTGRESQL = f"""
SELECT json_agg(json_build_object('id', a.id, 'name', a.name, 'born', a.born, 'books', (
  SELECT json_agg(json_build_object('id', b.id, 'title', b.title, 'price', b.price::text,
    'published', to_char(b.published AT TIME ZONE 'UTC', {_TIME}),
    'tags', (SELECT json_agg(json_build_object('id', t.id, 'name', t.name) ORDER BY t.id)
      FROM shapes_book_tags l JOIN shapes_tag t ON t.id = l.tag_id WHERE l.book_id = b.id),
    'reviews', (SELECT json_agg(json_build_object('id', r.id, 'stars', r.stars, 'text', r.text,
      'at', to_char(r.at AT TIME ZONE 'UTC', {_TIME})) ORDER BY r.id) FROM shapes_review r WHERE r.book_id = b.id)
  ) ORDER BY b.id) FROM shapes_book b WHERE b.author_id = a.id)) ORDER BY a.id)::text
FROM shapes_author a WHERE id <= %s
"""


def sql(alias: str, count: int) -> bytes:
    """Answer by one statement in which the database writes the JSON."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        cursor.execute(_SQLITE if connection.vendor == "sqlite" else _POSTGRESQL, [count])
        (written,) = cursor.fetchone() or ("[]",)
    return written.encode()


def rows(alias: str, count: int) -> bytes:
    """Fetch the rows by bare cursors, and answer nothing: no way that uses rows can be quicker."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT id, name, born FROM shapes_author WHERE id <= %s ORDER BY id", [count])
        cursor.fetchall()
        cursor.execute(
            "SELECT author_id, id, title, price, published FROM shapes_book WHERE author_id <= %s ORDER BY 1, 2",
            [count],
        )
        keys = [each[1] for each in cursor.fetchall()]
        for text in (
            "SELECT l.book_id, t.id, t.name FROM shapes_book_tags l JOIN shapes_tag t ON t.id = l.tag_id "
            "WHERE l.book_id <= %s ORDER BY 1, 2",
            "SELECT book_id, id, stars, text, at FROM shapes_review WHERE book_id <= %s ORDER BY 1, 2",
        ):
            cursor.execute(text, [max(keys)])
            cursor.fetchall()
    return b""


CONTENDERS: dict[str, Callable[[str, int], bytes]] = {
    "sql": sql,
    "shapes": shapes,
    "rows": rows,
    "orm": orm,
    "pydantic": pydantic,
    "ninja": ninja,
}
