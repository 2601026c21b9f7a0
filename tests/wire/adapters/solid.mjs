/** A hook in Solid. */

import { createComponent, createEffect } from 'solid-js'
import { render } from 'solid-js/web'

/** @type {import('./index.mjs').Adapter} */
export const solid = {
  target: 'solid',
  mount({ client, kernel, params, hook, told, failed }, container) {
    function Subject() {
      const returned = hook()
      createEffect(() => {
        const value = typeof returned === 'function' ? returned() : returned
        if (value !== undefined) told(value)
      })
      return null
    }
    const subject = () => createComponent(Subject, {})
    const inner = () =>
      params
        ? createComponent(client['WireContext'], Object.defineProperty({ ...params }, 'children', { get: subject }))
        : subject()
    return render(
      () =>
        createComponent(client['MizanContext'], {
          kernel,
          fallback: null,
          errorFallback: failed,
          get children() {
            return inner()
          },
        }),
      container,
    )
  },
}
