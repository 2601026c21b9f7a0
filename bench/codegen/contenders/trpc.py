"""tRPC with its integration of TanStack Query: nothing is generated, types are inferred from the server's source."""

from __future__ import annotations

from collections.abc import Mapping

from ..application import PER_CONTEXT
from .contender import ITEM, Contender, Function

_HEAD = """import { initTRPC } from '@trpc/server'
import { z } from 'zod'

export const t = initTRPC.create()
export const Money = z.object({ amount: z.number(), currency: z.string().default('EUR') })
export const Address = z.object({
  street: z.string(),
  city: z.string(),
  country: z.string().min(2).max(2).default('NL'),
})
"""

_MODEL = """
const Item{n} = z.object({{
  id: z.number().int(),
  title: z.string(),
  state: z.enum(['new', 'used']).default('new'),
  price: Money,
  sold_at: z.iso.datetime().nullable().default(null),
  tags: z.array(z.string()).default([]),{more}
}})
const Page{n} = z.object({{
  items: z.array(Item{n}),
  ship_to: Address.nullable(),
  total: z.number().int().min(0),
}})
"""
_FIELD = "\n  weight: z.number().nullable().default(null),"

_PROCEDURES = """
  /** List the items of kind {n}. */
  list_items_{n}: t.procedure
    .input(z.object({{ user_id: z.number().int(), limit: z.number().int().min(1).max(100).default(20) }}))
    .output(Page{n})
    .query(() => ({{ items: [], ship_to: null, total: 0 }})),
  /** Change an item of kind {n}. */
  update_item_{n}: t.procedure
    .input(z.object({{ user_id: z.number().int(), item: Item{n}, note: z.string().default('') }}))
    .output(Item{n})
    .mutation(({{ input }}) => input.item),"""

_CLIENT = """import { QueryClient, useMutation, useQuery } from '@tanstack/react-query'
import { createTRPCClient, httpBatchLink } from '@trpc/client'
import { createTRPCContext } from '@trpc/tanstack-react-query'
import type { AppRouter } from './server/index'
const { TRPCProvider, useTRPC } = createTRPCContext<AppRouter>()
"""


def _server(count: int, changed: bool) -> Mapping[str, str]:
    contexts = range((count // 2 + PER_CONTEXT - 1) // PER_CONTEXT)
    imports = "".join(f"import {{ context_{each} }} from './context_{each}'\n" for each in contexts)
    routers = ", ".join(f"context_{each}" for each in contexts)
    index = f"import {{ t }} from './trpc'\n{imports}\nexport const appRouter = t.router({{ {routers} }})\n"
    files = {"trpc.ts": _HEAD, "index.ts": f"{index}export type AppRouter = typeof appRouter\n"}
    for context in contexts:
        pairs = range(context * PER_CONTEXT, min((context + 1) * PER_CONTEXT, count // 2))
        models = "".join(_MODEL.format(n=n, more=_FIELD if changed and n == 0 else "") for n in pairs)
        procedures = "".join(_PROCEDURES.format(n=n) for n in pairs)
        files[f"context_{context}.ts"] = (
            "import { z } from 'zod'\nimport { Address, Money, t } from './trpc'\n"
            f"{models}\nexport const context_{context} = t.router({{{procedures}\n}})\n"
        )
    return {f"server/{name}": text for name, text in files.items()}


def _procedure(function: Function) -> str:
    return f"useTRPC().context_{function.n // PER_CONTEXT}.{function.snake}"


def _hook(function: Function) -> str:
    if function.kind == "query":
        return f"(input) => useQuery({_procedure(function)}.queryOptions(input))"
    return f"() => useMutation({_procedure(function)}.mutationOptions())"


TRPC = Contender(
    name="tRPC",
    packages=("@trpc/client", "@trpc/tanstack-react-query", "zod"),
    output="server",
    written=_server,
    imports=lambda _: _CLIENT,
    root="createTRPCClient({ links: [httpBatchLink({ url: '/' })] }), TRPCProvider, QueryClient",
    hook=_hook,
    query=lambda function: f"useQuery({_procedure(function)}.queryOptions({{ user_id: 1 }})).data",
    mutation=lambda function: (
        f"useMutation({_procedure(function)}.mutationOptions()).mutate({{ user_id: 1, item: {ITEM} }})"
    ),
)
