/** Gates what the kernel and the adapters weigh: everything they export, in a page's bundle, minified and gzipped. */

import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { buildSync } from 'esbuild'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const KIB = 1024

/** What a page has already that was made with a framework. */
const PAGES = {
  none: [],
  react: ['react', 'react-dom/client'],
  vue: ['vue'],
  svelte: ['svelte', 'svelte/internal/client', 'svelte/reactivity', 'svelte/store'],
  solid: ['solid-js', 'solid-js/web'],
  tanstack: ['@tanstack/query-core'],
}

/** @type {Array<{ name: string, page: keyof typeof PAGES, has?: string[], gets: string[], limit: number }>} */
const SIZES = [
  { name: 'kernel', page: 'none', gets: ['mizan-client'], limit: 5 * KIB },
  { name: 'kernel and React', page: 'react', gets: ['mizan-client', 'mizan-react'], limit: 6 * KIB },
  onTop('Vue', ['mizan-vue'], 1, 'vue'),
  onTop('Svelte', ['mizan-svelte'], 1, 'svelte'),
  onTop('Solid', ['mizan-solid'], 1, 'solid'),
  onTop('TanStack', ['mizan-tanstack'], 1.6, 'tanstack'),
  onTop('CSRF', ['mizan-client/csrf'], 0.3),
  onTop('tokens', ['mizan-client/token'], 1),
  onTop('after-tokens', ['mizan-client/after'], 0.6),
  onTop('uploads', ['mizan-client/uploads'], 0.5),
  onTop('live and tabs', ['mizan-client/live', 'mizan-client/tabs'], 3.7),
  onTop('offline', ['mizan-client/offline'], 2.5),
  onTop('pages and search', ['mizan-client/pages', 'mizan-client/search'], 1.75),
  onTop('devtools', ['mizan-devtools'], 25),
]

const measured = SIZES.map(({ name, page, has = [], gets, limit }) => {
  const before = [...PAGES[page], ...has]
  return { name, bytes: weight([...before, ...gets]) - (before.length ? weight(before) : 0), limit }
})
for (const { name, bytes, limit } of measured) console.log(`${name}: ${bytes} of ${Math.floor(limit)} bytes min+gzip`)
if (measured.some(({ bytes, limit }) => bytes > limit)) {
  console.error('A size budget is exceeded.')
  process.exit(1)
}

/** @param {string} name @param {string[]} gets @param {number} kib @param {keyof typeof PAGES} [page] */
function onTop(name, gets, kib, page = 'none') {
  return { name: `${name} on top of the kernel`, page, has: ['mizan-client'], gets, limit: kib * KIB }
}

/** How much a bundle of packages weighs, each with all that it exports. @param {string[]} packages */
function weight(packages) {
  const all = packages.map(
    (each, at) => `export *${each.startsWith('mizan-') ? '' : ` as framework${at}`} from '${each}'`,
  )
  const { outputFiles } = buildSync({
    stdin: { contents: all.join('\n'), resolveDir: ROOT },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    conditions: ['production'],
    define: {
      'process.env.NODE_ENV': '"production"',
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
    write: false,
  })
  return gzipSync(outputFiles[0].text, { level: 9 }).length
}
