/** The functions that the tests speak of. */

import { mutation, query } from '../src/index.ts'

export const profile = query('profile', 'user', ['user_id'])
export const posts = query('posts', 'user', ['page', 'user_id'])
export const hits = query('hits', 'search', ['q'])
export const motd = query('motd', 'global')
export const rename = mutation('rename', ['user'])
export const login = mutation('login', ['*'])
export const upload = mutation('upload', [], ['file', 'more'])
export const USER_5 = { user_id: 5 }
export const REFUSAL = { code: 'NOT_FOUND', message: 'No.', details: null }
export const BREAKDOWN = { code: 'INTERNAL_ERROR', message: 'Oops.', details: { id: 'a1' } }
