import { test } from 'node:test'
import { EVERYTHING, SCOPES } from './explorer/scopes.ts'
import { exhaust, gamble, replay } from './explorer/search.ts'

/** How many games of chance; with SEED, only that one. With DEEPER, all schedules are longer by so many steps. */
const { SEEDS = '400', SEED, DEEPER = '0' } = process.env
const STEPS = 40

for (const { name, depth, ...scope } of SCOPES) {
  const steps = depth + Number(DEEPER)
  test(`explorer: all rules hold in every schedule of ${name} up to ${steps} steps`, async () => {
    const played = await exhaust(scope, steps)
    if (played < 300) throw new Error(`Only ${played} schedules were played.`)
  })
}

test(`explorer: all rules hold in ${SEED ? `game ${SEED}` : `${SEEDS} games`} of chance`, async () => {
  const [from, to] = SEED ? [Number(SEED), Number(SEED) + 1] : [0, Number(SEEDS)]
  for (let seed = from; seed < to; seed++) await gamble({ ...EVERYTHING, retries: seed % 3 ? 0 : 2 }, seed, STEPS)
})

/** What once went wrong. */
const SCRIPTS: Record<string, string> = {
  'what came with a mutation of the old identity is not shown by who came since':
    'mount paged/1, answer 1, call rename, unmount paged/1, call login, pass 420000, serve 2 fresh, answer 3, show page/1, answer 2',
  'a function nobody showed yet is stale once it was made so, also for what comes later with an older mutation':
    'show profile, fetch profile, call login, answer 2, serve 3 fresh, call post, answer 4, answer 3, show posts',
  'what an answer brought for a function that nobody shows is kept only while it is fresh':
    'show profile, serve 1, call post, answer 2, answer 1, elsewhere announce, push, show posts',
  'what a whole answer brought is shown with the rest of it, also where another page had an older value':
    'wait title/2, answer 1, elsewhere announce, show page/1, answer 2, show title/1, show page/2',
  'what is made stale of one function leaves the answer for the others whole':
    'show title/2, show title/1, call post, show page/1, answer 1, answer 2, answer 3',
  'asking again after a refusal keeps what is hoped for':
    'show profile, answer 1, call rename hopefully, refetch profile, refuse 3, answer 3, refetch profile, answer 4, answer 2',
  'who is told of what became stale while it was asked for is told that it is asked for':
    'show profile, call rename, call rename, answer 1, answer 2, answer 3',
  'a page that comes back asks nothing again that is being asked for':
    'show page/1, call rename, fail 1, answer 1, answer 2, focus, pass 5000, refuse 3, answer 3',
}

for (const [name, script] of Object.entries(SCRIPTS)) {
  test(`explorer: ${name}`, () => replay(EVERYTHING, script))
}

test('explorer: a request is aborted when the last leaves, also where they showed it through another page', () =>
  replay(EVERYTHING, 'show title/1, hide title/1, show title/2, pass 0', true))
