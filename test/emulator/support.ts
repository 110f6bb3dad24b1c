/**
 * A running emulator and short ways to talk to it.
 */
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { type Emulator, startEmulator } from '../../emulator/server.ts'

export const READ = `tga_${'0'.repeat(64)}`
export const WRITE = `tga_${'1'.repeat(64)}`
export const REVOKED = `tga_${'f'.repeat(64)}`

/** A Monday; the week before ended on 2026-06-09 (weeks run Tuesday to Monday). */
export const NOW = '2026-06-15T10:30:00.000Z'

export type Row = Record<string, unknown> & { id: string }
export type Answer = {
  status: number
  headers: Headers
  data: unknown
  error: unknown
  meta: Record<string, unknown>
  keys: string[]
}
type Init = { key?: string | null; body?: unknown; headers?: Record<string, string> }

export type State = {
  now: string
  projects: Row[]
  creators: Row[]
  payout_methods: Row[]
  payout_structures: Row[]
  assignments: Row[]
  accruals: Row[]
  payments: Row[]
  videos: Row[]
  campaigns: (Row & { items: { item_type: string; item_id: string }[] })[]
  goals: Row[]
  annotations: Row[]
  organizations: Row[]
  members: (Record<string, unknown> & { user_id: string })[]
  invitations: Row[]
  api_keys: Row[]
  slack: unknown
  mail: unknown
  options: Record<string, unknown>
}

/** An emulator for a test file, reset before each test to a small organisation at {@link NOW}. */
export function useEmulator(settings: { reset?: boolean } = {}) {
  let emulator: Emulator | undefined
  const url = () => {
    if (emulator === undefined) throw new Error('not started')
    return `http://127.0.0.1:${emulator.port}`
  }

  async function control(path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST') {
    const response = await fetch(`${url()}/emulator/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: await response.json() }
  }

  async function ok(path: string, body?: unknown, method?: string) {
    const answer = await control(path, body, method)
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }

  /** The raw response, with the write key unless another or none is asked for. */
  function request(method: string, path: string, init: Init = {}): Promise<Response> {
    const { key = WRITE, body, headers = {} } = init
    return fetch(`${url()}/api/v1${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
  }

  async function api(method: string, path: string, init: Init = {}): Promise<Answer> {
    const response = await request(method, path, init)
    const body = await response.json()
    return {
      status: response.status,
      headers: response.headers,
      data: body.data,
      error: body.error,
      meta: body.meta,
      keys: Object.keys(body),
    }
  }

  /** Rows of one page. */
  async function list(path: string): Promise<Row[]> {
    const answer = await api('GET', path)
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.error)}`)
    return answer.data as Row[]
  }

  /** All rows of a list, page by page, duplicates included; `between` runs after each page. */
  async function walk(path: string, limit: number, between: () => Promise<unknown> = async () => {}): Promise<Row[]> {
    const rows: Row[] = []
    let cursor: unknown = null
    for (let page = 0; page < 200; page += 1) {
      const join = path.includes('?') ? '&' : '?'
      const from = cursor === null ? '' : `&cursor=${encodeURIComponent(String(cursor))}`
      const answer = await api('GET', `${path}${join}limit=${limit}${from}`)
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.error)}`)
      rows.push(...(answer.data as Row[]))
      if (answer.meta.hasMore !== true) return rows
      cursor = answer.meta.nextCursor
      await between()
    }
    throw new Error('the list does not end')
  }

  beforeAll(async () => {
    emulator = await startEmulator({ port: 0, quiet: true, checkAnswers: true })
  })
  afterAll(() => emulator?.close())
  if (settings.reset !== false) beforeEach(() => ok('reset', { now: NOW }))

  return {
    url,
    api,
    list,
    walk,
    request,
    control,
    reset: (body: unknown = {}) => ok('reset', { now: NOW, ...(body as object) }),
    options: (body: unknown) => ok('options', body),
    faults: (rules: unknown) => ok('faults', rules),
    setClock: (now: string) => ok('clock', { now }),
    advance: (seconds: number) => ok('clock', { advance_seconds: seconds }),
    act: (body: unknown) => ok('act', body),
    log: () => ok('log'),
    state: (): Promise<State> => ok('state'),
  }
}

export type Used = ReturnType<typeof useEmulator>

/** Who has several earned accruals, and what a payment of them looks like. */
export async function payable(emulator: Used) {
  const { accruals, creators, payout_methods } = await emulator.state()
  const earnedOf = (creator: Row) => accruals.filter((a) => a.creator_id === creator.id && a.status === 'earned')
  const sorted = [...creators].sort((a, b) => earnedOf(b).length - earnedOf(a).length)
  const [creator, other] = sorted
  if (creator === undefined || other === undefined) throw new Error('no creators')
  const earned = earnedOf(creator)
  const sumCents = earned.reduce((sum, accrual) => sum + Number(accrual.amount_cents), 0)
  const method = payout_methods.find((m) => m.is_active === true)
  const body = {
    creator_id: creator.id,
    method_id: method?.id,
    total_amount_cents: sumCents,
    currency: 'USD',
    accrual_ids: earned.map(({ id }) => id),
    note: 'a note',
    paid_at: '2026-06-14T12:00:00Z',
  }
  return { creator, other, otherEarned: earnedOf(other), earned, sumCents, method, body }
}
