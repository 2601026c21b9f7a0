/** Changing a task. */

import { isMizanError, type TaskDetail, useBoardMembersState, useEditTask } from './api'
import { Field, FieldError, FormError, onSubmit } from './forms.tsx'

export function TaskForm({ task }: { task: TaskDetail }) {
  const edit = useEditTask()
  // The members belong to another context than the task; params fetch it without a provider.
  const members = useBoardMembersState({ board_id: task.board_id })
  // Until it is there the assignee is the one choice, so that saving early takes nobody off the task.
  const people = members.data ?? (task.assignee ? [task.assignee] : [])
  const submit = onSubmit(({ title = '', text = '', due, assignee }) =>
    edit.mutate({
      task_id: task.id,
      title,
      text,
      due: due || null,
      assignee_id: assignee ? Number(assignee) : null,
    }),
  )
  return (
    <form onSubmit={submit} key={task.changed_at}>
      <Field label="Title" name="title" error={edit.error}>
        {(attributes) => <input {...attributes} defaultValue={task.title} />}
      </Field>
      <Field label="Text" name="text" error={edit.error}>
        {(attributes) => <textarea {...attributes} rows={4} defaultValue={task.text} />}
      </Field>
      <div className="pair">
        <Field label="Due" name="due" error={edit.error}>
          {(attributes) => <input {...attributes} type="date" defaultValue={task.due ?? ''} />}
        </Field>
        <Field label="Assignee" name="assignee">
          {(attributes) => (
            <select {...attributes} defaultValue={task.assignee?.id ?? ''} key={members.status}>
              <option value="">Nobody</option>
              {people.map((each) => (
                <option key={each.id} value={each.id}>
                  {each.name}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      {isMizanError(edit.error, 'NOT_A_MEMBER') ? (
        <FieldError text={edit.error.message} />
      ) : (
        <FormError error={edit.error} />
      )}
      <button type="submit" className="primary" disabled={edit.status === 'pending'}>
        Save
      </button>
      {edit.status === 'success' && (
        <span role="status" className="hint">
          Saved.
        </span>
      )}
    </form>
  )
}
