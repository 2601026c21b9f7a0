"""orval, writing hooks for TanStack Query over `fetch`."""

from __future__ import annotations

from collections.abc import Sequence

from .contender import ITEM, Contender, Function, names, tool

_CONFIG = """module.exports = {
  api: {
    input: 'document.json',
    output: { target: 'orval/api.ts', client: 'react-query', httpClient: 'fetch' },
  },
}
"""


def _imports(functions: Sequence[Function]) -> str:
    return (
        "import { QueryClient, QueryClientProvider } from '@tanstack/react-query'\n"
        f"import {{ {names(functions, _hook)} }} from './orval/api'\n"
        "const found = <T,>(answer: { status: 200; data: T } | { status: 422 } | undefined) =>\n"
        "  answer?.status === 200 ? answer.data : undefined\n"
    )


def _hook(function: Function) -> str:
    return f"use{function.pascal}"


ORVAL = Contender(
    name="orval",
    packages=("orval",),
    command=tool("orval", "--config", "orval.config.cjs"),
    output="orval",
    files={"orval.config.cjs": _CONFIG},
    imports=_imports,
    root="QueryClient, QueryClientProvider",
    hook=_hook,
    query=lambda function: f"found({_hook(function)}(1).data)",
    mutation=lambda function: f"{_hook(function)}().mutate({{ userId: 1, data: {{ item: {ITEM} }} }})",
)
