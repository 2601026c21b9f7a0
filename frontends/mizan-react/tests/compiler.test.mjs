import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { transformSync as babel } from '@babel/core'
import { transformSync as esbuild } from 'esbuild'
import { createElement } from 'react'
import * as app from './app.tsx'
import { click, stage } from './stage.tsx'

const require = createRequire(import.meta.url)

const SOURCE = `
import { useState } from 'react'
import { useUserProfile, useUserProfileState, usePosts, useRename, useLogout } from 'app'

export function Page() {
  const [count, more] = useState(0)
  const name = useUserProfile()
  const posts = usePosts({ user_id: 5 })
  const { status, fetching, data, refetch } = useUserProfileState()
  const rename = useRename()
  const logout = useLogout()
  const titles = posts.map((title) => title.toUpperCase())
  const submit = async () => {
    await rename.mutate({ name: name + '!' })
    more((value) => value + 1)
  }
  return (
    <main>
      {name} {data} {status} {fetching ? 'fetching' : 'still'} {titles.join()} {rename.status} {rename.data ?? '-'}{' '}
      {count}
      <button onClick={submit}>rename</button>
      <button onClick={refetch}>refetch</button>
      <button onClick={() => logout.mutate()}>logout</button>
    </main>
  )
}
`

/** Compile with React Compiler, failing where it would skip a component, and load the module. */
function compiled(source) {
  const { code } = babel(source, {
    filename: 'Page.jsx',
    babelrc: false,
    configFile: false,
    parserOpts: { plugins: ['jsx'] },
    plugins: [[require.resolve('react-compiler'), { target: '19', panicThreshold: 'all_errors' }]],
  })
  assert.match(code, /react\/compiler-runtime/)
  const { code: text } = esbuild(code, { loader: 'jsx', jsx: 'automatic', format: 'cjs' })
  const module = { exports: {} }
  new Function('require', 'module', text)((name) => (name === 'app' ? app : require(name)), module)
  return module.exports
}

for (const strict of [false, true]) {
  test(`hooks work in components that React Compiler rewrote${strict ? ' (StrictMode)' : ''}`, async () => {
    const { Page } = compiled(SOURCE)
    const on = await stage(createElement(app.UserContext, { user_id: 5, fallback: 'loading' }, createElement(Page)), {
      strict,
    })
    assert.equal(on.text(), 'loading')
    await on.answer({ data: { user_profile: 'Ada', posts: ['one'] } })
    await on.answer({ data: {} })
    const buttons = 'renamerefetchlogout'
    assert.equal(on.text(), `Ada Ada ready still ONE idle - 0${buttons}`)
    await click(on, 'rename')
    assert.equal(on.text(), `Ada Ada ready still ONE pending - 0${buttons}`)
    const refreshed = [
      { context: 'user', params: { user_id: 5 }, data: { user_profile: 'Ada!', posts: ['one', 'two'] } },
    ]
    const { body } = await on.answer({ result: 'done', invalidate: [], refreshed })
    assert.deepEqual(body.args, { name: 'Ada!' })
    assert.equal(on.text(), `Ada! Ada! ready still ONE,TWO success done 1${buttons}`)
    await click(on, 'refetch')
    assert.equal(on.text(), `Ada! Ada! ready fetching ONE,TWO success done 1${buttons}`)
    await on.answer({ data: { user_profile: 'Eve' } })
    assert.equal(on.text(), `Eve Eve ready still ONE,TWO success done 1${buttons}`)
    await click(on, 'rename')
    assert.equal((await on.answer({ result: 'again', invalidate: [] })).body.args.name, 'Eve!')
    await click(on, 'logout')
    await on.answer({ result: null, invalidate: [{ all: true }] })
    assert.equal(on.text(), 'loading')
    await on.answer({ data: { user_profile: 'nobody', posts: [] } })
    assert.equal(on.text(), `nobody nobody ready still  success again 2${buttons}`)
  })
}
