import { callHold, callWrap, type HolderInput, type User } from './expected/index.js'

export async function hold() {
  const holder: HolderInput = { archive: { modified: null, count: 1 }, user: { id: 1 } }
  const navigation = { root: { href: '/', text: 'Home' }, theme: 'dark' }
  const { archive, user } = await callHold({ holder, navigation })
  const filename: string = archive.filename
  const known: User = user
  const { value } = await callWrap({ values: [{ value: { id: 1 } }] })
  const shown: boolean | undefined = value[0]?.root.shown
  const label: string | undefined = value[0]?.nested['a']?.label
  // @ts-expect-error what only makes a value is no part of it
  value[0]?.theme
  // @ts-expect-error nobody sets what is not among the arguments
  await callHold({ holder, navigation: { root: { href: '/', shown: false } } })
  return [filename, known.friends, shown, label]
}
