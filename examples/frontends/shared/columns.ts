/** The columns of a board. */

export const COLUMNS = [
  ['todo', 'To do'],
  ['doing', 'Doing'],
  ['done', 'Done'],
] as const

export type Column = (typeof COLUMNS)[number]

/** The columns to the left and to the right of one, where there are some. */
export function neighboursOf(name: Column[0]): { left: Column | undefined; right: Column | undefined } {
  const index = COLUMNS.findIndex(([column]) => column === name)
  return { left: COLUMNS[index - 1], right: COLUMNS[index + 1] }
}
