import { callUser, type Emails, type Grid } from './expected/index.js'

export async function user() {
  const { id, emails, grid } = await callUser({ id: 1, primary: 'a@b.c' })
  const all: [number, Emails, Grid | null] = [id, emails, grid]
  const list: string[] = emails
  const cell: number | null | undefined = grid?.[0]?.[0]
  // @ts-expect-error an id is a number
  await callUser({ id: '1', primary: 'a' })
  return [all, list, cell]
}
