import { Ampel, callSizes, type Größe, type GrößeInput } from './expected/index.js'

export async function sizes(größe: GrößeInput) {
  const { x } = await callSizes({ größe, farbe: Ampel.GRÜN })
  const size: Größe | undefined = x
  const numbers = [size?.höhe, size?.幅, size?.['a b'], size?.['1st'], size?.['$ref'], size?.[''], size?.['\'"`'], size?.['\\']]
  const texts: Array<string | undefined> = [size?.имя, size?.['🎉']]
  await callSizes({ größe, farbe: 'schwarz ⚫' })
  // @ts-expect-error 黄 is the name, 黄色 the value
  await callSizes({ größe, farbe: '黄' })
  return [numbers, texts, size?.['a\nb\tc\u2028d\0e'], size?.['*/'], size?.['${x}'], size?.['שלום'], Ampel.黄]
}
