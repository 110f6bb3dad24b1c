import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { isFromSlack } from '../../../../src/handlers/slack/verify.ts'

/** The example of https://docs.slack.dev/authentication/verifying-requests-from-slack */
const SECRET = '8f742231b10e8888abcd99yyyzzz85a5'
const TIMESTAMP = '1531420618'
const BODY =
  'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c'
const SIGNATURE = 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503'
const THEN_MS = Number(TIMESTAMP) * 1000

const bytes = (text: string) => new TextEncoder().encode(text)
const sign = (timestamp: string, body: string | Uint8Array, secret = SECRET) =>
  `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex')}`
const check = (timestamp: string | undefined, signature: string | undefined, body = BODY, nowMs = THEN_MS) =>
  isFromSlack(SECRET, { timestamp, signature }, bytes(body), nowMs)

describe('whether a request is Slack’s', () => {
  it('accepts the example that Slack published', async () => {
    expect(await check(TIMESTAMP, SIGNATURE)).toBe(true)
  })

  it('accepts 300 seconds of difference on either side, and no more', async () => {
    expect(await check(TIMESTAMP, SIGNATURE, BODY, THEN_MS + 300_000)).toBe(true)
    expect(await check(TIMESTAMP, SIGNATURE, BODY, THEN_MS - 300_000)).toBe(true)
    expect(await check(TIMESTAMP, SIGNATURE, BODY, THEN_MS + 301_000)).toBe(false)
    expect(await check(TIMESTAMP, SIGNATURE, BODY, THEN_MS - 301_000)).toBe(false)
  })

  it('refuses a body that differs by one byte, wherever', async () => {
    for (let place = 0; place < BODY.length; place += 7) {
      const changed = bytes(BODY)
      changed[place] = (changed[place] ?? 0) ^ 1
      expect(await isFromSlack(SECRET, { timestamp: TIMESTAMP, signature: SIGNATURE }, changed, THEN_MS)).toBe(false)
    }
    expect(await check(TIMESTAMP, SIGNATURE, `${BODY}&`)).toBe(false)
    expect(await check(TIMESTAMP, SIGNATURE, '')).toBe(false)
  })

  it('refuses bytes that only look the same as text', async () => {
    const signature = sign(TIMESTAMP, 'text=\uFFFD')
    const asSigned = bytes('text=\uFFFD')
    const broken = new Uint8Array([...bytes('text='), 0xff])
    const marked = new Uint8Array([0xef, 0xbb, 0xbf, ...asSigned])
    const ask = (body: Uint8Array) => isFromSlack(SECRET, { timestamp: TIMESTAMP, signature }, body, THEN_MS)
    expect(await ask(asSigned)).toBe(true)
    expect(await ask(broken)).toBe(false)
    expect(await ask(marked)).toBe(false)
  })

  it('refuses timestamps that are no decimal digits, though they are signed', async () => {
    const odd = ['', 'NaN', 'abc', '1531420618.0', '1.531420618e9', '0x5b479b0a', '+1531420618', '-1531420618']
    for (const timestamp of [...odd, ' 1531420618', '1531420618 ', '١٥٣١٤٢٠٦١٨', 'Infinity', '9'.repeat(400)]) {
      expect(await check(timestamp, sign(timestamp, BODY)), timestamp).toBe(false)
    }
  })

  it('refuses another timestamp than the signed one', async () => {
    expect(await check('1531420619', SIGNATURE)).toBe(false)
  })

  it('refuses signatures that are missing, cut, of another version or of another secret', async () => {
    const digest = SIGNATURE.slice(3)
    const wrong = [
      undefined,
      '',
      'v0=',
      digest,
      `v1=${digest}`,
      SIGNATURE.slice(0, -1),
      `${SIGNATURE}00`,
      `v0=${'g'.repeat(64)}`,
    ]
    for (const signature of [...wrong, sign(TIMESTAMP, BODY, 'another secret')]) {
      expect(await check(TIMESTAMP, signature), signature).toBe(false)
    }
    expect(await check(undefined, SIGNATURE)).toBe(false)
  })

  it('keeps secrets apart, however many were used', async () => {
    for (let n = 0; n < 20; n++) {
      const secret = `secret ${n}`
      const ask = (signature: string) => isFromSlack(secret, { timestamp: TIMESTAMP, signature }, bytes(BODY), THEN_MS)
      expect(await ask(sign(TIMESTAMP, BODY, secret))).toBe(true)
      expect(await ask(SIGNATURE)).toBe(false)
    }
  })
})
