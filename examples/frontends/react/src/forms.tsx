/** Parts of forms: what a field holds, and what is wrong with it. */

import { type FormEvent, type ReactNode, useId } from 'react'
import { isMizanError } from './api'
import { SignInAgain } from './feedback.tsx'

/** Call `submit` with a form's fields instead of leaving the page. */
export function onSubmit(submit: (fields: Record<string, string>, form: HTMLFormElement) => void) {
  return (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    submit(Object.fromEntries(new FormData(form)) as Record<string, string>, form)
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

/** The message of a validation error for one field, if it has one. */
export function fieldError(error: Error | undefined, field: string): string | undefined {
  if (!isMizanError(error, 'VALIDATION_ERROR')) return undefined
  const details = error.details as { path: (string | number)[]; message: string }[]
  return details.find(({ path }) => path[0] === field)?.message
}

/** Any other failure of a form. */
export function FormError({ error }: { error: Error | undefined }) {
  if (!error || isMizanError(error, 'VALIDATION_ERROR')) return null
  return (
    <p className="form-error" role="alert">
      {error.message} {isMizanError(error, 'UNAUTHENTICATED') && <SignInAgain />}
    </p>
  )
}
