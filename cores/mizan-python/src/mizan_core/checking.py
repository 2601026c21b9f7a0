"""From what was declared to what can be served: every check of a registry, all mistakes reported together."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias, TypeGuard

from . import diagnostics
from .auth import Guard, compile_rule, is_lambda
from .client.caching import mistakes
from .client.function import Function, declared, location
from .client.targets import EVERYTHING, Affects, DeclaredTarget, Source
from .compiled import Compiled, Context, Kind, Reached, reached
from .diagnostics import DeclarationError, Problem
from .errors import BUILT_IN, MizanError, details_type
from .parameters import Parameter, platform_problems
from .signatures import Signature, base_type, read_signature, spelt_one_way

NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*", re.ASCII)
_CODE = re.compile(r"[A-Z][A-Z0-9_]*", re.ASCII)
_BUILT_IN_CODES = frozenset(each.code for each in BUILT_IN)

Entry: TypeAlias = tuple[str, Callable[..., Any]]


def resolve(entries: Sequence[Entry], *, strict: bool) -> tuple[Mapping[str, Compiled], Mapping[str, Context]]:
    """Return the functions and contexts of a registry, sorted by name.

    Raises:
        DeclarationError: naming every mistake.
    """
    problems = list(_name_problems(entries))
    functions: dict[str, Compiled] = {}
    for name, function in sorted(entries, key=lambda entry: entry[0]):
        compiled = _read(name, function, strict, problems)
        if compiled is not None:
            functions.setdefault(name, compiled)
    contexts = _contexts(functions.values(), problems)
    problems += _error_code_problems(functions.values())
    resolved = {name: _with_targets(each, functions, contexts, problems) for name, each in functions.items()}
    if problems:
        raise DeclarationError(problems)
    return resolved, contexts


def _name_problems(entries: Iterable[Entry]) -> Iterator[Problem]:
    seen: dict[str, Callable[..., Any]] = {}
    for name, function in entries:
        where = location(function)
        if not NAME.fullmatch(name):
            yield diagnostics.invalid_name(where, "function", name)
        if name in seen and seen[name] is not function:
            yield diagnostics.name_taken(where, name, location(seen[name]))
        seen.setdefault(name, function)


def _read(name: str, function: Callable[..., Any], strict: bool, problems: list[Problem]) -> Compiled | None:
    declaration = declared(function)
    if declaration is None:
        problems.append(diagnostics.not_a_client_function(location(function), name))
        return None
    declaration = replace(declaration, callable=function)  # with whatever decorators stand above @client
    signature, found = read_signature(function, declaration.where)
    problems += [*found, *_declaration_problems(declaration, strict)]
    if signature is None:
        return None
    problems += _file_problems(declaration, signature)
    problems += platform_problems(declaration.where, (*signature.arguments, *signature.files, *signature.injected))
    guard = compile_rule(declaration.auth) or Guard("public")
    return Compiled(name, declaration, _kind(declaration), signature, guard, (), (), {})


def _kind(function: Function) -> Kind:
    if function.context is not None:
        return "query"
    return "call" if function.affects is None else "mutation"


def _declaration_problems(function: Function, strict: bool) -> Iterator[Problem]:
    where = function.where
    if function.context is not None:
        if function.affects is not None:
            yield diagnostics.query_and_mutation(where)
        if not isinstance(function.context, str) or not NAME.fullmatch(function.context):  # pyright: ignore[reportUnnecessaryIsInstance]  # users' input
            yield diagnostics.invalid_name(where, "context", function.context)
    if not isinstance(function.rev, int) or isinstance(function.rev, bool) or function.rev < 1:  # pyright: ignore[reportUnnecessaryIsInstance]  # users' input
        yield diagnostics.bad_rev(where, function.rev)
    yield from _auth_problems(function, strict)
    yield from _cache_problems(function)
    for error in function.raises:
        yield from _error_class_problems(where, error)


def _auth_problems(function: Function, strict: bool) -> Iterator[Problem]:
    if compile_rule(function.auth) is None:
        yield diagnostics.unknown_auth(function.where, function.auth)
    elif is_lambda(function.auth):
        yield diagnostics.unnamed_predicate(function.where)
    elif strict and function.auth is None:
        yield diagnostics.auth_not_stated(function.where)


def _cache_problems(function: Function) -> Iterator[Problem]:
    if function.cache is None:
        return
    if _kind(function) != "query":
        yield diagnostics.cached_non_query(function.where)
    for why in mistakes(function.cache):
        yield diagnostics.bad_cache(function.where, why)
    if function.cache.scope == "public" and function.auth not in (None, False):
        yield diagnostics.public_and_guarded(function.where)


def _error_class_problems(where: str, error: object) -> Iterator[Problem]:
    if not _is_error_class(error):
        yield diagnostics.bad_error_class(where, repr(error), "it is no subclass of MizanError")
        return
    if error in BUILT_IN:
        return
    name = error.__name__
    if error.code in _BUILT_IN_CODES:
        yield diagnostics.bad_error_class(where, name, "it has no code of its own")
    elif not _CODE.fullmatch(error.code):
        yield diagnostics.bad_error_class(where, name, f"its code {error.code!r} is not in capitals")
    if not 400 <= error.status <= 499:
        yield diagnostics.bad_error_class(where, name, f"its status is {error.status}")
    try:
        details_type(error)
    except Exception as failure:  # whatever evaluating somebody's annotation may raise
        yield diagnostics.bad_error_class(where, name, f"the annotation of its details is broken ({failure})")


def _is_error_class(error: object) -> TypeGuard[type[MizanError]]:
    return inspect.isclass(error) and issubclass(error, MizanError)


def _file_problems(function: Function, signature: Signature) -> Iterator[Problem]:
    if function.context is not None:
        for each in signature.files:
            yield diagnostics.query_takes_file(function.where, each.name)


def _error_code_problems(functions: Iterable[Compiled]) -> Iterator[Problem]:
    classes: dict[str, type[MizanError]] = {}
    for function in functions:
        for error in function.errors:
            if not _is_error_class(error):
                continue  # reported with its function
            other = classes.setdefault(error.code, error)
            if other is not error:
                where = function.function.where
                yield diagnostics.error_code_taken(where, error.code, other.__name__, error.__name__)


def _contexts(functions: Iterable[Compiled], problems: list[Problem]) -> dict[str, Context]:
    queries: dict[str, list[Compiled]] = {}
    for function in functions:
        if function.kind == "query" and function.context is not None:
            queries.setdefault(function.context, []).append(function)
    contexts = {name: _context(name, members, problems) for name, members in sorted(queries.items())}
    if "global" in contexts:
        problems += _global_problems(contexts["global"])
    return contexts


def _context(name: str, queries: list[Compiled], problems: list[Problem]) -> Context:
    params: dict[str, Parameter] = {}
    owners: dict[str, str] = {}
    for query in queries:
        for parameter in query.signature.arguments:
            known = params.setdefault(parameter.name, parameter)
            owner = owners.setdefault(parameter.name, query.name)
            if known.annotation != parameter.annotation:
                where = query.function.where
                problems.append(diagnostics.clashing_params(where, name, parameter.name, owner))
            if parameter.required and not known.required:
                params[parameter.name] = parameter
    one_way = all(spelt_one_way(each.annotation) for each in params.values())
    return Context(name, tuple(queries), dict(sorted(params.items())), one_way)


def _global_problems(context: Context) -> Iterator[Problem]:
    for query in context.queries:
        if query.required:
            yield diagnostics.global_with_params(query.function.where, sorted(query.required))


def _with_targets(
    mutation: Compiled,
    functions: Mapping[str, Compiled],
    contexts: Mapping[str, Context],
    problems: list[Problem],
) -> Compiled:
    if mutation.kind != "mutation":
        return mutation
    targets: list[DeclaredTarget] = []
    for affected in mutation.function.affects or ():
        targets += _targets(mutation, affected, functions, contexts, problems)
    targets = list(dict.fromkeys(targets))
    affected_contexts = {_context_of(target, functions) for target in targets}
    names = (EVERYTHING,) if EVERYTHING in affected_contexts else tuple(sorted(affected_contexts))
    reach = _reach(targets, names, functions, contexts)
    return replace(mutation, targets=tuple(targets), contexts=names, reach=reach)


def _reach(
    targets: Sequence[DeclaredTarget],
    names: Iterable[str],
    functions: Mapping[str, Compiled],
    contexts: Mapping[str, Context],
) -> Mapping[str, Reached] | None:
    """Return what targets reach, unless two of one call may be the same, or mean everything."""
    if len({(each.kind, each.name) for each in targets}) < len(targets) or EVERYTHING in names:
        return None
    found = {name: reached(name, targets, functions, contexts) for name in names}
    return {name: each for name, each in found.items() if each is not None}


def _context_of(target: DeclaredTarget, functions: Mapping[str, Compiled]) -> str:
    if target.kind == "all":
        return EVERYTHING
    return target.name if target.kind == "context" else functions[target.name].context or ""


def _targets(
    mutation: Compiled,
    affected: object,
    functions: Mapping[str, Compiled],
    contexts: Mapping[str, Context],
    problems: list[Problem],
) -> list[DeclaredTarget]:
    where = mutation.function.where
    spelt = affected if isinstance(affected, Affects) else Affects(affected, {}, widen=False)  # type: ignore[arg-type]  # checked below
    target: object = spelt.target
    if target == EVERYTHING:
        return [DeclaredTarget("all", "")]
    if isinstance(target, str):
        if target not in contexts:
            problems.append(diagnostics.unknown_context(where, target, contexts))
            return []
        params = contexts[target].params
        scope = _scope(mutation, spelt, params, target, problems)
        return [DeclaredTarget("context", target, scope, _is_exact(mutation, scope, params))]
    if not callable(target):
        problems.append(diagnostics.affects_malformed(where, affected))
        return []
    return _function_targets(mutation, spelt, functions, problems)


def _function_targets(
    mutation: Compiled, spelt: Affects, functions: Mapping[str, Compiled], problems: list[Problem]
) -> list[DeclaredTarget]:
    where, callable_name = mutation.function.where, getattr(spelt.target, "__name__", repr(spelt.target))
    found = [each for each in functions.values() if each.function.callable is spelt.target]
    if not found:
        problems.append(diagnostics.affects_unregistered(where, callable_name))
    targets: list[DeclaredTarget] = []
    for query in found:
        if query.kind != "query":
            problems.append(diagnostics.affects_non_query(where, callable_name))
            continue
        params = {each.name: each for each in query.signature.arguments}
        targets.append(DeclaredTarget("function", query.name, _scope(mutation, spelt, params, query.name, problems)))
    return targets


def _scope(
    mutation: Compiled, spelt: Affects, params: Mapping[str, Parameter], target: str, problems: list[Problem]
) -> tuple[tuple[str, Source], ...]:
    where = mutation.function.where
    unknown = [name for name in spelt.params if name not in params]
    problems += [diagnostics.unknown_scope(where, "param", name, params) for name in unknown]
    scope: list[tuple[str, Source]] = []
    for name, param in params.items():
        source = spelt.params.get(name, None if spelt.widen else name)
        if source is None:
            continue
        explicit = name in spelt.params
        if callable(source) or _narrows(mutation, source, param, target, explicit=explicit, problems=problems):
            scope.append((name, source))
    return tuple(scope)


def _is_exact(mutation: Compiled, scope: tuple[tuple[str, Source], ...], params: Mapping[str, Parameter]) -> bool:
    """Tell whether a scope names every param by an argument that was validated as the param would be."""
    arguments = {each.name: each.annotation for each in mutation.signature.arguments}
    return len(scope) == len(params) and all(
        isinstance(source, str) and arguments[source] == params[name].annotation for name, source in scope
    )


def _narrows(
    mutation: Compiled, source: str, param: Parameter, target: str, *, explicit: bool, problems: list[Problem]
) -> bool:
    """Tell whether an argument may narrow a target by a param: same type, and one JSON spelling per value."""
    where = mutation.function.where
    argument = mutation.signature.argument(source)
    if argument is None:
        if explicit:
            known = [each.name for each in mutation.signature.arguments]
            problems.append(diagnostics.unknown_scope(where, "argument", source, known))
        return False
    if base_type(argument.annotation) != base_type(param.annotation):
        problems.append(diagnostics.scope_type_differs(where, source, target, param.name))
        return False
    return spelt_one_way(param.annotation)
