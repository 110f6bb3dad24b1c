/**
 * Money. Amounts are integer cents of US dollars, branded so that a bare number cannot pass for one.
 * trackagoat v1 knows only USD (contract 1.1); anything else is refused where rows are checked.
 */

declare const cents: unique symbol

/** An integer number of US cents. May be negative (an adjustment), never fractional. */
export type Cents = number & { readonly [cents]: true }

/** The only currency of trackagoat v1. */
export const CURRENCY = 'USD'

/**
 * The largest single amount that is believed: one million dollars. Ninety million of them still add up to a safe
 * integer, so no sum over an organisation can overflow.
 */
export const MAX_AMOUNT_CENTS = 100_000_000

/** Money as it appears in events and answers: whole, named and ready to show. */
export interface Amount {
  readonly cents: Cents
  readonly currency: typeof CURRENCY
  /** For people, e.g. `$1,234.56`. Not meant to be parsed. */
  readonly display: string
}

/** Brands a number as cents. Throws on a fraction or an unsafe integer: that is a bug in the caller. */
export function toCents(value: number): Cents {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a whole number of cents: ${value}`)
  return value as Cents
}

/** Adds up amounts. An empty list is zero. */
export function sumCents(amounts: Iterable<Cents>): Cents {
  let total = 0
  for (const amount of amounts) total += amount
  return toCents(total)
}

/** `123456` cents as `$1,234.56`; negative amounts as `-$5.00`. */
export function formatCents(amount: Cents): string {
  const absolute = Math.abs(amount)
  const dollars = Math.floor(absolute / 100)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',')
  const rest = (absolute % 100).toString().padStart(2, '0')
  return `${amount < 0 ? '-' : ''}$${dollars}.${rest}`
}

/** Wraps cents for events and answers. */
export function amountOf(amount: Cents): Amount {
  return { cents: amount, currency: CURRENCY, display: formatCents(amount) }
}
