/** Orders that arrive together become rows together: what a disk takes for one commit it takes for all of them once. */
import type { JobOrder } from '../../domain/jobs.ts'

/** Whoever asked waits this long at most for others to join. Slack waits three seconds. */
const GATHER_MS = 2

type Taken = 'taken' | 'known'

interface Waiting {
  readonly order: JobOrder
  resolve(taken: Taken): void
  reject(error: unknown): void
}

export class Intake {
  #waiting: Waiting[] = []
  readonly #write: (order: JobOrder) => Taken

  /** `write` makes a row of an order, synchronously, so that all of a batch are in one transaction of the object. */
  constructor(write: (order: JobOrder) => Taken) {
    this.#write = write
  }

  /** Resolves once the order is a row; the object's output gate lets no answer out before that is on disk. */
  take(order: JobOrder): Promise<Taken> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ order, resolve, reject })
      if (this.#waiting.length === 1) setTimeout(() => this.#writeAll(), GATHER_MS)
    })
  }

  #writeAll(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const { order, resolve, reject } of waiting) {
      try {
        resolve(this.#write(order))
      } catch (error) {
        reject(error)
      }
    }
  }
}
