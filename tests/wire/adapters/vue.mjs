/** A hook in Vue. */

import { createApp, defineComponent, h, Suspense, unref } from 'vue'

/** @type {import('./index.mjs').Adapter} */
export const vue = {
  target: 'vue',
  mount({ client, kernel, params, hook, told, failed }, container) {
    const Subject = defineComponent(async () => {
      told(unref(await hook()))
      return () => null
    })
    const awaited = () => h(Suspense, null, { default: () => h(Subject) })
    const Page = () =>
      h(client['MizanBoundary'], null, {
        default: () => (params ? h(client['WireContext'], params, { default: awaited }) : awaited()),
        error: (/** @type {{ error: unknown }} */ { error }) => failed(error),
      })
    const app = createApp(Page).use(client['mizan'], { kernel })
    app.mount(container)
    return () => app.unmount()
  },
}
