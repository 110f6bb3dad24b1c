import { describe, expect, it } from 'vitest'
import type { UpstreamError } from '../../../src/domain/errors.ts'
import { toCents } from '../../../src/domain/money.ts'
import { ok } from '../../../src/domain/result.ts'
import { earnedAccruals, listAccruals } from '../../../src/trackagoat/accruals.ts'
import { type AnalyticsQuery, analytics } from '../../../src/trackagoat/analytics.ts'
import { assignCreator } from '../../../src/trackagoat/assignments.ts'
import { triggerScrape, writeReadme } from '../../../src/trackagoat/creator-writes.ts'
import { goalCompliance } from '../../../src/trackagoat/goals.ts'
import { fetchPage } from '../../../src/trackagoat/pages.ts'
import { fetchPayment, paymentBody, recordPayment, voidPayment } from '../../../src/trackagoat/payments.ts'
import { postRanking } from '../../../src/trackagoat/posts.ts'
import { getSchema } from '../../../src/trackagoat/vendor-schema.ts'
import { answering, SAMPLES, sample } from './published.ts'

/** Samples of what Goatherd neither reads nor sends. */
const NOT_OURS: Record<string, string> = {
  'creator-add.json': 'creators are added in trackagoat',
  'creator-add-with-key.json': 'creators are added in trackagoat; the key of payments is in payment-request.json',
  'creators-add.json': 'creators are added in trackagoat',
  'creator-update.json': 'of a creator only the readme is written (creator-notes.json)',
  'creator-rename.json': 'handles are changed in trackagoat',
  'creators-bulk.json': 'creators are removed and enabled in trackagoat',
  'video-notes.json': 'notes are written to creators only',
  'campaign-add.json': 'campaigns are made in trackagoat',
  'campaign-item.json': 'campaigns are filled in trackagoat',
  'payout-method-add.json': 'methods are made in trackagoat',
  'payout-method-update.json': 'methods are switched in trackagoat',
  'posting-heatmap-item.json': 'gaps in posting are told from the posts themselves',
  'metadata-content.json': 'metadata is anybody’s, kept in rows and relied upon nowhere (contract 6.9)',
  'metadata-scores.json': 'as above',
  'metadata-analysis.json': 'as above',
}

/** Samples that a test below takes; noted when they are, so that none is forgotten. */
const taken = new Set<string>()
function take(name: string): string {
  taken.add(name)
  return sample(name)
}

const text = {
  envelope: take('envelope.txt'),
  listMeta: take('list-meta.json'),
  accruals: take('accruals.json'),
  paymentRequest: take('payment-request.json'),
  payment: take('payment.json'),
  paymentVoid: take('payment-void.json'),
  assignment: take('assignment.json'),
  goals: take('goal-compliance.json'),
  leader: take('video-leaderboard-item.json'),
  schema: take('schema.json'),
  notes: take('creator-notes.json'),
  scrape: take('creator-scrape.json'),
  analytics: take('analytics-requests.txt'),
}

/** Of the older pages the last two: another code for the key's window, no code for a bad key. */
const ERRORS: [name: string, text: string, status: number, error: UpstreamError][] = [
  ['the limit of a plan', take('error-limit-reached.json'), 402, { kind: 'plan_limit', code: 'limit_reached' }],
  ['a missing scope', take('error-insufficient-scope.json'), 403, { kind: 'forbidden', code: 'insufficient_scope' }],
  ['a daily quota used up', take('error-daily-quota.json'), 429, { kind: 'quota_exhausted', waitMs: 3_421_000 }],
  ['too many requests', take('error-too-many-requests.json'), 429, { kind: 'rate_limited', waitMs: 60_000 }],
  ['a bad key', take('error-bad-key.json'), 401, { kind: 'key_refused' }],
]

