import { callOrder, type Order, type OrderInput } from './expected/index.js'

export async function drink() {
  const least: OrderInput = { email: 'a@b.c', code: 'latte', price: '4.50', drink: { kind: 'leaf', steeped: 180 } }
  const done: Order = await callOrder({ order: least })
  const { id, contact, total, sum } = done
  const roast: number = done.drink.kind === 'bean' ? done.drink.roast : 0
  await callOrder({ order: { ...least, drink: { kind: 'bean' }, pin: '1234', notes: { n1: 1 } }, tip: 1 })
  // @ts-expect-error what is excluded is never sent
  done.pin
  // @ts-expect-error what is computed is not taken
  await callOrder({ order: { ...least, total: 1 } })
  // @ts-expect-error beans are not steeped
  await callOrder({ order: { ...least, drink: { kind: 'bean', steeped: 1 } } })
  return [id, contact, total, sum, roast]
}
