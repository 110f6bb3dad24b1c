/**
 * `response_url`: an address that comes with each command and click and takes five messages within thirty minutes.
 * https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
 * @module
 */
import { randomBytes } from 'node:crypto'
import type { Message } from '../store.ts'

const USES = 5
const LIFE_MS = 30 * 60_000
/** More are not remembered; the oldest go. */
const REMEMBERED = 10_000

/** What an address answers to. */
export type Issued = {
  readonly channelId: string
  readonly userId: string
  readonly issuedMs: number
  uses: number
  /** The message `replace_original` and `delete_original` mean: the one with the button, or a command's first answer. */
  original: Message | null
}

/** The addresses that were given out, by the emulator's clock. */
export class ResponseUrls {
  readonly #nowMs: () => number
  readonly #issued = new Map<string, Issued>()

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  /** A new address below `origin`. */
  issue(origin: string, about: Pick<Issued, 'channelId' | 'userId' | 'original'>): { url: string; issued: Issued } {
    const id = randomBytes(18).toString('base64url')
    const issued: Issued = { ...about, issuedMs: this.#nowMs(), uses: 0 }
    this.#issued.set(id, issued)
    const oldest = this.#issued.size > REMEMBERED ? this.#issued.keys().next().value : undefined
    if (oldest !== undefined) this.#issued.delete(oldest)
    return { url: `${origin}/slack/response/${id}`, issued }
  }

  /** The address's errand if it may still be used, else the name of what is wrong. Counting is up to who uses it. */
  find(id: string): Issued | { error: 'no_service' | 'expired_url' | 'used_url' } {
    const issued = this.#issued.get(id)
    if (issued === undefined) return { error: 'no_service' }
    if (this.#nowMs() - issued.issuedMs > LIFE_MS) return { error: 'expired_url' }
    return issued.uses >= USES ? { error: 'used_url' } : issued
  }

  reset(): void {
    this.#issued.clear()
  }
}
