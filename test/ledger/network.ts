/**
 * The way of a request to trackagoat and of its answer back. Each waits for its turn; each may be lost, come late or be spoilt,
 * as chance has it; and the object that waits may die meanwhile.
 */
import type { PaymentPolicy } from '../../src/domain/payments/policy.ts'
import type { Chance, Life, Upstream } from './farm.ts'

/** A write of the ledger as it arrived upstream. */
interface Sent {
  readonly method: string
  readonly key: string | null
  readonly body: string
  readonly paymentId: string | null
}

/** A wait on the stage: what would happen next to a request or an answer. */
interface Waiting {
  go(): void
}

/** What the network needs to know of the stage around it. */
interface Around {
  readonly keepsDaysOnly: boolean
  readonly chance: Chance
  readonly upstream: Upstream
  readonly trace: string[]
  readonly problems: string[]
  readonly policy: PaymentPolicy
  readonly faulty: boolean
  readonly mayDie: boolean
  die(where: string): void
}

export class Network {
  /** The writes that arrived upstream. */
  readonly sent: Sent[] = []
  requestsUpstream = 0
  readonly #stage: Around
  #waiting: Waiting[] = []
  #late: (() => Promise<void>)[] = []

  constructor(stage: Around) {
    this.#stage = stage
  }

  /** A request on its way: it waits for its turn, may be lost, and its answer may be lost too. */
  async cross(life: Life, path: string, init: RequestInit): Promise<Response> {
    this.requestsUpstream++
    const method = init.method ?? 'GET'
    const isWrite = method !== 'GET'
    const { chance, policy, problems, trace } = this.#stage
    if (isWrite && policy.mode === 'off') problems.push(`${method} was sent while payments are off`)
    const fault = this.#stage.faulty && chance.hits(isWrite ? 0.55 : 0.05) ? chance.pick(FAULTS) : 'none'
    await this.#turn()
    if (life.over) return never()
    switch (fault) {
      case 'crash_before':
        if (this.#stage.mayDie) {
          this.#stage.die(`before ${method} ${path}`)
          return never()
        }
        break
      case 'lost_before':
        trace.push(`${method} ${path} lost`)
        throw new TypeError('network')
      case 'error_before':
        trace.push(`${method} ${path} 500 before`)
        return new Response('{"data":null,"error":"x"}', { status: 500 })
      case 'limited':
        trace.push(`${method} ${path} 429`)
        return new Response('{"data":null,"error":"x","meta":{"code":"rate_limit_exceeded"}}', {
          status: 429,
          headers: { 'retry-after': chance.pick(['1', '30', '7200', '90000000']) },
        })
      default:
        break
    }
    if (fault === 'late' && isWrite && this.#stage.faulty) {
      trace.push(`${method} ${path} timed out, and is still under way`)
      this.#late.push(async () => {
        trace.push(`${method} ${path} arrives late`)
        await this.#arrive(method, path, init)
      })
      throw new TypeError('network')
    }
    const { response, text } = await this.#arrive(method, path, init)
    await this.#turn()
    if (life.over) return never()
    switch (fault) {
      case 'crash_after':
        if (this.#stage.mayDie) {
          this.#stage.die(`after ${method} ${path}`)
          return never()
        }
        break
      case 'lost_after':
        trace.push(`${method} ${path} answer lost`)
        throw new TypeError('network')
      case 'error_after':
        trace.push(`${method} ${path} 500 after`)
        return new Response('oops', { status: 500 })
      case 'garbled':
        trace.push(`${method} ${path} garbled`)
        return new Response('<html>', { status: 200 })
      default:
        break
    }
    trace.push(`${method} ${path} ${response.status}`)
    return new Response(text, { status: response.status, headers: response.headers })
  }

  async #arrive(method: string, path: string, init: RequestInit): Promise<{ response: Response; text: string }> {
    const response = await this.#stage.upstream.request(path, init)
    const text = await response.text()
    if (method !== 'GET') this.#note(method, init, response.status, text)
    // Some vendors keep the day of a payment only (contract 3.9 leaves it open).
    const blurred = text.replaceAll(/"paid_at":"(\d{4}-\d{2}-\d{2})T[^"]*"/g, '"paid_at":"$1T00:00:00.000Z"')
    return { response, text: this.#stage.keepsDaysOnly ? blurred : text }
  }

  /** What timed out arrives after all; nothing is under way for longer than the ledger's quiet time. */
  async arrivals(): Promise<void> {
    for (const arrive of this.#late.splice(0)) await arrive()
  }

  #note(method: string, init: RequestInit, status: number, text: string): void {
    const key = new Headers(init.headers).get('idempotency-key')
    const data = status < 300 ? (JSON.parse(text) as { data: { id: string } }).data : null
    this.sent.push({ method, key, body: String(init.body), paymentId: data?.id ?? null })
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ go: resolve })
    })
  }

  /** Lets some of what waits go on, in any order. */
  async breathe(): Promise<void> {
    const { chance } = this.#stage
    const turns = chance.below(chance.pick([4, 20, 60]))
    for (let n = 0; n < turns; n++) {
      await quiet()
      const [next] = this.#waiting.splice(chance.below(Math.max(this.#waiting.length, 1)), 1)
      if (next === undefined) break
      next.go()
    }
    await quiet()
  }

  /** Lets everything that waits go on, in its order. */
  async hurry(): Promise<void> {
    for (let turns = 0; turns < 10_000; turns++) {
      await quiet()
      const next = this.#waiting.shift()
      if (next === undefined) break
      next.go()
    }
  }
}

const FAULTS = [
  'lost_before',
  'late',
  'late',
  'lost_after',
  'lost_after',
  'error_before',
  'error_after',
  'limited',
  'garbled',
  'crash_before',
  'crash_after',
] as const

function never(): Promise<Response> {
  return new Promise(() => {})
}

/** Lets everything that can go on without us go on. */
async function quiet(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}
