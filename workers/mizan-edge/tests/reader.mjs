/** Somebody who reads and writes through a worker, as a browser would: with a session, a token, and what he has written. */

/** @typedef {{ url: string, status: number, how: string, data: any, text: string, headers: Headers }} Read */

export class Reader {
  /** @type {string[]} */
  after = []
  /** @type {string | undefined} */
  token

  /** @param {string} url of the worker @param {string} [session] */
  constructor(url, session) {
    this.url = url
    this.session = session
  }

  /** Sign in, and have a token. @param {string} url @param {string} session */
  static async signedIn(url, session) {
    const reader = new Reader(url, session)
    const answer = await reader.send('token', { method: 'POST' })
    reader.token = JSON.parse(answer.text).token
    return reader
  }

  /** The same with other credentials. @param {Record<string, string>} credentials */
  as(credentials) {
    const other = new Reader(this.url)
    other.credentials = () => credentials
    return other
  }

  /** What only he is shown. */
  get canary() {
    return `canary-${this.session?.split('.')[0]}`
  }

  /** What proves who asks. @returns {Record<string, string>} */
  credentials() {
    return {
      ...(this.session && { cookie: `theme=dark; session=${this.session}` }),
      ...(this.token && { authorization: `Bearer ${this.token}` }),
    }
  }

  /** @param {string} path @param {RequestInit & { headers?: Record<string, string> }} [init] @returns {Promise<Read>} */
  async send(path, { headers, ...init } = {}) {
    const sent = this.after
    const response = await fetch(`${this.url}/api/mizan/${path}`, {
      redirect: 'manual',
      ...init,
      headers: {
        'mizan-protocol': '1',
        'sec-fetch-site': 'same-origin',
        ...this.credentials(),
        ...(sent.length && { 'mizan-after': sent.join(', ') }),
        ...headers,
      },
    })
    const text = await response.text()
    const token = response.headers.get('mizan-after')
    if (token) this.after = [...this.after.filter((each) => !sent.includes(each)), token]
    const how = response.headers.get('cache-status')?.split(',').at(-1)?.trim() ?? ''
    const isJson = response.headers.get('content-type')?.startsWith('application/json') && text
    return {
      url: path,
      status: response.status,
      how,
      data: isJson ? JSON.parse(text).data : undefined,
      text,
      headers: response.headers,
    }
  }

  /** Fetch a context. @param {string} context @param {unknown} [params] @param {Record<string, string>} [headers] */
  read(context, params, headers = {}) {
    const query = params === undefined ? '' : `?params=${encodeURIComponent(JSON.stringify(params))}`
    return this.send(`context/${context}${query}`, { headers })
  }

  /** Call a function. @param {string} name @param {unknown} args @param {Record<string, string>} [further] */
  call(name, args, further = {}) {
    const headers = { 'content-type': 'application/json', ...further }
    return this.send(`call/${name}`, { method: 'POST', headers, body: JSON.stringify({ args }) })
  }
}
