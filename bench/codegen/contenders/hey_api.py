"""@hey-api/openapi-ts with its plugin for TanStack Query."""

from __future__ import annotations

from collections.abc import Sequence

from .contender import ITEM, Contender, Function, names, tool

_CONFIG = """export default {
  input: 'document.json',
  output: 'hey-api',
  plugins: ['@hey-api/client-fetch', '@tanstack/react-query'],
}
"""


def _imports(functions: Sequence[Function]) -> str:
    return (
        "import { QueryClient, QueryClientProvider, useMutation, useQuery } from '@tanstack/react-query'\n"
        f"import {{ {names(functions, _options)} }} from './hey-api/@tanstack/react-query.gen'\n"
    )


def _options(function: Function) -> str:
    return function.camel + ("Options" if function.kind == "query" else "Mutation")


def _hook(function: Function) -> str:
    if function.kind == "query":
        return f"(options) => useQuery({_options(function)}(options))"
    return f"() => useMutation({_options(function)}())"


_PATH = "path: { user_id: 1 }"

HEY_API = Contender(
    name="hey-api",
    packages=("@hey-api/openapi-ts",),
    command=tool("openapi-ts", "-f", "openapi-ts.config.mjs"),
    output="hey-api",
    files={"openapi-ts.config.mjs": _CONFIG},
    imports=_imports,
    root="QueryClient, QueryClientProvider",
    hook=_hook,
    query=lambda function: f"useQuery({_options(function)}({{ {_PATH} }})).data",
    mutation=lambda function: f"useMutation({_options(function)}()).mutate({{ {_PATH}, body: {{ item: {ITEM} }} }})",
)
