/** What happens to forms. */

/** Call `submit` instead of leaving the page. */
export function onSubmit(submit: () => unknown): (event: SubmitEvent) => void {
  return (event) => {
    event.preventDefault()
    submit()
  }
}
