/** Input and output sides of every kind of type. */

import type { Area, AreaInput, Collections, Json, Open, PageTree, Scalars, Tree, TreeInput } from './expected/index.js'
import { callArea, callBounded, callNames, callShapes, callTrees, Colour, fetchPoint, Level } from './expected/index.js'

const tree: TreeInput = { value: 1, children: [{ value: 2 }] }
const area: AreaInput = { width: 1 }
const level: 1 | 2 = Level.HIGH
const colour: 'red' | 'green' = Colour.RED
const written: Colour = 'red'

// @ts-expect-error in results a default is present
const whole: Area = { width: 1, height: 1 }
// @ts-expect-error no such colour
const blue: Colour = 'blue'
// @ts-expect-error constants are constant
Colour.RED = 'green'

export async function calls() {
  const shapes = await callShapes({ value: { kind: 'circle', radius: 1 } })
  const radii = shapes.map((shape) => (shape.kind === 'circle' ? shape.radius : shape.side))
  // @ts-expect-error nobody could tell which shape this is
  await callShapes({ value: { radius: 1 } })
  // @ts-expect-error a square has no radius
  shapes.map((shape) => (shape.kind === 'square' ? shape.radius : 0))
  const page: PageTree = await callTrees({ value: tree })
  const deep: Tree | undefined = page.items[0]?.children[0]?.children[0]
  const names: string[] = await callNames({ value: ['a'] })
  const point = await fetchPoint({ at: '2026-01-01' })
  // @ts-expect-error sides are left or right
  await fetchPoint({ at: '2026-01-01', side: 'up' })
  await callBounded({ value: { code: 'NL', tags: ['a'] } })
  const size: number = (await callArea({ value: area })).size
  return [radii, deep, names, point?.x, size]
}

export function scalars(value: Scalars): readonly [string, string, unknown, null] {
  // @ts-expect-error a big integer is a string on the wire
  const big: number = value.big
  return [value.big, value.price, [value.anything, big], value.nothing]
}

export function collections(value: Collections): number | undefined {
  const [first, second] = value.pair
  const text: string = second
  // @ts-expect-error a pair has two members
  const third = value.pair[2]
  // @ts-expect-error not every colour need be there
  const red: number = value.by_colour.red
  return value.by_name[text]?.[first + red + (third ?? 0)]
}

const json: Json = { a: [true, { b: 'text' }], c: null }
// @ts-expect-error no numbers, however deep
const numbers: Json = { a: [{ b: 1 }] }

export function open(value: Open): [number, unknown] {
  // @ts-expect-error nothing is known of further members
  const further: string = value.further
  return [value.known, further]
}

export const used = [level, colour, written, whole, blue, json, numbers]
