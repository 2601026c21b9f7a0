/** One task: its text, its column, its files and comments. */

import { TaskContext, useDeleteTask, useMoveTask, useTask } from './api'
import { COLUMNS } from './Columns.tsx'
import { Comments } from './Comments.tsx'
import { Due } from './dates.tsx'
import { Files } from './Files.tsx'
import { Avatar, ErrorPanel, Skeleton } from './feedback.tsx'
import { FormError } from './forms.tsx'
import { go, Link } from './router.tsx'
import { TaskForm } from './TaskForm.tsx'

export function Task({ board, task }: { board: number; task: number }) {
  return (
    <div className="task">
      <Link href={`/boards/${board}`}>← Back to the board</Link>
      <TaskContext task_id={task} fallback={<Skeleton label="Loading the task" />} errorFallback={ErrorPanel}>
        <article className="panel">
          <Detail />
          <Files board={board} task={task} />
          <Comments board={board} task={task} />
        </article>
      </TaskContext>
    </div>
  )
}

function Detail() {
  const task = useTask()
  const move = useMoveTask()
  const remove = useDeleteTask()
  const ids = { board_id: task.board_id, task_id: task.id }
  const discard = () => {
    if (!window.confirm(`Delete “${task.title}” with its comments and files?`)) return
    remove.mutate(ids).then(
      () => go(`/boards/${task.board_id}`),
      () => {},
    )
  }
  return (
    <header className="task-head">
      <h1>{task.title}</h1>
      <div className="facts">
        <label>
          <span className="visually-hidden">Column</span>
          <select
            value={task.column}
            disabled={move.status === 'pending'}
            onChange={({ target }) => move.mutate({ ...ids, column: target.value as typeof task.column })}
          >
            {COLUMNS.map(([column, title]) => (
              <option key={column} value={column}>
                {title}
              </option>
            ))}
          </select>
        </label>
        {task.assignee && (
          <span className="row">
            <Avatar person={task.assignee} /> {task.assignee.name}
          </span>
        )}
        {task.due && (
          <span>
            Due <Due date={task.due} done={task.column === 'done'} />
          </span>
        )}
      </div>
      <FormError error={move.error ?? remove.error} />
      {task.text && <p className="text">{task.text}</p>}
      <details>
        <summary>Edit</summary>
        <TaskForm task={task} />
        <button type="button" className="danger" disabled={remove.status === 'pending'} onClick={discard}>
          Delete this task
        </button>
      </details>
    </header>
  )
}
