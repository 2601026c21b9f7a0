/** A button that asks before it does something that cannot be undone. */

import { createUniqueId } from 'solid-js'

interface ConfirmProps {
  label: string
  question: string
  /** What the dialog's own button says. */
  action: string
  disabled: boolean
  onConfirm: () => void
}

export function Confirm(props: ConfirmProps) {
  let dialog!: HTMLDialogElement
  const id = createUniqueId()
  const confirm = () => {
    dialog.close()
    props.onConfirm()
  }
  return (
    <>
      <button type="button" class="danger" disabled={props.disabled} onClick={() => dialog.showModal()}>
        {props.label}
      </button>
      <dialog ref={dialog} class="panel narrow" aria-labelledby={id}>
        <p id={id}>{props.question}</p>
        <p class="row">
          <button type="button" onClick={() => dialog.close()}>
            Keep it
          </button>
          <button type="button" class="danger" onClick={confirm}>
            {props.action}
          </button>
        </p>
      </dialog>
    </>
  )
}
