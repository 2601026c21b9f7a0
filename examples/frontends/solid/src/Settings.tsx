/** What can be changed of a board: its title and its members. */

import { For, Show } from 'solid-js'
import { go } from 'task-board/router'
import {
  isMizanError,
  useAddMember,
  useBoard,
  useBoardMembers,
  useCurrentUser,
  useRemoveMember,
  useRenameBoard,
} from './api'
import { Avatar } from './feedback.tsx'
import { Field, FieldError, FormError, onSubmit } from './forms.tsx'
import { Icon } from './icons.tsx'

export function Settings(props: { id: number }) {
  return (
    <details class="settings">
      <summary>
        <Icon name="gear" /> Settings
      </summary>
      <div class="panel">
        <Title id={props.id} />
        <Members id={props.id} />
      </div>
    </details>
  )
}

function Title(props: { id: number }) {
  const board = useBoard()
  const rename = useRenameBoard()
  const submit = onSubmit(({ title = '' }) => rename.mutate({ board_id: props.id, title }))
  return (
    <form onSubmit={submit}>
      <Field label="Title" name="title" error={rename.error}>
        {(attributes) => <input {...attributes} value={board()?.title} />}
      </Field>
      <FormError error={rename.error} />
      <button type="submit" disabled={rename.status === 'pending'}>
        Rename
      </button>
    </form>
  )
}

function Members(props: { id: number }) {
  const me = useCurrentUser()
  const members = useBoardMembers()
  const add = useAddMember()
  const remove = useRemoveMember()
  const isMe = (person: number) => person === me()?.id
  const discard = (person: number) => {
    const leaving = isMe(person)
    remove.mutate({ board_id: props.id, person_id: person }).then(
      () => leaving && go('/'),
      () => {},
    )
  }
  const submit = onSubmit(({ login = '' }, form) => {
    add.mutate({ board_id: props.id, login }).then(
      () => form.reset(),
      () => {},
    )
  })
  const unknown = () => (isMizanError(add.error, 'NO_SUCH_PERSON') ? add.error : undefined)
  return (
    <>
      <ul class="members">
        <For each={members()}>
          {(each) => (
            <li>
              <Avatar person={each} />
              <span>{each.name}</span>
              <button
                type="button"
                aria-label={isMe(each.id) ? 'Leave this board' : `Remove ${each.name}`}
                disabled={remove.status === 'pending'}
                onClick={() => discard(each.id)}
              >
                {isMe(each.id) ? 'Leave' : 'Remove'}
              </button>
            </li>
          )}
        </For>
      </ul>
      <FormError error={remove.error} />
      <form onSubmit={submit}>
        <Field label="Add a member" name="login" error={add.error}>
          {(attributes) => <input {...attributes} placeholder="login" autocomplete="off" />}
        </Field>
        <Show when={unknown()} fallback={<FormError error={add.error} />}>
          {(error) => <FieldError text={error().message} />}
        </Show>
        <button type="submit" disabled={add.status === 'pending'}>
          Add
        </button>
      </form>
    </>
  )
}
