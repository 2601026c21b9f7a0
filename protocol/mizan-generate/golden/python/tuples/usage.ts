import { callTuples, type PointInput, type TuplesInput } from './expected/index.js'

export async function tuples(value: TuplesInput) {
  const shortest: PointInput = [1]
  const answer = await callTuples({ value: { ...value, empty: [], point: shortest, several: [1, null, [true, false]] } })
  const [x, y, label]: [number, number, string | null] = answer.point
  const flag: boolean | undefined = answer.several[2][1]
  const cell: number | undefined = answer.matrix[0]?.[0]?.[1]
  const length: 0 = answer.empty.length
  // @ts-expect-error nothing is in there
  await callTuples({ value: { ...value, empty: [1] } })
  // @ts-expect-error a result has all of its members
  const short: typeof answer.point = [1]
  return [x, y, label, flag, cell, length, short, answer.bare[0], answer.queue[0]]
}
