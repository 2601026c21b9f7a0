/** The timeline: what happened, and why. */

import { brief, chainsOf, titleOf } from '../chains.ts'
import type { List } from '../list.ts'
import { h, type Markup } from '../markup.ts'
import { look, type State, type View } from '../state.ts'
import type { Step } from '../steps.ts'
import { clock, count, duration, targetText } from '../text.ts'
import { button, chainMarkup, dataList, detailsOf, facts, failure } from './parts.ts'

const WORDS: Record<Step['kind'], string> = {
  call: 'call',
  request: 'fetch',
  invalidate: 'stale',
  refetch: 'refetch',
  reset: 'reset',
  mount: 'mount',
}

export function timelineView(state: State): View {
  const { history, filter, step } = state
  const wanted = filter.timeline.trim().toLowerCase()
  const steps = wanted ? history.steps.filter((each) => textOf(each, history.steps).includes(wanted)) : history.steps
  return {
    columns: h(
      'div.columns.step',
      {},
      ...['Time', 'What', '', 'Why, and what it brought', 'Took'].map((each) => h('span', {}, each)),
    ),
    list: steps.length ? listOf(state, steps) : undefined,
    empty: wanted ? 'Nothing here matches the filter.' : history.paused ? 'Paused.' : 'Nothing happened yet.',
    ...(step ? ofStep(state, step) : NOTHING),
  }
}

const NOTHING = {
  detail: [h('p.hint', {}, 'Choose a step to see what led to it, and what came of it.')],
  data: undefined,
}

/** What the filter looks at. */
function textOf(step: Step, steps: readonly Step[]): string {
  const chains = chainsOf(step, steps).flatMap((chain) => chain.map(({ text }) => text))
  return [WORDS[step.kind], titleOf(step), said(step), ...chains].join(' ').toLowerCase()
}

function listOf(state: State, steps: readonly Step[]): List {
  const slowest = Math.max(50, ...steps.map((step) => ('took' in step && step.took) || 0))
  return {
    id: 'steps',
    label: 'What happened',
    role: 'listbox',
    length: steps.length,
    active: state.step ? steps.indexOf(state.step) : -1,
    row: (index) => rowMarkup(steps[index]!, state, slowest),
    select: (index) => look(state, { step: steps[index] }),
  }
}

function rowMarkup(step: Step, { history }: State, slowest: number): Markup {
  const problem =
    'outcome' in step && (step.outcome === 'failed' || (step.kind === 'request' && step.failed.length > 0))
  return h(
    'div.row.step',
    { class: `${step.kind} ${'outcome' in step ? step.outcome : ''} ${problem ? 'problem' : ''}` },
    h('span.time', {}, clock(step.at)),
    h('span', { class: `kind ${step.kind}` }, WORDS[step.kind]),
    h('span.what', {}, titleOf(step)),
    h('span.why', {}, said(step) || brief(step, history.steps)),
    took(step, slowest),
  )
}

/** What matters more than the chain. */
function said(step: Step): string {
  if (step.kind === 'mount') return step.observed ? 'is shown' : 'is not shown any more'
  if (!('outcome' in step)) return ''
  if (step.outcome === 'failed' && step.error) return `${step.error.code}: ${step.error.message}`
  if (step.outcome === 'aborted') return `aborted: ${(step.kind === 'request' && step.aborted) || 'by the page'}`
  if (step.kind === 'request' && step.failed.length) return `failed: ${step.failed.join(', ')}`
  return step.kind === 'request' && step.attempt > 1 ? `sent again, attempt ${step.attempt}` : ''
}

function took(step: Step, slowest: number): Markup {
  if (!('outcome' in step)) return h('span.took', {})
  if (step.outcome === 'running') return h('span.took', {}, h('span.bar.running', { 'aria-label': 'on its way' }))
  const width = step.took === undefined ? 0 : Math.max(3, (step.took / slowest) * 100)
  return h(
    'span.took',
    {},
    h('span.track', { 'aria-hidden': 'true' }, h('span.bar', { style: `width:${width.toFixed(0)}%` })),
    h('span.number', {}, step.took === undefined ? '' : duration(step.took)),
  )
}

function ofStep(state: State, step: Step): Pick<View, 'detail' | 'data'> {
  const chains = chainsOf(step, state.history.steps)
  const error = 'error' in step ? step.error : undefined
  return {
    detail: [
      h('h2', {}, h('span', { class: `kind ${step.kind}` }, WORDS[step.kind]), ` ${titleOf(step)}`),
      ...(step.kind === 'call' ? [h('p.actions', {}, button('copy', 'Copy arguments'))] : []),
      ...present(failure(error)),
      ...present(chains.length > 0 && h('ol.chains', {}, chains.map(chainMarkup))),
      facts(factsOf(step)),
    ],
    data: error
      ? dataList(state, 'The error', detailsOf(error))
      : step.kind === 'call'
        ? dataList(state, 'Arguments', step.args)
        : undefined,
  }
}

function factsOf(step: Step): Record<string, string | undefined> {
  const at = clock(step.at)
  const ended =
    'outcome' in step ? step.outcome + (step.took === undefined ? '' : ` after ${duration(step.took)}`) : undefined
  switch (step.kind) {
    case 'request':
      return {
        At: at,
        Outcome: step.aborted ? `${ended}: ${step.aborted}` : ended,
        'Asked for': step.only ? step.only.join(', ') : 'the whole context',
        Failed: step.failed.join(', ') || undefined,
        Attempt: step.attempt > 1 ? String(step.attempt) : undefined,
      }
    case 'call':
      return {
        At: at,
        Outcome: ended,
        'May affect': step.contexts.join(', ').replace('*', 'everything') || 'nothing',
        Optimistic: step.optimistic.map(({ name }) => name).join(', ') || undefined,
        Brought: step.refreshed.length ? `fresh data of ${count(step.refreshed.length, 'context')}` : undefined,
        'Made stale': step.targets.map(targetText).join('; ') || undefined,
      }
    case 'mount':
      return { At: at, What: step.observed ? 'its first observer came' : 'its last observer left' }
    case 'invalidate':
      return { At: at, 'Made stale': step.targets.map(targetText).join('; ') }
    case 'refetch':
      return { At: at, 'Asked for': [...new Set(step.entries.map(({ name }) => name))].join(', ') }
    default:
      return { At: at, Why: step.cause ? `${step.cause.name} may change who calls` : 'the page asked for it' }
  }
}

function present(markup: Markup | false): Markup[] {
  return markup ? [markup] : []
}
