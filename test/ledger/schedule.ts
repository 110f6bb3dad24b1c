/**
 * One schedule: some people and programs want payments recorded while the network, trackagoat, the clock, the kill switch and
 * the ledger's own life are against it. What happened is compared with what may never happen.
 */
import { Acts } from './acts.ts'
import type { Chance, Disk, Upstream } from './farm.ts'
import { judge } from './judgement.ts'
import { Stage } from './stage.ts'

export interface ScheduleResult {
  readonly problems: readonly string[]
  readonly statuses: Record<string, number>
  readonly requestsUpstream: number
}

export class Schedule {
  readonly #chance: Chance
  readonly #stage: Stage
  readonly #acts: Acts

  constructor(upstream: Upstream, disk: Disk, chance: Chance, creator: { id: string; handle: string }) {
    this.#chance = chance
    this.#stage = new Stage(upstream, disk, chance, creator)
    this.#acts = new Acts(this.#stage)
  }

  /** What was done, for whoever reads a failure. */
  get trace(): readonly string[] {
    return this.#stage.trace
  }

  async run(): Promise<ScheduleResult> {
    const stage = this.#stage
    const actions = 6 + this.#chance.below(24)
    for (let n = 0; n < actions; n++) {
      await this.#acts.act()
      await stage.network.breathe()
    }
    await this.#settle()
    await judge(stage)
    const statuses: Record<string, number> = {}
    for (const { status } of stage.requests()) statuses[status] = (statuses[status] ?? 0) + 1
    return { problems: stage.problems, statuses, requestsUpstream: stage.network.requestsUpstream }
  }

  /** Everything heals, and time passes until nothing is left to do. */
  async #settle(): Promise<void> {
    const stage = this.#stage
    stage.faulty = false
    stage.trace.push('all heals')
    await this.#acts.putRight()
    await stage.network.arrivals()
    for (let rounds = 0; rounds < 200; rounds++) {
      stage.revive()
      stage.start()
      await stage.network.hurry()
      stage.revive()
      const due = stage.book.nextDueMs()
      const isOver = stage.requests().every(({ status, needs_person }) => ENDED.has(status) || needs_person === 1)
      if (due === null || (isOver && !stage.isBusy)) return
      stage.upstream.clock.atMs = Math.max(stage.upstream.clock.atMs + 1, due)
    }
    stage.problems.push('it does not come to rest')
  }
}

const ENDED = new Set(['recorded', 'denied', 'expired', 'failed', 'voided'])
