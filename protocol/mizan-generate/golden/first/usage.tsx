/** The README's example, and what the types refuse. */

import { callEcho, fetchCurrentUser, isMizanError, MizanContext, useCurrentUser, useCurrentUserState, useEcho } from './expected/index.js'

function Page() {
  const user = useCurrentUser()
  const state = useCurrentUserState()
  const echo = useEcho()
  const name: string = user?.name ?? 'nobody'
  // @ts-expect-error the user may be nobody
  const unsafe: string = user.name
  // @ts-expect-error an argument is missing
  echo.mutate({})
  // @ts-expect-error an argument is of another type
  echo.mutate({ text: 1 })
  // @ts-expect-error there is no such argument
  echo.mutate({ text: 'hi', loud: true })
  echo.mutate({ text: 'hi' }).then((result): string => result.message)
  if (state.status === 'error' && isMizanError(state.error, 'UNAUTHENTICATED')) return null
  return <p>{[name, unsafe]}</p>
}

export const app = (
  <MizanContext baseUrl="/api/mizan">
    <Page />
  </MizanContext>
)

export async function calls() {
  const { message } = await callEcho({ text: 'hi' }, { signal: AbortSignal.timeout(1000) })
  const user = await fetchCurrentUser()
  // @ts-expect-error nobody has a name
  return [message, user.name]
}
