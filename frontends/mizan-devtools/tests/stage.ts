/** A stage: the devtools in a page, used as people use them. */

import './dom.mjs'
import assert from 'node:assert/strict'
import { after, afterEach } from 'node:test'
import { type DevtoolsOptions, devtools } from '../src/index.ts'
import { type Scene, scene } from './subjects.ts'

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
  sessionStorage.clear()
})
after(() => window.close())

export interface Stage extends Scene {
  remove(): void
  root(): ShadowRoot
  /** Let the panel draw what changed. */
  drawn(): Promise<void>
  find(selector: string): HTMLElement
  /** What can be read in all elements of a selector. */
  texts(selector: string): string[]
  click(selector: string, text?: string): Promise<void>
  press(key: string, target?: HTMLElement): Promise<void>
}

export function stage(options: DevtoolsOptions = {}, set = scene()): Stage {
  const remove = devtools(set.kernel, options)
  ends.push(remove, () => set.kernel.dispose())
  const root = () => {
    const { shadowRoot } = document.querySelector('mizan-devtools') ?? assert.fail('There is no element.')
    return shadowRoot ?? assert.fail('It has no shadow root.')
  }
  const drawn = async () => {
    for (let frames = 0; frames < 2; frames++) await new Promise((done) => requestAnimationFrame(done))
  }
  const all = (selector: string) => [...root().querySelectorAll<HTMLElement>(selector)]
  return {
    ...set,
    remove,
    root,
    drawn,
    find: (selector) => all(selector)[0] ?? assert.fail(`There is no ${selector}.`),
    texts: (selector) => all(selector).map((each) => each.textContent ?? ''),
    async click(selector, text = '') {
      const found = all(selector).find((each) => each.textContent?.includes(text))
      assert.ok(found, `There is no ${selector} with ${text}.`)
      found.click()
      await drawn()
    },
    async press(key, target) {
      const at = target ?? (root().activeElement as HTMLElement | null) ?? assert.fail('Nothing has the focus.')
      at.dispatchEvent(new window.KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }))
      await drawn()
    },
  }
}
