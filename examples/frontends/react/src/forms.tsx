/** Parts of forms: what a field holds, and what is wrong with it. */

import { type FormEvent, type ReactNode, useId } from 'react'
import { fieldError, fieldsOf, formError, isSignedOut } from 'task-board/forms'
import { SignInAgain } from './feedback.tsx'

/** Call `submit` with a form's fields instead of leaving the page. */
export function onSubmit(submit: (fields: Record<string, string>, form: HTMLFormElement) => void) {
  return (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    submit(fieldsOf(form), form)
  }
}

interface FieldProps {
  label: string
  name: string
  /** What a mutation failed with: a validation error for this name stands below the field. */
  error?: Error | undefined
  children: (attributes: { id: string; name: string; 'aria-invalid'?: true }) => ReactNode
}

export function Field({ label, name, error, children }: FieldProps) {
  const id = useId()
  const problem = fieldError(error, name)
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, name, ...(problem ? { 'aria-invalid': true } : {}) })}
      <FieldError text={problem} />
    </div>
  )
}

export function FieldError({ text }: { text: string | undefined }) {
  return text ? (
    <p className="field-error" role="alert">
      {text}
    </p>
  ) : null
}

/** Any other failure of a form. */
export function FormError({ error }: { error: Error | undefined }) {
  const failure = formError(error)
  return failure ? (
    <p className="form-error" role="alert">
      {failure.message} {isSignedOut(failure) && <SignInAgain />}
    </p>
  ) : null
}
