import { callScalars, fetchPoint, type Scalars } from './expected/index.js'

export async function scalars(value: Scalars) {
  const answer = await callScalars({ value: { ...value, at: new Date() } })
  const year: number = answer.at.getUTCFullYear()
  const day: string = answer.on
  // @ts-expect-error a moment is no text here
  await callScalars({ value: { ...value, at: '2026-01-01T00:00:00Z' } })
  // a day is no moment: it stays text
  await fetchPoint({ at: '2026-01-01' })
  return [year, day]
}
