/** Stores: where entries are kept, in memory or by the platform. */

/** @typedef {import('./entries.mjs').Entry} Entry */

/**
 * @typedef {object} Store may forget whatever it wants to
 * @property {(key: string, url: string) => Promise<Entry | undefined>} find what is kept under a key; `url` is of the request
 * @property {(key: string, url: string, entry: Entry) => Promise<void>} keep
 */

const MEBIBYTE = 1024 * 1024
/** What an entry costs beside its body, roughly. */
const OVERHEAD = 512

/**
 * Keep entries in this process: those that were used last, up to so many characters.
 * @param {number} [limit] 32 Mi characters unless given
 * @returns {Store}
 */
export function memoryStore(limit = 32 * MEBIBYTE) {
  /** @type {Map<string, Entry>} */
  const entries = new Map()
  let size = 0
  const forget = (/** @type {string} */ key) => {
    size -= sizeOf(entries.get(key))
    entries.delete(key)
  }
  const put = (/** @type {string} */ key, /** @type {Entry} */ entry) => {
    forget(key)
    entries.set(key, entry)
    size += sizeOf(entry)
  }
  return {
    async find(key) {
      const entry = entries.get(key)
      if (entry) put(key, entry) // the last one to be forgotten
      return entry
    },
    async keep(key, _url, entry) {
      if (sizeOf(entry) > limit) return
      put(key, entry)
      for (const oldest of entries.keys()) {
        if (size <= limit) break
        forget(oldest)
      }
    },
  }
}

/** @param {Entry | undefined} entry */
const sizeOf = (entry) => (entry ? entry.body.length + OVERHEAD : 0)

/**
 * Keep entries where the platform keeps answers, as Cloudflare and Deno do. A cache of its own name is not the one that
 * `fetch` looks into, so nobody reads from it by asking for an address.
 * @param {CacheStorage} caches
 * @returns {Store}
 */
export function platformStore(caches) {
  const open = () => caches.open('mizan-edge')
  return {
    async find(key, url) {
      const response = await (await open()).match(addressOf(key, url))
      return response && read(response)
    },
    async keep(key, url, entry) {
      await (await open()).put(addressOf(key, url), write(entry))
    },
  }
}

/** Cloudflare wants addresses of the worker's own host. @param {string} key @param {string} url */
const addressOf = (key, url) => new URL(`/mizan-edge/${key}`, url).href

/** @param {Entry} entry */
function write({ body, etag, generations, freshUntil, staleUntil }) {
  const seconds = Math.max(1, Math.ceil((staleUntil - Date.now()) / 1000))
  const entry = encodeURIComponent(JSON.stringify({ etag, generations, freshUntil, staleUntil }))
  return new Response(body, {
    headers: {
      'content-type': 'application/json',
      'cache-control': `public, max-age=${seconds}`,
      'mizan-entry': entry,
    },
  })
}

/** @param {Response} response @returns {Promise<Entry>} */
async function read(response) {
  return { ...JSON.parse(decodeURIComponent(response.headers.get('mizan-entry') ?? '')), body: await response.text() }
}
