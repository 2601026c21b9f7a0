/** A button that asks before it does something that cannot be undone. */

import { useId, useRef } from 'react'

interface ConfirmProps {
  label: string
  question: string
  /** What the dialog's own button says. */
  action: string
  disabled: boolean
  onConfirm: () => void
}

export function Confirm({ label, question, action, disabled, onConfirm }: ConfirmProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  const confirm = () => {
    dialog.current?.close()
    onConfirm()
  }
  return (
    <>
      <button type="button" className="danger" disabled={disabled} onClick={() => dialog.current?.showModal()}>
        {label}
      </button>
      <dialog ref={dialog} className="panel narrow" aria-labelledby={id}>
        <p id={id}>{question}</p>
        <p className="row">
          <button type="button" onClick={() => dialog.current?.close()}>
            Keep it
          </button>
          <button type="button" className="danger" onClick={confirm}>
            {action}
          </button>
        </p>
      </dialog>
    </>
  )
}
