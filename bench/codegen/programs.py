"""TypeScript programs that use what was generated: some queries' data and some mutations, in the same places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .contenders import Contender, Function

COMPILER_OPTIONS: Mapping[str, Any] = {
    "strict": True,
    "noEmit": True,
    "skipLibCheck": True,
    "target": "es2022",
    "module": "esnext",
    "moduleResolution": "bundler",
    "allowImportingTsExtensions": True,
    "jsx": "react-jsx",
    "types": [],
}
"""What Vite's template for React has, as far as it concerns generated code."""

EMPTY = "import type { ReactNode } from 'react'\nexport type Nothing = ReactNode\n"
"""A program that uses nothing but React's types, as every application does."""


def functions(count: int) -> list[Function]:
    """Return the first functions of an application, queries and mutations in turn; never none."""
    return [Function("mutation" if index % 2 else "query", index // 2) for index in range(count)]


def page(contender: Contender, used: Sequence[Function]) -> str:
    """Return a module that calls these functions, and reads what the queries answer."""
    uses = (_use(contender, number, function) for number, function in enumerate(used))
    return contender.imports(used) + "".join(uses)


def _use(contender: Contender, number: int, function: Function) -> str:
    if function.kind == "mutation":
        return f"export const use{number} = () => {contender.mutation(function)}\n"
    return (
        f"export const use{number} = () => {contender.query(function)}\n"
        f"export const title{number}: string | undefined = use{number}()?.items[0]?.title\n"
    )


def entry(contender: Contender, used: Sequence[Function]) -> str:
    """Return the entry of a bundle: what stands above all components, and a hook of each function."""
    assert contender.hook is not None
    hooks = "".join(f"  {contender.hook(function)},\n" for function in used)
    return f"{contender.imports(used)}globalThis.app = [\n  {contender.root},\n{hooks}]\n"
