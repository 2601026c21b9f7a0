import { callValues, type Tree } from './expected/index.js'

export async function values() {
  const tree: Tree = { a: [1, 'b', { c: null }] }
  const sent = { anything: 1, something: [], json_value: { a: 1 }, parsed: '[1, 2]', tree, scalar: true, bare: [1, 'x'] }
  const value = await callValues({ value: sent })
  const parsed: number[] = value.parsed
  const unknown: unknown[] = [value.anything, value.something, value.json_value, value.optional, ...value.bare]
  // @ts-expect-error JSON is sent as text where it is read from text
  await callValues({ value: { ...sent, parsed: [1, 2] } })
  // @ts-expect-error a tree holds no booleans
  const wrong: Tree = { a: [true] }
  return [parsed, unknown, wrong]
}
