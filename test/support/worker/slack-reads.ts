/** Reads typed in Slack, and what they are held against. */
import { expect } from 'vitest'
import { formatCents, toCents } from '../../../src/domain/money.ts'
import type { EmulatorState } from './emulator.ts'
import { type, VIEWER } from './slack.ts'

/** Types a read: the acknowledgement is empty, the answer private and one. */
export async function read(text: string, user = VIEWER): Promise<string> {
  const { status, body, posted, words } = await type(text, user)
  expect([status, body, posted.length]).toEqual([200, '', 1])
  expect(posted[0]).toMatchObject({ response_type: 'ephemeral', replace_original: false })
  return words
}

/** Accruals that wait. */
export const earned = (truth: EmulatorState) => truth.accruals.filter(({ status }) => status === 'earned')
export const sum = (accruals: readonly { amount_cents: number }[]) =>
  formatCents(toCents(accruals.reduce((total, { amount_cents: cents }) => total + cents, 0)))
export const creatorOf = (truth: EmulatorState, id: string | null) =>
  truth.creators.find((creator) => creator.id === id)

/** Someone who is owed, and whose handle is nobody else's. */
export function owedCreator(truth: EmulatorState) {
  const creator = truth.creators.find(
    ({ id, tiktok_handle: handle }) =>
      earned(truth).some(({ creator_id: creatorId }) => creatorId === id) &&
      truth.creators.filter((other) => other.tiktok_handle.toLowerCase() === handle.toLowerCase()).length === 1,
  )
  if (creator === undefined) throw new Error('nobody is owed')
  return creator
}
