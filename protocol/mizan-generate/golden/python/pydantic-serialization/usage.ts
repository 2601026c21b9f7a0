import { callBook, callReadings, type StayInput } from './expected/index.js'

export async function stay() {
  const asked: StayInput = {
    nights: 'P1D',
    price: 99.5,
    wishes: ['a', 'view'],
    since: '2026-01-01T00:00:00Z',
    guest: { name: 'Ada' },
    anybody: { name: 'Ada' },
  }
  const done = await callBook({ stay: asked })
  const wishes: string = done.wishes
  const since: number = done.since
  const guest: string | null = done.guest
  const nights: string = done.nights
  const hidden: number | undefined = done.hidden
  const price: number = done.price
  // @ts-expect-error moments are read as they are written elsewhere
  await callBook({ stay: { ...asked, wishes: 'a view' } })
  const [first] = await callReadings({ degrees: { value: 20 }, tagged: { value: 1 } })
  const text: string = typeof first === 'string' ? first : String(first?.value)
  return [nights, wishes, since, guest, hidden, price, text]
}
