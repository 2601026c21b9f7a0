/** Lists: rows of one height, of which only those in sight are rendered. */

import { h, type Markup } from './markup.ts'

export const ROW = 22
/** Rows above and below the sight. */
const MARGIN = 8

export interface List {
  readonly id: string
  readonly label: string
  readonly role: 'tree' | 'listbox'
  readonly length: number
  /** The row that the keyboard is at; -1 if none. */
  readonly active: number
  /** What stands in a row, and what is said of it: classes, levels. */
  row(index: number): Markup
  /** Go to a row. */
  select(index: number): void
  /** Open or close a row, where it has something in it. */
  toggle?(index: number, open: boolean): void
}

/** What a page knows of a list: how far it is scrolled, how much is in sight, in pixels. */
export interface Sight {
  readonly top: number
  readonly height: number
}

export function listMarkup(list: List, { top, height }: Sight): Markup {
  const { id, role, label, length, active } = list
  const first = Math.max(0, Math.floor(top / ROW) - MARGIN)
  const last = Math.min(length, Math.ceil((top + height) / ROW) + MARGIN)
  const rows: Markup[] = []
  for (let index = first; index < last; index++) {
    const { tag, attributes, children } = list.row(index)
    const own = {
      id: `${id}-${index}`,
      role: role === 'tree' ? 'treeitem' : 'option',
      'data-row': index,
      'aria-selected': index === active ? 'true' : 'false',
      ...(role === 'listbox' && { 'aria-setsize': length, 'aria-posinset': index + 1 }),
      style: `top:${index * ROW}px`,
      ...attributes,
    }
    rows.push({ tag, attributes: own, children })
  }
  const inSight = active >= first && active < last
  return h(
    'div.list',
    {
      id,
      role,
      tabindex: 0,
      'aria-label': label,
      'data-list': id,
      style: `flex-basis:${Math.min(length, 14) * ROW + 8}px`,
      ...(inSight && { 'aria-activedescendant': `${id}-${active}` }),
    },
    h('div.rows', { role: 'presentation', style: `height:${length * ROW}px` }, rows),
  )
}

/** Do what a key means in a list. Tells whether it means something. */
export function press(list: List, key: string, page: number, open: boolean | undefined): boolean {
  const { length, active } = list
  const last = length - 1
  const to: Record<string, number> = {
    ArrowDown: active + 1,
    ArrowUp: active - 1,
    PageDown: active + page,
    PageUp: active - page,
    Home: 0,
    End: last,
  }
  const next = Object.hasOwn(to, key) ? to[key] : undefined
  if (next !== undefined) {
    if (length) list.select(Math.min(last, Math.max(0, next)))
    return true
  }
  const wish = { ArrowRight: true, ArrowLeft: false, Enter: !open, ' ': !open }[key]
  if (wish === undefined || active < 0 || !list.toggle) return false
  list.toggle(active, wish)
  return true
}
