/* money.ts -- money is integer cents. The API's numbers become cents once, where they come in; nothing is computed in
 * floats after that, and Intl turns cents into what people read. */

/* An amount of the API, which has two decimals at most. */
export const toCents = (amount: number): number => Math.round(amount * 100)

const formats = new Map<string, Intl.NumberFormat>()

function formatOf(currency: string, language: string): Intl.NumberFormat {
  const name = `${language} ${currency}`
  let format = formats.get(name)
  if (format === undefined) {
    format = new Intl.NumberFormat(language, {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      minimumFractionDigits: 2,
      maximumFractionDigits: 2
    })
    formats.set(name, format)
  }
  return format
}

export const formatMoney = (cents: number, currency: string, language: string): string =>
  formatOf(currency, language).format(cents / 100)
