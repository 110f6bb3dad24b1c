/**
 * The payments of the past.
 * @module
 */
import { DAY_MS } from '../durations.ts'
import { PAYMENT_COLUMNS } from '../payouts/payment-rows.ts'
import { Random, uuidOf } from '../random.ts'
import type { Plan } from './index.ts'
import { methodNames } from './names.ts'

/** An accrual that a payment settles. */
export type Settled = { accrual: number; amountCents: number; computedMs: number }

type Payee = { creator: number; project: number }

export const LINE_COLUMNS = ['payment', 'accrual', 'applied_amount_cents', 'reverts_to']

/** Writes payments one after the other. */
export function paymentWriter(plan: Plan) {
  const insert = plan.store.inserter('payments', PAYMENT_COLUMNS)
  const insertLine = plan.store.inserter('payment_lines', LINE_COLUMNS)
  const latestMs = Math.max(plan.hourMs, plan.lastRunMs)
  let payment = 0
  let collected: Settled[] = []

  function write(
    payee: Payee | { creator: null; project: number },
    method: number,
    settled: Settled[],
    details: Details,
  ) {
    payment += 1
    const sum = settled.reduce((total, { amountCents }) => total + amountCents, 0)
    const adjustments =
      details.totalCents === sum ? [] : [{ amount_cents: details.totalCents - sum, reason: details.reason }]
    const paidMs = Math.floor(Math.min(details.paidMs, latestMs) / 60_000) * 60_000
    insert(
      payment,
      uuidOf(plan.seed, 'payment', payment),
      payee.project,
      payee.creator,
      method,
      methodNames[method - 1]?.name ?? null,
      details.totalCents,
      'USD',
      details.status,
      paidMs,
      JSON.stringify(payee.creator === null ? [] : adjustments),
      null,
      '{}',
      details.readme ?? null,
      Math.min(details.paidMs, latestMs),
      Math.min(details.paidMs, latestMs),
    )
    for (const { accrual, amountCents } of settled) insertLine(payment, accrual, amountCents, 'earned')
  }

  return {
    /** Notes an accrual for the next payment. */
    collect(settled: Settled): void {
      collected.push(settled)
    },

    /** One payment for what was collected; now and then rounded up or down. */
    settleCollected(payee: Payee, method: number, random: Random): void {
      if (collected.length === 0) return
      const settled = collected
      collected = []
      const sum = settled.reduce((total, { amountCents }) => total + amountCents, 0)
      const totalCents = random.chance(0.06) ? Math.max(1, sum + random.between(-99, 200)) : sum
      const lastMs = settled.at(-1)?.computedMs ?? latestMs
      write(payee, method, settled, {
        totalCents,
        reason: 'rounded',
        status: 'paid',
        paidMs: lastMs + random.between(1, 5 * DAY_MS),
      })
    },

    /** A payment that was recorded by mistake and taken back: its accrual is earned again. */
    writeVoided(payee: Payee, method: number, settled: Settled, random: Random): void {
      const paidMs = settled.computedMs + random.between(1, DAY_MS)
      write(payee, method, [settled], { totalCents: settled.amountCents, reason: '', status: 'voided', paidMs })
    },

    /** One payment per project that belongs to no creator (contract 3.9: ad-hoc). */
    writeAdHoc(): void {
      for (let project = 1; project <= Math.min(plan.projects, 10); project += 1) {
        const random = new Random(plan.seed ^ Math.imul(project, 0x61c88647))
        const paidMs = plan.hourMs - random.between(1, 60) * DAY_MS
        const details: Details = {
          totalCents: random.between(500, 9_999),
          reason: '',
          status: 'paid',
          paidMs,
          readme: 'Giveaway prizes',
        }
        write({ creator: null, project }, 3, [], details)
      }
    },
  }
}

type Details = { totalCents: number; reason: string; status: 'paid' | 'voided'; paidMs: number; readme?: string }
