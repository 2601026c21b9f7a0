/** `mizan-generate graph`: what is shown, in which order, and what is noted. */

import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { Project, testIn, withPython } from './project.mjs'

const CONTEXTS = fileURLToPath(new URL('../golden/contexts/document.json', import.meta.url))
const ARGS = { type: 'object', properties: {}, required: [] }
const bare = (/** @type {any} */ part) => ({ args: ARGS, result: { type: 'null' }, ...part })

testIn(
  'shows contexts, mutations and calls as an outline',
  () => new Project(),
  (project) => {
    assert.deepEqual(project.run('graph', CONTEXTS), {
      status: 0,
      stdout: `context global
  query languages
  affected by logout

context reports.daily (day)
  query reports.by_day [staff]
  affected by logout, publish

context user (limit, order, user_id)
  query user_posts [authenticated]
  query user_profile [authenticated]
  affected by logout, publish, rename

mutation logout
  affects everything

mutation publish
  affects query user_posts (user_id = author)
  affects context reports.daily

mutation rename [authenticated]
  affects context user (user_id)

calls
  ping

note: Functions that affect nothing, so that what is shown stays as it is: ping.
`,
      stderr: '',
    })
  },
)

testIn(
  'draws a flowchart, whose ids hold no word of Mermaid',
  () => new Project(),
  (project) => {
    assert.equal(
      project.run('graph', CONTEXTS, '--format', 'mermaid').stdout,
      `flowchart LR
  subgraph context_global["global"]
    query_languages["languages"]
  end
  subgraph context_reportsDOTdaily["reports.daily (day)"]
    query_reportsDOTby_day["reports.by_day"]
  end
  subgraph context_user["user (limit, order, user_id)"]
    query_user_posts["user_posts"]
    query_user_profile["user_profile"]
  end
  mutation_logout(["logout"])
  mutation_publish(["publish"])
  mutation_rename(["rename"])
  call_ping[/"ping"/]
  everything(("everything"))
  mutation_logout --> everything
  mutation_publish -->|"user_id"| query_user_posts
  mutation_publish --> context_reportsDOTdaily
  mutation_rename -->|"user_id"| context_user
`,
    )
  },
)

/** Everything that a note is made for, in an order that is not that of names. */
function withOddities() {
  const functions = {
    touch: bare({ kind: 'mutation', affects: [], contexts: [] }),
    lost: bare({ kind: 'query', context: 'user', params: [] }),
    found: bare({ kind: 'query', context: 'user', params: [] }),
    save: bare({ kind: 'mutation', affects: [{ context: 'user', params: { id: null } }], contexts: ['user'] }),
    call: bare({ kind: 'call' }),
    fixed: bare({ kind: 'query', context: 'constants', params: [] }),
  }
  const contexts = {
    user: { functions: ['found'], params: ARGS },
    constants: { functions: ['fixed'], params: ARGS },
  }
  return new Project().write('odd.json', JSON.stringify({ 'x-mizan': { protocol: 1, functions, contexts } }))
}

testIn(
  'notes queries in no context, functions that affect nothing, contexts that nothing affects',
  withOddities,
  (project) => {
    const { stdout } = project.run('graph', 'odd.json')

    assert.deepEqual(stdout.match(/^note: .*$/gm), [
      'note: Queries in no context, which nobody can fetch: lost.',
      'note: Functions that affect nothing, so that what is shown stays as it is: call, touch.',
      'note: Contexts that nothing affects, so that they are as fresh as when they were fetched: constants.',
    ])
    assert.match(stdout, /\nmutation save\n {2}affects context user \(id = computed\)\n/)
  },
)

testIn('gives data, by itself or as the result of a command', withOddities, (project) => {
  const graph = JSON.parse(project.run('graph', 'odd.json', '--format', 'json').stdout)
  const { result, ...report } = JSON.parse(project.run('graph', 'odd.json', '--json').stdout)

  assert.deepEqual(report, { command: 'graph', exit: 0 })
  assert.deepEqual(result, graph)
  assert.deepEqual(graph.contexts[1], {
    name: 'user',
    params: [],
    queries: [{ name: 'found', auth: 'public' }],
    affectedBy: ['save'],
  })
  assert.deepEqual(graph.mutations[0], {
    name: 'save',
    auth: 'public',
    affects: [{ context: 'user', params: { id: null } }],
    contexts: ['user'],
  })
  assert.deepEqual(graph.calls, [{ name: 'call', auth: 'public' }])
  assert.deepEqual(
    graph.notes.map((/** @type {any} */ { kind, names }) => [kind, ...names]),
    [
      ['query-in-no-context', 'lost'],
      ['affects-nothing', 'call', 'touch'],
      ['affected-by-nothing', 'constants'],
    ],
  )
})

testIn('the order of a document changes nothing', withOddities, (project) => {
  const before = project.run('graph', 'odd.json').stdout
  const document = JSON.parse(project.read('odd.json'))
  const reversed = (/** @type {any} */ record) => Object.fromEntries(Object.entries(record).reverse())
  const { functions, contexts } = document['x-mizan']
  Object.assign(document['x-mizan'], { functions: reversed(functions), contexts: reversed(contexts) })
  project.write('odd.json', JSON.stringify(document))

  assert.equal(project.run('graph', 'odd.json').stdout, before)
})

testIn("shows the config's server unless a document is named", withPython, (project) => {
  assert.match(project.run('graph').stdout, /^context global\n {2}query current_user\n/)
  assert.equal(project.run('graph', 'a.json', '--config', 'mizan.config.mjs').status, 2)
})

testIn('an unknown format is refused with the one that was meant', withOddities, (project) => {
  const { status, stderr } = project.run('graph', 'odd.json', '--format', 'mermade')

  assert.equal(status, 2)
  assert.match(stderr, /^There is no format 'mermade'\. Did you mean 'mermaid'\?/)
})
