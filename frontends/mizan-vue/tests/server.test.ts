import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createKernel } from 'mizan-client'
import { createSSRApp, defineComponent, h } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { mizanProvider } from '../src/index.ts'
import { awaited, Profile, useUserProfileState } from './app.ts'
import './stage.ts'

test('a server’s page waits for what is awaited and for states', async () => {
  const data = { user_profile: 'Ada', posts: [] }
  const kernel = createKernel({ fetch: async () => Response.json({ data }) })
  const State = defineComponent(() => {
    const { status, data } = useUserProfileState({ user_id: 5 })
    return () => h('i', `${status.value} ${data.value}`)
  })
  const app = createSSRApp({ render: () => [awaited(h(Profile, { of: 5 })), h(State)] })
  app.use(mizanProvider(false), { kernel })
  const page = await renderToString(app)
  kernel.dispose()
  assert.equal(page.replaceAll(/<!--.*?-->/g, ''), '<div><p>profile Ada </p></div><i>ready Ada</i>')
})