describe('what the vendor publishes of answers', () => {
  it('an envelope has data, error and meta, and may lack the last two', async () => {
    const full = answering(text.envelope.replaceAll(/<[^>]+>/g, 'null')).transport
    expect(await full.get('/x')).toEqual(ok({ data: null, meta: null }))
    const bare = answering(text.payment).transport
    expect(await bare.get('/x')).toMatchObject({ ok: true, value: { data: { id: 'payment-uuid' }, meta: undefined } })
  })

  it("a list's meta leads to the next page, its cursor percent-encoded", async () => {
    const { transport, sent } = answering(`{"data":[{"id":"a"}],"meta":${text.listMeta}}`)
    const page = await fetchPage(transport, 'creators', null)
    expect(page).toEqual(ok({ rows: [{ id: 'a' }], nextCursor: '2026-03-15T10:00:00Z' }))
    await fetchPage(transport, 'creators', page.ok ? page.value.nextCursor : null)
    expect(sent[1]?.url.search).toBe('?limit=100&cursor=2026-03-15T10%3A00%3A00Z')
  })

  it.each(ERRORS)('%s is an error value of its kind', async (_, answer, status, error) => {
    expect(await answering(answer, status).transport.get('/x')).toEqual({ ok: false, error })
  })

  it('the accruals that a creator is owed are read to the cent', async () => {
    const { transport, sent } = answering(text.accruals)
    const owed = await earnedAccruals(transport, 'uuid')
    expect(owed).toEqual(ok(JSON.parse(text.accruals).data))
    expect(owed.ok && owed.value[0]?.amount_cents).toBe(5000)
    expect(Object.fromEntries(sent[0]?.url.searchParams ?? [])).toEqual({
      creator_id: 'uuid',
      status: 'earned',
      limit: '100',
    })
  })

  it('the accruals of a project are asked for as the page asks', async () => {
    const { transport, sent } = answering(text.accruals)
    const list = listAccruals(transport, { projectId: 'p', status: 'earned' })
    expect((await list.all()).ok).toBe(true)
    expect(sent).toHaveLength(1)
    expect(sent[0]?.url.href).toBe(
      'https://upstream.example/api/v1/payout-accruals?project_id=p&status=earned&limit=100',
    )
  })

  it('a payment that was recorded is believed when it is the one that was sent', async () => {
    const body = JSON.stringify({ ...JSON.parse(text.paymentRequest), creator_id: '...' })
    const recorded = await recordPayment(answering(text.payment, 201).transport, { body, idempotencyKey: 'k' })
    expect(recorded).toEqual(
      ok({
        id: 'payment-uuid',
        creatorId: '...',
        totalCents: 5000,
        status: 'paid',
        methodId: null,
        paidAtMs: Date.parse('2026-05-07T15:00:00Z'),
        accrualIds: null,
      }),
    )
    expect(await fetchPayment(answering(text.payment).transport, 'payment-uuid')).toEqual(recorded)
  })

  it.each([{ creator_id: 'another' }, { creator_id: '...', total_amount_cents: 4999 }])(
    'a payment in that answer is not believed to be the one that was sent: %j',
    async (change) => {
      const body = JSON.stringify({ ...JSON.parse(text.paymentRequest), ...change })
      const answer = await recordPayment(answering(text.payment, 201).transport, { body, idempotencyKey: 'k' })
      expect(answer).toMatchObject({ ok: false, error: { kind: 'bad_shape' } })
    },
  )

  it('an assignment says what came of it', async () => {
    expect(await assignCreator(answering(text.assignment, 201).transport, 's', '...')).toEqual(ok('assigned'))
  })

  it('goals come with their status as the vendor judges it', async () => {
    const goals = await goalCompliance(answering(text.goals).transport, 'uuid').all()
    expect(goals).toEqual(ok(JSON.parse(text.goals).data))
    expect(goals).toMatchObject({
      value: [
        {
          creator: { id: 'uuid', tiktok_handle: 'sarah.b8520', display_name: 'SarahBD' },
          compliance: [
            {
              goal: { metric: 'posts', period: 'weekly', target_value: 15 },
              target: 15,
              actual: 11,
              percentage: 73,
              status: 'behind_pace',
              advisory: { period_in_progress: true },
            },
          ],
        },
      ],
    })
  })

  it.each([
    ['in meta', `{"data":[${text.leader}],"meta":{"total_count":7}}`],
    ['in data', `{"data":{"videos":[${text.leader}],"total_count":7}}`],
  ])('a ranked video is read, the count %s', async (_, answer) => {
    const ranking = await postRanking(answering(answer).transport, { projectId: 'uuid', order: 'view_count' })
    expect(ranking).toEqual(ok({ rows: [JSON.parse(text.leader)], total: 7 }))
    expect(ranking).toMatchObject({ value: { rows: [{ video_id: 'uuid', view_count: 12345, save_count: 89 }] } })
  })

  it('the schema names entities and their fields', async () => {
    expect(await getSchema(answering(text.schema).transport)).toEqual(
      ok([
        { name: 'project', description: '...', fields: {} },
        { name: 'creator', description: null, fields: {} },
      ]),
    )
  })
})

