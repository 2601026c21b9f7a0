/** Parts that several views are made of. */

import { isMizanError, type MizanError } from 'mizan-client'
import type { Chain, Link } from '../chains.ts'
import type { List } from '../list.ts'
import { h, type Markup } from '../markup.ts'
import type { State } from '../state.ts'
import { type Line, linesOf, PAGE } from '../values.ts'

export function button(act: string, text: string, more: Record<string, string | boolean> = {}): Markup {
  return h('button.act', { type: 'button', 'data-act': act, ...more }, text)
}

/** Names and what is known of each; what is undefined is left out. */
export function facts(known: Readonly<Record<string, string | Markup | undefined>>): Markup {
  const pairs = Object.entries(known).filter(([, value]) => value !== undefined)
  return h(
    'dl',
    {},
    pairs.map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]),
  )
}

export function failure(error: unknown): Markup | false {
  if (!error) return false
  const { code, message, status } = isMizanError(error) ? error : { code: 'error', message: String(error), status: 0 }
  return h('p.failure', { role: 'note' }, h('strong', {}, code), status ? ` ${status} ` : ' ', h('span', {}, message))
}

/** What an error says beyond its message, as data to look into. */
export function detailsOf({ code, message, status, details }: MizanError): object {
  return { code, message, status, details }
}

export function chainMarkup(chain: Chain): Markup {
  return h(
    'li.chain',
    {},
    chain.map((link, index) => [index > 0 && h('span.arrow', { 'aria-label': 'then' }, '→'), linkMarkup(link)]),
  )
}

function linkMarkup({ kind, text, step }: Link): Markup {
  const dressed = `link ${kind}`
  return step
    ? h('button', { type: 'button', class: dressed, 'data-act': 'step', 'data-step': step.id }, text)
    : h('span', { class: dressed }, text)
}

/** A tree of data, opened where the state says so. */
export function dataList(state: State, label: string, value: unknown, other?: { readonly value: unknown }): List {
  const lines = linesOf(value, state, other)
  const toggle = (index: number, open: boolean) => {
    const line = lines[index]
    if (line?.kind === 'more') more(state, line)
    else if (line?.open !== undefined) state.toggled.set(line.path, open)
  }
  return {
    id: 'data',
    label,
    role: 'tree',
    length: lines.length,
    active: lines.findIndex((line) => lineKey(line) === state.line),
    row: (index) => lineMarkup(lines[index]!),
    select(index) {
      state.line = lines[index] && lineKey(lines[index])
    },
    toggle,
  }
}

function lineKey({ path, kind }: Line): string {
  return kind === 'more' ? `${path}…` : path
}

function more({ shown }: State, { path }: Line): void {
  shown.set(path, (shown.get(path) ?? PAGE) * 10)
}

function lineMarkup({ level, name, text, kind, open, was }: Line): Markup {
  return h(
    'div.row.line',
    {
      'aria-level': level,
      ...(open !== undefined && { 'aria-expanded': open ? 'true' : 'false' }),
      class: was === undefined ? '' : 'changed',
    },
    h('span.indent', { style: `width:${(level - 1) * 12}px` }),
    h('span.twist', { 'data-twist': true, 'aria-hidden': 'true' }, open === undefined ? '' : open ? '▾' : '▸'),
    name !== '' && h('span.name', {}, `${name}: `),
    h('span', { class: `value ${kind}` }, text),
    was !== undefined && h('span.was', {}, `was ${was}`),
  )
}
