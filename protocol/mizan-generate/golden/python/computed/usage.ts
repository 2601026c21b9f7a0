import { type Account, callSignUp } from './expected/index.js'

export async function signUp() {
  const made: Account = await callSignUp({ account: { name: 'ada', password: 'secret' } })
  const shown: [string, string[], string | undefined] = [made.displayName, made.tags, made.notes]
  // @ts-expect-error it is never sent back
  made.password
  // @ts-expect-error the server works it out
  await callSignUp({ account: { name: 'ada', password: 'secret', displayName: 'Ada' } })
  return shown
}
