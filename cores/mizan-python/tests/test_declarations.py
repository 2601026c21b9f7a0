"""What a developer can get wrong in a declaration, and what he is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from mizan_core import DeclarationError, MizanError, Registry, context, register
from mizan_core.client.function import client
from pydantic import BaseModel


class Gone(MizanError):
    code = "GONE_NOW"
    status = 410


def codes(registry: Registry) -> list[str]:
    with pytest.raises(DeclarationError) as failure:
        registry.seal()
    return [problem.code for problem in failure.value.problems]


def user_profile(user_id: int) -> str:
    return str(user_id)


def with_user_context(registry: Registry) -> None:
    register(client(context="user")(user_profile), registry=registry)


def test_the_decorator_returns_the_function_itself() -> None:
    def ping() -> str:
        return "pong"

    assert client(ping) is ping
    assert client(context="user")(ping) is ping


def test_register_works_as_a_call_and_as_a_decorator(registry: Registry) -> None:
    @client
    def one() -> int:
        return 1

    @register(registry=registry)
    @client
    def two() -> int:
        return 2

    @register("numbers.three", registry=registry)
    @client
    def three() -> int:
        return 3

    register(one, "numbers.one", registry=registry)
    register(one, registry=registry)

    assert ["numbers.one", "numbers.three", "one", "two"] == list(registry.functions)


def test_every_mistake_is_reported_at_once(registry: Registry) -> None:
    with_user_context(registry)

    @register(registry=registry)
    @client(affects="usr")
    def rename(user_id: int) -> None: ...

    @register(registry=registry)
    @client(auth="admin")  # type: ignore[arg-type]  # the mistake under test
    def ban(user_id) -> None: ...  # type: ignore[no-untyped-def]

    with pytest.raises(DeclarationError) as failure:
        registry.seal()

    text = str(failure.value)
    assert "3 problems" in text
    assert "MZ104" in text
    assert "affects names an unknown context 'usr'. Did you mean 'user'?" in text
    assert "MZ105" in text
    assert "MZ110" in text
    assert "test_declarations.py:" in text
    assert "docs/errors/mz104.md" in text


def test_registering_after_sealing_is_refused(registry: Registry) -> None:
    registry.seal()
    with pytest.raises(DeclarationError, match="MZ101"):
        registry.register(client(user_profile))


def test_two_functions_of_one_name_are_refused(registry: Registry) -> None:
    def other() -> None: ...

    registry.register(client(user_profile), "same")
    registry.register(client(other), "same")
    assert ["MZ102"] == codes(registry)


def test_the_same_function_twice_under_one_name_is_fine(registry: Registry) -> None:
    registry.register(client(user_profile))
    registry.register(user_profile)
    registry.seal()


def test_only_registered_functions_can_be_affected(registry: Registry) -> None:
    def stranger() -> None: ...

    @register(registry=registry)
    @client(affects=stranger)
    def change() -> None: ...

    assert ["MZ103"] == codes(registry)


def test_only_queries_can_be_affected(registry: Registry) -> None:
    @register(registry=registry)
    @client
    def plain() -> None: ...

    @register(registry=registry)
    @client(affects=plain)
    def change() -> None: ...

    assert ["MZ123"] == codes(registry)


def test_every_missing_annotation_is_named(registry: Registry) -> None:
    @register(registry=registry)
    @client
    def untyped(first, second):  # type: ignore[no-untyped-def]
        return first, second

    assert ["MZ105"] * 3 == codes(registry)


def test_a_query_cannot_be_a_mutation(registry: Registry) -> None:
    with_user_context(registry)

    @register(registry=registry)
    @client(context="user", affects="user")
    def both(user_id: int) -> None: ...

    assert "MZ106" in codes(registry)


@pytest.mark.parametrize("name", ["Echo", "_private", "", "echo.", "a-b", "é", "1a", "__proto__", "a..b", "a\n"])
def test_names_are_lower_case_words(registry: Registry, name: str) -> None:
    registry.register(client(lambda_free()), name)
    assert ["MZ107"] == codes(registry)


def lambda_free() -> Callable[[], None]:
    def nothing() -> None: ...

    return nothing


def test_a_context_has_a_valid_name(registry: Registry) -> None:
    @register(registry=registry)
    @client(context="User")
    def query() -> None: ...

    assert "MZ107" in codes(registry)


def test_one_param_name_is_one_type_in_a_context(registry: Registry) -> None:
    with_user_context(registry)

    @register(registry=registry)
    @client(context="user")
    def posts(user_id: str) -> None: ...

    with pytest.raises(DeclarationError, match=r"MZ108.*'user_id'.*posts|MZ108.*user_profile"):
        registry.seal()


def test_global_needs_no_params(registry: Registry) -> None:
    @register(registry=registry)
    @client(context="global")
    def settings(lang: str) -> None: ...

    assert ["MZ109"] == codes(registry)


def test_a_rule_has_a_name(registry: Registry) -> None:
    @register(registry=registry)
    @client(auth=lambda request: True)
    def secret() -> None: ...

    assert ["MZ111"] == codes(registry)


class NoCode(MizanError): ...


class ServerFault(MizanError):
    code = "FAULT"
    status = 500


class LowerCase(MizanError):
    code = "lower"


@pytest.mark.parametrize("error", [NoCode, ServerFault, LowerCase, ValueError, "OUT_OF_STOCK"])
def test_own_errors_have_a_code_and_a_client_status(registry: Registry, error: Any) -> None:
    @register(registry=registry)
    @client(raises=[error])
    def fail() -> None: ...

    assert "MZ112" in codes(registry)


def test_an_error_code_belongs_to_one_class(registry: Registry) -> None:
    class AlsoGone(MizanError):
        code = "GONE_NOW"
        status = 410

    @register(registry=registry)
    @client(raises=[Gone])
    def first() -> None: ...

    @register(registry=registry)
    @client(raises=[AlsoGone])
    def second() -> None: ...

    assert ["MZ113"] == codes(registry)


def test_a_strict_registry_wants_to_know_who_may_call() -> None:
    registry = Registry(strict=True)

    @register(registry=registry)
    @client
    def silent() -> None: ...

    @register(registry=registry)
    @client(auth=False)
    def public() -> None: ...

    assert ["MZ114"] == codes(registry)


class Opaque: ...


def test_types_must_travel_as_json(registry: Registry) -> None:
    @register(registry=registry)
    @client
    def show() -> Opaque:
        return Opaque()

    assert ["MZ115"] == codes(registry)


def test_an_annotation_that_names_nothing_is_reported(registry: Registry) -> None:
    def broken() -> None: ...

    broken.__annotations__["return"] = "DoesNotExist"
    registry.register(client(broken))
    assert ["MZ115"] == codes(registry)


def test_an_argument_of_the_params_name_has_its_type(registry: Registry) -> None:
    with_user_context(registry)

    @register(registry=registry)
    @client(affects="user")
    def rename(user_id: str) -> None: ...

    assert ["MZ116"] == codes(registry)


def test_optional_and_constrained_types_narrow_all_the_same(registry: Registry) -> None:
    with_user_context(registry)

    @register(registry=registry)
    @client(affects="user")
    def rename(user_id: int | None = None) -> None: ...

    assert (("user_id", "user_id"),) == registry.functions["rename"].targets[0].scope


def test_a_type_with_several_spellings_narrows_nothing(registry: Registry) -> None:
    @register(registry=registry)
    @client(context="day")
    def events(at: datetime) -> None: ...

    @register(registry=registry)
    @client(affects="day")
    def move(at: datetime) -> None: ...

    assert () == registry.functions["move"].targets[0].scope


def test_context_names_params_and_arguments_that_exist(registry: Registry) -> None:
    with_user_context(registry)

    @register(registry=registry)
    @client(affects=[context("user", usr_id="id"), context("user", user_id="idd")])
    def rename(id: int) -> None: ...

    assert ["MZ117", "MZ117"] == codes(registry)


def test_parameters_have_names_on_the_wire(registry: Registry) -> None:
    @register(registry=registry)
    @client
    def anything(*args: int, **kwargs: int) -> None: ...

    @register(registry=registry)
    @client
    def positional(value: int, /) -> None: ...

    assert ["MZ118"] * 3 == codes(registry)


def test_a_registered_function_is_decorated(registry: Registry) -> None:
    def plain() -> None: ...

    registry.register(plain)
    assert ["MZ119"] == codes(registry)


@pytest.mark.parametrize("rev", [0, -1, True, "2", 1.5])
def test_a_revision_is_a_whole_number(registry: Registry, rev: Any) -> None:
    @register(registry=registry)
    @client(rev=rev)
    def current() -> None: ...

    assert ["MZ120"] == codes(registry)


def test_generators_and_classes_are_refused(registry: Registry) -> None:
    @register(registry=registry)
    @client
    def stream() -> Iterator[int]:
        yield 1

    registry.register(client(type("Thing", (), {})), "thing")
    assert ["MZ121", "MZ121"] == codes(registry)


def test_affects_holds_targets(registry: Registry) -> None:
    @register(registry=registry)
    @client(affects=[5])  # type: ignore[list-item]  # the mistake under test
    def change() -> None: ...

    assert ["MZ124"] == codes(registry)


def test_a_failed_seal_fails_again(registry: Registry) -> None:
    registry.register(user_profile, "Wrong Name")
    assert codes(registry) == codes(registry)


def test_annotations_may_name_what_is_defined_later(registry: Registry) -> None:
    @register(registry=registry)
    @client
    def later() -> DefinedBelow:
        return DefinedBelow(value=1)

    registry.seal()


class DefinedBelow(BaseModel):
    value: int
