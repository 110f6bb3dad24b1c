/**
 * What happened in the last minute or so, for limits of the form «so many in any 60 seconds» (contract 1.7).
 * @module
 */

/** Instants, the oldest first. Takes room for what lies in the window, and at most as much again. */
export class SlidingWindow {
  readonly #lengthMs: number
  #instants: number[] = []
  /** Before this index all is too old. Cutting it off each time would copy the rest each time. */
  #first = 0

  constructor(lengthMs: number) {
    this.#lengthMs = lengthMs
  }

  /** Lets go of what is too old by now. */
  moveTo(nowMs: number): void {
    const newest = this.#instants.at(-1)
    // The clock was set back: what was counted lies in the future and means nothing now.
    if (newest !== undefined && newest > nowMs) this.#first = this.#instants.length
    while ((this.#instants[this.#first] ?? nowMs) <= nowMs - this.#lengthMs) this.#first += 1
    if (this.#first * 2 <= this.#instants.length) return
    this.#instants = this.#instants.slice(this.#first)
    this.#first = 0
  }

  add(nowMs: number): void {
    this.#instants.push(nowMs)
  }

  /** How many instants it takes room for, those that are too old included. */
  get room(): number {
    return this.#instants.length
  }

  /** The n-th newest instant; undefined when there are fewer. */
  nthNewest(n: number): number | undefined {
    const index = this.#instants.length - n
    return index < this.#first ? undefined : this.#instants[index]
  }
}
