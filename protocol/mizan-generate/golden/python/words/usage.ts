import type { Function as FunctionModel, Map as MapModel, Promise as PromiseModel } from './expected/index.js'
import { asyncOf, callAsyncOf, callCodec, callNew, callThen, default_, fetchDefault, new_, Sign, then_ } from './expected/index.js'

export async function words(value: FunctionModel) {
  const answer: PromiseModel = await callThen({ then: value })
  const text: string = answer.then
  const map: MapModel = { entries: [{ day: 1 }] }
  const props = await callNew({ this: map, void: { message: 'x' }, typeof: { text: 'x' } })
  const day: number | undefined = (await fetchDefault({ interface: 1, enum: Sign.default }))?.day
  const made = await callCodec({ list: [1], fields: Sign.constructor })
  const numbers: number[] = [value.then, value.await, value.constructor, value.toString]
  // @ts-expect-error there is no such member
  await callAsyncOf({ symbol: 'prototype' })
  return [text, props.children, day, made?.then, numbers, then_, default_, new_, asyncOf]
}
