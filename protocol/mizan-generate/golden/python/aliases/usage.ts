import { callSave } from './expected/index.js'

export async function save() {
  const home = { streetName: 'Main', houseNumber: 2 }
  const saved = await callSave({ person: { givenName: 'Ada', surname: 'L', birthYear: 1815, home } })
  const names: [string, string, string] = [saved.givenName, saved.familyName, saved['@type']]
  // @ts-expect-error Python's own names do not travel
  await callSave({ person: { given: 'Ada', surname: 'L', birthYear: 1815, home } })
  // @ts-expect-error what is sent as surname comes back as familyName
  return [names, saved.surname, saved.home.houseNumber]
}
