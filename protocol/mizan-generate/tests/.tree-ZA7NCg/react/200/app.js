import { MizanContext, useThing0, useThing1 } from './index.js'

console.log(MizanContext, useThing0, useThing1)
