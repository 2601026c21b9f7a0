/** Names that a language might stumble over. */

import {
  callDelete,
  callEcho,
  callImportNew,
  callSearch,
  delete_,
  type EchoResult,
  fetchListAll2Orders,
  type MainItem,
  type SearchResult,
  type SearchReturns,
  type ShopItem,
} from './expected/index.js'
import * as everything from './expected/index.js'

export async function calls() {
  const order = await callImportNew({ arguments: ['x'], eval: 1 })
  const [first] = await fetchListAll2Orders()
  await callDelete({ new: 1, default: true })
  const item: MainItem | undefined = first?.items[0]
  const bought: ShopItem | undefined = order?.bought[0]
  const found: SearchReturns = await callSearch({ text: 'x' })
  const hit: SearchResult | undefined = found[0]
  const echoed: EchoResult = await callEcho({ text: 'x' })
  const size: number | undefined = order?.größe
  // @ts-expect-error a docstring declares nothing
  const stolen = everything.stolen
  return [delete_, hit, echoed, item, bought, size, order?.class, order?.['content-type'], order?.['it\'s "quoted"\n'], stolen]
}
