/** Signing in. */

import { useLogin } from './api'
import { Field, FormError, onSubmit } from './forms.tsx'
import { PageTitle } from './router.tsx'

export function Login() {
  const login = useLogin()
  const submit = onSubmit(({ login: name = '', password = '' }) => login.mutate({ login: name, password }))
  return (
    <main class="login">
      <PageTitle>Sign in</PageTitle>
      <form onSubmit={submit} class="panel">
        <h1>Task board</h1>
        <Field label="Name" name="login" error={login.error}>
          {(attributes) => <input {...attributes} autocomplete="username" required />}
        </Field>
        <Field label="Password" name="password" error={login.error}>
          {(attributes) => <input {...attributes} type="password" autocomplete="current-password" required />}
        </Field>
        <FormError error={login.error} />
        <button type="submit" class="primary" disabled={login.status === 'pending'}>
          Sign in
        </button>
        <p class="hint">Try ada or grace, with the password mizan.</p>
      </form>
    </main>
  )
}
