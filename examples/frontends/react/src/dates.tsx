/** Dates and times as people read them. */

import { dayOf, isLate, momentOf } from 'task-board/dates'

/** The day a task is due; late ones stand out. */
export function Due({ date, done }: { date: string; done: boolean }) {
  const late = isLate(date, done)
  return (
    <time dateTime={date} className={late ? 'late' : undefined}>
      {late && <span className="visually-hidden">Overdue since </span>}
      {dayOf(date)}
    </time>
  )
}

export function Moment({ at }: { at: string }) {
  return <time dateTime={at}>{momentOf(at)}</time>
}
