/** Providers: the kernel for a tree, and a mounted context for a subtree. */

import type { Kernel, KernelOptions, Params } from 'mizan-client'
import { GLOBAL, kernelOf, type MizanOptions, retryFailed, watchFailed } from 'mizan-client/adapter'
import { createComponent, createMemo, ErrorBoundary, type JSX, Suspense, splitProps } from 'solid-js'
import { hold, ROOT, SURROUNDINGS, type Surroundings, useSurroundings } from './kernel-context.ts'

export interface ContextProps {
  children?: JSX.Element
  /** Shown while something below loads. */
  fallback?: JSX.Element
  /** Shown in place of the children when one of them throws; as a function it gets the error and how to try again. */
  errorFallback?: JSX.Element | ((error: Error, retry: () => void) => JSX.Element)
}

export interface MizanProps extends MizanOptions, ContextProps {}

/**
 * Make `<MizanContext>`: it provides the kernel and, where there is one, mounts the global context. The defaults count
 * where a prop is not given.
 */
export function mizanProvider(hasGlobal: boolean, defaults?: KernelOptions): (props: MizanProps) => JSX.Element {
  return function MizanContext(props) {
    const kernel = createMemo(() => kernelOf({ ...others(props) }, defaults))()
    if (hasGlobal) hold(() => kernel.mount(GLOBAL, {}))
    return provide(kernel, ROOT, props)
  }
}

/** Make the provider of a named context; its props are the context's params. */
export function contextProvider(name: string): (props: ContextProps & Params) => JSX.Element {
  return function NamedContext(props) {
    const { kernel, params: outer } = useSurroundings()
    const params = (): Params => ({ ...others(props) })
    hold(() => kernel.mount(name, params()))
    return provide(kernel, new Map([...outer, [name, params]]), props)
  }
}

function others<T extends ContextProps>(props: T): object {
  return splitProps(props, ['children', 'fallback', 'errorFallback'])[1]
}

function provide(kernel: Kernel, params: Surroundings['params'], props: ContextProps): JSX.Element {
  const content = () =>
    'fallback' in props ? createComponent(Suspense, props as Required<ContextProps>) : props.children
  /** Show what failed until it is tried again: when asked, or when what failed or what is looked at has changed. */
  const failure = (error: Error, again: () => void) => {
    let failed = false
    hold(() => {
      for (const read of params.values()) read()
      if (failed) again()
      failed = true
      return watchFailed(kernel, error, again)
    })
    const retry = () => {
      retryFailed(kernel, error)
      again()
    }
    const { errorFallback } = props
    return typeof errorFallback === 'function' ? errorFallback(error, retry) : errorFallback
  }
  return createComponent(SURROUNDINGS.Provider, {
    value: { kernel, params },
    get children() {
      if (!('errorFallback' in props)) return content()
      return createComponent(ErrorBoundary, {
        fallback: failure,
        get children() {
          return content()
        },
      })
    },
  })
}
