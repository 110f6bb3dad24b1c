/**
 * Asking trackagoat while somebody waits: the same budget as the hourly run, with the share that is kept for people.
 * One request per permission, since nobody knows how many more will follow.
 */
import type { BudgetLimits } from '../domain/budget.ts'
import type { UpstreamError } from '../domain/errors.ts'
import type { Result } from '../domain/result.ts'
import { type Env, parseSettings, type Settings } from '../env.ts'
import { type BudgetGate, createTransport, type Reader, type Transport } from '../trackagoat/transport.ts'
import type { RequestBudgetCalls } from './request-budget.ts'
import { requestBudgetStub } from './stubs.ts'

/** A gate for one question or one job. */
export class InteractiveBudget implements BudgetGate {
  /** How often our own budget said no: then a 429 is ours, and trackagoat has not asked for anything. */
  refusals = 0
  readonly #budget: RequestBudgetCalls
  readonly #limits: BudgetLimits
  readonly #now: () => number

  constructor(budget: RequestBudgetCalls, limits: BudgetLimits, now: () => number) {
    this.#budget = budget
    this.#limits = limits
    this.#now = now
  }

  async take(): Promise<{ granted: true } | { granted: false; waitMs: number; quota: boolean }> {
    const lease = await this.#budget.acquire(1, 'interactive', this.#limits, this.#now())
    if (lease.granted > 0) return { granted: true }
    this.refusals++
    return { granted: false, waitMs: lease.waitMs, quota: lease.refusal === 'quota' }
  }

  /** trackagoat asked for silence: nobody else should ask before. */
  async block(waitMs: number): Promise<void> {
    await this.#budget.settle(0, waitMs, this.#now())
  }
}

/** A clock, epoch ms. */
type Now = () => number

/** For reads. Throws `SettingsError` when settings are missing or malformed. */
export function readTransport(env: Env, now: Now = Date.now): Reader {
  const settings = parseSettings(env)
  return transportWith(env, settings, settings.TRACKAGOAT_API_KEY, now)
}

/** For writes: with the key for writes, or the one key there is (interface 2). */
export function writeTransport(env: Env, now: Now = Date.now): Transport {
  const settings = parseSettings(env)
  return transportWith(env, settings, settings.TRACKAGOAT_WRITE_KEY ?? settings.TRACKAGOAT_API_KEY, now)
}

function transportWith(env: Env, settings: Settings, apiKey: string, now: Now): Transport {
  const limits = {
    perMinute: settings.TRACKAGOAT_REQUESTS_PER_MINUTE,
    dailyQuota: settings.TRACKAGOAT_REQUESTS_PER_DAY ?? null,
  }
  const budget = new InteractiveBudget(requestBudgetStub(env), limits, now)
  const transport = createTransport({ baseUrl: settings.TRACKAGOAT_BASE_URL, apiKey, budget })
  /** Tells the budget of a 429 that came from trackagoat itself. */
  const noting = async <T>(send: () => Promise<Result<T, UpstreamError>>): Promise<Result<T, UpstreamError>> => {
    const refusals = budget.refusals
    const answer = await send()
    const isLimited = !answer.ok && (answer.error.kind === 'rate_limited' || answer.error.kind === 'quota_exhausted')
    if (isLimited && budget.refusals === refusals) await budget.block(answer.error.waitMs)
    return answer
  }
  return {
    get: (path, query) => noting(() => transport.get(path, query)),
    write: (write) => noting(() => transport.write(write)),
  }
}
