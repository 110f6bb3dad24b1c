/**
 * The request budget of the trackagoat key, in an itty-durable object (docs/decisions/003-itty-durable.md): losing its
 * state costs at most a 429, which is why it may. Everything that asks trackagoat asks here first.
 */
import { createDurable } from 'itty-durable'
import {
  acquire,
  type BudgetLimits,
  type BudgetShare,
  type BudgetState,
  EMPTY_BUDGET,
  type Lease,
  settle,
} from '../domain/budget.ts'

/** What callers may do; the stub in `stubs.ts` has the same shape. All answers are plain JSON, never undefined. */
export interface RequestBudgetCalls {
  /** Asks for up to `want` requests at `nowMs`; see `domain/budget.ts`. */
  acquire(want: number, share: BudgetShare, limits: BudgetLimits, nowMs: number): Promise<Lease>
  /** Gives back unused ones and notes how long upstream wants silence. Answers how many are counted today. */
  settle(unused: number, blockedForMs: number, nowMs: number): Promise<{ usedToday: number }>
}

// `autoPersist` would save a half-made change when something throws: one synchronous change, then one `persist`.
const Base = createDurable({ autoPersist: false, autoReturn: false })

/** The object. Its own fields are its persisted state, so it has exactly one. */
export class RequestBudget extends Base implements RequestBudgetCalls {
  budget: BudgetState = EMPTY_BUDGET

  async acquire(want: number, share: BudgetShare, limits: BudgetLimits, nowMs: number): Promise<Lease> {
    const { state, lease } = acquire(this.budget, limits, want, share, nowMs)
    this.budget = state
    await this.persist()
    return lease
  }

  async settle(unused: number, blockedForMs: number, nowMs: number): Promise<{ usedToday: number }> {
    this.budget = settle(this.budget, unused, blockedForMs, nowMs)
    const { usedToday } = this.budget
    await this.persist()
    return { usedToday }
  }
}
