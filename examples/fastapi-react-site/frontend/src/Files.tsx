/** The files of a task. */

import { type ChangeEvent, useState } from 'react'
import { useAttachFile, useAttachments } from './api'
import { Empty } from './feedback.tsx'
import { FormError } from './forms.tsx'
import { Icon } from './icons.tsx'

export function Files({ board, task }: { board: number; task: number }) {
  const files = useAttachments()
  const attach = useAttachFile()
  const [progress, setProgress] = useState<number>()
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? []
    if (!file) return
    const onUploadProgress = ({ loaded, total }: { loaded: number; total: number }) =>
      setProgress(total ? loaded / total : undefined)
    attach.mutate({ board_id: board, task_id: task, file }, { onUploadProgress })
    event.target.value = ''
  }
  return (
    <section aria-label="Files">
      <h2>Files</h2>
      {!files.length && <Empty>No files yet.</Empty>}
      <ul className="files">
        {files.map((each) => (
          <li key={each.id}>
            <Icon name="file" /> <a href={`/files/${each.id}`}>{each.name}</a>{' '}
            <small>{Math.ceil(each.size / 1024)} KiB</small>
          </li>
        ))}
      </ul>
      <label className="upload">
        Attach a file <input type="file" onChange={choose} />
      </label>
      {attach.status === 'pending' && <progress value={progress} aria-label="Upload" />}
      <FormError error={attach.error} />
    </section>
  )
}
