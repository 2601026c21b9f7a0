/** One board: its columns, its members, what happens on it. */

import { type FormEvent, useRef } from 'react'
import {
  BoardContext,
  isMizanError,
  type TaskCard,
  useAddMember,
  useBoard,
  useBoardActivity,
  useBoardMembers,
  useBoardTasks,
  useCreateTask,
  useMoveTask,
  useRenameBoard,
} from './api'
import { Avatar, ErrorPanel, FormError, fieldError, Skeleton } from './feedback.tsx'
import { BoardLinks } from './Home.tsx'
import { Link } from './router.tsx'

const COLUMNS = [
  ['todo', 'To do'],
  ['doing', 'Doing'],
  ['done', 'Done'],
] as const

export function Board({ id }: { id: number }) {
  return (
    <div className="with-side">
      <nav aria-label="Boards">
        <BoardLinks className="side" current={id} />
      </nav>
      <BoardContext board_id={id} fallback={<Skeleton label="Loading the board" />} errorFallback={ErrorPanel}>
        <div className="board">
          <Heading id={id} />
          <Columns id={id} />
          <Activity />
        </div>
      </BoardContext>
    </div>
  )
}

function Heading({ id }: { id: number }) {
  const board = useBoard()
  const members = useBoardMembers()
  const rename = useRenameBoard()
  const add = useAddMember()
  const submitTitle = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    rename.mutate({ board_id: id, title: String(new FormData(event.currentTarget).get('title')) })
  }
  const submitMember = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    add.mutate({ board_id: id, login: String(new FormData(form).get('login')) }).then(
      () => form.reset(),
      () => {},
    )
  }
  return (
    <header className="board-head">
      <h1>{board.title}</h1>
      <ul className="people" aria-label="Members">
        {members.map((each) => (
          <li key={each.id}>
            <Avatar person={each} />
          </li>
        ))}
      </ul>
      <details>
        <summary>Settings</summary>
        <form onSubmit={submitTitle}>
          <label>
            Title
            <input
              name="title"
              key={board.title}
              defaultValue={board.title}
              aria-invalid={!!fieldError(rename.error, 'title')}
            />
          </label>
          <FieldError text={fieldError(rename.error, 'title')} />
          <button type="submit">Rename</button>
        </form>
        <form onSubmit={submitMember}>
          <label>
            Add a member
            <input name="login" placeholder="login" />
          </label>
          {isMizanError(add.error, 'NO_SUCH_PERSON') && <FieldError text={add.error.message} />}
          <button type="submit">Add</button>
        </form>
      </details>
    </header>
  )
}

function Columns({ id }: { id: number }) {
  const tasks = useBoardTasks()
  const board = useBoard()
  const move = useMoveTask()
  return (
    <>
      {isMizanError(move.error, 'WIP_LIMIT_REACHED') && (
        <p className="form-error" role="alert">
          {move.error.message} <strong>Limit: {move.error.details.limit}.</strong>
        </p>
      )}
      {move.error && !isMizanError(move.error, 'WIP_LIMIT_REACHED') && <FormError error={move.error} />}
      <div className="columns">
        {COLUMNS.map(([column, title]) => {
          const cards = tasks.filter((each) => each.column === column)
          return (
            <section key={column} aria-labelledby={`column-${column}`} data-testid={column}>
              <h2 id={`column-${column}`}>
                {title}{' '}
                <span className="count">
                  {column === 'doing' ? `${cards.length}/${board.doing_limit}` : cards.length}
                </span>
              </h2>
              {column === 'todo' && <NewTask id={id} />}
              <ul className="cards">
                {cards.map((each) => (
                  <Card
                    key={each.id}
                    card={each}
                    onMove={(to) => move.mutate({ board_id: id, task_id: each.id, column: to })}
                  />
                ))}
              </ul>
            </section>
          )
        })}
      </div>
    </>
  )
}

function Card({ card, onMove }: { card: TaskCard; onMove: (column: TaskCard['column']) => void }) {
  const index = COLUMNS.findIndex(([column]) => column === card.column)
  const [left, right] = [COLUMNS[index - 1], COLUMNS[index + 1]]
  return (
    <li className="card" data-testid={`task-${card.id}`}>
      <Link href={`/boards/${card.board_id}/tasks/${card.id}`}>{card.title}</Link>
      <p className="meta">
        {card.due && <time dateTime={card.due}>{card.due}</time>}
        {card.comments > 0 && <span>{card.comments} 💬</span>}
        {card.files > 0 && <span>{card.files} 📎</span>}
        {card.assignee && <Avatar person={card.assignee} />}
      </p>
      <p className="moves">
        {left && (
          <button type="button" aria-label={`Move “${card.title}” to ${left[1]}`} onClick={() => onMove(left[0])}>
            ←
          </button>
        )}
        {right && (
          <button type="button" aria-label={`Move “${card.title}” to ${right[1]}`} onClick={() => onMove(right[0])}>
            →
          </button>
        )}
      </p>
    </li>
  )
}

function NewTask({ id }: { id: number }) {
  const create = useCreateTask()
  const form = useRef<HTMLFormElement>(null)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const title = String(new FormData(event.currentTarget).get('title'))
    create.mutate({ board_id: id, title }).then(
      () => form.current?.reset(),
      () => {},
    )
  }
  const problem = fieldError(create.error, 'title')
  return (
    <form ref={form} onSubmit={submit} className="new-task">
      <input name="title" aria-label="New task" placeholder="New task" aria-invalid={!!problem} />
      <button type="submit" disabled={create.status === 'pending'}>
        Add
      </button>
      <FieldError text={problem} />
      <FormError error={create.error} />
    </form>
  )
}

function Activity() {
  const lines = useBoardActivity()
  return (
    <aside className="activity" aria-label="Activity">
      <h2>Activity</h2>
      <ul>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity of their own
          <li key={index}>{line}</li>
        ))}
      </ul>
    </aside>
  )
}

function FieldError({ text }: { text: string | undefined }) {
  return text ? (
    <p className="field-error" role="alert">
      {text}
    </p>
  ) : null
}
