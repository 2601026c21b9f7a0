/** Signing in. */

import type { FormEvent } from 'react'
import { useLogin } from './api'
import { FormError } from './feedback.tsx'

export function Login() {
  const login = useLogin()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    login.mutate({ login: String(form.get('login')), password: String(form.get('password')) })
  }
  return (
    <main className="login">
      <form onSubmit={submit} className="panel">
        <h1>Task board</h1>
        <label>
          Name
          <input name="login" autoComplete="username" required />
        </label>
        <label>
          Password
          <input name="password" type="password" autoComplete="current-password" required />
        </label>
        <FormError error={login.error} />
        <button type="submit" className="primary" disabled={login.status === 'pending'}>
          Sign in
        </button>
        <p className="hint">Try ada or grace, with the password mizan.</p>
      </form>
    </main>
  )
}
