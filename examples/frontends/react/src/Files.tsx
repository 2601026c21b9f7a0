/** The files of a task. */

import { type ChangeEvent, useState } from 'react'
import { sizeOf } from 'task-board/texts'
import { useAttachFile, useAttachments } from './api'
import { Empty } from './feedback.tsx'
import { FormError } from './forms.tsx'
import { Icon } from './icons.tsx'

export function Files({ board, task }: { board: number; task: number }) {
  const files = useAttachments()
  const attach = useAttachFile()
  const [sent, setSent] = useState(0)
  const choose = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const [file] = target.files ?? []
    if (!file) return
    setSent(0)
    const onUploadProgress = ({ loaded, total }: { loaded: number; total: number }) => setSent(loaded / total)
    attach.mutate({ board_id: board, task_id: task, file }, { onUploadProgress })
    target.value = ''
  }
  return (
    <section aria-label="Files">
      <h2>Files</h2>
      {!files.length && <Empty>No files yet.</Empty>}
      <ul className="files">
        {files.map((each) => (
          <li key={each.id}>
            <Icon name="file" /> <a href={`/files/${each.id}`}>{each.name}</a> <small>{sizeOf(each.size)}</small>
          </li>
        ))}
      </ul>
      <label className="upload">
        Attach a file
        <input type="file" onChange={choose} disabled={attach.status === 'pending'} />
      </label>
      {attach.status === 'pending' && (
        <p className="row">
          <progress value={sent} aria-label="Upload" /> {Math.round(sent * 100)} %
        </p>
      )}
      <FormError error={attach.error} />
    </section>
  )
}
