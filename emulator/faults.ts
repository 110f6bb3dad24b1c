/**
 * Faults by rule: which requests go wrong, how, and how often. What a fault does is in fault-effects.ts.
 * @module
 */
import * as z from 'zod'
import { issuesIn } from './json.ts'

const PREFIXES = ['/api/v1', '/slack/api']

const faultSchema = z.discriminatedUnion('kind', [
  /** The answer comes later, in real milliseconds; other faults may follow. */
  z.strictObject({ kind: z.literal('latency'), ms: z.number().min(0).max(600_000) }),
  /** This answer instead; nothing is done. A body that is not a string is sent as JSON. */
  z.strictObject({
    kind: z.literal('status'),
    status: z.int().min(200).max(599),
    headers: z.record(z.string(), z.string()).optional(),
    body: z.unknown().optional(),
  }),
  /** 500, and nothing was done. */
  z.strictObject({ kind: z.literal('error_before_commit') }),
  /** 500, although all was done. */
  z.strictObject({ kind: z.literal('error_after_commit') }),
  /** All was done and the connection breaks without an answer. */
  z.strictObject({ kind: z.literal('lost_response') }),
  /** The head promises the whole body, half of it comes, the connection breaks. */
  z.strictObject({ kind: z.literal('cut_body') }),
  /** 200 with a web page, as a proxy or a login wall would send. */
  z.strictObject({ kind: z.literal('html') }),
  /** The true answer, padded with a long text to this many bytes, without Content-Length. */
  z.strictObject({ kind: z.literal('huge_body'), bytes: z.int().min(1).max(4_000_000_000) }),
  /** There is always more, behind the same cursor. */
  z.strictObject({ kind: z.literal('repeated_cursor') }),
  /** There is more, but no cursor. */
  z.strictObject({ kind: z.literal('cursor_missing') }),
  /** 308 to another address. */
  z.strictObject({ kind: z.literal('redirect'), to: z.string(), status: z.int().min(301).max(308).optional() }),
  /** Overwrites fields of one row of a list (or of the single entity answered). A null patch makes the row itself null. */
  z.strictObject({
    kind: z.literal('rows'),
    patch: z.record(z.string(), z.unknown()).nullable(),
    index: z.int().min(0).optional(),
  }),
  /** 200 with this JSON; nothing is done. */
  z.strictObject({ kind: z.literal('json'), body: z.unknown() }),
])

const ruleSchema = z.strictObject({
  match: z
    .strictObject({ method: z.string().optional(), path: z.string().optional(), query: z.string().optional() })
    .default({}),
  /** How often; absent: for ever. */
  times: z.int().min(1).optional(),
  fault: faultSchema,
})

export type Fault = z.output<typeof faultSchema>
type Rule = z.output<typeof ruleSchema>

/** A fault other than latency, which only delays. */
export type Effect = Exclude<Fault, { kind: 'latency' }>

/** Thrown for rules that are not understood. */
export class BadFault extends Error {}

/** The rules in force, in order. */
export class Faults {
  #rules: (Rule & { remaining: number | null })[] = []

  /** Replaces the rules; all or nothing. */
  replace(rules: unknown): void {
    const parsed = z.array(ruleSchema).safeParse(rules)
    if (!parsed.success) {
      throw new BadFault(issuesIn(parsed.error))
    }
    this.#rules = parsed.data.map((rule) => ({ ...rule, remaining: rule.times ?? null }))
  }

  get rules(): readonly unknown[] {
    return this.#rules
  }

  clear(): void {
    this.#rules = []
  }

  /**
   * What happens to this request. Rules are tried in order: each latency that matches adds to the wait, the first other
   * fault that matches ends the search. Those used are counted down.
   */
  take(method: string, path: string, query: string): { waitMs: number; effect: Effect | null } {
    let waitMs = 0
    for (const rule of this.#rules) {
      if (rule.remaining === 0 || !matches(rule.match, method, path, query)) continue
      if (rule.remaining !== null) rule.remaining -= 1
      if (rule.fault.kind !== 'latency') return { waitMs, effect: rule.fault }
      waitMs += rule.fault.ms
    }
    return { waitMs, effect: null }
  }
}

function matches(match: Rule['match'], method: string, path: string, query: string): boolean {
  if (match.method !== undefined && match.method.toUpperCase() !== method) return false
  if (match.query !== undefined && !query.includes(match.query)) return false
  if (match.path === undefined) return true
  const wanted = match.path.startsWith('/') ? match.path : `/${match.path}`
  if (path.startsWith(wanted)) return true
  return PREFIXES.some((prefix) => path.startsWith(prefix) && path.slice(prefix.length).startsWith(wanted))
}
