/** Providers: the kernel for a tree, and a mounted context for a subtree. */

import { configure, isMizanError, type Kernel, type KernelOptions, type Params } from 'mizan-client'
import { Component, createElement, type ReactNode, Suspense, use, useEffect, useMemo, useState } from 'react'
import { GLOBAL, Surroundings, useKernel, useStable } from './kernel-context.js'

type ErrorFallback = ReactNode | ((error: Error, retry: () => void) => ReactNode)

export interface ContextProps {
  children?: ReactNode
  /** Shown while something below loads. */
  fallback?: ReactNode
  /** Shown in place of the children when one of them throws; as a function it gets the error and how to try again. */
  errorFallback?: ErrorFallback
}

export interface MizanProps extends KernelOptions, ContextProps {
  /** A kernel of one's own, for tests or several servers; the other options then mean nothing. */
  kernel?: Kernel
}

/** Make `<MizanContext>`: it provides the kernel and, where there is one, mounts the global context. */
export function mizanProvider(hasGlobal: boolean): (props: MizanProps) => ReactNode {
  return function MizanContext({ kernel: given, children, fallback, errorFallback, ...options }) {
    const [own] = useState(() => given ?? configure(options))
    const kernel = given ?? own
    useEffect(() => (hasGlobal ? kernel.mount(GLOBAL, {}) : undefined), [kernel])
    const value = useMemo(() => ({ kernel, params: {} }), [kernel])
    return createElement(Surroundings.Provider, { value }, bounded(children, fallback, errorFallback))
  }
}

/** Make the provider of a named context; its props are the context's params. */
export function contextProvider(name: string): (props: ContextProps & Params) => ReactNode {
  return function NamedContext({ children, fallback, errorFallback, ...given }: ContextProps & Params) {
    const kernel = useKernel()
    const params = useStable(given)
    const { params: outer } = use(Surroundings)
    useEffect(() => kernel.mount(name, params), [kernel, params])
    const value = useMemo(() => ({ kernel, params: { ...outer, [name]: params } }), [kernel, outer, params])
    return createElement(Surroundings.Provider, { value }, bounded(children, fallback, errorFallback))
  }
}

function bounded(children: ReactNode, fallback: ReactNode, errorFallback: ErrorFallback | undefined): ReactNode {
  const inner = fallback === undefined ? children : createElement(Suspense, { fallback }, children)
  return errorFallback === undefined ? inner : createElement(Boundary, { errorFallback }, inner)
}

interface BoundaryProps {
  children?: ReactNode
  errorFallback: ErrorFallback
}

class Boundary extends Component<BoundaryProps, { error: Error | undefined }> {
  override state = { error: undefined as Error | undefined }

  static getDerivedStateFromError(error: Error) {
    return { error }
  }

  retry = () => this.setState({ error: undefined })

  override render() {
    const { error } = this.state
    const { children, errorFallback } = this.props
    if (!error) return children
    return typeof errorFallback === 'function'
      ? createElement(Retry, { error, again: this.retry, errorFallback })
      : errorFallback
  }
}

interface RetryProps {
  error: Error
  again: () => void
  errorFallback: (error: Error, retry: () => void) => ReactNode
}

function Retry({ error, again, errorFallback }: RetryProps) {
  const kernel = useKernel()
  const retry = () => {
    if (isMizanError(error)) kernel.forget(error)
    again()
  }
  return errorFallback(error, retry)
}
