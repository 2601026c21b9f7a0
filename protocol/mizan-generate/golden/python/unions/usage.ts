import { callUnions, type UnionsInput } from './expected/index.js'

export async function unions(value: UnionsInput) {
  const sent: UnionsInput = { ...value, contact: { phone: '1' }, deep: [1, 'a', { email: 'x' }], pairs: ['a', null] }
  const answer = await callUnions({ value: sent })
  if (answer === false) return
  const { contact, keyed, lists } = answer
  const country = typeof contact === 'object' && 'phone' in contact ? contact.country.toFixed() : ''
  const first = Array.isArray(keyed) ? keyed[0]?.phone : keyed['a']
  // @ts-expect-error a list of numbers, or one of strings
  await callUnions({ value: { ...value, lists: [1, 'a'] } })
  // @ts-expect-error nobody can be reached there
  await callUnions({ value: { ...value, contact: { fax: '1' } } })
  return [country, first, lists[0], answer.twice]
}
