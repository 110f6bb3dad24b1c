/** Whether a full ledger slows the next write: an empty one beside one with 10,000 requests in it. Linux only. */
import { join } from 'node:path'
import { ROOT } from '../scripts/lib/processes.ts'
import { startBenchEmulator } from './lib/emulator.ts'
import { startLoadClient } from './lib/load.ts'
import { median } from './lib/median.ts'
import { type ServedWorker, serve } from './lib/serve.ts'
import { table } from './lib/table.ts'

const REQUESTS = 10_000
const LIMIT = 1.5
const ROUNDS = 7
const PER_ROUND = 60
const ORDERS_PER_ROUND = 1_000
const SECRET = 'bench-signing-secret'
const TOKEN = 'bench-admin-token'

const emulator = await startBenchEmulator()
const organisation = { seed: 1, projects: 1, creators: 20, accruals: 60 }
const { now } = await emulator.call<{ now: string }>('POST', '/emulator/reset', organisation)
await emulator.call('POST', '/emulator/options', { requests_per_minute: 10_000_000, requests_per_day: 100_000_000 })
const settings = {
  SLACK_SIGNING_SECRET: SECRET,
  ADMIN_TOKEN: TOKEN,
  TRACKAGOAT_API_KEY: `tga_${'1'.repeat(64)}`,
  TRACKAGOAT_BASE_URL: `${emulator.url}/api/v1`,
  TRACKAGOAT_REQUESTS_PER_MINUTE: '10000000',
  PAYMENTS: 'approve',
  // Everything is found, read and added up, and then refused: nothing changes what the next one meets.
  MAX_PAYMENT_CENTS: '1',
}
const rival = (name: string) => join(ROOT, `bench/rivals/slack-${name}.toml`)
const client = startLoadClient()
let keys = 0

/** Ms that a request over HTTP takes until it is refused, one after the other. */
async function refused(worker: ServedWorker, body: object, code: string): Promise<number> {
  const times: number[] = []
  for (let n = 0; n < PER_ROUND; n++) {
    const startMs = performance.now()
    const response = await fetch(`http://127.0.0.1:${worker.port}/v1/payments`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'idempotency-key': `bench-key-${++keys}` },
      body: JSON.stringify(body),
    })
    const answer = (await response.json()) as { code: string }
    times.push(performance.now() - startMs)
    if (answer.code !== code) throw new Error(`${response.status} ${answer.code} instead of ${code}`)
  }
  return median(times)
}

/** Ms per order from Slack, 50 at a time. */
async function taken(worker: ServedWorker): Promise<number> {
  const { ms, count } = await client.fire({
    port: worker.port,
    count: ORDERS_PER_ROUND,
    connections: 50,
    text: 'pay @first.creator',
    secret: SECRET,
    responseUrl: '',
    run: `${++keys}`,
  })
  return ms / count
}

const http = { empty: await start('approve', 0), full: await start('approve', REQUESTS) }
// With payments off an order is a row all the same, and the work on it ends in the ledger itself.
const slack = { empty: await start('off', 0), full: await start('off', REQUESTS) }

async function start(payments: string, requests: number): Promise<ServedWorker> {
  const worker = await serve(rival('ledger'), { ...settings, PAYMENTS: payments }, rival('driver'))
  if (requests > 0) {
    const filled = await fetch(`http://127.0.0.1:${worker.driverPort}/fill?count=${requests}`)
    if (!filled.ok) throw new Error(`not filled: ${await filled.text()}`)
  }
  return worker
}

try {
  const look = await fetch(`http://127.0.0.1:${http.empty.driverPort}/look?now=${Date.parse(now)}`)
  const creator = (await look.json()) as { id: string; handle: string; project: { id: string } }
  const wish = { creator: `@${creator.handle}`, project_id: creator.project.id }
  const cases: readonly (readonly [string, (full: boolean) => Promise<number>])[] = [
    ['an order from Slack, 50 at a time', (full) => taken(full ? slack.full : slack.empty)],
    [
      '`POST /v1/payments`, read upstream, refused as `over_limit`',
      (full) => refused(full ? http.full : http.empty, wish, 'over_limit'),
    ],
  ]
  const results = cases.map(() => ({ empty: [] as number[], full: [] as number[] }))
  for (let n = 0; n <= ROUNDS; n++) {
    for (const [index, [, measure]] of cases.entries()) {
      const [empty, full] = [await measure(false), await measure(true)]
      // The first round warms up.
      if (n === 0) continue
      results[index]?.empty.push(empty)
      results[index]?.full.push(full)
    }
  }
  console.log(`\nThe next write, ms, medians of ${ROUNDS} rounds\n`)
  console.log(
    table(
      ['', 'empty ledger', `${REQUESTS.toLocaleString('en')} requests in it (limit ${LIMIT}×)`],
      cases.map(([name], index) => {
        const { empty = [], full = [] } = results[index] ?? {}
        const ratio = median(full.map((ms, turn) => ms / (empty[turn] ?? ms)))
        return [name, median(empty).toFixed(2), `${median(full).toFixed(2)} (${ratio.toFixed(2)}×)`]
      }),
    ),
  )
} finally {
  client.close()
  for (const worker of [...Object.values(http), ...Object.values(slack)]) await worker.close()
  await emulator.close()
}
