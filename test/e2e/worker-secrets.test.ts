import { beforeAll, describe, expect, it } from 'vitest'
import type { Fault, RunningEmulator } from '../support/node/e2e-emulator.ts'
import { hour, stage } from '../support/node/e2e-stage.ts'
import { until } from '../support/node/e2e-wait.ts'
import {
  ADMIN_TOKEN,
  API_KEY,
  type Run,
  type RunningWorker,
  SLACK_TOKEN,
  settingsFor,
} from '../support/node/e2e-worker.ts'

const SMTP_PASSWORD = 'smtp-pa55word-9c1'
const SECRETS = [API_KEY, ADMIN_TOKEN, SLACK_TOKEN, SMTP_PASSWORD]

/** Which of the secrets a text holds, as they are, encoded for addresses, or in base64. */
function secretsIn(text: string): string[] {
  const forms = (secret: string) => [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]
  return SECRETS.filter((secret) => forms(secret).some((form) => text.includes(form)))
}

describe('keys and tokens', () => {
  const farm = stage()
  let emulator: RunningEmulator
  let worker: RunningWorker
  let trap: { readonly url: string; readonly asked: readonly string[] }
  const reasons: (string | null)[] = []

  async function checkWith(n: number, faults: readonly Fault[]): Promise<Run> {
    await emulator.setClock(hour(n))
    await emulator.faults(faults)
    const run = await worker.check(hour(n))
    await emulator.faults([])
    reasons.push(run.reason)
    return run
  }

  beforeAll(async () => {
    emulator = await farm.emulator({ now: new Date(hour(0)).toISOString() })
    trap = await farm.listener()
    const settings = {
      ...settingsFor(emulator),
      SMTP_URL: `smtp://mailer:${SMTP_PASSWORD}@127.0.0.1:${emulator.smtpPort}`,
    }
    worker = await farm.worker(settings, undefined, 'debug')
    await checkWith(0, [])
    await emulator.options({ api_key_valid: false })
    await checkWith(1, [])
    await emulator.options({ api_key_valid: true })
    await checkWith(2, [
      { match: { path: '/creators' }, fault: { kind: 'redirect', to: `${trap.url}/api/v1/creators` } },
    ])
    await checkWith(3, [{ match: { path: '/payout-accruals' }, fault: { kind: 'lost_response' } }])
    await checkWith(4, [
      { match: { path: '/slack/api' }, times: 1, fault: { kind: 'status', status: 500, body: { ok: false } } },
      { match: { path: '/slack/api' }, times: 1, fault: { kind: 'lost_response' } },
      { match: { path: '/slack/api' }, times: 1, fault: { kind: 'redirect', to: `${trap.url}/slack` } },
    ])
  })

  it('the runs went wrong in the ways that were meant, and say so', () => {
    expect(reasons).toEqual([
      null,
      expect.stringContaining('key_refused'),
      expect.stringContaining('redirected'),
      expect.stringContaining('network'),
      null,
    ])
  })

  it('a redirect is not followed: nothing reaches the other host', () => {
    expect(trap.asked).toEqual([])
  })

  it('are in no answer of any route', async () => {
    const bearer = { authorization: `Bearer ${ADMIN_TOKEN}` }
    const lists = ['/v1/events?limit=100', '/v1/runs', '/v1/alerts']
    const ids = async (path: string) => (await worker.api<{ id: string }[]>(path)).map(({ id }) => `${path}/${id}`)
    const paths = ['/healthz', ...lists, ...(await ids('/v1/runs')), ...(await ids('/v1/alerts'))]
    expect(paths.length).toBeGreaterThan(8)
    for (const path of [...paths, '/v1/runs/none', '/v1/alerts/none', '/v1/none', '/none', '/v1/events?limit=x']) {
      for (const headers of [bearer, { authorization: `Bearer ${ADMIN_TOKEN}x` }]) {
        const { text, headers: answered } = await worker.ask(path, { headers })
        expect(secretsIn(`${text}\n${JSON.stringify([...answered])}`), path).toEqual([])
      }
    }
    const huge = { method: 'POST', headers: bearer, body: 'x'.repeat(1_100_000) }
    expect(secretsIn((await worker.ask('/v1/runs', huge)).text)).toEqual([])
  })

  it('are in no message in Slack and in no mail', async () => {
    const slack = await until('Slack hears that the watch is well again', async () => {
      const text = JSON.stringify(await emulator.slack())
      return /checks trackagoat again/.test(text) && text
    })
    expect(slack).toMatch(/refuses the API key/)
    expect(secretsIn(slack)).toEqual([])
    const mail = JSON.stringify(await emulator.mail())
    expect(mail).toMatch(/refuses the API key/)
    expect(secretsIn(mail)).toEqual([])
  })

  it('are in nothing that the Worker prints, down to the level of debug', () => {
    expect(worker.output()).toContain('"event":"run.closed"')
    const lines = worker.output().split('\n')
    expect(lines.filter((line) => secretsIn(line).length > 0)).toEqual([])
  })
})
