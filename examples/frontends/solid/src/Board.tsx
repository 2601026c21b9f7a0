/** One board: its columns, its members, what happens on it. */

import { For, Show } from 'solid-js'
import { BoardContext, useBoard, useBoardActivity, useBoardMembers } from './api'
import { Columns } from './Columns.tsx'
import { Moment } from './dates.tsx'
import { Avatar, Empty, ErrorPanel, Skeleton } from './feedback.tsx'
import { BoardLinks } from './Home.tsx'
import { Link, PageTitle } from './router.tsx'
import { Settings } from './Settings.tsx'

export function Board(props: { id: number }) {
  return (
    <div class="with-side">
      <nav aria-label="Boards">
        <BoardLinks class="side" current={props.id} />
      </nav>
      <BoardContext
        board_id={props.id}
        fallback={<Skeleton label="Loading the board" shape="columns" />}
        errorFallback={ErrorPanel}
      >
        <div class="board">
          <Heading id={props.id} />
          <Columns id={props.id} />
          <Activity id={props.id} />
        </div>
      </BoardContext>
    </div>
  )
}

function Heading(props: { id: number }) {
  const board = useBoard()
  const members = useBoardMembers()
  return (
    <Show when={board()}>
      {(board) => (
        <header class="board-head">
          <PageTitle>{board().title}</PageTitle>
          <h1>{board().title}</h1>
          <ul class="people" aria-label="Members">
            <For each={members()}>
              {(each) => (
                <li>
                  <Avatar person={each} />
                </li>
              )}
            </For>
          </ul>
          <Settings id={props.id} />
        </header>
      )}
    </Show>
  )
}

function Activity(props: { id: number }) {
  const newest = useBoardActivity()
  return (
    <aside class="activity" aria-label="Activity">
      <h2>Activity</h2>
      <Empty unless={newest()}>Nobody has said anything yet.</Empty>
      <ul>
        <For each={newest()}>
          {({ comment, task, task_id }) => (
            <li>
              <Avatar person={comment.author} />
              <p>
                <strong>{comment.author.name}</strong> on{' '}
                <Link href={`/boards/${props.id}/tasks/${task_id}`}>{task}</Link> <Moment at={comment.written_at} />
                <br />
                {comment.text}
              </p>
            </li>
          )}
        </For>
      </ul>
    </aside>
  )
}
