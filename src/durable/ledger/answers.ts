/** The callers' keys and the first answers to them (interface 5; Idempotency-Key draft 06). Kept for 30 days. */

import type { Refusal, RefusalCode } from '../../domain/payments/policy.ts'
import type { PaymentRequest } from '../../domain/payments/request.ts'
import type { Sql } from './storage.ts'

/** What became of a wish. `recorded`: at once, without a person. */
export type PaymentAnswer =
  | { readonly kind: 'accepted' | 'recorded'; readonly request: PaymentRequest }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

/** How long a key is remembered. */
export const KEEP_KEYS_MS = 30 * 86_400_000

/** Not the answer to this wish, but to a mistake in it or to a switch: with the same key it may be tried again. */
const NOT_KEPT: readonly RefusalCode[] = ['adjustment_reason_required', 'invalid_body', 'payments_off', 'role_required']

/** Whether the same key will hear the same again. */
export function isKept(refusal: Refusal): boolean {
  return !NOT_KEPT.includes(refusal.code)
}

/** What a key was used for. */
export interface KnownKey {
  readonly fingerprint: string
  readonly answer: PaymentAnswer
}

/** Looks a key up. */
export function knownKey(sql: Sql, key: string): KnownKey | null {
  const row = sql.exec<{ fingerprint: string; body: string }>('SELECT fingerprint, body FROM keys WHERE key = ?', key)
  const found = row.toArray()[0]
  return found === undefined
    ? null
    : { fingerprint: found.fingerprint, answer: JSON.parse(found.body) as PaymentAnswer }
}

/** Keeps the answer to a key; a later one, of the same run, replaces it. */
export function keepAnswer(sql: Sql, key: string, fingerprint: string, answer: PaymentAnswer, nowMs: number): void {
  sql.exec(
    `INSERT INTO keys (key, fingerprint, body, created_ms) VALUES (?, ?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET body = excluded.body`,
    key,
    fingerprint,
    JSON.stringify(answer),
    nowMs,
  )
}
