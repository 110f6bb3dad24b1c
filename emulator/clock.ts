/**
 * The emulator's clock. It can be set to any instant and then ticks on with real time, so that whatever depends on
 * hours and days (accrual runs, quotas, key expiry) can be tested in a moment.
 * @module
 */

/** A clock that keeps an offset from the machine's own. */
export class Clock {
  #offsetMs = 0

  /** Milliseconds since the epoch, by this clock. */
  nowMs(): number {
    return Date.now() + this.#offsetMs
  }

  now(): Date {
    return new Date(this.nowMs())
  }

  /** How far this clock is from the machine's; kept in the state file so that a restart continues where it was. */
  get offsetMs(): number {
    return this.#offsetMs
  }

  set offsetMs(offsetMs: number) {
    this.#offsetMs = offsetMs
  }

  setTo(instantMs: number): void {
    this.#offsetMs = instantMs - Date.now()
  }

  /** To the whole millisecond: that is what instants are made of everywhere. */
  advance(seconds: number): void {
    this.#offsetMs += Math.round(seconds * 1000)
  }

  /** Back to the machine's time. */
  reset(): void {
    this.#offsetMs = 0
  }
}
