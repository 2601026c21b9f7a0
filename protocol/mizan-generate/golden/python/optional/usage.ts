import { callNothing, callPut, fetchOptional, type Optional } from './expected/index.js'

export async function optional() {
  const value: Optional = await fetchOptional({ a: 1, b: null })
  const numbers: [number, number | null, number, number | null, number[]] = [
    value.required,
    value.nullable,
    value.defaulted,
    value.both,
    value.made,
  ]
  const nothing: null = await callNothing()
  await callPut()
  await callPut({})
  await callPut({ value: null })
  const put: Optional | null = await callPut({ value: { required: 1, nullable: null, both: undefined } })
  // @ts-expect-error what may be null must be there nevertheless
  await fetchOptional({ a: 1 })
  // @ts-expect-error what may be left out may not be null
  await callPut({ value: { required: 1, nullable: null, defaulted: null } })
  return [numbers, nothing, put?.nested?.nested?.required]
}
