/** An element that Vue's types do not know yet. */

import type { HTMLAttributes, ReservedProps } from 'vue'

declare module 'vue' {
  interface GlobalComponents {
    search: new () => { $props: HTMLAttributes & ReservedProps }
  }
}
