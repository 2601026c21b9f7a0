/** One task: its text, its column, its files and comments. */

import { COLUMNS } from 'task-board/columns'
import { moving } from 'task-board/expected'
import { go } from 'task-board/router'
import { TaskContext, type TaskDetail, useDeleteTask, useMoveTask, useTask } from './api'
import { Comments } from './Comments.tsx'
import { Confirm } from './Confirm.tsx'
import { Due } from './dates.tsx'
import { Files } from './Files.tsx'
import { Avatar, ErrorPanel, NoSuchPage, Skeleton } from './feedback.tsx'
import { FormError } from './forms.tsx'
import { Link, PageTitle } from './router.tsx'
import { TaskForm } from './TaskForm.tsx'

export function Task({ board, task }: { board: string; task: number }) {
  return (
    <div className="task">
      <Link href={`/boards/${board}`}>← Back to the board</Link>
      <TaskContext task_id={task} fallback={<Skeleton label="Loading the task" />} errorFallback={ErrorPanel}>
        <Sheet board={board} />
      </TaskContext>
    </div>
  )
}

function Sheet({ board }: { board: string }) {
  const task = useTask()
  if (String(task.board_id) !== board) return <NoSuchPage />
  return (
    <article className="panel">
      <PageTitle>{task.title}</PageTitle>
      <Detail task={task} />
      <Files board={task.board_id} task={task.id} />
      <Comments board={task.board_id} task={task.id} />
    </article>
  )
}

function Detail({ task }: { task: TaskDetail }) {
  const move = useMoveTask()
  const remove = useDeleteTask()
  const ids = { board_id: task.board_id, task_id: task.id }
  const moveTo = (column: TaskDetail['column']) => {
    const args = { ...ids, column }
    move.mutate(args, { optimistic: moving(args) })
  }
  const discard = () =>
    remove.mutate(ids).then(
      () => go(`/boards/${task.board_id}`),
      () => {},
    )
  return (
    <header className="task-head">
      <h1>{task.title}</h1>
      <div className="facts">
        <label>
          <span className="visually-hidden">Column</span>
          <select value={task.column} onChange={({ target }) => moveTo(target.value as TaskDetail['column'])}>
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
        <Confirm
          label="Delete this task"
          question={`Delete “${task.title}” with its comments and files?`}
          action="Delete"
          disabled={remove.status === 'pending'}
          onConfirm={discard}
        />
      </details>
    </header>
  )
}
