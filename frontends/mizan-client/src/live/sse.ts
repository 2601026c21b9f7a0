/** Server-sent events, read as the bytes arrive. */

/** An event may be this long, in characters; who sends more is no server of ours. */
const LONGEST = 4 * 1024 * 1024

/**
 * Read a stream to its end. `hear` is told each event, `alive` of everything that arrives, comments included. Bytes that
 * are no UTF-8 arrive as U+FFFD. Rejects if the stream breaks, or brings an event that is too long.
 */
export async function readEvents(
  stream: ReadableStream<Uint8Array>,
  hear: (type: string, data: string) => void,
  alive: () => void,
): Promise<void> {
  const reader = stream.getReader()
  const decoder = new TextDecoder()
  let half = '' // a line whose end did not arrive
  let cr = '' // which may be half of a CRLF
  let type = ''
  let data: string[] = []
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    alive()
    const text = cr + decoder.decode(value, { stream: true })
    cr = text.endsWith('\r') ? '\r' : ''
    const lines = text.slice(0, text.length - cr.length).split(/\r\n?|\n/)
    lines[0] = half + lines[0]
    half = lines.pop()!
    for (const line of lines) {
      const [, name, text = ''] = /^(event|data)(?:: ?(.*))?$/s.exec(line) ?? []
      if (name === 'data') {
        data.push(text)
        size += text.length
      } else if (name) type = text
      else if (!line) {
        if (data.length) hear(type, data.join('\n'))
        type = ''
        data = []
        size = 0
      }
    }
    if (size + half.length > LONGEST) throw new RangeError('An event is too long.')
  }
}
