import { callGrow, callNamePoint, callSpans, type Circle, type RangeInt } from './expected/index.js'

export async function points() {
  const { x, name, tags } = await callNamePoint({ point: { x: 1 } })
  const circles: Circle[] = await callGrow({ circle: { centre: { x: 0 }, r: 1 }, by: { start: 1, end: 2.5 } })
  // @ts-expect-error it is called r on the wire
  await callGrow({ circle: { centre: { x: 0 }, radius: 1 }, by: { start: 1 } })
  const span: RangeInt = await callSpans({ values: [{ start: 'a' }] })
  const end: number | null = span.end
  // @ts-expect-error a range of strings has a string at its start
  await callSpans({ values: [{ start: 1 }] })
  return [x, name.length, tags.length, circles[0]?.centre.y, end]
}
