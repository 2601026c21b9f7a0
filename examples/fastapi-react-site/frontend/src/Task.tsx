/** One task: its text, its comments, its files. */

import { type ChangeEvent, type FormEvent, useState } from 'react'
import { TaskContext, useAddComment, useAttachFile, useAttachments, useComments, useMoveTask, useTask } from './api'
import { Avatar, ErrorPanel, FormError, fieldError, Skeleton } from './feedback.tsx'
import { Link } from './router.tsx'

export function Task({ board, task }: { board: number; task: number }) {
  return (
    <TaskContext task_id={task} fallback={<Skeleton label="Loading the task" />} errorFallback={ErrorPanel}>
      <article className="task panel">
        <Link href={`/boards/${board}`}>← Back to the board</Link>
        <Detail />
        <Files board={board} task={task} />
        <Comments board={board} task={task} />
      </article>
    </TaskContext>
  )
}

function Detail() {
  const task = useTask()
  const move = useMoveTask()
  const done = task.column === 'done'
  const toggle = () => move.mutate({ board_id: task.board_id, task_id: task.id, column: done ? 'todo' : 'done' })
  return (
    <>
      <h1>{task.title}</h1>
      <p>{task.text}</p>
      <label className="row">
        <input type="checkbox" checked={done} disabled={move.status === 'pending'} onChange={toggle} /> Done
      </label>
      <FormError error={move.error} />
    </>
  )
}

function Files({ board, task }: { board: number; task: number }) {
  const files = useAttachments()
  const attach = useAttachFile()
  const [progress, setProgress] = useState<number>()
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? []
    if (!file) return
    const onUploadProgress = ({ loaded, total }: { loaded: number; total: number }) =>
      setProgress(total ? loaded / total : undefined)
    attach.mutate({ board_id: board, task_id: task, file }, { onUploadProgress })
    event.target.value = ''
  }
  return (
    <section aria-label="Files">
      <h2>Files</h2>
      <ul className="files">
        {files.map((each) => (
          <li key={each.id}>
            <a href={`/files/${each.id}`}>{each.name}</a> <small>{Math.ceil(each.size / 1024)} KiB</small>
          </li>
        ))}
      </ul>
      <label className="upload">
        Attach a file <input type="file" onChange={choose} />
      </label>
      {attach.status === 'pending' && <progress value={progress} aria-label="Upload" />}
      <FormError error={attach.error} />
    </section>
  )
}

function Comments({ board, task }: { board: number; task: number }) {
  const comments = useComments()
  const add = useAddComment()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    add.mutate({ board_id: board, task_id: task, text: String(new FormData(form).get('text')) }).then(
      () => form.reset(),
      () => {},
    )
  }
  const problem = fieldError(add.error, 'text')
  return (
    <section aria-label="Comments">
      <h2>Comments</h2>
      <ul className="comments">
        {comments.map((each) => (
          <li key={each.id}>
            <Avatar person={each.author} />
            <div>
              <strong>{each.author.name}</strong>{' '}
              <time dateTime={each.written_at}>{new Date(each.written_at).toLocaleDateString()}</time>
              <p>{each.text}</p>
            </div>
          </li>
        ))}
      </ul>
      <form onSubmit={submit}>
        <textarea name="text" aria-label="Comment" rows={3} aria-invalid={!!problem} />
        {problem && (
          <p className="field-error" role="alert">
            {problem}
          </p>
        )}
        <FormError error={add.error} />
        <button type="submit" disabled={add.status === 'pending'}>
          Comment
        </button>
      </form>
    </section>
  )
}
