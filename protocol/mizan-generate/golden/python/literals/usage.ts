import { callLiterals, type LiteralsInput } from './expected/index.js'

export async function literals(value: LiteralsInput) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: text like this may come
  const few = ['a', 'b', 'it\'s "quoted"', '`${back}`', '\\', 'new\nline', '\u2028'] as const
  const answers = await Promise.all(few.map((each) => callLiterals({ value: { ...value, few: each, pair: ['x', 1] } })))
  const mixed: 'a' | 1 | true | null | undefined = answers[0]?.mixed
  const member: 'red' | 'none' | undefined = answers[0]?.member
  // @ts-expect-error no such value
  await callLiterals({ value: { ...value, numbers: 2 } })
  return [mixed, member, answers[0]?.defaulted]
}
