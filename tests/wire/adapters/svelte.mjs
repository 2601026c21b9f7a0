/** A hook in Svelte. */

import { mount, unmount } from 'svelte'
import Subject from './Subject.svelte'

/** @type {import('./index.mjs').Adapter} */
export const svelte = {
  target: 'svelte',
  mount({ client, kernel, params, hook, told, failed }, target) {
    const start = () => {
      client['setMizan']({ kernel })
      if (params) client['setWireContext'](params)
      return hook()
    }
    const subject = mount(Subject, { target, props: { start, told, failed } })
    return () => unmount(subject)
  },
}
