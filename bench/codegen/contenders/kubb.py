"""kubb, writing types and hooks for TanStack Query over `fetch`; without prettier, which it runs where it finds it."""

from __future__ import annotations

from collections.abc import Sequence

from .contender import ITEM, Contender, Function, names, tool

_CONFIG = """import { defineConfig } from '@kubb/core'
import { pluginOas } from '@kubb/plugin-oas'
import { pluginReactQuery } from '@kubb/plugin-react-query'
import { pluginTs } from '@kubb/plugin-ts'

export default defineConfig({
  input: { path: './document.json' },
  output: { path: './kubb', clean: true, format: false, lint: false },
  plugins: [pluginOas({ generators: [] }), pluginTs(), pluginReactQuery({ client: { client: 'fetch' } })],
})
"""


def _imports(functions: Sequence[Function]) -> str:
    return (
        "import { QueryClient, QueryClientProvider } from '@tanstack/react-query'\n"
        f"import {{ {names(functions, _hook)} }} from './kubb/index'\n"
    )


def _hook(function: Function) -> str:
    return f"use{function.pascal}"


KUBB = Contender(
    name="kubb",
    packages=("@kubb/cli",),
    command=tool("kubb", "generate", "--config", "kubb.config.mjs"),
    output="kubb",
    files={"kubb.config.mjs": _CONFIG},
    imports=_imports,
    root="QueryClient, QueryClientProvider",
    hook=_hook,
    query=lambda function: f"{_hook(function)}(1).data",
    mutation=lambda function: f"{_hook(function)}().mutate({{ user_id: 1, data: {{ item: {ITEM} }} }})",
)
