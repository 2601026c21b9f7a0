import { callExtra } from './expected/index.js'

export async function extra() {
  const open_ = { known: 1, further: ['x'] }
  const answer = await callExtra({ closed: { known: 1 }, open_, typed: { known: '', a: 1 }, empty: {}, nothing: {} })
  const further: unknown = answer['further']
  // @ts-expect-error nothing else may be there
  await callExtra({ closed: { known: 1, further: 1 }, open_, typed: { known: '' }, empty: {}, nothing: {} })
  // @ts-expect-error nothing may be there
  await callExtra({ closed: { known: 1 }, open_, typed: { known: '' }, empty: {}, nothing: { a: 1 } })
  return [further, answer.known]
}
