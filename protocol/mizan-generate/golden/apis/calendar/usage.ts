import { callEventsMove, type Event, fetchEventsBetween } from './expected/index.js'

export async function usage() {
  const days = await fetchEventsBetween({ start: '2026-11-25' })
  const event: Event | undefined = days['2026-11-25']?.[0]
  const moved = await callEventsMove({
    by: 'PT15M',
    event: {
      uid: 'a',
      start: '2026-11-25',
      Länge: 'PT2H',
      rule: [{ freq: 'MONTHLY', by_day: [[-1, 'FR']] }, null],
      exceptions: { '2026-12-25': null, '2027-01-29': { uid: 'a', start: '2027-01-28' } },
      reminders: [{ '@type': 'Alert', 'display-text': 'Soon', trigger: '-PT5M' }],
    },
  })
  // @ts-expect-error a weekday is one of seven
  await callEventsMove({ by: 'PT15M', event: { uid: 'a', start: '2026-11-25', rule: [{ freq: 'WEEKLY', by_day: ['XX'] }, 3] } })
  const rule = moved.rule?.[0]
  const days_ = rule?.freq === 'WEEKLY' ? rule.by_day : rule?.by_day
  return [event?.Länge, days_, moved.exceptions['2026-12-25']?.localised['日本語'], moved.seen_by]
}
