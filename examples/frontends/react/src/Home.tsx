/** All boards of who is signed in. */

import { go } from 'task-board/router'
import { useCreateBoard, useMyBoards } from './api'
import { Empty } from './feedback.tsx'
import { Field, FormError, onSubmit } from './forms.tsx'
import { Link, PageTitle } from './router.tsx'

export function Home() {
  const boards = useMyBoards()
  return (
    <>
      <PageTitle>Your boards</PageTitle>
      <h1>Your boards</h1>
      {boards.length ? <BoardLinks className="tiles" /> : <Empty>You are on no board yet. Start one.</Empty>}
      <NewBoard />
    </>
  )
}

/** The boards with their counts; shown on the first page and beside every board. */
export function BoardLinks({ className, current }: { className: string; current?: number }) {
  const boards = useMyBoards()
  return (
    <ul className={className}>
      {boards.map((each) => (
        <li key={each.id}>
          <Link href={`/boards/${each.id}`} aria-current={each.id === current ? 'page' : undefined}>
            <strong>{each.title}</strong>
            <span data-testid={`open-${each.id}`}>{each.open_tasks} open</span>
            <progress
              aria-label={`Done of ${each.title}`}
              value={each.all_tasks - each.open_tasks}
              max={each.all_tasks || 1}
            />
          </Link>
        </li>
      ))}
    </ul>
  )
}

function NewBoard() {
  const create = useCreateBoard()
  const submit = onSubmit(({ title = '' }) => {
    create.mutate({ title }).then(
      (board) => go(`/boards/${board.id}`),
      () => {},
    )
  })
  return (
    <form onSubmit={submit} className="panel narrow">
      <h2>Start a board</h2>
      <Field label="Title of the board" name="title" error={create.error}>
        {(attributes) => <input {...attributes} autoComplete="off" />}
      </Field>
      <FormError error={create.error} />
      <button type="submit" className="primary" disabled={create.status === 'pending'}>
        Start
      </button>
    </form>
  )
}
