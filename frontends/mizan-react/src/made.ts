/** Things that are made once, and anew when what they are made of is another. */

import { useState } from 'react'

/** Return what was made, for as long as its parts stay the same. Not `useMemo`, which may forget. */
export function useMade<T>(make: () => T, ...parts: readonly unknown[]): T {
  const [made, keep] = useState(() => ({ parts, value: make() }))
  if (parts.every((part, index) => part === made.parts[index])) return made.value
  const value = make()
  keep({ parts, value })
  return value
}
