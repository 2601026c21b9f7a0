/** The columns of a board, and moving tasks between them. */

import { useEffect, useState } from 'react'
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

export function Columns({ id }: { id: number }) {
  const tasks = useBoardTasks()
  const board = useBoard()
  const move = useMoveTask()
  // Several moves may run at once, and each may be refused.
  const [refusal, setRefusal] = useState<MoveTaskError>()
  const onMove = (card: TaskCard, column: TaskCard['column']) => {
    const args = { board_id: id, task_id: card.id, column }
    keepFocusOn(card.id)
    setRefusal(undefined)
    move.mutate(args, { queue: true, optimistic: moving(args) }).catch(setRefusal)
  }
  return (
    <>
      {isMizanError(refusal, 'WIP_LIMIT_REACHED') ? (
        <p className="notice" role="alert">
          {refusal.message} <strong>Limit: {refusal.details.limit}.</strong>
        </p>
      ) : (
        <FormError error={refusal} />
      )}
      <div className="columns">
        {COLUMNS.map(([column, title]) => {
          const cards = tasks.filter((each) => each.column === column)
          const count = column === 'doing' ? `${cards.length}/${board.doing_limit}` : cards.length
          return (
            <section key={column} className={column} aria-labelledby={`column-${column}`} data-testid={column}>
              <h2 id={`column-${column}`}>
                {title} <span className="count">{count}</span>
              </h2>
              {column === 'todo' && <NewTask id={id} />}
              {!cards.length && <Empty>Nothing here.</Empty>}
              <ul className="cards">
                {cards.map((each) => (
                  <Card key={each.id} card={each} onMove={(to) => onMove(each, to)} />
                ))}
              </ul>
            </section>
          )
        })}
      </div>
    </>
  )
}

interface CardProps {
  card: TaskCard
  onMove: (column: TaskCard['column']) => void
}

function Card({ card, onMove }: CardProps) {
  useEffect(() => regainFocus(card.id), [card.id])
  const { left, right } = neighboursOf(card.column)
  return (
    <li className="card" data-testid={`task-${card.id}`}>
      <Link id={`task-${card.id}`} href={`/boards/${card.board_id}/tasks/${card.id}`}>
        {card.title}
      </Link>
      <div className="meta">
        {card.assignee && <Avatar person={card.assignee} />}
        {card.due && (
          <span>
            <Icon name="calendar" /> <Due date={card.due} done={card.column === 'done'} />
          </span>
        )}
        <Count icon="comment" count={card.comment_count} noun="comment" />
        <Count icon="file" count={card.file_count} noun="file" />
        <span className="moves">
          <Move card={card} to={left} icon="left" onMove={onMove} />
          <Move card={card} to={right} icon="right" onMove={onMove} />
        </span>
      </div>
    </li>
  )
}

function Count({ icon, count, noun }: { icon: IconName; count: number; noun: string }) {
  if (!count) return null
  return (
    <span>
      <Icon name={icon} /> {count}
      <span className="visually-hidden"> {plural(count, noun)}</span>
    </span>
  )
}

interface MoveProps {
  card: TaskCard
  to: Column | undefined
  icon: IconName
  onMove: (column: TaskCard['column']) => void
}

function Move({ card, to, icon, onMove }: MoveProps) {
  if (!to) return null
  const [column, title] = to
  return (
    <button type="button" aria-label={`Move “${card.title}” to ${title}`} onClick={() => onMove(column)}>
      <Icon name={icon} />
    </button>
  )
}

function NewTask({ id }: { id: number }) {
  const create = useCreateTask()
  const submit = onSubmit(({ title = '' }, form) => {
    create.mutate({ board_id: id, title }).then(
      () => form.reset(),
      () => {},
    )
  })
  const problem = fieldError(create.error, 'title')
  return (
    <form onSubmit={submit} className="new-task">
      <input name="title" aria-label="New task" placeholder="New task" aria-invalid={!!problem} autoComplete="off" />
      <button type="submit" disabled={create.status === 'pending'}>
        Add
      </button>
      <FieldError text={problem} />
      <FormError error={create.error} />
    </form>
  )
}
