/** What can be changed of a board: its title and its members. */

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

export function Settings({ id }: { id: number }) {
  return (
    <details className="settings">
      <summary>
        <Icon name="gear" /> Settings
      </summary>
      <div className="panel">
        <Title id={id} />
        <Members id={id} />
      </div>
    </details>
  )
}

function Title({ id }: { id: number }) {
  const board = useBoard()
  const rename = useRenameBoard()
  const submit = onSubmit(({ title = '' }) => rename.mutate({ board_id: id, title }))
  return (
    <form onSubmit={submit}>
      <Field label="Title" name="title" error={rename.error}>
        {(attributes) => <input {...attributes} key={board.title} defaultValue={board.title} />}
      </Field>
      <FormError error={rename.error} />
      <button type="submit" disabled={rename.status === 'pending'}>
        Rename
      </button>
    </form>
  )
}

function Members({ id }: { id: number }) {
  const me = useCurrentUser()
  const members = useBoardMembers()
  const add = useAddMember()
  const remove = useRemoveMember()
  const discard = (person: number) =>
    remove.mutate({ board_id: id, person_id: person }).then(
      () => person === me?.id && go('/'),
      () => {},
    )
  const submit = onSubmit(({ login = '' }, form) => {
    add.mutate({ board_id: id, login }).then(
      () => form.reset(),
      () => {},
    )
  })
  return (
    <>
      <ul className="members">
        {members.map((each) => (
          <li key={each.id}>
            <Avatar person={each} />
            <span>{each.name}</span>
            <button
              type="button"
              aria-label={each.id === me?.id ? 'Leave this board' : `Remove ${each.name}`}
              disabled={remove.status === 'pending'}
              onClick={() => discard(each.id)}
            >
              {each.id === me?.id ? 'Leave' : 'Remove'}
            </button>
          </li>
        ))}
      </ul>
      <FormError error={remove.error} />
      <form onSubmit={submit}>
        <Field label="Add a member" name="login" error={add.error}>
          {(attributes) => <input {...attributes} placeholder="login" autoComplete="off" />}
        </Field>
        {isMizanError(add.error, 'NO_SUCH_PERSON') ? (
          <FieldError text={add.error.message} />
        ) : (
          <FormError error={add.error} />
        )}
        <button type="submit" disabled={add.status === 'pending'}>
          Add
        </button>
      </form>
    </>
  )
}
