"""@rtk-query/codegen-openapi: endpoints and hooks of RTK Query, which lives in a Redux store."""

from __future__ import annotations

from collections.abc import Sequence

from .contender import ITEM, Contender, Function, names, tool

_CONFIG = """export default {
  schemaFile: './document.json',
  apiFile: './empty-api.ts',
  outputFile: './rtk.ts',
  exportName: 'api',
  hooks: true,
}
"""
_EMPTY_API = """import { createApi, fetchBaseQuery } from '@reduxjs/toolkit/query/react'
export const api = createApi({ baseQuery: fetchBaseQuery({ baseUrl: '/' }), endpoints: () => ({}) })
"""


def _imports(functions: Sequence[Function]) -> str:
    return (
        "import { configureStore } from '@reduxjs/toolkit'\n"
        "import { Provider } from 'react-redux'\n"
        f"import {{ api, {names(functions, _hook)} }} from './rtk'\n"
    )


def _hook(function: Function) -> str:
    return f"use{function.pascal}{'Query' if function.kind == 'query' else 'Mutation'}"


RTK = Contender(
    name="rtk",
    packages=("@rtk-query/codegen-openapi", "@reduxjs/toolkit"),
    command=tool("rtk-query-codegen-openapi", "rtk.config.mjs"),
    output="rtk.ts",
    files={"rtk.config.mjs": _CONFIG, "empty-api.ts": _EMPTY_API},
    imports=_imports,
    root=(
        "configureStore({ reducer: { api: api.reducer }, middleware: (all) => all().concat(api.middleware) }), Provider"
    ),
    hook=_hook,
    query=lambda function: f"{_hook(function)}({{ userId: 1 }}).data",
    mutation=lambda function: (
        f"{_hook(function)}()[0]({{ userId: 1, bodyUpdateItem{function.n}: {{ item: {ITEM} }} }})"
    ),
)
