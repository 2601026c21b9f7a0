/** Telling errors apart. */

import { type BuyError, callBuy, isMizanError } from './expected/index.js'

export async function buy() {
  try {
    return await callBuy({ item: 1 })
  } catch (error) {
    return explain(error as BuyError)
  }
}

function explain(error: BuyError): string | number {
  if (isMizanError(error, 'OUT_OF_STOCK')) return error.details.left
  if (isMizanError(error, 'CLOSED')) {
    // @ts-expect-error this error has no details
    return error.details.left
  }
  if (isMizanError(error, 'VALIDATION_ERROR')) return error.details.map(({ path }) => path.join('.')).join()
  return error.message
}

// @ts-expect-error the function has no such error
export const misspelt = (error: BuyError) => isMizanError(error, 'OUT_OF_STOK')

export const anything = (error: unknown) => isMizanError(error, 'OUT_OF_STOCK') && error.message
