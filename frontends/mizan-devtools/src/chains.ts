/** Chains: why something happened and what came of it, from left to right. */

import { canonical } from 'mizan-client'
import type { Target } from 'mizan-client/tap'
import {
  type Because,
  type CallStep,
  type Cause,
  type InvalidateStep,
  instanceTarget,
  type Reason,
  type RequestStep,
  type Step,
} from './steps.ts'
import { called, nameOf, subject, targetText } from './text.ts'

export type LinkKind = Step['kind'] | 'target' | 'entries' | 'end'

/** One part of a chain. */
export interface Link {
  readonly kind: LinkKind
  readonly text: string
  /** What it leads to in the timeline. */
  readonly step?: Step
}

export type Chain = readonly Link[]

/** All that led to a step and came of it; `steps` are those that are known. */
export function chainsOf(step: Step, steps: readonly Step[]): Chain[] {
  if (step.kind === 'request') return step.reasons.map((reason) => [...before(reason, step), linkOf(step)])
  if (step.kind === 'mount') return []
  const requests = steps.filter((each) => each.kind === 'request')
  if (step.kind === 'call' || step.kind === 'invalidate') return [...arrivals(step), ...targets(step, requests)]
  const led = asked(requests, (because) => because.cause === step)
  const head = step.kind === 'reset' && step.cause ? [linkOf(step.cause), linkOf(step)] : [linkOf(step)]
  if (!led.length) return [step.kind === 'reset' ? head : [...head, NOBODY]]
  return led.map((tail) => [...head, ...tail])
}

const NOBODY: Link = { kind: 'end', text: 'asked for when it is shown again' }

/** What came with the answer of a call. */
function arrivals(step: CallStep | InvalidateStep): Chain[] {
  if (step.kind !== 'call') return []
  return step.refreshed
    .filter(({ overtaken }) => !overtaken)
    .map(({ name, params, functions }) => [
      linkOf(step),
      { kind: 'target', text: subject(name, params) },
      ...entries(functions),
      { kind: 'end', text: 'arrived with the answer' },
    ])
}

/** What else became stale, and the requests for it. */
function targets(step: CallStep | InvalidateStep, requests: readonly RequestStep[]): Chain[] {
  const late = step.kind === 'call' ? step.refreshed.filter(({ overtaken }) => overtaken) : []
  const all: [Target, string?][] = [
    ...late.map((each): [Target, string] => [instanceTarget(each), LATE]),
    ...step.targets.map((target): [Target] => [target]),
  ]
  return all.flatMap(([target, note]) => {
    const head: Link[] = [linkOf(step), { kind: 'target', text: targetText(target) }]
    if (note) head.push({ kind: 'end', text: note })
    // What came late is made stale function by function.
    const spelt = (each: Target | undefined) => canonical(note && each ? { ...each, function: undefined } : each)
    const led = asked(
      requests,
      (because) => 'target' in because && because.cause === step && spelt(because.target) === spelt(target),
    )
    return led.length ? led.map((tail) => [...head, ...tail]) : [[...head, NOBODY]]
  })
}

const LATE = 'came with the answer, but something newer was here'

function asked(requests: readonly RequestStep[], matches: (because: Because) => boolean): Chain[] {
  return requests.flatMap((request) =>
    request.reasons
      .filter(({ because }) => matches(because))
      .map(({ functions }) => [...entries(functions), linkOf(request)]),
  )
}

/** What led to a request. */
function before({ because, functions }: Reason, { only }: RequestStep): Link[] {
  const { cause } = because
  if (typeof cause === 'string') return [{ kind: 'end', text: GROUNDS[cause] }, ...(only ? entries(functions) : [])]
  const head = cause.kind === 'reset' && cause.cause ? [linkOf(cause.cause), linkOf(cause)] : [linkOf(cause)]
  const target: Link[] =
    'target' in because && because.target ? [{ kind: 'target', text: targetText(because.target) }] : []
  return [...head, ...target, ...entries(functions)]
}

const GROUNDS = {
  first: 'shown for the first time',
  mounted: 'its context is mounted',
  fetched: 'fetched by the page',
  failed: 'failed before',
  old: 'older than its staleTime',
} as const

function entries(functions: readonly string[]): Link[] {
  return functions.length ? [{ kind: 'entries', text: functions.join(', ') }] : []
}

export function linkOf(step: Cause | RequestStep): Link {
  return { kind: step.kind, text: step.kind === 'call' ? step.name : titleOf(step), step }
}

/** What a step is called. */
export function titleOf(step: Step): string {
  switch (step.kind) {
    case 'call':
      return called(step.name, step.args)
    case 'request':
      return subject(step.context, step.params)
    case 'mount':
      return subject(step.name, step.params)
    case 'reset':
      return 'everything forgotten'
    default:
      return nameOf(step)
  }
}

/** What led to a step or came of it, in one line. */
export function brief(step: Step, steps: readonly Step[]): string {
  if (step.kind === 'call') return outcomeOf(step)
  if (step.kind === 'invalidate') return step.targets.map(targetText).join('; ')
  if (step.kind === 'refetch') return [...new Set(step.entries.map(({ name }) => name))].join(', ')
  const [first = [], ...others] = chainsOf(step, steps)
  const text = first
    .filter((link) => link.step !== step)
    .map((link) => link.text)
    .join(' → ')
  return others.length ? `${text}  +${others.length}` : text
}

function outcomeOf({ refreshed, targets }: CallStep): string {
  const came = refreshed.filter(({ overtaken }) => !overtaken).map(({ name, params }) => subject(name, params))
  const stale = [...refreshed.filter(({ overtaken }) => overtaken).map(instanceTarget), ...targets].map(targetText)
  return [came.length && `${came.join(', ')} arrived`, stale.length && `${stale.join(', ')} stale`]
    .filter(Boolean)
    .join('; ')
}
