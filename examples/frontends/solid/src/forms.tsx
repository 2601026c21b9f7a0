/** Parts of forms: what a field holds, and what is wrong with it. */

import { createUniqueId, type JSX, Show } from 'solid-js'
import { fieldError, fieldsOf, formError, isSignedOut } from 'task-board/forms'
import { SignInAgain } from './feedback.tsx'

/** Call `submit` with a form's fields instead of leaving the page. */
export function onSubmit(submit: (fields: Record<string, string>, form: HTMLFormElement) => void) {
  return (event: SubmitEvent & { currentTarget: HTMLFormElement }) => {
    event.preventDefault()
    submit(fieldsOf(event.currentTarget), event.currentTarget)
  }
}

interface FieldProps {
  label: string
  name: string
  /** What a mutation failed with: a validation error for this name stands below the field. */
  error?: Error | undefined
  children: (attributes: { id: string; name: string; 'aria-invalid': true | undefined }) => JSX.Element
}

export function Field(props: FieldProps) {
  const id = createUniqueId()
  const problem = () => fieldError(props.error, props.name)
  const attributes = {
    id,
    get name() {
      return props.name
    },
    get 'aria-invalid'() {
      return problem() ? (true as const) : undefined
    },
  }
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      {props.children(attributes)}
      <FieldError text={problem()} />
    </div>
  )
}

export function FieldError(props: { text: string | undefined }) {
  return (
    <Show when={props.text}>
      <p class="field-error" role="alert">
        {props.text}
      </p>
    </Show>
  )
}

/** Any other failure of a form. */
export function FormError(props: { error: Error | undefined }) {
  return (
    <Show when={formError(props.error)}>
      {(failure) => (
        <p class="form-error" role="alert">
          {failure().message}{' '}
          <Show when={isSignedOut(failure())}>
            <SignInAgain />
          </Show>
        </p>
      )}
    </Show>
  )
}
