import { callDesk, callServe, type Desk } from './expected/index.js'

export async function clear() {
  const paid = { status: 'paid' as const, amount: 3 }
  const crayon = { tool: 'crayon' as const, box: { colour: 'blue' as const, depth: 2 } }
  const made: Desk = await callDesk({ desk: { id: 1, first: 'a', payments: [paid], tools: { left: crayon }, either: paid } })
  const [payment] = made.payments
  const reason: string | null | undefined = payment?.status === 'paid' ? undefined : payment?.reason
  const left = made.tools['left']
  const width: number | undefined = left?.tool === 'brush' ? left.width : undefined
  // @ts-expect-error what is refused has no amount
  await callDesk({ desk: { id: 1, first: 1, either: { status: 'refused', amount: 1 } } })
  await callDesk({ desk: { id: 'x', first: 1, either: crayon, nested: [1, ['a', [true]]] } })
  const eaten: string | { slices: number } | null = await callServe({ dessert: 'crumble', wishes: [null, { slices: 2 }] })
  // @ts-expect-error a dessert is no number
  await callServe({ dessert: 3, wishes: [] })
  return [reason, width, eaten]
}
