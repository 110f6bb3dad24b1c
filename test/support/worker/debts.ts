/** What is owed and to whom, worked out from the emulator's own state: what reads of the watch are held against. */
import type { OwedRow, ReadQuery } from '../../../src/domain/reads.ts'
import { type EmulatorState, emulator } from './emulator.ts'
import { HOUR_MS } from './farm.ts'

const DAY_MS = 24 * HOUR_MS

/** Every row there is. */
export const all: ReadQuery = { projectId: null, creatorId: null, limit: 1_000, offset: 0 }
export const iso = (ms: number) => new Date(ms).toISOString()

export type Creator = EmulatorState['creators'][number]

/** A creator of the organisation that fits, by the emulator's own state. */
export async function creatorWho(fits: (creator: Creator, state: EmulatorState) => boolean): Promise<Creator> {
  const state = await emulator.state()
  const creator = state.creators.find((candidate) => fits(candidate, state))
  if (!creator) throw new Error('the organisation has no such creator')
  return creator
}

/** What this creator has earned and was not paid. */
export const earnedOf = (state: EmulatorState, creatorId: string) =>
  state.accruals.filter((accrual) => accrual.status === 'earned' && accrual.creator_id === creatorId)

/** What is owed by the emulator's own accruals, as `owed` should say it, in its order. */
export function trueDebts(state: EmulatorState, nowMs: number) {
  const debts = state.creators.flatMap(({ id, tiktok_handle }) => {
    const accruals = earnedOf(state, id).map(({ amount_cents, period_end_at }) => ({
      cents: amount_cents,
      endMs: Date.parse(period_end_at),
      days: Math.floor((nowMs - Date.parse(period_end_at)) / DAY_MS),
      isOverdue: nowMs - Date.parse(period_end_at) > 30 * DAY_MS,
    }))
    if (accruals.length === 0) return []
    const sum = (of: typeof accruals) => of.reduce((total, { cents }) => total + cents, 0)
    return [
      {
        creatorId: id,
        handle: tiktok_handle,
        accrualCount: accruals.length,
        totalCents: sum(accruals),
        ageing: {
          upTo7DaysCents: sum(accruals.filter(({ days }) => days <= 7)),
          upTo30DaysCents: sum(accruals.filter(({ days }) => days > 7 && days <= 30)),
          over30DaysCents: sum(accruals.filter(({ days }) => days > 30)),
        },
        oldestPeriodEndAt: iso(Math.min(...accruals.map(({ endMs }) => endMs))),
        overdueCount: accruals.filter(({ isOverdue }) => isOverdue).length,
      },
    ]
  })
  return debts.toSorted((a, b) => {
    const late = Number(b.overdueCount > 0) - Number(a.overdueCount > 0)
    if (late !== 0) return late
    const older = a.overdueCount > 0 ? a.oldestPeriodEndAt.localeCompare(b.oldestPeriodEndAt) : 0
    return older || b.totalCents - a.totalCents || (a.creatorId < b.creatorId ? -1 : 1)
  })
}

/** A row of `owed` in the shape of `trueDebts`. */
export const asDebt = ({ creator, ...row }: OwedRow) => ({ ...row, handle: creator?.handle })
