/** Names that a language might stumble over. */

import { callDelete, callImportNew, delete_, fetchListAll2Orders, type MainItem, type ShopItem } from './expected/index.js'
import * as everything from './expected/index.js'

export async function calls() {
  const order = await callImportNew({ arguments: ['x'], eval: 1 })
  const [first] = await fetchListAll2Orders()
  await callDelete({ new: 1, default: true })
  const item: MainItem | undefined = first?.items[0]
  const bought: ShopItem | undefined = order?.bought[0]
  const size: number | undefined = order?.größe
  // @ts-expect-error a docstring declares nothing
  const stolen = everything.stolen
  return [delete_, item, bought, size, order?.class, order?.['content-type'], order?.['it\'s "quoted"\n'], stolen]
}
