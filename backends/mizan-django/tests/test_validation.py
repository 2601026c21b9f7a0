"""Django's ValidationError, of forms and of models, in the protocol's words and in the caller's language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from desk.models import Note
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MaxValueValidator
from django.http import Http404
from django.test import modify_settings
from django.utils import translation
from django.utils.translation import gettext_lazy, ngettext_lazy
from functions import again, coloured
from mizan_core import Forbidden, MizanError, NotFound, register
from mizan_core.client.function import client

pytestmark = pytest.mark.usefixtures("registry")

Details = list[dict[str, Any]]


class Booking(forms.Form):
    """Asks for what Django checks by its own fields."""

    name = forms.CharField(max_length=5)
    seats = forms.IntegerField(max_value=4)
    day = forms.DateField()
    kinds = forms.MultipleChoiceField(choices=[("a", "A")])

    def clean(self) -> None:
        raise ValidationError("We are closed.", code="closed")


@pytest.fixture
def refused(door: Any, is_async: bool) -> Callable[..., Details]:
    """Return the details of what a function raises."""

    def refused(body: Callable[[], Any], **headers: str) -> Details:
        def check() -> None:
            body()

        register(client(coloured(check, is_async=is_async)))
        answer = door(headers=headers).call("check")
        assert (answer.status, answer.error["code"]) == (422, "VALIDATION_ERROR")
        assert answer.error["message"] == "Some values are missing or wrong."
        return answer.error["details"]

    return refused


def raiser(*args: Any, **options: Any) -> Callable[[], None]:
    def fail() -> None:
        raise ValidationError(*args, **options)

    return fail


def detail(message: str, *path: str, kind: str = "invalid") -> dict[str, Any]:
    return {"path": list(path), "type": kind, "message": message}


def submit(**values: Any) -> None:
    form = Booking(values)
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())


def test_a_form_s_errors_stand_at_their_fields(refused: Any) -> None:
    def body() -> None:
        submit(name="Eleanor", seats="9", day="tomorrow", kinds=["b"])

    assert refused(body) == [
        detail("Ensure this value has at most 5 characters (it has 7).", "name", kind="out_of_range"),
        detail("Ensure this value is less than or equal to 4.", "seats", kind="out_of_range"),
        detail("Enter a valid date.", "day"),
        detail("Select a valid choice. b is not one of the available choices.", "kinds"),
        detail("We are closed."),
    ]


def test_what_a_form_lacks_is_missing(refused: Any) -> None:
    fields = ("name", "seats", "day", "kinds")

    assert refused(submit) == [
        *(detail("This field is required.", each, kind="missing") for each in fields),
        detail("We are closed."),
    ]


@pytest.mark.parametrize(
    ("text", "message", "kind"),
    [
        ("x" * 21, "Ensure this value has at most 20 characters (it has 21).", "out_of_range"),
        ("", "This field cannot be blank.", "missing"),
        (None, "This field cannot be null.", "missing"),
    ],
    ids=["too long", "blank", "null"],
)
def test_a_model_s_errors_stand_at_their_fields(refused: Any, text: Any, message: str, kind: str) -> None:
    assert refused(lambda: Note(text=text).full_clean()) == [detail(message, "text", kind=kind)]


def test_what_a_model_has_already_is_told(refused: Any) -> None:
    Note.objects.create(text="a")

    assert refused(lambda: Note(text="a").full_clean()) == [detail("Note with this Text already exists.", "text")]


@pytest.mark.parametrize(
    ("body", "details"),
    [
        (raiser("No."), [detail("No.")]),
        (raiser(["No.", "And no."]), [detail("No."), detail("And no.")]),
        (raiser("At most %(most)s.", "max_value", {"most": 5}), [detail("At most 5.", kind="out_of_range")]),
        (
            raiser({"a": "No.", "b": ["No.", "Nor so."]}),
            [detail("No.", "a"), detail("No.", "b"), detail("Nor so.", "b")],
        ),
        (raiser({NON_FIELD_ERRORS: "No."}), [detail("No.")]),
        (raiser({"a": ValidationError("No.", "required")}), [detail("No.", "a", kind="missing")]),
        (raiser([ValidationError("No.", "required"), "And no."]), [detail("No.", kind="missing"), detail("And no.")]),
        (raiser("100 %"), [detail("100 %")]),
        (lambda: MaxValueValidator(4, "Too many.")(9), [detail("Too many.", kind="out_of_range")]),
    ],
)
def test_every_way_of_raising_it_is_understood(refused: Any, body: Callable[[], None], details: Details) -> None:
    assert refused(body) == details


# Languages. The texts are Django's own, which are translated already.

REQUIRED = gettext_lazy("This field is required.")
GERMAN = "Dieses Feld ist zwingend erforderlich."


class Incomplete(MizanError):
    """Something is left out."""

    code = "INCOMPLETE"
    status = 409


@pytest.fixture(params=["en", "de"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """Let pages ask for a language."""
    with modify_settings(MIDDLEWARE={"prepend": "django.middleware.locale.LocaleMiddleware"}):
        yield request.param
    translation.deactivate()


def test_details_are_in_the_caller_s_language(refused: Any, language: str) -> None:
    def body() -> None:
        raise ValidationError({"a": ValidationError(REQUIRED, "required")})

    text = GERMAN if language == "de" else "This field is required."
    assert refused(body, accept_language=language) == [detail(text, "a", kind="missing")]


def test_params_are_filled_into_the_caller_s_language(refused: Any, language: str) -> None:
    details = refused(lambda: Note(text="x" * 21).full_clean(), accept_language=language)

    assert details[0]["message"] == (
        "Bitte sicherstellen, dass der Wert aus höchstens 20 Zeichen besteht. (Er besteht aus 21 Zeichen.)"
        if language == "de"
        else "Ensure this value has at most 20 characters (it has 21)."
    )


@pytest.mark.parametrize("error", [Incomplete, NotFound, Forbidden])
def test_a_lazy_message_is_in_the_caller_s_language(
    door: Any, is_async: bool, language: str, error: type[MizanError]
) -> None:
    def fail() -> None:
        raise error(REQUIRED)  # type: ignore[arg-type]  # a lazy string is a string to Django

    def rule(_: Any) -> bool:
        raise error(REQUIRED)  # type: ignore[arg-type]

    register(client(raises=[Incomplete])(coloured(fail, is_async=is_async)))
    register(client(context="failing")(coloured(again(fail), is_async=is_async)), "query")
    register(client(auth=coloured(rule, is_async=is_async))(again(fail)), "guarded")
    calling = door(headers={"accept_language": language})

    errors = [
        calling.call("fail").error,
        calling.call("guarded").error,
        calling.context("failing").errors["query"],
    ]

    text = GERMAN if language == "de" else "This field is required."
    assert errors == [{"code": error.code, "message": text, "details": None}] * 3


def test_a_lazy_message_of_django_s_own_exceptions_is_in_the_caller_s_language(
    door: Any, is_async: bool, language: str
) -> None:
    def fail() -> None:
        raise Http404(REQUIRED)

    register(client(coloured(fail, is_async=is_async)))

    error = door(headers={"accept_language": language}).call("fail").error

    assert error["message"] == (GERMAN if language == "de" else "This field is required.")


def test_without_the_middleware_messages_are_in_whatever_language_is_active(door: Any, is_async: bool) -> None:
    def fail() -> None:
        raise ValidationError(REQUIRED)

    register(client(coloured(fail, is_async=is_async)))

    for language, text in (("de", GERMAN), ("en", "This field is required.")):
        with translation.override(language):
            assert door().call("fail").error["details"][0]["message"] == text


def test_a_lazy_message_may_be_printed() -> None:
    """As the log does."""
    assert str(Incomplete(REQUIRED)) == "This field is required."  # type: ignore[arg-type]


def test_plural_forms_follow_their_number(refused: Any) -> None:
    text = ngettext_lazy("%(count)d note", "%(count)d notes", "count")

    assert refused(raiser([ValidationError(text, "few", {"count": each}) for each in (1, 2)])) == [
        detail("1 note"),
        detail("2 notes"),
    ]
