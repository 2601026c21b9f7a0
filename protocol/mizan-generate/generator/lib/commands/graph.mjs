/** `mizan-generate graph`: shows contexts, functions, and who makes what stale. */

import { graphOf } from '../graph/graph.mjs'
import { mermaidOf } from '../graph/mermaid.mjs'
import { textOf } from '../graph/text.mjs'
import { Problem, suggest } from '../problem.mjs'
import { contentIn } from './content.mjs'

const HELP = `Usage: mizan-generate graph [document.json] [--config mizan.config.mjs] [--format text|mermaid|json]

Shows the contexts of a server with their queries, and which mutation makes what stale: of the document, or else of the
server that the config names. Notes tell what is odd: queries in no context, functions that affect nothing, contexts that
nothing affects. The order is always the same, so that two graphs can be compared.

  --config FILE   the config that names the server (default: mizan.config.mjs)
  --format text      an outline (default)
  --format mermaid   a flowchart, which many wikis and code hosts draw
  --format json      data
  --json          print one JSON object with the graph as its result
  --help          show this

Exit codes: 0 done, 1 failed, 2 wrong arguments.
`

/** @type {Readonly<Record<string, (graph: import('../graph/graph.mjs').Graph) => string>>} */
const FORMATS = { text: textOf, mermaid: mermaidOf, json: (graph) => `${JSON.stringify(graph, null, 2)}\n` }

/** @type {import('./index.mjs').Command} */
export const graphCommand = {
  help: HELP,
  operands: ['[document.json]'],
  options: { config: { type: 'string' }, format: { type: 'string' } },
  async run({ config, format = 'text' }, [document], { read }) {
    const names = Object.keys(FORMATS)
    const write = Object.hasOwn(FORMATS, String(format)) ? FORMATS[String(format)] : undefined
    if (!write)
      throw new Problem(`There is no format '${format}'. ${suggest(String(format), names)}`, { code: 'USAGE' })
    if (document && config) throw new Problem('A document and --config exclude each other.', { code: 'USAGE' })
    const { content, notes } = await contentIn(document, config, read)
    const graph = graphOf(content)
    return { exit: 0, result: graph, text: write(graph), complaint: notes.map((note) => `${note}\n`).join('') }
  },
}
