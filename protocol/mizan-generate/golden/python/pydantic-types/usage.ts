import { callOwn, callStandard, Level, type Own, type Standard, type Tree } from './expected/index.js'

export async function types(given: Standard, other: Own) {
  const { seat, unique, by_name, word, level } = await callStandard({ values: { ...given, seat: [1, 'b'], level: Level.HIGH } })
  const row: number = seat[0]
  const words: string[] = unique
  const said: 'yes' | 1 | null = word
  const low: boolean = level === Level.LOW
  // @ts-expect-error there is no such level
  await callStandard({ values: { ...given, level: 3 } })
  const tree: Tree = { a: { b: 1 }, c: 2 }
  const [first] = await callOwn({ values: { ...other, tree, document: '[1]', strict: true } })
  const numbers: number[] | undefined = first?.document
  const size: number | undefined = first?.size
  // @ts-expect-error a text is neither an integer nor a boolean
  await callOwn({ values: { ...other, document: '[]', strict: 'yes' } })
  return [row, words, by_name['a'], said, low, numbers, size]
}
