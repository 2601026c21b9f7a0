/** Uploads: files as arguments, sent as multipart: `mizan-client/uploads`. Generated code uses it where a function takes files. */

import type { AnyMutation } from './descriptors.ts'
import { canonical } from './keys.ts'
import type { CallBody, Init, Progress } from './transport.ts'

/** Let a function be sent files, as arguments of these names. */
export function uploading(descriptor: AnyMutation, names: readonly string[]): AnyMutation {
  return {
    ...descriptor,
    upload: (body, onProgress) => ({
      body: formOf(body, names),
      carry: onProgress && globalThis.XMLHttpRequest ? uploader(onProgress) : undefined,
    }),
  }
}

function formOf({ args, mounted }: CallBody, names: readonly string[]): FormData {
  const plain = Object.fromEntries(Object.entries(args).filter(([name]) => !names.includes(name)))
  const form = new FormData()
  for (const [name, value] of Object.entries({ args: plain, mounted })) {
    if (value) form.append(name, new Blob([canonical(value)], { type: 'application/json' }))
  }
  for (const name of names) {
    for (const file of [args[name]].flat()) if (file != null) form.append(name, file as Blob)
  }
  return form
}

/** Make a `fetch` that tells how much of the body went out. */
function uploader(onProgress: (progress: Progress) => void) {
  return (url: string, { headers, credentials, body, signal }: Init) =>
    new Promise<Response>((resolve, reject) => {
      const request = new XMLHttpRequest()
      const abort = () => request.abort()
      request.open('POST', url)
      request.withCredentials = credentials === 'include'
      for (const [name, value] of headers) request.setRequestHeader(name, value)
      request.upload.onprogress = ({ loaded, total }) => onProgress({ loaded, total })
      request.onload = () => {
        const headers = ['mizan-protocol', 'mizan-after'].flatMap((name): [string, string][] => {
          const value = request.getResponseHeader(name)
          return value === null ? [] : [[name, value]]
        })
        resolve(
          new Response(request.responseText || null, {
            status: request.status,
            headers,
          }),
        )
      }
      request.onerror = request.onabort = reject
      request.onloadend = () => signal?.removeEventListener('abort', abort)
      signal?.addEventListener('abort', abort)
      request.send(body as XMLHttpRequestBodyInit)
    })
}
