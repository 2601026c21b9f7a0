/** Expectations: what answers of calls are about to make stale, so that it can be said whose doing it was. */

import { canonical } from 'mizan-client'
import type { Target } from 'mizan-client/tap'
import type { CallStep, Refreshed } from './steps.ts'

export interface Expectations {
  /** A call was answered, or failed: the kernel deals with that in a moment. */
  add(step: CallStep): void
  /** The call that a target is of, newest first. */
  blame(target: Target): CallStep | undefined
}

interface Expected {
  readonly step: CallStep
  /** By the spelling of targets; with the bundle that is dropped, where one came too late. */
  readonly targets: ReadonlyMap<string, Refreshed | undefined>
}

export function expectations(): Expectations {
  let all: Expected[] = []
  return {
    add(step) {
      const own: Expected = { step, targets: targetsOf(step) }
      all = [own, ...all]
      // All promises that wait for the answer go on before that.
      setTimeout(() => {
        all = all.filter((each) => each !== own)
      })
    },

    blame(target) {
      const spelt = canonical(target)
      const found = all.find(({ targets }) => targets.has(spelt))
      if (!found) return undefined
      const { step, targets } = found
      const late = targets.get(spelt)
      if (late) late.overtaken = true
      else if (!step.targets.some((each) => canonical(each) === spelt)) step.targets.push(target)
      return step
    },
  }
}

function targetsOf(step: CallStep): Map<string, Refreshed | undefined> {
  const targets = new Map<string, Refreshed | undefined>()
  for (const each of step.refreshed) {
    const { name: context, params, functions } = each
    for (const name of functions) targets.set(canonical({ context, params, function: name }), each)
  }
  for (const target of step.targets) targets.set(canonical(target), undefined)
  // Nobody knows whether it happened, so all is in doubt that it may have changed.
  const doubted = step.outcome !== 'answered' && !isRefusal(step.error?.status)
  if (doubted)
    for (const name of step.contexts) targets.set(canonical(name === '*' ? {} : { context: name }), undefined)
  return targets
}

function isRefusal(status = 0): boolean {
  return status >= 400 && status < 500
}
