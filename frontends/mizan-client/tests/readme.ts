/** Reads the named examples of a README, and bundles them into one program. */

import { readFileSync } from 'node:fs'
import { type BuildOptions, build } from 'esbuild'

const HERE = new URL('.', import.meta.url).pathname

/** Return the fenced blocks of a page, by name, or by language where they have none. */
export function examples(page: URL): Record<string, string> {
  const fences = readFileSync(page, 'utf8').matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)
  return Object.fromEntries([...fences].map(([, language, name, text]) => [name ?? language, text ?? '']))
}

/** Bundle an example with those it imports. */
export async function bundled(files: Record<string, string>, entry: string, options: BuildOptions): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: files[entry]!, loader: 'jsx', resolveDir: HERE },
    bundle: true,
    write: false,
    jsx: 'automatic',
    ...options,
    plugins: [
      {
        name: 'readme',
        setup({ onLoad, onResolve }) {
          onResolve({ filter: /^\.\/api/ }, ({ path }) => ({ path, namespace: 'readme' }))
          onLoad({ filter: /.*/, namespace: 'readme' }, ({ path }) => ({
            contents: files[path.slice(2)]!,
            loader: 'jsx',
            resolveDir: HERE,
          }))
        },
      },
    ],
  })
  return outputFiles![0]!.text
}
