/** Changing a task. */

import { For, Show } from 'solid-js'
import { isMizanError, type TaskDetail, useBoardMembersState, useEditTask } from './api'
import { Field, FieldError, FormError, onSubmit } from './forms.tsx'

export function TaskForm(props: { task: TaskDetail }) {
  const edit = useEditTask()
  // The members belong to another context than the task; params fetch it without a provider.
  const members = useBoardMembersState(() => ({ board_id: props.task.board_id }))
  // Until it is there the assignee is the one choice, so that saving early takes nobody off the task.
  const people = () => members.data ?? (props.task.assignee ? [props.task.assignee] : [])
  const submit = onSubmit(({ title = '', text = '', due, assignee }) =>
    edit.mutate({
      task_id: props.task.id,
      title,
      text,
      due: due || null,
      assignee_id: assignee ? Number(assignee) : null,
    }),
  )
  const stranger = () => (isMizanError(edit.error, 'NOT_A_MEMBER') ? edit.error : undefined)
  return (
    <form onSubmit={submit}>
      <Field label="Title" name="title" error={edit.error}>
        {(attributes) => <input {...attributes} value={props.task.title} />}
      </Field>
      <Field label="Text" name="text" error={edit.error}>
        {(attributes) => <textarea {...attributes} rows={4} value={props.task.text} />}
      </Field>
      <div class="pair">
        <Field label="Due" name="due" error={edit.error}>
          {(attributes) => <input {...attributes} type="date" value={props.task.due ?? ''} />}
        </Field>
        <Field label="Assignee" name="assignee">
          {(attributes) => (
            <select {...attributes}>
              <option value="" selected={!props.task.assignee}>
                Nobody
              </option>
              <For each={people()}>
                {(each) => (
                  <option value={each.id} selected={each.id === props.task.assignee?.id}>
                    {each.name}
                  </option>
                )}
              </For>
            </select>
          )}
        </Field>
      </div>
      <Show when={stranger()} fallback={<FormError error={edit.error} />}>
        {(error) => <FieldError text={error().message} />}
      </Show>
      <button type="submit" class="primary" disabled={edit.status === 'pending'}>
        Save
      </button>
      <Show when={edit.status === 'success'}>
        <span role="status" class="hint">
          Saved.
        </span>
      </Show>
    </form>
  )
}
