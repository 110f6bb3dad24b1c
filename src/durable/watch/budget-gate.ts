/** The budget as a page walk uses it: one permission at a time, leased in small bundles so that a page costs no extra call. */
import type { BudgetLimits } from '../../domain/budget.ts'
import type { BudgetGate } from '../../trackagoat/transport.ts'
import type { RequestBudgetCalls } from '../request-budget.ts'

/** Leases grow from one request to this many: a short list holds none back, a long one asks seldom. */
const LARGEST_LEASE = 16

/** A gate for one call of the run. `close` gives back what was not used; forgetting it only costs time. */
export class LeasedBudget implements BudgetGate {
  /** Requests that left through this gate. */
  used = 0
  #left = 0
  #want = 1
  readonly #budget: RequestBudgetCalls
  readonly #limits: BudgetLimits
  readonly #now: () => number

  constructor(budget: RequestBudgetCalls, limits: BudgetLimits, now: () => number) {
    this.#budget = budget
    this.#limits = limits
    this.#now = now
  }

  async take(): Promise<{ granted: true } | { granted: false; waitMs: number; quota: boolean }> {
    if (this.#left === 0) {
      const lease = await this.#budget.acquire(this.#want, 'background', this.#limits, this.#now())
      if (lease.granted === 0) return { granted: false, waitMs: lease.waitMs, quota: lease.refusal === 'quota' }
      this.#left = lease.granted
      this.#want = Math.min(this.#want * 2, LARGEST_LEASE)
    }
    this.#left--
    this.used++
    return { granted: true }
  }

  /** `blockedForMs`: how long trackagoat asked for silence in a 429; 0 = it did not. */
  async close(blockedForMs: number): Promise<void> {
    if (this.#left === 0 && blockedForMs === 0) return
    const unused = this.#left
    this.#left = 0
    await this.#budget.settle(unused, blockedForMs, this.#now())
  }
}
