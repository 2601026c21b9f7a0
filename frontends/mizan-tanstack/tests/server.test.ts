/** What the generator writes, on a real server. */

import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { QueryClient, QueryObserver } from '@tanstack/query-core'
import type { CallOptions, MizanError, Params } from 'mizan-client'
import { passed } from '../../mizan-client/tests/scripted-server.ts'
import type { Connect, MutationOptions, QueryOptions } from '../src/index.ts'

interface Api {
  connectMizan: Connect
  userProfileOptions(params: { user_id: number; limit?: number }): QueryOptions<{ name: string }, MizanError>
  userPostsOptions(params: { user_id: number; limit?: number }): QueryOptions<string[], MizanError>
  renameMutation(options?: CallOptions): MutationOptions<Params, { name: string }, MizanError>
  shoutMutation(options?: CallOptions): MutationOptions<Params, null, MizanError>
}

const HERE = fileURLToPath(new URL('.', import.meta.url))
const CLI = join(HERE, '../../../protocol/mizan-generate/generator/cli.mjs')
const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' }
const folder = mkdtempSync(join(HERE, '.client-'))
let server: ChildProcess
let origin: string
let api: Api

before(async () => {
  const config = { source: { fastapi: { module: 'app', cwd: HERE } }, output: folder, targets: ['tanstack'] }
  writeFileSync(join(folder, 'mizan.config.mjs'), `export default ${JSON.stringify(config)}\n`)
  const { status, stderr } = spawnSync(process.execPath, [CLI], { cwd: folder, env, encoding: 'utf8' })
  assert.equal(status, 0, stderr)
  api = await import(join(folder, 'index.js'))
  server = spawn('python', ['-m', 'uvicorn', 'app:app', '--port', '0'], { cwd: HERE, env })
  origin = await new Promise((resolve, reject) => {
    let said = ''
    server.stderr?.on('data', (chunk) => {
      const address = /running on (http:\S+)/.exec((said += chunk))
      if (address) resolve(String(address[1]))
    })
    server.on('exit', () => reject(new Error(`The server ended:\n${said}`)))
  })
})

after(async () => {
  rmSync(folder, { recursive: true })
  const ended = new Promise((resolve) => server.on('exit', resolve))
  server.kill()
  await ended
})

/** What the server was asked since the last time. */
const asked = async () => (await fetch(`${origin}/requests`)).json()

async function until(condition: () => unknown): Promise<void> {
  for (let tries = 0; tries < 400 && !condition(); tries++) await passed(5)
  assert.ok(condition())
}

/** A client that is connected, with both queries of a user in use. */
async function shown(id: number) {
  const client = new QueryClient()
  const disconnect = api.connectMizan(client, { baseUrl: `${origin}/api/mizan` })
  const profile = new QueryObserver(client, api.userProfileOptions({ user_id: id }))
  const posts = new QueryObserver(client, api.userPostsOptions({ user_id: id }))
  const leaves = [profile.subscribe(() => {}), posts.subscribe(() => {})]
  const call = <A, R>(options: MutationOptions<A, R, MizanError>, args: A): Promise<R> =>
    client
      .getMutationCache()
      .build(client, options as never)
      .execute(args) as never
  await until(() => !client.isFetching())
  return {
    client,
    call,
    profile: () => profile.getCurrentResult(),
    posts: () => posts.getCurrentResult().data,
    end() {
      for (const leave of leaves) leave()
      disconnect()
      client.clear()
    },
  }
}

test('two queries are one request, and a write with its fresh data is another', async () => {
  const { call, profile, posts, end } = await shown(5)
  assert.deepEqual([profile().data?.name, posts()], ['Ada', ['Ada 0', 'Ada 1']])
  assert.deepEqual(await asked(), ['GET context/user'])

  assert.equal((await call(api.renameMutation(), { user_id: 5, name: 'Eve' })).name, 'Eve')

  assert.deepEqual([profile().data?.name, posts()], ['Eve', ['Eve 0', 'Eve 1']])
  assert.deepEqual(await asked(), ['POST call/rename'])
  end()
})

test('what a write only names is asked for in one request', async () => {
  const { call, profile, posts, client, end } = await shown(6)
  await asked()

  await call(api.shoutMutation(), { user_id: 6 })
  await until(() => !client.isFetching() && profile().data?.name === 'BOB')

  assert.deepEqual(posts(), ['BOB 0', 'BOB 1'])
  assert.deepEqual(await asked(), ['POST call/shout', 'GET context/user'])
  end()
})

test('a write of another user leaves this one alone', async () => {
  const { call, profile, end } = await shown(5)
  const before = profile().data
  await asked()

  await call(api.renameMutation(), { user_id: 6, name: 'Carl' })
  await passed(50)

  assert.equal(profile().data, before)
  assert.deepEqual(await asked(), ['POST call/rename'])
  end()
})

test('errors of the function’s own arrive with their details', async () => {
  const { call, client, profile, posts, end } = await shown(5)

  await assert.rejects(call(api.renameMutation(), { user_id: 6, name: String(profile().data?.name) }), {
    code: 'NAME_TAKEN',
    details: { by: 5 },
  })
  await assert.rejects(client.fetchQuery(api.userProfileOptions({ user_id: 404 })), { code: 'NOT_FOUND' })

  assert.equal(posts()?.length, 2)
  end()
})
