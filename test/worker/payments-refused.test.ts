/** What interface 5 refuses, line by line, against the real ledger and the emulated trackagoat. */
import { reset } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { emulator } from '../support/worker/emulator.ts'
import {
  call,
  creditor,
  creditors,
  newCreditors,
  type ProblemJson,
  passTime,
  post,
  requested,
  withSettings,
  writesSeen,
} from '../support/worker/payments.ts'

beforeEach(() => newCreditors(20, 60))
afterEach(reset)

describe('refusals', () => {
  async function refused(body: unknown, status: number, code: string) {
    const made = await post<ProblemJson>(body)
    expect(made.body).toMatchObject({ status, code })
    expect(made.status).toBe(status)
    expect(made.headers.get('content-type')).toBe('application/problem+json')
    expect(await writesSeen()).toEqual([])
    return made.body
  }

  it('asks for a key of 8 to 255 visible characters', async () => {
    const { handle } = await creditor()
    for (const key of [undefined, 'short', 'x'.repeat(256), 'with space in']) {
      const answer = await call<ProblemJson>(
        'POST',
        '/v1/payments',
        { creator: handle },
        key === undefined ? {} : { 'idempotency-key': key },
      )
      expect(answer.status, key).toBe(400)
      expect(answer.body.code).toBe('idempotency_key_required')
    }
  })

  it('names what is wrong with a body', async () => {
    const { handle } = await creditor()
    for (const [body, field] of [
      ['not json', 'body'],
      [{}, 'creator'],
      [{ creator: handle, total_amount_cents: '$1,234.56' }, 'total_amount_cents'],
      [{ creator: handle, total_amount_cents: 0.001 }, 'total_amount_cents'],
      [{ creator: handle, total_amount_cents: -5 }, 'total_amount_cents'],
      [{ creator: handle, total_amount_cents: '1e3' }, 'total_amount_cents'],
      [{ creator: handle, accrual_ids: [] }, 'accrual_ids'],
      [{ creator: handle, accrual_ids: ['a', 'a'] }, 'accrual_ids'],
      [{ creator: handle, paid_at: 'May 7' }, 'paid_at'],
      [{ creator: handle, note: 'x'.repeat(10_000) }, 'note'],
      [{ creator: handle, amount: 50 }, 'amount'],
    ] as const) {
      const { detail } = await refused(body, 400, 'invalid_body')
      expect(detail.startsWith(field), `${field}: ${detail}`).toBe(true)
    }
  })

  it('knows nobody of that handle, and says who may have been meant', async () => {
    await refused({ creator: '@nobody.of.this.name' }, 404, 'creator_not_found')
    await refused({ creator: '00000000-0000-4000-8000-000000000000' }, 404, 'creator_not_found')
  })

  it('names the candidates when a handle is in several projects', async () => {
    const { projects } = await emulator.state()
    const ids: string[] = []
    for (const project of projects.slice(0, 2)) {
      const added = await emulator.api<{ id: string }>('POST', `/projects/${project.id}/creators`, {
        tiktok_handle: 'two.homes',
      })
      ids.push(added.id)
    }
    const { candidates } = await refused({ creator: 'Two.Homes' }, 409, 'creator_ambiguous')
    expect(candidates?.map(({ project_id }) => project_id).sort()).toEqual(
      projects
        .slice(0, 2)
        .map(({ id }) => id)
        .sort(),
    )
    await refused({ creator: 'two.homes', project_id: projects[0]?.id }, 409, 'nothing_owed')
  })

  it('tells unknown and inactive methods apart', async () => {
    const { handle } = await creditor()
    await refused({ creator: handle, method: 'Carrier pigeon' }, 404, 'method_not_found')
    await refused({ creator: handle, method: '00000000-0000-4000-8000-000000000000' }, 404, 'method_not_found')
    const made = await emulator.api<{ id: string }>('POST', '/payout-methods', { name: 'Zelle' })
    await emulator.api('PATCH', `/payout-methods/${made.id}`, { is_active: false })
    await refused({ creator: handle, method: 'zelle' }, 409, 'method_inactive')
    await refused({ creator: handle, method: made.id }, 409, 'method_inactive')
  })

  it('pays only what is earned, by this creator', async () => {
    const [first, second] = await creditors()
    await refused({ creator: first?.handle, accrual_ids: [second?.accruals[0]?.id] }, 409, 'accrual_not_payable')
    await emulator.api('PATCH', `/payout-accruals/${first?.accruals[0]?.id}`, { status: 'rejected' })
    await refused({ creator: first?.handle, accrual_ids: [first?.accruals[0]?.id] }, 409, 'accrual_not_payable')
    await refused(
      { creator: first?.handle, accrual_ids: ['00000000-0000-4000-8000-000000000000'] },
      409,
      'accrual_not_payable',
    )
  })

  it('wants a reason when the total is not the sum', async () => {
    const who = await creditor()
    await refused({ creator: who.handle, total_amount_cents: who.totalCents + 1 }, 400, 'adjustment_reason_required')
  })

  it('keeps an accrual out of a second live request, and names the first', async () => {
    const { who, made } = await requested()
    const all = await refused({ creator: who.handle }, 409, 'accrual_in_use')
    expect(all.request_id).toBe(made.id)
    const one = await refused({ creator: who.handle, accrual_ids: [who.accruals[0]?.id] }, 409, 'accrual_in_use')
    expect(one.request_id).toBe(made.id)
    expect((await call('POST', `/v1/payments/${made.id}/deny`)).body.status).toBe('denied')
    expect((await post({ creator: who.handle })).status).toBe(202)
  })

  it('refuses what is over a cap, for one payment and for a day', async () => {
    const [first, second] = await creditors()
    await withSettings({ MAX_PAYMENT_CENTS: (first?.totalCents ?? 0) - 1 })
    await refused({ creator: first?.handle }, 403, 'over_limit')
    await withSettings({ MAX_PAYMENT_CENTS: 100_000_000, MAX_DAILY_CENTS: first?.totalCents ?? 0 })
    expect((await post({ creator: first?.handle })).status).toBe(202)
    await refused({ creator: second?.handle }, 403, 'over_limit')
    await passTime(25 * 3_600_000)
    expect((await post({ creator: second?.handle })).status).toBe(202)
  })

  it('asks trackagoat nothing while payments are off', async () => {
    const { handle } = await creditor()
    await withSettings({ PAYMENTS: 'off' })
    await emulator.clearLog()
    await refused({ creator: handle }, 403, 'payments_off')
    expect(await emulator.log()).toEqual([])
  })

  it('says when trackagoat cannot be asked, and lets the same key try again', async () => {
    const { handle } = await creditor()
    await emulator.faults([{ match: { path: '/creators' }, times: 1, fault: { kind: 'error_before_commit' } }])
    const down = await post<ProblemJson>({ creator: handle }, 'same-key-again')
    expect(down.status).toBe(502)
    expect((await post({ creator: handle }, 'same-key-again')).status).toBe(202)
  })
})
