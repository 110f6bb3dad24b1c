/** What is so and what must have been told, computed from the emulator's state alone. */
import type { State } from './e2e-emulator.ts'
import type { WatchEvent } from './e2e-worker.ts'

const HOUR_MS = 3_600_000

/** Ids of creators who are stale at an instant, with the default of 12 hours. */
export function staleAt({ creators }: State, nowMs: number): string[] {
  return creators
    .filter(({ is_active, last_scraped_at }) => {
      return is_active && (last_scraped_at === null || nowMs - Date.parse(last_scraped_at) > 12 * HOUR_MS)
    })
    .map(({ id }) => id)
    .sort()
}

/** Ids of accruals that are overdue at an instant, with the default of 30 days. */
export function overdueAt({ accruals }: State, nowMs: number): string[] {
  return accruals
    .filter(({ status, period_end_at }) => status === 'earned' && nowMs - Date.parse(period_end_at) > 30 * 24 * HOUR_MS)
    .map(({ id }) => id)
    .sort()
}

/** A state and the instant of the check that saw it. */
export interface Look {
  readonly state: State
  readonly atMs: number
}

const LEFT: Readonly<Record<string, string>> = {
  paid: 'accrual.paid',
  rejected: 'accrual.rejected',
  voided: 'accrual.voided',
}

/** What a check must tell that knew `before` and sees `after`: `type subject`, sorted. */
export function expectedEvents(before: Look, after: Look): string[] {
  const told: string[] = []
  const accruals = new Map(before.state.accruals.map((row) => [row.id, row]))
  for (const { id, status, amount_cents } of after.state.accruals) {
    const known = accruals.get(id)
    const wasEarned = known?.status === 'earned'
    if (status === 'earned') {
      if (known === undefined) told.push(`accrual.earned ${id}`)
      else if (!wasEarned) told.push(`accrual.reopened ${id}`)
      else if (known.amount_cents !== amount_cents) told.push(`accrual.changed ${id}`)
    } else if (wasEarned) told.push(`${LEFT[status] ?? 'accrual.changed'} ${id}`)
  }
  const creators = new Map(before.state.creators.map((row) => [row.id, row]))
  for (const { id, is_active } of after.state.creators) {
    const known = creators.get(id)
    if (known === undefined) told.push(`creator.added ${id}`)
    else if (known.is_active !== is_active) told.push(`creator.${is_active ? 're' : 'de'}activated ${id}`)
  }
  const payments = new Set(before.state.payments.map(({ id }) => id))
  // Nobody pays through Goatherd where this is asked.
  for (const { id, status } of after.state.payments) {
    if (!payments.has(id) && status === 'paid') told.push(`payment.external ${id}`)
  }
  const active = new Set(after.state.creators.filter((row) => row.is_active).map(({ id }) => id))
  const stale = { before: staleAt(before.state, before.atMs), after: staleAt(after.state, after.atMs) }
  const overdue = { before: overdueAt(before.state, before.atMs), after: overdueAt(after.state, after.atMs) }
  told.push(...without(stale.after, stale.before).map((id) => `creator.stale ${id}`))
  // Somebody who is no longer tracked did not recover.
  told.push(...without(stale.before, stale.after).flatMap((id) => (active.has(id) ? [`creator.recovered ${id}`] : [])))
  told.push(...without(overdue.after, overdue.before).map((id) => `accrual.overdue ${id}`))
  return told.sort()
}

const SUBJECT: Readonly<Record<string, string>> = { accrual: 'accrual_id', payment: 'payment_id' }

/** Events in the same words. */
export function toldBy(events: readonly WatchEvent[]): string[] {
  return events.map(({ type, data }) => `${type} ${data[SUBJECT[type.split('.')[0] ?? ''] ?? 'creator_id']}`).sort()
}

function without(all: readonly string[], some: readonly string[]): string[] {
  return all.filter((id) => !some.includes(id))
}
