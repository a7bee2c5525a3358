/* held.mjs -- the shop that all tests of the staff share. */
import { useStaff } from '../lib/staff.mjs'

export const held = useStaff({ replicas: 2, BAKERY_LOG_LEVEL: 'debug' })
export const sql = (text) => held.shop.database.query(text)

export const WRONG = 'not the password at all'
export const CAKE = { name: 'Staff cake', price: 12.5, category: 'cake' }
