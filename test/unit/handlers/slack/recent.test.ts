import { describe, expect, it } from 'vitest'
import { deliveryKey, seenBefore } from '../../../../src/handlers/slack/recent.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

describe('the same delivery', () => {
  it('has one key, by its trigger, else by its bytes', async () => {
    const asked = { triggerId: '1.2.3', team: '', user: 'U0', channel: null, responseUrl: null }
    expect(await deliveryKey(asked, bytes('a'))).toBe(await deliveryKey(asked, bytes('b')))
    const untold = { ...asked, triggerId: null }
    expect(await deliveryKey(untold, bytes('a'))).toBe(await deliveryKey(untold, bytes('a')))
    expect(await deliveryKey(untold, bytes('a'))).not.toBe(await deliveryKey(untold, bytes('b')))
  })

  it('is known again for minutes, and keys do not pile up', () => {
    expect(seenBefore('first', 0)).toBe(false)
    expect(seenBefore('first', 1)).toBe(true)
    for (let n = 0; n < 900; n++) seenBefore(`other ${n}`, 2)
    expect(seenBefore('first', 3)).toBe(true)
    for (let n = 0; n < 5_000; n++) seenBefore(`later ${n}`, 4)
    expect(seenBefore('first', 5)).toBe(false)
    seenBefore('old', 6)
    seenBefore('turn', 6 + 11 * 60_000)
    seenBefore('turn again', 6 + 22 * 60_000)
    expect(seenBefore('old', 6 + 22 * 60_000)).toBe(false)
  })
})
