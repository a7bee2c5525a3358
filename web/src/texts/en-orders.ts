/* en-orders.ts -- the words of checkout, an order's page and 'your orders', in English. */
export const orderTexts = {}
