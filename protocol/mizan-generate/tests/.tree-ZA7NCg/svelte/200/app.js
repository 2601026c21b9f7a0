import { setMizan, useThing0, useThing1 } from './index.js'

console.log(setMizan, useThing0, useThing1)
