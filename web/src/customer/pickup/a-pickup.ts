/* a-pickup.ts -- what the server says about pickup on Thursday 2026-06-18, for tests, which change what they are about. */
import type { Pickup, PickupDay } from '../../api/client'

const slots: PickupDay['slots'] = [
  { time: '07:00', until: '07:15', state: 'free' },
  { time: '07:15', until: '07:30', state: 'full' },
  { time: '07:30', until: '07:45', state: 'free' }
]

export const aDay = (date: string, more: Partial<PickupDay> = {}): PickupDay => ({
  date,
  state: 'open',
  slots,
  ...more
})

export const aPickup = (more: Partial<Pickup> = {}): Pickup => ({
  earliest: { date: '2026-06-19', time: '07:00', until: '07:15' },
  because: null,
  order_by: null,
  few_left: [],
  days: [
    aDay('2026-06-18', { slots: [] }),
    aDay('2026-06-19'),
    aDay('2026-06-20', { state: 'full' }),
    aDay('2026-06-21', { state: 'closed', reason: null, slots: [] }),
    aDay('2026-06-22', { state: 'closed', reason: 'Midsummer', slots: [] }),
    aDay('2026-06-23')
  ],
  ...more
})
