/**
 * Asking trackagoat while somebody waits: the same budget as the hourly run, with the share that is kept for people.
 * One request per permission, since nobody knows how many more will follow.
 */
import type { UpstreamError } from '../domain/errors.ts'
import type { Result } from '../domain/result.ts'
import { type Env, parseSettings, type Settings } from '../env.ts'
import { type BudgetGate, createTransport, type Reader, type Transport } from '../trackagoat/transport.ts'
import { requestBudgetStub } from './stubs.ts'

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
  const budget = requestBudgetStub(env)
  const limits = {
    perMinute: settings.TRACKAGOAT_REQUESTS_PER_MINUTE,
    dailyQuota: settings.TRACKAGOAT_REQUESTS_PER_DAY ?? null,
  }
  const gate: BudgetGate = {
    async take() {
      const { granted, waitMs, refusal } = await budget.acquire(1, 'interactive', limits, now())
      return granted > 0 ? { granted: true } : { granted: false, waitMs, quota: refusal === 'quota' }
    },
  }
  const transport = createTransport({ baseUrl: settings.TRACKAGOAT_BASE_URL, apiKey, budget: gate })
  /** Tells the budget of a 429 of trackagoat's own: nobody else should ask before it is over. */
  const noting = async <T>(answer: Result<T, UpstreamError>): Promise<Result<T, UpstreamError>> => {
    if (answer.ok) return answer
    const { error } = answer
    if ((error.kind === 'rate_limited' || error.kind === 'quota_exhausted') && error.fromBudget !== true) {
      await budget.settle(0, error.waitMs, now())
    }
    return answer
  }
  return {
    get: async (path, query) => noting(await transport.get(path, query)),
    write: async (write) => noting(await transport.write(write)),
  }
}
