/** The functions that the tests speak of. */

import { context, mutation, query } from '../src/index.ts'
import { uploading } from '../src/uploads.ts'

const user = context('user', ['page', 'user_id'])
export const profile = query('profile', user, ['user_id'])
export const posts = query('posts', user)
export const hits = query('hits', context('search', ['q']))
export const motd = query('motd', context('global'))
export const rename = mutation('rename', ['user'])
export const login = mutation('login', ['*'])
export const upload = uploading(mutation('upload'), ['file', 'more'])
export const USER_5 = { user_id: 5 }
export const REFUSAL = { code: 'NOT_FOUND', message: 'No.', details: null }
export const BREAKDOWN = { code: 'INTERNAL_ERROR', message: 'Oops.', details: { id: 'a1' } }
