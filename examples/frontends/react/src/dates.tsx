/** Dates and times as people read them. */

const DAY = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' })
const ISO_DAY = new Intl.DateTimeFormat('sv')
const MOMENT = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })

/** The day a task is due; late ones stand out. */
export function Due({ date, done }: { date: string; done: boolean }) {
  const late = !done && date < ISO_DAY.format(new Date())
  return (
    <time dateTime={date} className={late ? 'late' : undefined}>
      {late && <span className="visually-hidden">Overdue since </span>}
      {DAY.format(new Date(`${date}T12:00`))}
    </time>
  )
}

export function Moment({ at }: { at: string }) {
  return <time dateTime={at}>{MOMENT.format(new Date(at))}</time>
}
