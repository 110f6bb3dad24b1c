import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { READ, type Row, useEmulator } from './support.ts'

const emulator = useEmulator()

describe('the clock', () => {
  it('is set, advanced, and ticks on', async () => {
    expect(await emulator.setClock('2027-01-01T00:00:00Z')).toEqual({
      now: expect.stringMatching(/^2027-01-01T00:00:00/),
    })
    expect(await emulator.advance(3_600)).toEqual({ now: expect.stringMatching(/^2027-01-01T01:00:0/) })
    const first = (await emulator.control('clock')).body.now
    let later = first
    for (let i = 0; i < 1_000 && later === first; i += 1) later = (await emulator.control('clock')).body.now
    expect(later > first).toBe(true)
  })

  it.each([[{}], [{ now: 'soon' }], [{ advance_seconds: '5' }], [{ now: '2027-01-01T00:00:00Z', advance_seconds: 5 }]])(
    'refuses %j',
    async (body) => {
      expect((await emulator.control('clock', body)).status).toBe(400)
    },
  )
})

describe('options', () => {
  it('merge, and answer all of them', async () => {
    const all = await emulator.options({})
    expect(await emulator.options({ list_order: 'oldest_first' })).toEqual({ ...all, list_order: 'oldest_first' })
    const both = await emulator.options({ requests_per_minute: 5 })
    expect(both).toEqual({ ...all, list_order: 'oldest_first', requests_per_minute: 5 })
    expect((await emulator.control('options')).body).toEqual(both)
    expect((await emulator.state()).options).toEqual(both)
  })

  it('are all in the README', async () => {
    const readme = readFileSync('emulator/README.md', 'utf8')
    for (const name of Object.keys(await emulator.options({}))) expect(readme).toContain(`\`${name}\``)
  })

  it('refuse an unknown name or value, naming it, and change nothing', async () => {
    for (const [body, name] of [
      [{ list_order: 'oldest_first', colour: 'blue' }, 'colour'],
      [{ list_order: 'sideways' }, 'list_order'],
      [{ requests_per_minute: 0 }, 'requests_per_minute'],
    ] as const) {
      const { status, body: answer } = await emulator.control('options', body)
      expect(status).toBe(400)
      expect(answer.error).toContain(name)
    }
    expect((await emulator.control('options', [])).status).toBe(400)
    expect((await emulator.control('options')).body.list_order).toBe('newest_first')
  })
})

describe('the log', () => {
  it('has every request to both APIs, with what it takes to compare them', async () => {
    const body = JSON.stringify({ name: 'Zelle' })
    await emulator.request('GET', '/projects?limit=1', { key: READ })
    await emulator.request('POST', '/payout-methods', { body, headers: { 'idempotency-key': 'k-1' } })
    await emulator.request('GET', '/projects', { key: null })
    await fetch(`${emulator.url()}/slack/api/api.test`, { method: 'POST', body: 'a=1' })
    const log = await emulator.log()
    const quiet = { query: '', idempotency_key: null, body_hash: null, api_key: null, fault: null }
    const time = expect.stringMatching(/^2026-06-15T10:30/)
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
    expect(log).toEqual([
      { ...quiet, time, method: 'GET', path: '/api/v1/projects', query: 'limit=1', status: 200, api_key: 'read' },
      {
        ...quiet,
        time,
        method: 'POST',
        path: '/api/v1/payout-methods',
        status: 201,
        idempotency_key: 'k-1',
        body_hash: sha256(body),
        api_key: 'write',
      },
      { ...quiet, time, method: 'GET', path: '/api/v1/projects', status: 401 },
      { ...quiet, time, method: 'POST', path: '/slack/api/api.test', status: 200, body_hash: sha256('a=1') },
    ])
    expect(await (await fetch(`${emulator.url()}/emulator/log`, { method: 'DELETE' })).json()).toEqual([])
    expect(await emulator.log()).toEqual([])
  })
})

describe('the state', () => {
  it('has every entity, with what the API leaves out', async () => {
    const state = await emulator.state()
    expect(Object.keys(state)).toEqual([
      'now',
      'projects',
      'creators',
      'payout_methods',
      'payout_structures',
      'assignments',
      'accruals',
      'payments',
      'videos',
      'campaigns',
      'goals',
      'annotations',
      'organizations',
      'members',
      'invitations',
      'api_keys',
      'slack',
      'mail',
      'options',
    ])
    for (const row of [...state.accruals, ...state.payments]) {
      expect(state.projects.map(({ id }) => id)).toContain(row.project_id)
      expect(row.created_at).toMatch(/^\d{4}-/)
    }
  })

  it('is the same as what the lists say, for more rows than one piece holds', async () => {
    await emulator.reset({ creators: 1_500, accruals: 2_100 })
    await emulator.options({ requests_per_minute: 1_000 })
    const state = await emulator.state()
    const byId = (rows: Row[]) => new Map(rows.map((row) => [row.id, row]))
    const listed = byId(await emulator.walk('/payout-accruals', 100))
    expect(listed.size).toBe(2_100)
    for (const { project_id: _, created_at: __, updated_at: ___, ...accrual } of state.accruals) {
      expect(listed.get(accrual.id)).toEqual(accrual)
    }
    expect(byId(await emulator.walk('/creators', 100)).size).toBe(1_500)
  })
})

