/** One board: its columns, its members, what happens on it. */

import { BoardContext, useBoard, useBoardActivity, useBoardMembers } from './api'
import { Columns } from './Columns.tsx'
import { Avatar, Empty, ErrorPanel, Skeleton } from './feedback.tsx'
import { BoardLinks } from './Home.tsx'
import { Settings } from './Settings.tsx'

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
      <Settings id={id} />
    </header>
  )
}

function Activity() {
  const newest = useBoardActivity()
  return (
    <aside className="activity" aria-label="Activity">
      <h2>Activity</h2>
      {newest.length ? (
        <ul>
          {newest.map((each) => (
            <li key={each.id}>
              <Avatar person={each.author} />
              <p>
                <strong>{each.author.name}</strong> on “{each.task}”: {each.text}
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
