/** Dates and times as people read them. */

const DAY = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' })
const ISO_DAY = new Intl.DateTimeFormat('sv')
const MOMENT = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })

export function dayOf(date: string): string {
  return DAY.format(new Date(`${date}T12:00`))
}

export function momentOf(at: string): string {
  return MOMENT.format(new Date(at))
}

/** Whether a task that is due on a day should be done by now. */
export function isLate(date: string, done: boolean): boolean {
  return !done && date < ISO_DAY.format(new Date())
}
