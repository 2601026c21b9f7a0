/** Dates and times as people read them. */

import { Show } from 'solid-js'
import { dayOf, isLate, momentOf } from 'task-board/dates'

/** The day a task is due; late ones stand out. */
export function Due(props: { date: string; done: boolean }) {
  const late = () => isLate(props.date, props.done)
  return (
    <time datetime={props.date} classList={{ late: late() }}>
      <Show when={late()}>
        <span class="visually-hidden">Overdue since </span>
      </Show>
      {dayOf(props.date)}
    </time>
  )
}

export function Moment(props: { at: string }) {
  return <time datetime={props.at}>{momentOf(props.at)}</time>
}
