/** A ledger that is watched while it takes orders from Slack. */
import { runInDurableObject } from 'cloudflare:test'
import { expect } from 'vitest'
import type { JobOrder } from '../../../src/domain/jobs.ts'
import { ledgerStub } from '../../../src/durable/stubs.ts'
import type { Env } from '../../../src/env.ts'
import { slackEnv } from './slack.ts'

/** Orders that the ledger took, in order; it is the real one, and may have worked on them already. */
export const taken: JobOrder[] = []

/** Settings with the watched ledger in its place. */
export function watchedLedger(): Env {
  const env = slackEnv()
  const take = async (order: JobOrder) => {
    const state = await ledgerStub(env).take(order)
    if (state === 'taken') taken.push(order)
    return state
  }
  return { ...env, LEDGER: { idFromName: () => 'x', get: () => ({ take }) } } as unknown as Env
}

/** What was taken, which is also what stands in its table. */
export async function orders(): Promise<JobOrder[]> {
  const rows = await runInDurableObject(ledgerStub(slackEnv()), (_, state) =>
    state.storage.sql.exec<{ id: string }>('SELECT id FROM jobs ORDER BY seq').toArray(),
  )
  expect(rows.map(({ id }) => id).toSorted()).toEqual(taken.map(({ id }) => id).toSorted())
  return taken
}
