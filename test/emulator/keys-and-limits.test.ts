import { describe, expect, it } from 'vitest'
import { READ, REVOKED, useEmulator, WRITE } from './support.ts'

const emulator = useEmulator()

describe('keys', () => {
  it.each([
    ['none', null, undefined],
    ['revoked', REVOKED, undefined],
    ['unknown', `tga_${'2'.repeat(64)}`, undefined],
    ['too short', 'tga_000', undefined],
    ['in capitals', `tga_${'F'.repeat(64)}`, undefined],
    ['of another scheme', null, { authorization: `Basic ${WRITE}` }],
  ])('%s: 401 invalid_api_key in the envelope', async (_name, key, headers) => {
    const answer = await emulator.api('GET', '/projects', { key, ...(headers === undefined ? {} : { headers }) })
    expect(answer.status).toBe(401)
    expect(answer.keys).toEqual(['data', 'error', 'meta'])
    expect(answer.data).toBeNull()
    expect(answer.meta.code).toBe('invalid_api_key')
  })

  it('a read key reads and is told what it lacks when it writes', async () => {
    expect((await emulator.api('GET', '/projects', { key: READ })).status).toBe(200)
    const refused = await emulator.api('POST', '/payout-methods', { key: READ, body: { name: 'Zelle' } })
    expect(refused.status).toBe(403)
    expect(refused.meta).toEqual({ code: 'insufficient_scope', required: 'write', granted: ['read'] })
    expect((await emulator.state()).payout_methods.some(({ name }) => name === 'Zelle')).toBe(false)
  })

  it('all keys can be switched off, and the organisation banned', async () => {
    await emulator.options({ api_key_valid: false })
    expect((await emulator.api('GET', '/projects')).status).toBe(401)
    await emulator.options({ api_key_valid: true, organization_banned: true })
    expect((await emulator.api('GET', '/projects')).status).toBe(403)
  })
})

describe('the limit of requests a minute', () => {
  it('refuses the 61st request of a key in 60 seconds and says when to come back', async () => {
    for (let i = 0; i < 60; i += 1) expect((await emulator.api('GET', '/schema', { key: READ })).status).toBe(200)
    const refused = await emulator.api('GET', '/schema', { key: READ })
    expect(refused.status).toBe(429)
    expect(refused.meta).toEqual({ code: 'rate_limit_exceeded' })
    const wait = Number(refused.headers.get('retry-after'))
    expect(wait).toBeGreaterThan(50)
    expect(wait).toBeLessThanOrEqual(60)
    expect((await emulator.api('GET', '/schema', { key: WRITE })).status).toBe(200)
    await emulator.advance(wait)
    expect((await emulator.api('GET', '/schema', { key: READ })).status).toBe(200)
  })

  it('slides: half a minute later only the older half is free again', async () => {
    await emulator.options({ requests_per_minute: 2 })
    const status = async () => (await emulator.api('GET', '/schema')).status
    expect(await status()).toBe(200)
    await emulator.advance(40)
    expect(await status()).toBe(200)
    expect(await status()).toBe(429)
    await emulator.advance(21)
    expect(await status()).toBe(200)
    expect(await status()).toBe(429)
  })

  it('can answer as the older docs say: another code and no header', async () => {
    await emulator.options({ requests_per_minute: 1, rate_limit_signal: 'old_code_without_header' })
    await emulator.api('GET', '/schema')
    const refused = await emulator.api('GET', '/schema')
    expect(refused.meta.code).toBe('too_many_requests')
    expect(refused.headers.get('retry-after')).toBeNull()
  })
})

