/** What a form holds, and what is wrong with it. */

import { isMizanError } from 'mizan-client'

export function fieldsOf(form: HTMLFormElement): Record<string, string> {
  return Object.fromEntries(new FormData(form)) as Record<string, string>
}

/** Put back what a form held, where nothing else was typed meanwhile. */
export function putBack(form: HTMLFormElement, fields: Record<string, string>): void {
  for (const [name, value] of Object.entries(fields)) {
    const field = form.elements.namedItem(name) as HTMLInputElement
    field.value ||= value
  }
}

/** The message of a validation error for one field, if it has one. */
export function fieldError(error: Error | undefined, field: string): string | undefined {
  if (!isMizanError(error, 'VALIDATION_ERROR')) return undefined
  const details = error.details as { path: (string | number)[]; message: string }[]
  return details.find(({ path }) => path[0] === field)?.message
}

/** Any other failure of a form. */
export function formError(error: Error | undefined): Error | undefined {
  return isMizanError(error, 'VALIDATION_ERROR') ? undefined : error
}

export function isSignedOut(error: Error | undefined): boolean {
  return isMizanError(error, 'UNAUTHENTICATED')
}
