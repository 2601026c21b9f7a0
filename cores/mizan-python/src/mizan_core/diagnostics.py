"""The mistakes a developer can make in a declaration: one function each, with why and the fix.

Codes are permanent: never renamed, never reused. Each has a page, docs/errors/<code>.md.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: its permanent code, where it stands, why it is one and how to mend it."""

    code: str
    where: str
    why: str
    fix: str

    def __str__(self) -> str:
        return f"{self.code} {self.where}: {self.why} {self.fix} (docs/errors/{self.code.lower()}.md)"


class DeclarationError(Exception):
    """What was declared is wrong: functions, or `what` else; holds every problem found, not just the first."""

    def __init__(self, problems: Sequence[Problem], what: str = "functions") -> None:
        count = len(problems)
        heading = f"{count} problem{'s' if count > 1 else ''} in the {what} declared for Mizan:"
        super().__init__("\n".join([heading, *(f"  {problem}" for problem in problems)]))
        self.problems = tuple(problems)


def registered_too_late(where: str, name: str) -> Problem:
    return Problem(
        "MZ101",
        where,
        f"{name!r} is registered after the registry was sealed.",
        "Register every function while modules load: import its module before the application starts.",
    )


def name_taken(where: str, name: str, other: str) -> Problem:
    return Problem(
        "MZ102",
        where,
        f"The name {name!r} is taken by the function at {other}.",
        "Names are global on the wire: register one of the two under another name.",
    )


def affects_unregistered(where: str, name: str) -> Problem:
    return Problem(
        "MZ103",
        where,
        f"affects={name}, a function that is not registered here.",
        f"Decorate {name} with @client(context=…) and register it.",
    )


def unknown_context(where: str, name: str, known: Collection[str]) -> Problem:
    return Problem("MZ104", where, f"affects names an unknown context {name!r}.", suggestion(name, known, "contexts"))


def missing_annotation(where: str, what: str) -> Problem:
    return Problem(
        "MZ105",
        where,
        f"{what} has no annotation.",
        "Clients are generated from types: write one.",
    )


def query_and_mutation(where: str) -> Problem:
    return Problem(
        "MZ106",
        where,
        "context= and affects= are both given.",
        "A query reads and a mutation writes: split it into two functions.",
    )


def invalid_name(where: str, what: str, name: object) -> Problem:
    return Problem(
        "MZ107",
        where,
        f"{name!r} cannot be the name of a {what}.",
        "Use lower-case letters, digits and underscores, starting with a letter; dots may join parts.",
    )


def clashing_params(where: str, context: str, param: str, other: str) -> Problem:
    return Problem(
        "MZ108",
        where,
        f"The parameter {param!r} of context {context!r} has another type in {other}.",
        "One name is one type inside a context: give both the same type, or rename one.",
    )


def global_with_params(where: str, params: Sequence[str]) -> Problem:
    return Problem(
        "MZ109",
        where,
        f'context="global" is loaded without parameters, but {", ".join(params)} must be given.',
        "Give them defaults, or put the function into a context of its own.",
    )


def unknown_auth(where: str, rule: object) -> Problem:
    return Problem(
        "MZ110",
        where,
        f"auth={rule!r} is no rule.",
        'Use True, "staff", "superuser", False or a function (request) -> bool.',
    )


def unnamed_predicate(where: str) -> Problem:
    return Problem(
        "MZ111",
        where,
        "auth= is a lambda, which no list of rules can show by name.",
        "Write it as a function: def may_edit(request) -> bool.",
    )


def bad_error_class(where: str, name: str, why: str) -> Problem:
    return Problem(
        "MZ112",
        where,
        f"raises={name}: {why}.",
        'Write class OutOfStock(MizanError) with code = "OUT_OF_STOCK" and a status from 400 to 499.',
    )


def error_code_taken(where: str, code: str, first: str, second: str) -> Problem:
    return Problem(
        "MZ113",
        where,
        f"{first} and {second} both use the error code {code!r}.",
        "Clients tell errors apart by their code: give one of them another.",
    )


def auth_not_stated(where: str) -> Problem:
    return Problem(
        "MZ114",
        where,
        "The registry is strict and this function does not say who may call it.",
        "Write auth=True, a rule, or auth=False for everybody.",
    )


def unusable_annotation(where: str, what: str, why: str) -> Problem:
    return Problem(
        "MZ115",
        where,
        f"The type of {what} cannot travel as JSON: {why}.",
        "Use a type that Pydantic validates and serialises, such as a BaseModel.",
    )


