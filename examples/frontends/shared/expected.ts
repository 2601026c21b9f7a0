/**
 * What is expected of a change, to be shown until the server has answered. It says what will be, not what comes on top: data
 * that comes meanwhile may have the change in it or not, and it is right over either.
 */

import type { Column } from './columns.ts'

interface Placed {
  id: number
  column: Column[0]
}

interface Person {
  id: number
  login: string
  name: string
  colour: string
}

interface Comment {
  id: number
  text: string
  written_at: string
  author: Person
}

interface Saying {
  comments?: (comments: Comment[]) => Comment[]
}

/** The last number given to a comment that has none of the server's yet, whose numbers are above 0. */
let last = 0

/** Expect of a move that the task stands in its new column, on the board and on its own page. */
export function moving({ task_id, column }: { task_id: number; column: Column[0] }) {
  return {
    board_tasks: <Card extends Placed>(cards: Card[]) =>
      cards.map((card) => (card.id === task_id ? { ...card, column } : card)),
    task: <Task extends Placed>(task: Task) => ({ ...task, column }),
  }
}

/** Expect of a comment that it stands below those already known, once; nothing of one that will be refused. */
export function saying(text: string, author: Person | null | undefined, known: readonly Comment[] = []): Saying {
  const said = text.trim()
  if (!said || !author) return {}
  const comment = { id: --last, text: said, written_at: new Date().toISOString(), author }
  const before = new Set(known.map(({ id }) => id))
  const isIt = (each: Comment) => each.text === said && each.author.id === author.id && !before.has(each.id)
  return { comments: (comments) => (comments.some(isIt) ? comments : [...comments, comment]) }
}

/** Tell whether the server has yet to give a comment its number. */
export function isExpected({ id }: { id: number }): boolean {
  return id < 0
}
