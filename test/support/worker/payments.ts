/** Asking for payments over HTTP in tests, and looking at what trackagoat holds afterwards. */
import { createExecutionContext, runInDurableObject, waitOnExecutionContext } from 'cloudflare:test'
import { expect } from 'vitest'
import type { PaymentRequest } from '../../../src/domain/payments/request.ts'
import { ledgerStub } from '../../../src/durable/stubs.ts'
import { parseSettings, type Settings } from '../../../src/env.ts'
import worker from '../../../src/index.ts'
import { emulator } from './emulator.ts'
import { workerEnv } from './env.ts'
import { newOrganisation } from './farm.ts'

/** An answer of the API, read. */
export interface Answered<T> {
  readonly status: number
  readonly headers: Headers
  readonly body: T
}

/** One call with the first token. */
export async function call<T = PaymentRequest>(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answered<T>> {
  const context = createExecutionContext()
  const request = new Request<unknown, IncomingRequestCfProperties>(`http://goatherd.test${path}`, {
    method,
    headers: { authorization: 'Bearer admin-token-for-tests', 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const response = await worker.fetch(request, workerEnv, context)
  await waitOnExecutionContext(context)
  return { status: response.status, headers: response.headers, body: (await response.json()) as T }
}

let keys = 0
/** `POST /v1/payments` with a key of its own unless one is given. */
export function post<T = PaymentRequest>(body: unknown, key = `test-key-${++keys}-${crypto.randomUUID()}`) {
  return call<T>('POST', '/v1/payments', body, { 'idempotency-key': key })
}

/** Overrides settings of the running ledger, as a deployment would. */
export async function withSettings(changes: Partial<Settings>): Promise<void> {
  await runInDurableObject(ledgerStub(workerEnv), (ledger) => {
    ledger.settings = () => ({ ...parseSettings(workerEnv), ...changes })
  })
}

/** Moves the ledger's clock by this much. */
export async function passTime(ms: number): Promise<void> {
  await runInDurableObject(ledgerStub(workerEnv), (ledger) => {
    const before = ledger.now
    ledger.now = () => before() + ms
  })
}

/** Lets the ledger's alarm do what is due by its clock. */
export async function ringAlarm(): Promise<void> {
  await runInDurableObject(ledgerStub(workerEnv), (ledger) => ledger.alarm())
}

/** Someone who is owed something, with the accruals: as trackagoat has it. */
export interface Creditor {
  readonly id: string
  readonly handle: string
  readonly projectId: string
  readonly accruals: readonly { id: string; cents: number }[]
  readonly totalCents: number
}

/** Active creators with earned accruals and a handle that only they have, the richest first. */
export async function creditors(): Promise<Creditor[]> {
  const state = await emulator.state()
  const count = (handle: string) =>
    state.creators.filter((other) => other.is_active && other.tiktok_handle.toLowerCase() === handle.toLowerCase())
      .length
  return state.creators
    .filter((creator) => creator.is_active && count(creator.tiktok_handle) === 1)
    .map((creator) => {
      const accruals = state.accruals
        .filter((accrual) => accrual.creator_id === creator.id && accrual.status === 'earned')
        .map((accrual) => ({ id: accrual.id, cents: accrual.amount_cents }))
      return {
        id: creator.id,
        handle: creator.tiktok_handle,
        projectId: creator.project_id,
        accruals,
        totalCents: accruals.reduce((sum, { cents }) => sum + cents, 0),
      }
    })
    .filter(({ accruals }) => accruals.length > 0)
    .sort((a, b) => b.accruals.length - a.accruals.length || b.totalCents - a.totalCents)
}

/** The first of them. */
export async function creditor(index = 0): Promise<Creditor> {
  const found = (await creditors())[index]
  if (found === undefined) throw new Error('nobody is owed anything')
  return found
}

/** What trackagoat was asked to record or void. */
export async function writesSeen() {
  return (await emulator.log()).filter(
    ({ method, path }) => method !== 'GET' && path.startsWith('/api/v1/payout-payments'),
  )
}

/** A refusal as RFC 9457 has it, as far as tests use it. */
export interface ProblemJson {
  readonly code: string
  readonly status: number
  readonly detail: string
  readonly request_id?: string
  readonly candidates?: readonly { handle: string; project_id: string }[]
}

/** Settings under which nothing is over a limit. */
export const RELAXED = { TWO_PERSON_CENTS: 100_000_000, MAX_PAYMENT_CENTS: 100_000_000, MAX_DAILY_CENTS: 1_000_000_000 }

/** A new organisation with creditors, nothing asked of it yet, and a ledger without limits. */
export async function newCreditors(creators: number, accruals: number): Promise<void> {
  await newOrganisation({ creators, accruals })
  await emulator.options({ requests_per_minute: 100_000 })
  await emulator.clearLog()
  await withSettings(RELAXED)
}

/** A request that waits for approval, and whom it is for. */
export async function requested() {
  const who = await creditor()
  const made = await post({ creator: `@${who.handle}`, method: 'Venmo' })
  expect(made.status).toBe(202)
  return { who, made: made.body }
}
