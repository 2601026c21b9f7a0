/** The files of a task. */

import { createSignal, For, Show } from 'solid-js'
import { sizeOf } from 'task-board/texts'
import { useAttachFile, useAttachments } from './api'
import { Empty } from './feedback.tsx'
import { FormError } from './forms.tsx'
import { Icon } from './icons.tsx'

export function Files(props: { board: number; task: number }) {
  const files = useAttachments()
  const attach = useAttachFile()
  const [sent, setSent] = createSignal(0)
  const choose = ({ target }: { target: HTMLInputElement }) => {
    const [file] = target.files ?? []
    if (!file) return
    setSent(0)
    const onUploadProgress = ({ loaded, total }: { loaded: number; total: number }) => setSent(loaded / total)
    attach.mutate({ board_id: props.board, task_id: props.task, file }, { onUploadProgress })
    target.value = ''
  }
  return (
    <section aria-label="Files">
      <h2>Files</h2>
      <Empty unless={files()}>No files yet.</Empty>
      <ul class="files">
        <For each={files()}>
          {(each) => (
            <li>
              <Icon name="file" /> <a href={`/files/${each.id}`}>{each.name}</a> <small>{sizeOf(each.size)}</small>
            </li>
          )}
        </For>
      </ul>
      <label class="upload">
        Attach a file
        <input type="file" onChange={choose} disabled={attach.status === 'pending'} />
      </label>
      <Show when={attach.status === 'pending'}>
        <p class="row">
          <progress value={sent()} aria-label="Upload" /> {Math.round(sent() * 100)} %
        </p>
      </Show>
      <FormError error={attach.error} />
    </section>
  )
}
