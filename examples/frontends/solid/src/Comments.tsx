/** What is said about a task. */

import { For, Show } from 'solid-js'
import { isExpected, saying } from 'task-board/expected'
import { putBack } from 'task-board/forms'
import { useAddComment, useComments, useCurrentUser, useDeleteComment } from './api'
import { Moment } from './dates.tsx'
import { Avatar, Empty } from './feedback.tsx'
import { Field, FormError, onSubmit } from './forms.tsx'

export function Comments(props: { board: number; task: number }) {
  const me = useCurrentUser()
  const comments = useComments()
  const add = useAddComment()
  const remove = useDeleteComment()
  const ids = () => ({ board_id: props.board, task_id: props.task })
  const submit = onSubmit((fields, form) => {
    const args = { ...ids(), text: fields.text ?? '' }
    add.mutate(args, { optimistic: saying(args.text, me(), comments()) }).catch(() => putBack(form, fields))
    form.reset()
  })
  return (
    <section aria-label="Comments">
      <h2>Comments</h2>
      <Empty unless={comments()}>Nobody has said anything yet.</Empty>
      <ul class="comments">
        <For each={comments()}>
          {(each) => (
            <li>
              <Avatar person={each.author} />
              <div>
                <strong>{each.author.name}</strong> <Moment at={each.written_at} />
                <p>{each.text}</p>
              </div>
              <Show when={each.author.id === me()?.id}>
                <button
                  type="button"
                  class="quiet"
                  aria-label={`Delete “${each.text}”`}
                  disabled={isExpected(each) || remove.status === 'pending'}
                  onClick={() => remove.mutate({ ...ids(), comment_id: each.id })}
                >
                  Delete
                </button>
              </Show>
            </li>
          )}
        </For>
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
