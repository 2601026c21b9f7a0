/** Files beside other arguments. */

import { callAttach, callAttachAll, callAvatar } from './expected/index.js'

export async function upload(file: File) {
  const stored = await callAttach({ task_id: 1, file }, { onUploadProgress: ({ loaded, total }) => loaded / (total ?? 1) })
  await callAttachAll({ files: [file, new Blob(['text'])] })
  await callAvatar()
  await callAvatar({ picture: null })
  // @ts-expect-error a file is no text
  await callAttach({ task_id: 1, file: 'name.txt' })
  // @ts-expect-error the file is missing
  await callAttach({ task_id: 1 })
  // @ts-expect-error dependencies are the server's own affair
  await callAttach({ task_id: 1, file, where: 'disk' })
  return stored.size
}
