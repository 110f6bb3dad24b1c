/**
 * The promise of docs/payments.md, held against chance: `GOATHERD_LEDGER_RUNS=20000 GOATHERD_SEED=1 npm test -- --project
 * ledger`. A failure names the seed of its schedule; GOATHERD_SEED=<that> GOATHERD_LEDGER_RUNS=1 plays it alone.
 */
import { createHash } from 'node:crypto'
import { expect, it, vi } from 'vitest'
import { migrateLedger } from '../../src/durable/ledger/storage.ts'
import { Chance, Disk, Life, Upstream } from './farm.ts'
import { Schedule } from './schedule.ts'

// The platform hashes on a thread of its own, whose pace would make schedules differ from run to run.
vi.spyOn(crypto.subtle, 'digest').mockImplementation(async (_algorithm, data) => {
  const hash = createHash('sha256')
    .update(new Uint8Array(data as ArrayBuffer))
    .digest()
  return new Uint8Array(hash).buffer
})

const RUNS = Number(process.env.GOATHERD_LEDGER_RUNS ?? 20_000)
const SEED = Number(process.env.GOATHERD_SEED ?? 20_261_121)
const START_MS = Date.parse('2026-05-07T12:00:00Z')
/** How many schedules share an organisation at most: each takes a creator of its own. */
const SHARED = 40

it(`no accrual is paid twice and nothing is believed that is not so, in ${RUNS} schedules from seed ${SEED}`, {
  timeout: 3_600_000,
}, async () => {
  const statuses: Record<string, number> = {}
  let crossings = 0
  const upstream = new Upstream(START_MS)
  let creators: { id: string; handle: string }[] = []
  const disk = new Disk()
  migrateLedger(disk.storage(new Life()))
  for (let run = 0; run < RUNS; run++) {
    const seed = SEED + run
    const chance = new Chance(seed)
    if (creators.length === 0) {
      upstream.clock.atMs = START_MS
      upstream.reset(seed, 60, 400, {
        idempotency_errors: chance.pick(['forgotten', 'replayed']),
        idempotency_concurrent: chance.pick(['wait', 'conflict']),
        idempotency_replay_status: chance.pick(['original', 'ok']),
        payment_unpayable_accrual: chance.pick(['refused', 'accepted']),
        underpaid_accrual: chance.pick(['paid', 'earned']),
        voided_payment_accruals: chance.pick(['earned', 'earned', 'paid']),
        list_order: chance.pick(['newest_first', 'oldest_first']),
        envelope: chance.pick(['all_keys', 'omit_nulls']),
      })
      creators = (await creatorsWithAccruals(upstream)).slice(0, SHARED)
    }
    const creator = creators.shift()
    if (creator === undefined) throw new Error('the organisation is too small')
    disk.wipe()
    const schedule = new Schedule(upstream, disk, chance, creator)
    const result = await schedule.run()
    crossings += result.requestsUpstream
    for (const [status, count] of Object.entries(result.statuses)) statuses[status] = (statuses[status] ?? 0) + count
    expect(result.problems, `seed ${seed}\n${schedule.trace.join('\n')}`).toEqual([])
  }
  console.log(`${RUNS} schedules, ${crossings} requests upstream, ended as`, statuses)
  // A test in which nothing is ever recorded, lost or refused would prove nothing.
  if (RUNS >= 1_000) {
    for (const status of ['recorded', 'failed', 'denied', 'expired', 'voided'])
      expect(statuses[status], status).toBeGreaterThan(RUNS / 100)
  }
})

async function creatorsWithAccruals(upstream: Upstream): Promise<{ id: string; handle: string }[]> {
  const earned = new Map<string, number>()
  for (let cursor = ''; ; ) {
    const response = await upstream.request(`/payout-accruals?status=earned&limit=100${cursor}`, {
      headers: { authorization: `Bearer tga_${'0'.repeat(64)}` },
    })
    const page = (await response.json()) as {
      data: { creator_id: string }[]
      meta: { nextCursor: string | null } | null
    }
    for (const { creator_id } of page.data) earned.set(creator_id, (earned.get(creator_id) ?? 0) + 1)
    const next = page.meta?.nextCursor ?? null
    if (next === null) break
    cursor = `&cursor=${encodeURIComponent(next)}`
  }
  const { data } = await upstream.api<{ id: string; tiktok_handle: string; is_active: boolean }[]>(
    'GET',
    '/creators?limit=100',
  )
  const handles = data.map(({ tiktok_handle }) => tiktok_handle.toLowerCase())
  return data
    .filter(({ id, tiktok_handle, is_active }) => {
      const isUnique = handles.filter((handle) => handle === tiktok_handle.toLowerCase()).length === 1
      return is_active && isUnique && (earned.get(id) ?? 0) >= 2
    })
    .map(({ id, tiktok_handle }) => ({ id, handle: tiktok_handle }))
}
