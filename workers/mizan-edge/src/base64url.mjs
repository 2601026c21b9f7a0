/** Base64url without padding, in its one canonical spelling. */

/** @param {Uint8Array} bytes */
export function encode(bytes) {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/**
 * Read it; nothing if it is spelt otherwise: with padding, white space, or bits that count for nothing.
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer> | undefined}
 */
export function decode(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return undefined
  const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (each) => each.charCodeAt(0))
  return encode(bytes) === text ? bytes : undefined
}

/**
 * Read the text in UTF-8 that it holds; nothing if it holds none.
 * @param {string} text
 */
export function decodeText(text) {
  const bytes = decode(text)
  try {
    return bytes && new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
