import { callItems, callPairs, type Item, type ItemInput } from './expected/index.js'

export async function items() {
  const sent: ItemInput = { price: '1.50', count: '5', code: 'nl', words: 'a b', seen: '2026-01-01T00:00:00Z' }
  const item: Item = await callItems({ item: sent })
  const answered: [number, number, number | null, string[]] = [item.price, item.count, item.seen, item.words]
  const pairs = await callPairs({ pair: { left: sent, right: { ...sent, count: 5, words: ['a'] } } })
  const left: Item | undefined = pairs['it']?.[0]
  // @ts-expect-error what is read is no number
  await callItems({ item: { ...sent, price: 150 } })
  return [answered, left]
}
