/** One task: its text, its column, its files and comments. */

import { For, Show } from 'solid-js'
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

export function Task(props: { board: string; task: number }) {
  return (
    <div class="task">
      <Link href={`/boards/${props.board}`}>← Back to the board</Link>
      <TaskContext task_id={props.task} fallback={<Skeleton label="Loading the task" />} errorFallback={ErrorPanel}>
        <Sheet board={props.board} />
      </TaskContext>
    </div>
  )
}

function Sheet(props: { board: string }) {
  const task = useTask()
  return (
    <Show when={task()}>
      {(task) => (
        <Show when={String(task().board_id) === props.board} fallback={<NoSuchPage />}>
          <article class="panel">
            <PageTitle>{task().title}</PageTitle>
            <Detail task={task()} />
            <Files board={task().board_id} task={task().id} />
            <Comments board={task().board_id} task={task().id} />
          </article>
        </Show>
      )}
    </Show>
  )
}

function Detail(props: { task: TaskDetail }) {
  const move = useMoveTask()
  const remove = useDeleteTask()
  const ids = () => ({ board_id: props.task.board_id, task_id: props.task.id })
  const moveTo = ({ target }: { target: HTMLSelectElement }) => {
    const args = { ...ids(), column: target.value as TaskDetail['column'] }
    move.mutate(args, { optimistic: moving(args) })
  }
  const discard = () => {
    const board = `/boards/${props.task.board_id}`
    remove.mutate(ids()).then(
      () => go(board),
      () => {},
    )
  }
  return (
    <header class="task-head">
      <h1>{props.task.title}</h1>
      <div class="facts">
        <label>
          <span class="visually-hidden">Column</span>
          <select onChange={moveTo}>
            <For each={COLUMNS}>
              {([column, title]) => (
                <option value={column} selected={column === props.task.column}>
                  {title}
                </option>
              )}
            </For>
          </select>
        </label>
        <Show when={props.task.assignee}>
          {(person) => (
            <span class="row">
              <Avatar person={person()} /> {person().name}
            </span>
          )}
        </Show>
        <Show when={props.task.due}>
          {(due) => (
            <span>
              Due <Due date={due()} done={props.task.column === 'done'} />
            </span>
          )}
        </Show>
      </div>
      <FormError error={move.error ?? remove.error} />
      <Show when={props.task.text}>
        <p class="text">{props.task.text}</p>
      </Show>
      <details>
        <summary>Edit</summary>
        <TaskForm task={props.task} />
        <Confirm
          label="Delete this task"
          question={`Delete “${props.task.title}” with its comments and files?`}
          action="Delete"
          disabled={remove.status === 'pending'}
          onConfirm={discard}
        />
      </details>
    </header>
  )
}
