/**
 * What makes repeated deliveries of one command or click the same. Writes are kept apart durably, by the ledger; reads
 * change nothing, so remembering the last few in this isolate is enough to answer them once.
 */
import { sha256Hex } from '../../domain/sha256.ts'
import type { Asked } from './delivery.ts'

const KEPT = 1_000
/** Slack repeats within minutes. */
const KEEP_MS = 10 * 60_000

let young = new Set<string>()
let old = new Set<string>()
let turnedMs = 0

/** Whether a key was seen before; from now on it was. Bounded: two generations of keys. */
export function seenBefore(key: string, nowMs: number): boolean {
  if (young.has(key) || old.has(key)) return true
  if (young.size >= KEPT || nowMs - turnedMs > KEEP_MS) {
    old = young
    young = new Set()
    turnedMs = nowMs
  }
  young.add(key)
  return false
}

/** The key of a delivery. Without a `trigger_id` two equal bodies are one delivery. */
export async function deliveryKey({ triggerId }: Asked, body: Uint8Array<ArrayBuffer>): Promise<string> {
  if (triggerId !== null) return `trigger:${triggerId}`
  return `body:${await sha256Hex(body)}`
}
