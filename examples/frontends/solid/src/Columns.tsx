/** The columns of a board, and moving tasks between them. */

import { createSignal, For, onMount, Show } from 'solid-js'
import { COLUMNS, type Column, neighboursOf } from 'task-board/columns'
import { moving } from 'task-board/expected'
import { keepFocusOn, regainFocus } from 'task-board/focus'
import { fieldError } from 'task-board/forms'
import type { IconName } from 'task-board/icons'
import { plural } from 'task-board/texts'
import {
  isMizanError,
  type MoveTaskError,
  type TaskCard,
  useBoard,
  useBoardTasks,
  useCreateTask,
  useMoveTask,
} from './api'
import { Due } from './dates.tsx'
import { Avatar, Empty } from './feedback.tsx'
import { FieldError, FormError, onSubmit } from './forms.tsx'
import { Icon } from './icons.tsx'
import { Link } from './router.tsx'

export function Columns(props: { id: number }) {
  const tasks = useBoardTasks()
  const board = useBoard()
  const move = useMoveTask()
  // Several moves may run at once, and each may be refused.
  const [refusal, setRefusal] = createSignal<MoveTaskError>()
  const limit = () => {
    const error = refusal()
    return isMizanError(error, 'WIP_LIMIT_REACHED') ? error : undefined
  }
  const moveTo = (column: TaskCard['column'], card: TaskCard) => {
    const args = { board_id: props.id, task_id: card.id, column }
    keepFocusOn(card.id)
    setRefusal(undefined)
    move.mutate(args, { queue: true, optimistic: moving(args) }).catch(setRefusal)
  }
  return (
    <>
      <Show when={limit()} fallback={<FormError error={refusal()} />}>
        {(error) => (
          <p class="notice" role="alert">
            {error().message} <strong>Limit: {error().details.limit}.</strong>
          </p>
        )}
      </Show>
      <div class="columns">
        <For each={COLUMNS}>
          {([column, title]) => {
            const cards = () => tasks()?.filter((each) => each.column === column) ?? []
            return (
              <section class={column} aria-labelledby={`column-${column}`} data-testid={column}>
                <h2 id={`column-${column}`}>
                  {title}{' '}
                  <span class="count">
                    {cards().length}
                    {column === 'doing' && `/${board()?.doing_limit}`}
                  </span>
                </h2>
                {column === 'todo' && <NewTask id={props.id} />}
                <Empty unless={cards()}>Nothing here.</Empty>
                <ul class="cards">
                  {/* By number: a card stays the same element, with the focus in it, when the server says more of it. */}
                  <For each={cards().map(({ id }) => id)}>
                    {(id) => (
                      <Show when={tasks()?.find((each) => each.id === id)}>
                        {(card) => <Card card={card()} onMove={(to) => moveTo(to, card())} />}
                      </Show>
                    )}
                  </For>
                </ul>
              </section>
            )
          }}
        </For>
      </div>
    </>
  )
}

interface CardProps {
  card: TaskCard
  onMove: (column: TaskCard['column']) => void
}

function Card(props: CardProps) {
  const beside = () => neighboursOf(props.card.column)
  onMount(() => regainFocus(props.card.id))
  return (
    <li class="card" data-testid={`task-${props.card.id}`}>
      <Link id={`task-${props.card.id}`} href={`/boards/${props.card.board_id}/tasks/${props.card.id}`}>
        {props.card.title}
      </Link>
      <div class="meta">
        <Show when={props.card.assignee}>{(person) => <Avatar person={person()} />}</Show>
        <Show when={props.card.due}>
          {(due) => (
            <span>
              <Icon name="calendar" /> <Due date={due()} done={props.card.column === 'done'} />
            </span>
          )}
        </Show>
        <Count icon="comment" count={props.card.comment_count} noun="comment" />
        <Count icon="file" count={props.card.file_count} noun="file" />
        <span class="moves">
          <Move card={props.card} to={beside().left} icon="left" onMove={props.onMove} />
          <Move card={props.card} to={beside().right} icon="right" onMove={props.onMove} />
        </span>
      </div>
    </li>
  )
}

function Count(props: { icon: IconName; count: number; noun: string }) {
  return (
    <Show when={props.count}>
      <span>
        <Icon name={props.icon} /> {props.count}
        <span class="visually-hidden"> {plural(props.count, props.noun)}</span>
      </span>
    </Show>
  )
}

interface MoveProps {
  card: TaskCard
  to: Column | undefined
  icon: IconName
  onMove: (column: TaskCard['column']) => void
}

function Move(props: MoveProps) {
  return (
    <Show when={props.to}>
      {(to) => (
        <button
          type="button"
          aria-label={`Move “${props.card.title}” to ${to()[1]}`}
          onClick={() => props.onMove(to()[0])}
        >
          <Icon name={props.icon} />
        </button>
      )}
    </Show>
  )
}

function NewTask(props: { id: number }) {
  const create = useCreateTask()
  const submit = onSubmit(({ title = '' }, form) => {
    create.mutate({ board_id: props.id, title }).then(
      () => form.reset(),
      () => {},
    )
  })
  const problem = () => fieldError(create.error, 'title')
  return (
    <form onSubmit={submit} class="new-task">
      <input name="title" aria-label="New task" placeholder="New task" aria-invalid={!!problem()} autocomplete="off" />
      <button type="submit" disabled={create.status === 'pending'}>
        Add
      </button>
      <FieldError text={problem()} />
      <FormError error={create.error} />
    </form>
  )
}
