import { callRoots, type Either, type ManyHolder, type Name, type Tags } from './expected/index.js'

export async function roots() {
  const name: Name = 'x'
  const either: Either = ['a']
  const many: ManyHolder = await callRoots({ holder: { name, either }, scores: { a: 1.5 }, many: [1, 2] })
  const tags: Tags | undefined = many[0]?.tags
  // @ts-expect-error neither a number nor tags
  const wrong: Either = 'a'
  return [tags?.join(), wrong]
}
