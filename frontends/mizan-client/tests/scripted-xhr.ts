/** An XMLHttpRequest whose answers a test gives by hand. */

import type { TestContext } from 'node:test'

/** The platform's XMLHttpRequest, as far as an upload needs it, answered by hand. */
export class ScriptedXhr {
  static last: ScriptedXhr
  /** Let there be one, until the test ends. */
  static installed(context: TestContext) {
    Object.assign(globalThis, { XMLHttpRequest: ScriptedXhr })
    context.after(() => Reflect.deleteProperty(globalThis, 'XMLHttpRequest'))
  }
  upload: { onprogress?: (event: object) => void } = {}
  headers: Record<string, string> = {}
  /** Further headers of the answer. */
  answers: Record<string, string> = {}
  opened: unknown[] = []
  body: unknown
  withCredentials = false
  status = 200
  responseText = ''
  aborted = false
  onload?: () => void
  onerror?: (event: unknown) => void
  onabort?: (event: unknown) => void
  onloadend?: () => void
  constructor() {
    ScriptedXhr.last = this
  }
  open(...args: unknown[]) {
    this.opened = args
  }
  setRequestHeader(name: string, value: string) {
    this.headers[name] = value
  }
  getResponseHeader(name: string) {
    return this.answers[name] ?? (name === 'mizan-protocol' ? '1' : null)
  }
  send(body: unknown) {
    this.body = body
  }
  abort() {
    this.aborted = true
    this.onabort?.({})
    this.onloadend?.()
  }
  finish(status: number, text: string) {
    Object.assign(this, { status, responseText: text })
    this.onload?.()
    this.onloadend?.()
  }
}
