import { callScalars, type Scalars, type ScalarsInput } from './expected/index.js'

export async function scalars(value: ScalarsInput) {
  const answer: Scalars = await callScalars({ value: { ...value, size: '1 MiB' } })
  const text: string[] = [answer.id, answer.aware, answer.site, answer.secret, answer.pattern, answer.big, answer.imaginary]
  const size: number = answer.size
  // @ts-expect-error a big integer is a string on the wire
  await callScalars({ value: { ...value, big: 5 } })
  return [text, size, answer.whole, answer.flag]
}
