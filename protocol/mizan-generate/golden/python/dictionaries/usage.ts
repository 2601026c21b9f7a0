import { callMaps, type Maps } from './expected/index.js'

export async function maps(value: Maps) {
  const maps = await callMaps({ value })
  const count: number | undefined = maps.by_size.s
  const people: string[] | undefined = maps.by_floor[1]
  const digit: string | undefined = maps.by_digit[1]
  const deep: null | undefined = maps.nested['a']?.m?.['b']
  // @ts-expect-error there is no such size
  maps.by_size.xl
  // @ts-expect-error not every side need be there
  const left: number = maps.by_side.left
  const anything: unknown = maps.bare['x']
  return [count, people, digit, deep, left, anything, maps.by_number[5], maps.ordered['x']?.length]
}
