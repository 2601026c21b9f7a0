import type { BoxEntryTask, EntryTask, NestedStr, PagePageTaskOrNull, PageTask, Task, TaskPage } from './expected/index.js'
import { callAliases, callBoxes, callPut, callTaskPage, callTasks } from './expected/index.js'

export async function generics() {
  const page: PageTask = await callTasks({ size: 5 })
  const more: TaskPage = await callTaskPage()
  const first: Task | undefined = [...page.items, ...more.items][more.open]
  const pages: PagePageTaskOrNull = await callPut({ page: { items: [{ title: 'a' }] }, pairs: { key: 'a', value: [1] } })
  const deep: Task | null | undefined = pages.items[0]?.items[0]
  // @ts-expect-error there is no such key
  await callPut({ page, pairs: { key: 'c', value: [1] } })
  const boxes = await callBoxes({ box: { content: { title: 'a' } }, entry: [1, 'a'], bare: { items: [1, 'x'] } })
  const box: BoxEntryTask | undefined = boxes['x']
  const entry: EntryTask | undefined = box?.content
  const nested: NestedStr = ['a', ['b', ['c']]]
  const [maybe] = await callAliases({ maybe: 'unknown', nested, ages: { items: [1] } })
  const title = maybe === 'unknown' ? '' : maybe?.title
  // @ts-expect-error a list of strings holds no numbers
  const wrong: NestedStr = ['a', [1]]
  return [first, deep, entry?.[1].title, title, wrong]
}