def scope_type_differs(where: str, argument: str, target: str, param: str) -> Problem:
    return Problem(
        "MZ116",
        where,
        f"The argument {argument!r} would narrow {target} by {param!r}, but the types differ.",
        "Give both the same type, map another argument by context(…, name=…), or widen with scope=None.",
    )


def unknown_scope(where: str, what: str, name: str, known: Collection[str]) -> Problem:
    return Problem(
        "MZ117", where, f"context(…) names {name!r}, which is no {what}.", suggestion(name, known, f"{what}s")
    )


def unsupported_parameter(where: str, name: str) -> Problem:
    return Problem(
        "MZ118",
        where,
        f"The parameter {name!r} has no name on the wire.",
        "Arguments travel by name: replace *args, **kwargs and positional-only parameters by named ones.",
    )


def not_a_client_function(where: str, name: str) -> Problem:
    return Problem(
        "MZ119",
        where,
        f"{name} is registered but not decorated.",
        "Write @client above it.",
    )


def bad_rev(where: str, rev: object) -> Problem:
    return Problem("MZ120", where, f"rev={rev!r} is no revision.", "Use a whole number from 1 upwards.")


def unsupported_callable(where: str, what: str) -> Problem:
    return Problem(
        "MZ121",
        where,
        f"@client is on {what}.",
        "Decorate a plain function, def or async def, that returns its result.",
    )


def query_takes_file(where: str, name: str) -> Problem:
    return Problem(
        "MZ122",
        where,
        f"The query takes a file ({name!r}), but queries are fetched by GET.",
        "Make it a call or a mutation: leave out context=.",
    )


def affects_non_query(where: str, name: str) -> Problem:
    return Problem(
        "MZ123",
        where,
        f"affects={name}, which is not a query, so nothing of it can become stale.",
        "Name a context, or a function with context=.",
    )


def affects_malformed(where: str, value: object) -> Problem:
    return Problem(
        "MZ124",
        where,
        f"affects={value!r} is no target.",
        'Use a context\'s name, a query, context("name", …), "*", or a list of these.',
    )


def unsolvable_dependency(where: str, name: str, reason: str) -> Problem:
    return Problem(
        "MZ125",
        where,
        f"The dependency {name!r} can never be filled in: {reason}",
        "Make what it needs a parameter of the function, or let it read headers, cookies or the request.",
    )


def marker_as_default(where: str, name: str, marker: str) -> Problem:
    return Problem(
        "MZ126",
        where,
        f"The default of {name!r} is {marker}(…), which says where a value stands, but arguments stand in one place.",
        f"Leave the default out, or write the constraint as Annotated[…, {marker}(…)].",
    )


def unusable_outdated(path: str, why: str) -> Problem:
    return Problem(
        "MZ127",
        path,
        f"The list of outdated pages cannot be used: {why}.",
        "Write it by mizan-generate compat old.json new.json --outdated, and deploy it with the server.",
    )


def unusable_idempotency(setting: str, why: str) -> Problem:
    return Problem(
        "MZ128",
        setting,
        f"The store of answers cannot be used: {why}.",
        "Give the URL of a Redis and install redis, or leave it out for a store in the process.",
    )


def unusable_live(setting: str, why: str, fix: str) -> Problem:
    return Problem("MZ129", setting, f"Live cannot be used: {why}.", fix)


def unusable_tokens(keys: str, why: str, fix: str) -> Problem:
    return Problem("MZ134", keys, f"Tokens cannot be used: {why}.", fix)


def cached_non_query(where: str) -> Problem:
    return Problem(
        "MZ130",
        where,
        "It is declared with cache=, but is no query, so that it has to run each time.",
        "Leave out cache=, or make it a query with context=.",
    )


def bad_cache(where: str, why: str) -> Problem:
    return Problem("MZ131", where, f"Its cache= cannot be used: {why}.", "Write cache=60, or cache=Cache(ttl=60, …).")


def public_and_guarded(where: str) -> Problem:
    return Problem(
        "MZ132",
        where,
        'Its answers are shared by everybody, scope="public", although auth= does not let everybody call it.',
        'Leave out auth=, or choose a scope whose callers may all see the same: "permissions", "tenant" or "user".',
    )


def unusable_caching(setting: str, why: str, fix: str) -> Problem:
    return Problem("MZ133", setting, f"The cache cannot be used: {why}.", fix)


def suggestion(name: str, known: Collection[str], plural: str) -> str:
    """Say which known name was probably meant, or list them all."""
    close = get_close_matches(name, known, n=1)
    if close:
        return f"Did you mean {close[0]!r}?"
    return f"Known {plural}: {', '.join(sorted(known)) or 'none'}."
