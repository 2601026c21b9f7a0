import { flushSync } from 'svelte'
import { raceIn } from '../../mizan-client/tests/races.ts'
import { type Actions, partOf, type Setting, say, sayState } from '../../mizan-client/tests/scene.ts'
import { profile } from './app.ts'
import { component, reactive, stage } from './stage.ts'

const StatePart = component(`
  <script>
    import { untrack } from 'svelte'
    import { useUserProfileState, usePostsState } from './api'
    const { part, note } = $props()
    const { kind, provided, label } = untrack(() => part)
    const useState = kind === 'posts' ? usePostsState : useUserProfileState
    const state = useState(provided ? undefined : () => part.params)
    untrack(() => note).refetch(label, state.refetch)
  </script>
  {part.label} {note.state(part.label, state)}
`)
const PairPart = component(`
  <script>
    import { useUserProfileState, usePostsState } from './api'
    const { part, note } = $props()
    const one = useUserProfileState(() => part.params)
    const two = usePostsState(() => part.params)
  </script>
  {part.label} {note.say(part.label, (one.data ?? '…') + ' ' + (two.data ?? '…'))}
`)
const AwaitingPart = component(`
  <script>
    import { untrack } from 'svelte'
    import { useUserProfile, usePosts } from './api'
    const { part } = $props()
    const useData = untrack(() => part.kind) === 'posts' ? usePosts : useUserProfile
    const data = useData(() => part.params)
  </script>
  {#await data}loading{:then value}{part.label} {value}{/await}
`)
const Provided = component(
  `
  <script>
    import { setUserContext } from './api'
    import StatePart from './StatePart.svelte'
    const props = $props()
    setUserContext(() => props.part.params)
  </script>
  <StatePart {...props} />
`,
  { StatePart },
)
const Page = component(
  `
  <script>
    import { untrack } from 'svelte'
    import { useRename, useLogout } from './api'
    import StatePart from './StatePart.svelte'
    import PairPart from './PairPart.svelte'
    import AwaitingPart from './AwaitingPart.svelte'
    import Provided from './Provided.svelte'
    const { page, actions, note } = $props()
    untrack(() => Object.assign(actions, { rename: useRename().mutate, logout: useLogout().mutate }))
    const typeOf = ({ awaits, provided, kind }) =>
      awaits ? AwaitingPart : provided ? Provided : kind === 'pair' ? PairPart : StatePart
  </script>
  {#if !page.away}
    {#each page.parts as part, index (index + part.kind)}
      {@const Part = typeOf(part)}
      <Part {part} {note} />{' '}
    {/each}
  {/if}
`,
  { StatePart, PairPart, AwaitingPart, Provided },
)

raceIn('Svelte', async (parts) => {
  const actions: Partial<Actions> = {}
  const notes: Pick<Setting, 'said' | 'refetchers'> = { said: new Map(), refetchers: new Map() }
  const note = {
    say: (label: string, text: string) => say(notes.said, label, text),
    state: (label: string, state: Parameters<typeof sayState>[0]) => say(notes.said, label, sayState(state)),
    refetch: (label: string, refetch: () => void) => notes.refetchers.set(label, refetch),
  }
  const page = reactive({ parts: parts.map(partOf), away: false })
  const on = await stage(Page, { page, actions, note })
  const set = (list: string[]) => {
    page.parts = list.map(partOf)
    flushSync()
  }
  return {
    ...on,
    ...notes,
    actions: actions as Actions,
    profile,
    show: (...lists) => on.doing(() => lists.forEach(set)),
    transit: (list) => on.doing(() => set(list)),
    park: (away) =>
      on.doing(() => {
        page.away = away
        flushSync()
      }),
  }
})
