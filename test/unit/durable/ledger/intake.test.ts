import { describe, expect, it } from 'vitest'
import type { JobOrder } from '../../../../src/domain/jobs.ts'
import { Intake } from '../../../../src/durable/ledger/intake.ts'

const order = (id: string): JobOrder => ({
  id,
  actor: { id: 'slack:U0REQUEST', role: 'requester' },
  channel: null,
  responseUrl: null,
  job: { kind: 'void', paymentId: 'pay_1' },
})

describe('orders that arrive together', () => {
  it('are written in one go and in order, each with an answer of its own', async () => {
    const written: string[] = []
    let turns = 0
    let isSameTurn = false
    const intake = new Intake(({ id }) => {
      if (!isSameTurn) turns++
      isSameTurn = true
      queueMicrotask(() => {
        isSameTurn = false
      })
      const state = written.includes(id) ? 'known' : 'taken'
      written.push(id)
      return state
    })
    expect(await Promise.all([intake.take(order('a')), intake.take(order('b')), intake.take(order('a'))])).toEqual([
      'taken',
      'taken',
      'known',
    ])
    expect(written).toEqual(['a', 'b', 'a'])
    expect(turns).toBe(1)
    expect(await intake.take(order('c'))).toBe('taken')
    expect(turns).toBe(2)
  })

  it('fail alone when one of them cannot be written', async () => {
    const intake = new Intake(({ id }) => {
      if (id === 'broken') throw new Error('disk full')
      return 'taken'
    })
    const results = await Promise.allSettled(['a', 'broken', 'b'].map((id) => intake.take(order(id))))
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })
})
