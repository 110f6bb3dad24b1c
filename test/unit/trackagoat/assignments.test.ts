import { describe, expect, it } from 'vitest'
import { ok } from '../../../src/domain/result.ts'
import { assignCreator } from '../../../src/trackagoat/assignments.ts'
import type { Transport } from '../../../src/trackagoat/transport.ts'
import { reading } from './reading.ts'

describe('an assignment', () => {
  const writing = (data: unknown): Transport => ({
    ...reading(() => ({})),
    write: async () => ok({ data, meta: null }),
  })

  it.each([
    [{ assigned: 1, results: [{ creator_id: 'c', status: 'assigned' }] }, 'assigned'],
    [{ assigned: 0, already_assigned: 1 }, 'already_assigned'],
    [{ assigned: 1, results: [{ creator_id: 'c', status: 'not_in_project' }] }, 'not_in_project'],
  ])('is read from %j', async (data, outcome) => {
    expect(await assignCreator(writing(data), 's', 'c')).toEqual(ok(outcome))
  })

  it.each([null, {}, [], { assigned: 0 }, { assigned: 'yes' }])(
    'is not believed without an outcome: %j',
    async (data) => {
      expect((await assignCreator(writing(data), 's', 'c')).ok).toBe(false)
    },
  )
})
