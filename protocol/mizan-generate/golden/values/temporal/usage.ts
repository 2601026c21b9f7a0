import { callScalars, type Scalars, useScalars } from './expected/index.js'

export async function scalars(value: Scalars) {
  const answer = await callScalars({ value: { ...value, on: Temporal.PlainDate.from('2026-01-01') } })
  const parts: [Temporal.Instant, Temporal.PlainDate, Temporal.PlainTime, Temporal.Duration] = [
    answer.at,
    answer.on,
    answer.clock,
    answer.took,
  ]
  // @ts-expect-error a day is no moment
  await callScalars({ value: { ...value, on: answer.at } })
  return parts
}

export function Hours() {
  const scalars = useScalars()
  return scalars.data?.took.hours
}
