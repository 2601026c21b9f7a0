/** A real browser, with the client that the generator makes, before a worker in workerd: tabs, reloads and users. */

import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { chromium } from '@playwright/test'
import { buildSync } from 'esbuild'
import { generate } from './origin.mjs'
import { Scene } from './scene.mjs'

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const { manifest, client, remove } = generate()
after(remove)

const { outputFiles } = buildSync({
  stdin: { contents: `import * as api from ${JSON.stringify(client)}; window.api = api`, resolveDir: '/' },
  bundle: true,
  format: 'iife',
  write: false,
})
const script = outputFiles[0]?.text ?? ''

describe('in Chromium', () => {
  const scene = new Scene('workerd', manifest)
  /** @type {import('@playwright/test').Browser} */
  let browser
  before(async () => {
    const executablePath = BROWSERS.find((each) => existsSync(each))
    if (!executablePath) throw new Error('This test needs Chromium: make test installs it.')
    await scene.start()
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  })
  after(async () => {
    await browser?.close()
    await scene.end()
  })

  /** A browser of its own, in which somebody has a session. @param {string} user */
  async function browserOf(user) {
    const url = scene.worker.url
    const context = await browser.newContext()
    await context.addCookies([{ name: 'session', value: `${user}.one`, url }])
    await context.route(`${url}/page`, (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><script src="/page.js"></script>' }),
    )
    await context.route(`${url}/page.js`, (route) => route.fulfill({ contentType: 'text/javascript', body: script }))
    return {
      /** Open another tab. */
      async tab() {
        const page = await context.newPage()
        await page.goto(`${url}/page`)
        return tabOf(page)
      },
      cookies: () => context.cookies(url),
      close: () => context.close(),
    }
  }

  /** What a tab does. @param {import('@playwright/test').Page} page */
  function tabOf(page) {
    /** Call a function of the client; what came of it, and of the request that it took. @param {string} name @param {unknown} [args] */
    const call = async (name, args = {}) => {
      const answered = page.waitForResponse((response) => /\/(context|call)\//.test(response.url()), { timeout: 5000 })
      const called = page.evaluate(
        ([name = '', args]) => /** @type {any} */ (globalThis).api[name](args),
        /** @type {[string, any]} */ ([name, args]),
      )
      const [response, value] = await Promise.all([answered, called])
      const status = (await response.allHeaders())['cache-status'] ?? ''
      return { value, how: status.split(',').at(-1)?.trim() ?? '' }
    }
    return { call, reload: () => page.reload() }
  }

  test('what one tab wrote is read by itself, by another tab, and after a reload, though others are shown what was kept', async (context) => {
    const [mine, other] = [await browserOf('p1'), await browserOf('q1')]
    context.after(() => Promise.all([mine.close(), other.close()]))
    const [tab, second, others] = [await mine.tab(), await mine.tab(), await other.tab()]
    const board = scene.newBoard()
    const read = async (/** @type {typeof tab} */ from) => (await from.call('fetchBoardTasks', board)).value
    await read(tab)
    await scene.settled()
    assert.match((await others.call('fetchBoardTasks', board)).how, /^mizan-edge; hit/)

    await tab.call('callAddTask', { ...board, title: 'new' })
    assert.deepEqual(await read(others), [])
    assert.deepEqual(await read(second), ['new'])
    await second.call('callAddTask', { ...board, title: 'newer' })
    await tab.reload()
    assert.deepEqual(await read(tab), ['new', 'newer'])
    assert.deepEqual(await read(await mine.tab()), ['new', 'newer'])
    const [cookie] = (await mine.cookies()).filter(({ name }) => name === 'mizan-after')
    assert.match(cookie?.value ?? '', /^mza1\.k1\./)
    assert.deepEqual(
      (await other.cookies()).filter(({ name }) => name === 'mizan-after'),
      [],
    )
  })

  test("what is a user's own is kept for him, by a token that his page has asked for, and no other is shown it", async (context) => {
    const [mine, other] = [await browserOf('p2'), await browserOf('q2')]
    context.after(() => Promise.all([mine.close(), other.close()]))
    const [tab, others] = [await mine.tab(), await other.tab()]
    assert.equal((await tab.call('fetchMeProfile')).value.canary, 'canary-p2')
    await scene.settled()
    const again = await tab.call('fetchMeProfile')
    assert.deepEqual([again.value.canary, /^mizan-edge; hit/.test(again.how)], ['canary-p2', true])
    assert.equal((await others.call('fetchMeProfile')).value.canary, 'canary-q2')

    await tab.call('callRename', { name: 'Ada' })
    assert.equal((await tab.call('fetchMeProfile')).value.name, 'Ada')
    assert.equal((await others.call('fetchMeProfile')).value.name, 'nobody')
  })

  test('every write of many is read at once', async (context) => {
    const mine = await browserOf('p3')
    context.after(() => mine.close())
    const tab = await mine.tab()
    const board = scene.newBoard()
    for (let turn = 1; turn <= 20; turn++) {
      await tab.call('callAddTask', { ...board, title: `${turn}` })
      assert.equal((await tab.call('fetchBoardTasks', board)).value.length, turn)
    }
  })
})
