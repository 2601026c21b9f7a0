/** Providers: the kernel for a tree, and a mounted context for a subtree. */

import type { KernelOptions, Params } from 'mizan-client'
import { GLOBAL, kernelOf, type MizanOptions, retryFailed, watchFailed } from 'mizan-client/adapter'
import { Component, createElement, type ReactNode, Suspense, use, useEffect, useMemo } from 'react'
import { Surroundings, useKernel, useStable } from './kernel-context.ts'

type ErrorFallback = ReactNode | ((error: Error, retry: () => void) => ReactNode)

export interface ContextProps {
  children?: ReactNode
  /** Shown while something below loads. */
  fallback?: ReactNode
  /** Shown in place of the children when one of them throws; as a function it gets the error and how to try again. */
  errorFallback?: ErrorFallback
}

export interface MizanProps extends MizanOptions, ContextProps {}

/**
 * Make `<MizanContext>`: it provides the kernel and, where there is one, mounts the global context. The defaults count
 * where a prop is not given.
 */
export function mizanProvider(hasGlobal: boolean, defaults?: KernelOptions): (props: MizanProps) => ReactNode {
  return function MizanContext({ children, fallback, errorFallback, ...options }) {
    const kernel = kernelOf(options, defaults)
    useEffect(() => (hasGlobal ? kernel.mount(GLOBAL, {}) : undefined), [kernel])
    const value = useMemo(() => ({ kernel, params: {} }), [kernel])
    return provide(value, children, fallback, errorFallback)
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
    return provide(value, children, fallback, errorFallback)
  }
}

function provide(
  value: Surroundings,
  children: ReactNode,
  fallback: ReactNode,
  errorFallback: ErrorFallback | undefined,
): ReactNode {
  let inner = fallback === undefined ? children : createElement(Suspense, { fallback }, children)
  if (errorFallback !== undefined) inner = createElement(Boundary, { errorFallback, subject: value }, inner)
  return createElement(Surroundings, { value }, inner)
}

interface BoundaryProps {
  children?: ReactNode
  errorFallback: ErrorFallback
  /** What the children show; an error of another subject is forgotten. */
  subject: object
}

interface BoundaryState {
  error?: Error | undefined
  subject?: object
}

class Boundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = {}

  static getDerivedStateFromError(error: Error) {
    return { error }
  }

  static getDerivedStateFromProps({ subject }: BoundaryProps, state: BoundaryState) {
    return subject === state.subject ? null : { subject, error: undefined }
  }

  retry = () => this.setState({ error: undefined })

  override render() {
    const { error } = this.state
    const { children, errorFallback } = this.props
    return error ? createElement(Failure, { error, again: this.retry, errorFallback }) : children
  }
}

interface FailureProps {
  error: Error
  again: () => void
  errorFallback: ErrorFallback
}

/** Shows what failed until it is tried again: when asked, or when what failed has changed. */
function Failure({ error, again, errorFallback }: FailureProps) {
  const kernel = useKernel()
  useEffect(() => watchFailed(kernel, error, again), [kernel, error, again])
  if (typeof errorFallback !== 'function') return errorFallback
  return errorFallback(error, () => {
    retryFailed(kernel, error)
    again()
  })
}
