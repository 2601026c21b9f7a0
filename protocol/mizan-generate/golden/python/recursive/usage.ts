import { callEvaluate, callFolders, callMenu, type Expression, type File, type NodeStr } from './expected/index.js'

export async function recursive() {
  const [file] = await callFolders({ folder: { name: 'a', parent: { name: 'b', files: {} } } })
  const version: File | undefined = file?.versions[0]
  const name: string | undefined = version?.folder.parent?.parent?.name
  const one: Expression = { op: 'number', value: 1 }
  const sum = await callEvaluate({ expression: { op: 'add', left: one, right: { op: 'add', left: one, right: one } } })
  const value = sum.op === 'add' && sum.left.op === 'number' ? sum.left.value : 0
  // @ts-expect-error a number has no left
  await callEvaluate({ expression: { op: 'number', left: one } })
  const node: NodeStr = await callMenu({ menu: { title: 'a', items: [{ title: 'b' }] }, node: { value: 1 } })
  const deep: string | undefined = node.children[0]?.children[0]?.value
  return [name, value, deep]
}
