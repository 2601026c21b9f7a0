/** Numbers, names and found texts as people read them. */

export function initialsOf(name: string): string {
  return name
    .split(' ')
    .map((word) => word[0])
    .join('')
}

export function plural(count: number, noun: string): string {
  return count === 1 ? noun : `${noun}s`
}

export function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`
  const kibibytes = bytes / 1024
  return kibibytes < 1024 ? `${Math.round(kibibytes)} KiB` : `${(kibibytes / 1024).toFixed(1)} MiB`
}

/** Cut a text where it holds what was searched for: every second piece is that. */
export function piecesOf(text: string, part: string): string[] {
  return text.split(new RegExp(`(${part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')})`, 'gi'))
}
