/** Shortening: the fewest steps that still break the same rule, and what they look like. */

import { Page } from './page.ts'
import { watcher } from './rules.ts'
import { play, type Schedule } from './search.ts'
import { label } from './server.ts'
import { type Scope, take } from './steps.ts'

/** Return the failure of a schedule, told as the shortest script that leads to it. */
export async function shortened(scope: Scope, schedule: Schedule, error: Error): Promise<Error> {
  const rule = ruleOf(error)
  let { steps } = schedule
  const breaks = async (shorter: readonly string[]) => {
    const failed = await play(scope, { ...schedule, steps: shorter }).catch((failure: Error) => failure)
    return failed instanceof Error && ruleOf(failed) === rule
  }
  const shorten = async () => {
    for (let index = steps.length - 1; index >= 0; index--) {
      for (const shorter of [steps.toSpliced(index, 1), steps.with(index, steps[index]!.replace(/ [&+]\d*$/, ''))]) {
        if (shorter.join() === steps.join() || !(await breaks(shorter))) continue
        steps = shorter
        return true
      }
    }
    return false
  }
  while (await shorten());
  const last = await play(scope, { ...schedule, steps }).catch((failure: Error) => failure)
  const message = last instanceof Error ? last.message : error.message
  return new Error(`${message}\n${await told(scope, { ...schedule, steps })}`, { cause: error })
}

/** The rule that broke: its message without names and numbers. */
function ruleOf({ message }: Error): string {
  return message.replaceAll(/\d+|\w+\/|profile|posts|title|page|motd|user|paged|global/g, '')
}

/** Write a schedule down with what each request asks for. */
async function told(scope: Scope, { steps, early }: Schedule): Promise<string> {
  const page = new Page(watcher, scope.retries)
  const lines: string[] = []
  try {
    for (const step of steps) {
      const before = page.server.requests.length
      await take(page, step, scope)
      const sent = page.server.requests.slice(before).map((request) => `request ${request.id}: ${label(request)}`)
      lines.push(`  ${step}${sent.length ? `    → ${sent.join('; ')}` : ''}`)
    }
  } finally {
    page.close()
  }
  return [...lines, `  ${early ? 'everybody leaves, and' : 'then'} what is on its way is answered`].join('\n')
}
