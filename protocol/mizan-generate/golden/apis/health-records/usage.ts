import { type Bundle, callSearch } from './expected/index.js'

export async function search() {
  const observation = { resourceType: 'Observation' as const, 'value[x]': { value: '5.1', comparator: '<=' as const } }
  const patient = { resourceType: 'Patient' as const, _birthDate: { extension: [{ url: 'x' }] }, contained: [observation] }
  const bundle: Bundle = await callSearch({ resource: patient })
  const [first] = bundle.entry
  const value = first?.resourceType === 'Observation' ? first['value[x]'] : undefined
  const amount = typeof value === 'object' ? value?.value : String(value)
  const nested = first?.resourceType === 'Bundle' ? first.entry[0]?.resourceType : undefined
  const born = first?.resourceType === 'Patient' ? first._birthDate?.extension[0]?.extension[0]?.valueCode : undefined
  // @ts-expect-error there is no such resource
  await callSearch({ resource: { resourceType: 'Practitioner' } })
  return [amount, nested, born]
}
