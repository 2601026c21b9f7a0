import { callCheck, type Limits } from './expected/index.js'

export async function check(limits: Limits) {
  const { any_of, one }: { any_of: number | null; one: number[] } = await callCheck({ limits })
  await callCheck({ limits: { ...limits, count: 1 }, page: 2 })
  // @ts-expect-error a decimal is text
  await callCheck({ limits: { ...limits, price: 1.5 } })
  return [any_of, one]
}
