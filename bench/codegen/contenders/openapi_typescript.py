"""openapi-typescript: by its types alone, and with openapi-fetch and openapi-react-query, which infer from them."""

from __future__ import annotations

from collections.abc import Sequence

from .contender import ITEM, Contender, Function, tool

_COMMAND = tool("openapi-typescript", "document.json", "-o", "openapi.ts")
_BODY = f"{{ item: {ITEM}, note: '' }}"
_JSON = "['content']['application/json']"


def _declarations(functions: Sequence[Function]) -> str:
    return "import type { operations } from './openapi'\n" + "".join(map(_declaration, functions))


def _declaration(function: Function) -> str:
    operation = f"operations['{function.snake}']"
    answer = f"{operation}['responses']['200']{_JSON}"
    body = f", body: {operation}['requestBody']{_JSON}" if function.kind == "mutation" else ""
    given = f"path: {operation}['parameters']['path']{body}"
    return f"declare const {function.camel}: ({given}) => {answer}\n"


OPENAPI_TYPESCRIPT = Contender(
    name="openapi-typescript",
    packages=("openapi-typescript",),
    command=_COMMAND,
    output="openapi.ts",
    imports=_declarations,
    query=lambda function: f"{function.camel}({{ user_id: 1 }})",
    mutation=lambda function: f"{function.camel}({{ user_id: 1 }}, {_BODY})",
)

_CLIENT = """import createFetchClient from 'openapi-fetch'
import createClient from 'openapi-react-query'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { paths } from './openapi'
const $api = createClient(createFetchClient<paths>({ baseUrl: '/' }))
"""
_PATH = "params: { path: { user_id: 1 } }"


def _hook(function: Function) -> str:
    if function.kind == "query":
        return f"(init) => $api.useQuery('get', '{function.path}', init)"
    return f"() => $api.useMutation('put', '{function.path}')"


OPENAPI_REACT_QUERY = Contender(
    name="openapi-react-query",
    packages=("openapi-fetch", "openapi-react-query"),
    command=_COMMAND,
    generates=False,
    output="openapi.ts",
    imports=lambda _: _CLIENT,
    root="QueryClient, QueryClientProvider",
    hook=_hook,
    query=lambda function: f"$api.useQuery('get', '{function.path}', {{ {_PATH} }}).data",
    mutation=lambda function: f"$api.useMutation('put', '{function.path}').mutate({{ {_PATH}, body: {_BODY} }})",
)
