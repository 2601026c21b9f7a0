import type { Author, BlogModelsItem, Line, MainItem, Order, OrderInput, ShopModelsItem } from './expected/index.js'
import { callMix, callOrder } from './expected/index.js'

export async function mix(own: MainItem, written: BlogModelsItem) {
  const [item, sold, post, author] = await callMix({ item: own, sold: {}, written })
  const all: [MainItem, ShopModelsItem, BlogModelsItem, Author] = [item, sold, post, author]
  const value: OrderInput = { text: 'x' }
  const order: Order = await callOrder({ value })
  const line: Line | undefined = order.lines[0]
  // @ts-expect-error a post has no price
  post.price
  return [all, line?.count, sold.price.toFixed()]
}
