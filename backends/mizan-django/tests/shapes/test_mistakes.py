"""Mistakes in shapes: each is found before anything is asked, with its place, its reason and its remedy."""

from __future__ import annotations

import sys
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

import pytest
from django.core.checks import run_checks
from django.db.models import Count, F, Q, Sum
from mizan_core.diagnostics import DeclarationError
from mizan_django.shapes import Shape, computed, field, related
from pydantic import create_model
from shapes.drawing import made
from shapes.library.models import Author, Book, Place, Publisher, Review, Tag

HERE = "shapes.test_mistakes"


class TagShape(Shape[Tag]):
    slug: str


class AuthorShape(Shape[Author]):
    name: str


class ReviewShape(Shape[Review]):
    stars: int


def shape(annotation: Any, source: Any = None, name: str = "value") -> Any:
    """Return a shape of books with one field."""
    namespace = {"__module__": HERE, "__qualname__": "Wrong", "__annotations__": {name: annotation}}
    return made("Wrong", Book, namespace | ({} if source is None else {name: source}))


def told(wrong: Any) -> tuple[str, str, str]:
    """Return what is said of the only mistake of a shape: its code, why, and how to mend it."""
    with pytest.raises(DeclarationError) as caught:
        wrong.of(Book.objects.all())
    (problem,) = caught.value.problems
    assert problem.where.startswith(f"{HERE}.Wrong")
    return problem.code, problem.why, problem.fix


UNKNOWN = [
    (shape(str, name="titel"), "Book has no field 'titel'.", "Did you mean 'title'?"),
    (shape(str, field("author__nam")), "Author has no field 'nam'.", "Did you mean 'name'?"),
    (shape(int, name="reviewes"), "Book has no field 'reviewes'.", "Did you mean 'reviews'?"),
    (shape(int, Count("reviewz")), "Book has no field 'reviewz'.", "Did you mean 'reviews'?"),
    (
        shape(list[ReviewShape], related("reviews", filter=Q(star=1))),
        "related(…) has no field 'star'.",
        "Did you mean 'stars'?",
    ),
    (
        shape(list[ReviewShape], related("reviews", order_by="-star")),
        "Review has no field 'star'.",
        "Did you mean 'stars'?",
    ),
]


@pytest.mark.parametrize(("wrong", "why", "fix"), UNKNOWN)
def test_an_unknown_name_is_found_and_what_was_meant_is_suggested(wrong: Any, why: str, fix: str) -> None:
    assert told(wrong) == ("E010", why, fix)


DIFFERENT = [
    (shape(str, name="pages"), "It is declared as str, but the model gives int.", "Write int."),
    (shape(bool, name="id"), "It is declared as bool, but the model gives int.", "Write int."),
    (
        shape(float | None, name="price"),
        "It is declared as float | None, but the model gives Decimal.",
        "Write Decimal.",
    ),
    (
        shape(date | None, name="published"),
        "It is declared as date | None, but the model gives datetime.",
        "Write datetime.",
    ),
    (shape(Literal[1, 2], name="kind"), "It is declared as Literal[1, 2], but the model gives str.", "Write str."),
    (
        shape(str, field(Count("reviews"))),
        "It is declared as str, but the model gives int.",
        "Write int, or wrap it in Cast(…).",
    ),
    (
        shape(int, name="author"),
        "It is declared as int, but the model gives one Author.",
        "Write a shape of Author, or call it author_id and write int.",
    ),
    (
        shape(AuthorShape, name="reviews"),
        "It is declared as AuthorShape, but the model gives any number of Review.",
        "Write list[…] of a shape of Review.",
    ),
    (
        shape(list[AuthorShape], name="author"),
        "It is declared as list[AuthorShape], but the model gives one Author.",
        "Write a shape of Author, or call it author_id and write int.",
    ),
    (
        shape(TagShape, name="author"),
        "It is declared as TagShape, but the model gives one Author.",
        "Use a shape of Author.",
    ),
    (
        shape(TagShape, name="title"),
        "It is declared as TagShape, but the model gives a CharField.",
        "Write its type.",
    ),
]


@pytest.mark.parametrize(("wrong", "why", "fix"), DIFFERENT)
def test_a_type_that_the_model_does_not_give_is_found(wrong: Any, why: str, fix: str) -> None:
    assert told(wrong) == ("E011", why, fix)


MISSING = [
    (shape(int, name="pages"), "'pages' may be missing, but int is declared.", "Write int | None"),
    (
        shape(AuthorShape, name="editor"),
        "'editor' may be missing, but AuthorShape is declared.",
        "Write AuthorShape | None",
    ),
    (shape(str, field("editor__name")), "'name' may be missing, but str is declared.", "Write str | None"),
    (shape(str, field("author__profile__bio")), "'bio' may be missing, but str is declared.", "Write str | None"),
    (shape(str, name="cover"), "'cover' may be missing, but str is declared.", "Write str | None"),
]