describe('the daily quota', () => {
  it('belongs to the organisation, names the seconds to UTC midnight and resets there', async () => {
    await emulator.options({ requests_per_day: 2 })
    await emulator.api('GET', '/schema', { key: READ })
    await emulator.api('GET', '/schema', { key: WRITE })
    const refused = await emulator.api('GET', '/schema', { key: READ })
    expect(refused.status).toBe(429)
    expect(refused.meta.code).toBe('rate_limit_exceeded')
    const seconds = Number(refused.meta.retryAfter)
    expect(seconds).toBeGreaterThan(13.4 * 3600)
    expect(seconds).toBeLessThanOrEqual(13.5 * 3600)
    expect(refused.headers.get('retry-after')).toBeNull()
    await emulator.advance(seconds)
    expect((await emulator.api('GET', '/schema')).status).toBe(200)
  })

  it('signals with a header too, or with nothing', async () => {
    await emulator.options({ requests_per_day: 0, daily_quota_signal: 'meta_and_header' })
    const both = await emulator.api('GET', '/schema')
    expect(both.headers.get('retry-after')).toBe(String(both.meta.retryAfter))
    await emulator.options({ daily_quota_signal: 'none' })
    const none = await emulator.api('GET', '/schema')
    expect([none.headers.get('retry-after'), none.meta.retryAfter]).toEqual([null, undefined])
  })
})

describe('routes', () => {
  it('unknown ones are 404 in the envelope', async () => {
    for (const path of ['/nothing', '/openapi', '/creators/x/y/z']) {
      const answer = await emulator.api('GET', path)
      expect([answer.status, answer.data, answer.meta.code]).toEqual([404, null, 'not_found'])
    }
    expect((await emulator.api('PUT', '/projects')).status).toBe(404)
  })

  it('removed statistics are 410 with data null', async () => {
    for (const entity of ['creators', 'campaigns', 'videos']) {
      const answer = await emulator.api('GET', `/${entity}/${crypto.randomUUID()}/stats`)
      expect([answer.status, answer.data]).toEqual([410, null])
    }
    await emulator.options({ removed_stats_routes: 'not_found' })
    expect((await emulator.api('GET', `/creators/${crypto.randomUUID()}/stats`)).status).toBe(404)
  })

  it('the schema names the fields that the lists have', async () => {
    const { data } = await emulator.api('GET', '/schema')
    const { entities } = data as { entities: Record<string, { fields: object; description: string }> }
    const lists = {
      project: '/projects',
      creator: '/creators',
      payout_method: '/payout-methods',
      payout_structure: '/payout-structures',
      payout_accrual: '/payout-accruals',
      payout_payment: '/payout-payments',
      video: '/videos',
      campaign: '/campaigns',
    }
    for (const [entity, path] of Object.entries(lists)) {
      const [row] = await emulator.list(path)
      expect(Object.keys(entities[entity]?.fields ?? {}).sort()).toEqual(Object.keys(row ?? {}).sort())
    }
    expect(Object.keys(entities).sort()).toEqual([...Object.keys(lists), 'goal'].sort())
  })

  it('the schema names the types of fields', async () => {
    const { data } = await emulator.api('GET', '/schema')
    expect(data).toMatchObject({
      entities: {
        creator: {
          description: 'A TikTok account tracked in one project.',
          fields: {
            id: 'uuid',
            display_name: 'string|null',
            tracking_mode: 'auto|selective',
            tracking_start_date: 'date|null',
            follower_count: 'integer|null',
            last_scraped_at: 'timestamp|null',
            is_active: 'boolean',
          },
        },
        goal: { fields: { target_value: 'number' } },
        payout_structure: { fields: { current_version: 'object' } },
        payout_accrual: { fields: { currency: 'string', structure_version_id: 'uuid', period_end_at: 'timestamp' } },
        payout_payment: { fields: { creator_id: 'uuid|null', payout_payment_lines: 'array', metadata: 'object' } },
      },
    })
  })

  it('the envelope can leave out what is null', async () => {
    await emulator.options({ envelope: 'omit_nulls' })
    expect((await emulator.api('GET', '/schema')).keys).toEqual(['data'])
    expect((await emulator.api('GET', '/projects')).keys).toEqual(['data', 'meta'])
  })
})
