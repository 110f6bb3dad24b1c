import { describe, expect, it } from 'vitest'
import { hour, stage } from '../support/node/e2e-stage.ts'
import { until } from '../support/node/e2e-wait.ts'
import { runId, settingsFor } from '../support/node/e2e-worker.ts'

const BIG = { creators: 300, accruals: 600, now: new Date(hour(0)).toISOString() }

describe('the request budget', () => {
  const farm = stage()

  it('lets 300 creators be checked within seconds at the default of 60 requests a minute', async () => {
    const emulator = await farm.emulator(BIG)
    const worker = await farm.worker(settingsFor(emulator))
    const run = await worker.check(hour(0))
    expect(run).toMatchObject({ outcome: 'complete', reason: null, bad_rows: 0 })
    expect(run.duration_ms).toBeLessThan(20_000)
    expect((await emulator.log()).filter(({ status }) => status === 429)).toEqual([])
  })

  it('stops a run short of TRACKAGOAT_REQUESTS_PER_DAY and says so', async () => {
    const emulator = await farm.emulator(BIG)
    const worker = await farm.worker({ ...settingsFor(emulator), TRACKAGOAT_REQUESTS_PER_DAY: '5' })
    const run = await worker.check(hour(0))
    const asked = (await emulator.log()).filter(({ path }) => path.startsWith('/api/v1'))
    expect(asked.length).toBeGreaterThan(0)
    expect(asked.length).toBeLessThanOrEqual(5)
    expect(run).toMatchObject({
      outcome: 'incomplete',
      reason: expect.stringContaining('quota_exhausted'),
      advice: expect.stringMatching(/quota/),
      requests: asked.length,
    })
  })
})

describe('HEARTBEAT_URL', () => {
  const farm = stage()

  it('is fetched after a complete run and not after an incomplete one', async () => {
    const emulator = await farm.emulator({ now: new Date(hour(0)).toISOString() })
    const heart = await farm.listener()
    const worker = await farm.worker({ ...settingsFor(emulator), HEARTBEAT_URL: `${heart.url}/beat` })
    const noted = (n: number) =>
      until(`the run ${runId(hour(n))} is noted`, async () =>
        (await worker.ask('/healthz')).text.includes(new Date(hour(n)).toISOString()),
      )
    expect(await worker.check(hour(0))).toMatchObject({ outcome: 'complete' })
    await until('a beat', () => heart.asked.length === 1)

    await emulator.setClock(hour(1))
    await emulator.faults([{ match: { path: '/creators' }, fault: { kind: 'cursor_missing' } }])
    expect(await worker.check(hour(1))).toMatchObject({ outcome: 'incomplete' })
    await noted(1)

    await emulator.setClock(hour(2))
    await emulator.faults([])
    expect(await worker.check(hour(2))).toMatchObject({ outcome: 'complete' })
    await until('the next beat', () => heart.asked.length > 1)
    expect(heart.asked).toEqual(['GET /beat', 'GET /beat'])
  })
})
