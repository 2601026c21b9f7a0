/** Signing in. */

import { useLogin } from './api'
import { Field, FormError, onSubmit } from './forms.tsx'
import { PageTitle } from './router.tsx'

export function Login() {
  const login = useLogin()
  const submit = onSubmit(({ login: name = '', password = '' }) => login.mutate({ login: name, password }))
  return (
    <main className="login">
      <PageTitle>Sign in</PageTitle>
      <form onSubmit={submit} className="panel">
        <h1>Task board</h1>
        <Field label="Name" name="login" error={login.error}>
          {(attributes) => <input {...attributes} autoComplete="username" required />}
        </Field>
        <Field label="Password" name="password" error={login.error}>
          {(attributes) => <input {...attributes} type="password" autoComplete="current-password" required />}
        </Field>
        <FormError error={login.error} />
        <button type="submit" className="primary" disabled={login.status === 'pending'}>
          Sign in
        </button>
        <p className="hint">Try ada or grace, with the password mizan.</p>
      </form>
    </main>
  )
}
