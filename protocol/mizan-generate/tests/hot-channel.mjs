/** The channel by which Vite tells a page what changed, as a page would listen to it. */

import { randomBytes } from 'node:crypto'
import { request } from 'node:http'

/** @typedef {{ messages: any[], close: () => void }} Channel */

/** Open the channel of a dev server; Vite's greeting is its first message. @param {string} url @returns {Promise<Channel>} */
export function connect(url) {
  return new Promise((resolve, reject) => {
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': randomBytes(16).toString('base64'),
      'sec-websocket-protocol': 'vite-hmr',
    }
    request(url, { headers })
      .on('upgrade', (_, socket, head) => {
        /** @type {Channel} */
        const channel = { messages: [], close: () => socket.destroy() }
        let bytes = head
        const take = (/** @type {Buffer} */ chunk) => {
          bytes = Buffer.concat([bytes, chunk])
          for (let frame = frameOf(bytes); frame; frame = frameOf(bytes)) {
            bytes = bytes.subarray(frame.end)
            if (frame.isText) channel.messages.push(JSON.parse(frame.text))
          }
          if (channel.messages.length) resolve(channel)
        }
        socket.on('data', take).on('error', () => {})
        take(Buffer.alloc(0))
      })
      .on('response', ({ statusCode }) => reject(new Error(`The channel answered ${statusCode}.`)))
      .on('error', reject)
      .end()
  })
}

/** The first frame, once it is there as a whole. A server's frames have no mask. @param {Buffer} bytes */
function frameOf(bytes) {
  if (bytes.length < 2) return undefined
  const short = bytes.readUInt8(1)
  const begin = short < 126 ? 2 : short === 126 ? 4 : 10
  if (bytes.length < begin) return undefined
  const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
  const end = begin + length
  if (bytes.length < end) return undefined
  return { isText: (bytes.readUInt8(0) & 15) === 1, text: bytes.toString('utf8', begin, end), end }
}