describe('acts of somebody else', () => {
  const changed = async (body: object) => {
    const before = await emulator.state()
    const answer = await emulator.act(body)
    return { before, answer, after: await emulator.state() }
  }

  it('pay settles all that one creator is owed', async () => {
    const { answer, after } = await changed({ do: 'pay' })
    const [payment] = answer.payments
    expect(after.payments.at(-1)).toEqual(payment)
    const owed = after.accruals.filter((a) => a.creator_id === payment.creator_id && a.status === 'earned')
    expect(owed).toEqual([])
    expect(answer.accruals.every((a: Row) => a.status === 'paid')).toBe(true)
  })

  it('void takes the newest payment back', async () => {
    const paid = await emulator.act({ do: 'pay' })
    const { answer } = await changed({ do: 'void' })
    expect(answer.payments).toMatchObject([{ id: paid.payments[0].id, status: 'voided' }])
    expect(answer.accruals.map(({ status }: Row) => status)).toEqual(paid.accruals.map(() => 'earned'))
  })

  it('reject and reopen move an accrual there and back', async () => {
    const { answer, before } = await changed({ do: 'reject' })
    const [accrual] = answer.accruals
    expect(before.accruals.find(({ id }) => id === accrual.id)?.status).toBe('earned')
    expect(accrual.status).toBe('rejected')
    const back = await emulator.act({ do: 'reopen', accrual_id: accrual.id })
    expect(back.accruals).toMatchObject([{ id: accrual.id, status: 'earned' }])
  })

  it('change_amount and earn change what is owed', async () => {
    const first = await changed({ do: 'change_amount' })
    const [accrual] = first.answer.accruals
    const old = first.before.accruals.find(({ id }) => id === accrual.id)
    expect([accrual.status, accrual.amount_cents === old?.amount_cents]).toEqual(['earned', false])
    const second = await changed({ do: 'earn', amount_cents: 1_234 })
    expect(second.after.accruals).toHaveLength(second.before.accruals.length + 1)
    expect(second.answer.accruals).toMatchObject([{ amount_cents: 1_234, status: 'earned' }])
  })

  it('deactivate, reactivate and add_creator change who is tracked', async () => {
    const { creators } = await emulator.state()
    const [id, project_id] = [creators[0]?.id, creators[0]?.project_id]
    expect((await emulator.act({ do: 'deactivate', creator_id: id })).creators).toMatchObject([
      { id, is_active: false },
    ])
    expect((await emulator.act({ do: 'reactivate', creator_id: id })).creators).toMatchObject([{ id, is_active: true }])
    const { answer, after } = await changed({ do: 'add_creator', project_id, tiktok_handle: 'walked.in' })
    expect(after.creators.at(-1)).toEqual(answer.creators[0])
    expect(answer.creators).toMatchObject([{ project_id, tiktok_handle: 'walked.in' }])
  })

  it('scrape_all makes everybody fresh, stall lets one go stale', async () => {
    await emulator.act({ do: 'scrape_all' })
    const fresh = (await emulator.state()).creators.filter(({ is_active }) => is_active === true)
    for (const { last_scraped_at } of fresh) expect(last_scraped_at).toMatch(/^2026-06-15T10:30/)
    const { creators } = await emulator.act({ do: 'stall' })
    await emulator.advance(13 * 3_600)
    const after = (await emulator.state()).creators.find(({ id }) => id === creators[0].id)
    expect(after?.last_scraped_at).toBe(creators[0].last_scraped_at)
  })

  it('choose the same after the same reset', async () => {
    const first = await emulator.act({ do: 'reject' })
    await emulator.reset()
    expect((await emulator.act({ do: 'reject' })).accruals[0].id).toBe(first.accruals[0].id)
  })

  it('that make no sense are 400 and say why', async () => {
    const nobody = crypto.randomUUID()
    for (const body of [
      {},
      { do: 'dance' },
      { do: 'reject', accrual_id: nobody },
      { do: 'pay', creator_id: nobody },
      { do: 'void', payment_id: nobody },
      { do: 'add_creator', project_id: nobody },
      { do: 'add_creator', tiktok_handle: 'banned.everywhere' },
    ]) {
      const { status, body: answer } = await emulator.control('act', body)
      expect([body, status, typeof answer.error]).toEqual([body, 400, 'string'])
    }
  })
})

describe('everything else', () => {
  it('an unknown steering route is 404, a body that is no JSON 400', async () => {
    expect((await emulator.control('nothing')).status).toBe(404)
    const broken = await fetch(`${emulator.url()}/emulator/options`, { method: 'POST', body: '{' })
    expect(broken.status).toBe(400)
  })

  it('the start page, Slack and the mailbox are there', async () => {
    for (const path of ['/', '/slack', '/mail']) expect((await fetch(emulator.url() + path)).status).toBe(200)
  })
})

describe('pages of other origins', () => {
  const act = (origin: string) =>
    fetch(`${emulator.url()}/emulator/act`, { method: 'POST', headers: { origin }, body: '{"do": "pay"}' })

  it.each(['http://evil.example', 'null', 'http://localhost.evil.example'])('may not steer: %s', async (origin) => {
    const before = (await emulator.state()).payments.length
    expect((await act(origin)).status).toBe(403)
    expect((await emulator.state()).payments).toHaveLength(before)
  })

  it.each(['/slack/say', '/slack/press', '/slack/switch'])('nor act in the Slack workspace: %s', async (path) => {
    const send = (headers: Record<string, string>) =>
      fetch(`${emulator.url()}${path}`, { method: 'POST', headers, body: '' })
    expect((await send({ origin: 'https://evil.example' })).status).toBe(403)
    expect((await send({ origin: 'null', 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await send({ origin: 'null', 'sec-fetch-site': 'same-origin' })).status).not.toBe(403)
  })

  it('of this machine may', async () => {
    expect((await act(emulator.url())).status).toBe(200)
    expect((await act('http://localhost:1234')).status).toBe(200)
  })

  it('mistakes are told in words without a stray colon', async () => {
    const { status, body } = await emulator.control('faults', { kind: 'latency' })
    expect([status, body.error]).toEqual([400, expect.stringMatching(/^[A-Z]/)])
  })
})
