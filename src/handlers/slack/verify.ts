/**
 * Whether a request is Slack's own (interface 6). Own lines instead of a library: slack-edge accepts a timestamp that is
 * no number or lies in the future. https://docs.slack.dev/authentication/verifying-requests-from-slack
 */

const MAX_SKEW_SECONDS = 300
const DIGITS = /^\d{1,12}$/
const SIGNATURE = /^v0=[0-9a-f]{64}$/
const encoder = new TextEncoder()

/** Imported once per secret: importing costs more than the check. */
const keys = new Map<string, CryptoKey>()
const MAX_KEYS = 8

/** What Slack sends beside the body. */
export interface SlackSignature {
  readonly timestamp: string | null | undefined
  readonly signature: string | null | undefined
}

/**
 * True when `body` was signed with `secret` and its time is at most 300 s away on either side. The bytes are checked as
 * they came: decoded text would let other bytes pass for the same. The comparison takes the same time for all of them.
 */
export async function isFromSlack(
  secret: string,
  { timestamp, signature }: SlackSignature,
  body: Uint8Array,
  nowMs: number,
): Promise<boolean> {
  if (!timestamp || !signature || !DIGITS.test(timestamp) || !SIGNATURE.test(signature)) return false
  if (Math.abs(nowMs / 1000 - Number(timestamp)) > MAX_SKEW_SECONDS) return false
  const prefix = encoder.encode(`v0:${timestamp}:`)
  const signed = new Uint8Array(prefix.length + body.length)
  signed.set(prefix)
  signed.set(body, prefix.length)
  return crypto.subtle.verify('HMAC', keys.get(secret) ?? (await importKey(secret)), bytesOf(signature), signed)
}

async function importKey(secret: string): Promise<CryptoKey> {
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'verify',
  ])
  if (keys.size >= MAX_KEYS) keys.clear()
  keys.set(secret, key)
  return key
}

/** The 32 bytes behind `v0=`. */
function bytesOf(signature: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(32)
  for (let n = 0; n < 32; n++) bytes[n] = Number.parseInt(signature.slice(3 + 2 * n, 5 + 2 * n), 16)
  return bytes
}
