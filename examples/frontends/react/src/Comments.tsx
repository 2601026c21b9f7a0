/** What is said about a task. */

import { isExpected, saying } from 'task-board/expected'
import { putBack } from 'task-board/forms'
import { useAddComment, useComments, useCurrentUser, useDeleteComment } from './api'
import { Moment } from './dates.tsx'
import { Avatar, Empty } from './feedback.tsx'
import { Field, FormError, onSubmit } from './forms.tsx'

export function Comments({ board, task }: { board: number; task: number }) {
  const me = useCurrentUser()
  const comments = useComments()
  const add = useAddComment()
  const remove = useDeleteComment()
  const discard = (comment: number) => remove.mutate({ board_id: board, task_id: task, comment_id: comment })
  const submit = onSubmit((fields, form) => {
    const args = { board_id: board, task_id: task, text: fields.text ?? '' }
    add.mutate(args, { optimistic: saying(args.text, me, comments) }).catch(() => putBack(form, fields))
    form.reset()
  })
  return (
    <section aria-label="Comments">
      <h2>Comments</h2>
      {!comments.length && <Empty>Nobody has said anything yet.</Empty>}
      <ul className="comments">
        {comments.map((each) => (
          <li key={each.id}>
            <Avatar person={each.author} />
            <div>
              <strong>{each.author.name}</strong> <Moment at={each.written_at} />
              <p>{each.text}</p>
            </div>
            {each.author.id === me?.id && (
              <button
                type="button"
                className="quiet"
                aria-label={`Delete “${each.text}”`}
                disabled={isExpected(each) || remove.status === 'pending'}
                onClick={() => discard(each.id)}
              >
                Delete
              </button>
            )}
          </li>
        ))}
      </ul>
      <FormError error={remove.error} />
      <form onSubmit={submit}>
        <Field label="Your comment" name="text" error={add.error}>
          {(attributes) => <textarea {...attributes} rows={2} />}
        </Field>
        <FormError error={add.error} />
        <button type="submit" disabled={add.status === 'pending'}>
          Comment
        </button>
      </form>
    </section>
  )
}
