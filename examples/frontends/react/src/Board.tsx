/** One board: its columns, its members, what happens on it. */

import { BoardContext, useBoard, useBoardActivity, useBoardMembers } from './api'
import { Columns } from './Columns.tsx'
import { Moment } from './dates.tsx'
import { Avatar, Empty, ErrorPanel, Skeleton } from './feedback.tsx'
import { BoardLinks } from './Home.tsx'
import { Link, PageTitle } from './router.tsx'
import { Settings } from './Settings.tsx'

export function Board({ id }: { id: number }) {
  return (
    <div className="with-side">
      <nav aria-label="Boards">
        <BoardLinks className="side" current={id} />
      </nav>
      <BoardContext
        board_id={id}
        fallback={<Skeleton label="Loading the board" shape="columns" />}
        errorFallback={ErrorPanel}
      >
        <div className="board">
          <Heading id={id} />
          <Columns id={id} />
          <Activity id={id} />
        </div>
      </BoardContext>
    </div>
  )
}

function Heading({ id }: { id: number }) {
  const board = useBoard()
  const members = useBoardMembers()
  return (
    <header className="board-head">
      <PageTitle>{board.title}</PageTitle>
      <h1>{board.title}</h1>
      <ul className="people" aria-label="Members">
        {members.map((each) => (
          <li key={each.id}>
            <Avatar person={each} />
          </li>
        ))}
      </ul>
      <Settings id={id} />
    </header>
  )
}

function Activity({ id }: { id: number }) {
  const newest = useBoardActivity()
  return (
    <aside className="activity" aria-label="Activity">
      <h2>Activity</h2>
      {newest.length ? (
        <ul>
          {newest.map(({ comment, task, task_id }) => (
            <li key={comment.id}>
              <Avatar person={comment.author} />
              <p>
                <strong>{comment.author.name}</strong> on <Link href={`/boards/${id}/tasks/${task_id}`}>{task}</Link>{' '}
                <Moment at={comment.written_at} />
                <br />
                {comment.text}
              </p>
            </li>
          ))}
        </ul>
      ) : (
        <Empty>Nobody has said anything yet.</Empty>
      )}
    </aside>
  )
}