@pytest.mark.parametrize(("wrong", "why", "fix"), MISSING)
def test_what_may_be_missing_must_be_optional(wrong: Any, why: str, fix: str) -> None:
    assert told(wrong) == ("E012", why, f"{fix}, or make what it comes from required.")


def test_a_shape_in_itself_is_found() -> None:
    class Circle(Shape[Author]):
        books: list[CircleBook]

    class CircleBook(Shape[Book]):
        author: Circle

    Circle.model_rebuild()

    with pytest.raises(DeclarationError) as caught:
        Circle.of(Author.objects.all())

    (problem,) = caught.value.problems
    assert (problem.code, problem.where.rpartition(".<locals>.")[2]) == ("E013", "CircleBook.author")
    assert problem.why == "Circle contains itself, so that nothing says how many queries it takes."


UNUSABLE = [
    (
        shape(int, field("reviews__stars")),
        "'reviews__stars' goes on behind 'reviews', which is no relation to one row.",
        "Write a list of shapes, or an aggregate such as Count(…).",
    ),
    (
        shape(str, related(), name="title"),
        "related(…) is for lists of shapes.",
        "Write list[…] of a shape, or field(…).",
    ),
    (shape(list[ReviewShape], related("reviews", limit=0)), "limit=0 is no number of rows.", "Write 1 or more."),
    (shape(int, F("pages") * F("title")), "Its expression cannot be used: ", "Mend it, or give it an output_field."),
]


@pytest.mark.parametrize(("wrong", "why", "fix"), UNUSABLE)
def test_a_source_that_cannot_be_used_is_found(wrong: Any, why: str, fix: str) -> None:
    code, said, advice = told(wrong)

    assert (code, advice) == ("E014", fix)
    assert said.startswith(why)


def test_a_computed_field_uses_fields_of_its_shape() -> None:
    class Wrong(Shape[Book]):
        title: str
        tags: list[TagShape]

        @computed(uses=["titel"])
        def loud(self) -> str:
            return self.title

        @computed(uses=["tags"])
        def many(self) -> int:
            return len(self.tags)

    with pytest.raises(DeclarationError) as caught:
        Wrong.of(Book.objects.all())

    assert [(each.code, each.why) for each in caught.value.problems] == [
        ("E010", "Wrong has no field 'titel'."),
        ("E014", "It uses 'tags', which is no value of one column."),
    ]


def test_a_composite_key_is_refused() -> None:
    class Wrong(Shape[Place]):
        room: int

    with pytest.raises(DeclarationError, match=r"The primary key of Place is composite"):
        Wrong.of(Place.objects.all())


def test_a_source_without_an_annotation_is_found() -> None:
    class Wrong(Shape[Book]):
        title: str
        rated = Count("reviews")

    with pytest.raises(DeclarationError, match="It has no annotation"):
        Wrong.of(Book.objects.all())


def test_an_annotation_that_names_nothing_is_found() -> None:
    class Wrong(Shape[Book]):
        title: Nothing  # type: ignore[name-defined]  # noqa: F821  # the mistake

    with pytest.raises(DeclarationError, match=r"Its annotations cannot be read: .*Nothing"):
        Wrong.of(Book.objects.all())


def test_all_mistakes_are_reported_together() -> None:
    class Wrong(Shape[Book]):
        titel: str
        pages: int
        price: Decimal | None
        author: AuthorShape
        stars: int | None = field(Sum("contributions__shar"))
        added: datetime | None

    with pytest.raises(DeclarationError) as caught:
        Wrong.of(Book.objects.all())

    assert [each.code for each in caught.value.problems] == ["E010", "E012", "E010", "E011"]
    assert "in the shapes declared for Mizan" in str(caught.value)


def test_check_names_the_mistakes_of_shapes_in_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    class Inner(Shape[Author]):
        nam: str

    class Outer(Shape[Book]):
        author: Inner

    module = type(sys)("shop.pages")
    for each in (Inner, Outer):
        each.__module__, each.__qualname__ = "shop.pages", each.__name__
        setattr(module, each.__name__, each)
    assert [each for each in run_checks(tags=["mizan"]) if "shop" in each.msg] == []

    monkeypatch.setitem(sys.modules, "shop.pages", module)
    found = [each for each in run_checks(tags=["mizan"]) if "shop" in each.msg]

    assert [(each.id, each.msg) for each in found] == [
        ("mizan.E010", "shop.pages.Inner.nam: Author has no field 'nam'.")
    ]
    assert found[0].hint == "Did you mean 'name'? (docs/errors/e010.md)"


def test_models_that_pydantic_makes_are_none_of_shapes() -> None:
    assert not isinstance(create_model("Plain", a=(int, ...)), type(Shape))
    assert Publisher._meta.label == "library.Publisher"
