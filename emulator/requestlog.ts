/**
 * What arrived: every request to trackagoat's and Slack's API, for tests that count requests or compare keys and bodies.
 * @module
 */

/** One request. `status` is null while it runs; after a fault it is what the client was sent, or would have been. */
export type LogEntry = {
  time: string
  method: string
  path: string
  query: string
  status: number | null
  idempotency_key: string | null
  /** SHA-256 of the raw body in hex; null without a body. */
  body_hash: string | null
  /** Which of the emulator's keys was used, one that was made by its id; never the key itself. */
  api_key: string | null
  /** The kind of fault that was injected. */
  fault: string | null
}

const CAPACITY = 50_000
const TRIMMED_AT_ONCE = 5_000

/** The newest requests, oldest first. When it is full the oldest few thousand go. */
export class RequestLog {
  #entries: LogEntry[] = []

  add(entry: LogEntry): LogEntry {
    if (this.#entries.length >= CAPACITY) this.#entries.splice(0, TRIMMED_AT_ONCE)
    this.#entries.push(entry)
    return entry
  }

  get entries(): readonly LogEntry[] {
    return this.#entries
  }

  clear(): void {
    this.#entries = []
  }
}