describe('what the vendor publishes of requests', () => {
  it('a payment is sent with these keys, in this order, and its key as a header', async () => {
    const published = JSON.parse(text.paymentRequest)
    const body = paymentBody({
      creatorId: 'CREATOR_UUID',
      methodId: 'VENMO_METHOD_UUID',
      totalCents: toCents(5000),
      accrualIds: ['ACCRUAL_UUID_1', 'ACCRUAL_UUID_2'],
      adjustmentReason: null,
      note: 'Recorded by automated weekly review agent',
      paidAt: '2026-05-07T15:00:00Z',
    })
    expect(body).toBe(JSON.stringify(published))
    const key = '550e8400-e29b-41d4-a716-446655440000'
    const { transport, sent } = answering(text.payment, 201)
    await recordPayment(transport, { body, idempotencyKey: key })
    expect(sent).toMatchObject([{ method: 'POST', key, body, url: { pathname: '/api/v1/payout-payments' } }])
  })

  it('a reason goes with a total that differs, and what is not said is not sent', () => {
    const order = { creatorId: 'c', methodId: 'm', totalCents: toCents(1), accrualIds: ['a'], note: null, paidAt: 't' }
    expect(JSON.parse(paymentBody({ ...order, adjustmentReason: 'rounding' }))).toMatchObject({
      adjustment_reason: 'rounding',
    })
    expect(Object.keys(JSON.parse(paymentBody({ ...order, adjustmentReason: null })))).toEqual([
      'creator_id',
      'method_id',
      'total_amount_cents',
      'currency',
      'accrual_ids',
      'paid_at',
    ])
  })

  it('a payment is voided by its status, and by nothing else', async () => {
    const { transport, sent } = answering(text.payment)
    await voidPayment(transport, 'payment-uuid')
    expect(sent).toMatchObject([
      { method: 'PATCH', key: null, url: { pathname: '/api/v1/payout-payments/payment-uuid' } },
    ])
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual(JSON.parse(text.paymentVoid))
  })

  it('a note is the readme', async () => {
    const { transport, sent } = answering('{"data":{}}')
    await writeReadme(transport, 'c', JSON.parse(text.notes).readme)
    expect(sent).toMatchObject([{ method: 'PATCH', url: { pathname: '/api/v1/creators/c' } }])
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual(JSON.parse(text.notes))
  })

  it('a scrape names its job', async () => {
    const { transport, sent } = answering('{"data":{}}')
    await triggerScrape(transport, 'c', JSON.parse(text.scrape).job_type)
    expect(sent).toMatchObject([{ method: 'POST', url: { pathname: '/api/v1/creators/c/scrape' } }])
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual(JSON.parse(text.scrape))
  })

  const one = { entity: 'creator', entityIds: ['<uuid>'], metric: 'views' } as const
  const asked: AnalyticsQuery[] = [
    { ...one, fromDay: '2026-01-01', toDay: '2026-03-31' },
    { ...one, mode: 'new', granularity: 'day' },
    { ...one, metric: 'engagement_rate_by_views', mode: 'rate' },
    { ...one, comparePrior: true },
    { ...one, entityIds: ['<uuid1>', '<uuid2>'], granularity: 'week' },
  ]
  it.each(
    text.analytics
      .trim()
      .split('\n')
      .map((line, index) => ({ line, query: asked[index] })),
  )('a series is asked for as in $line', async ({ line, query }) => {
    if (query === undefined) throw new Error('a request line that nobody sends')
    const { transport, sent } = answering('{"data":{"series":[]}}')
    await analytics(transport, query)
    const published = new URL(line, 'https://upstream.example')
    expect(sent[0]?.url.pathname).toBe(published.pathname)
    expect([...(sent[0]?.url.searchParams ?? [])].sort()).toEqual([...published.searchParams].sort())
  })
})

it('no sample is forgotten', () => {
  expect([...taken, ...Object.keys(NOT_OURS)].sort()).toEqual([...SAMPLES].sort())
})
