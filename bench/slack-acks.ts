/**
 * Acknowledgements of Slack's commands: how many a second and how late, under `workerd serve`, beside a bare route of Hono
 * that checks the same signature, slack-edge in workerd and bolt on Node. Linux only.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ROOT } from '../scripts/lib/processes.ts'
import { startBenchEmulator } from './lib/emulator.ts'
import { type LoadResult, startLoadClient } from './lib/load.ts'
import { median } from './lib/median.ts'
import { serve } from './lib/serve.ts'
import { table } from './lib/table.ts'
import { cpuMsOf } from './lib/workerd.ts'

const SECRET = 'bench-signing-secret'
const CONNECTIONS = 50
const ROUNDS = Number(process.env.GOATHERD_BENCH_ROUNDS ?? 7)
const CREATORS = 300

interface Contestant {
  readonly name: string
  readonly port: number
  readonly cpuMs: () => number
  readonly text: string
  readonly count: number
  /** How much of the bare route's rate it is to reach. */
  readonly aim?: number
  /** Answers follow through response_url: they are waited for after each round. */
  readonly isAnsweredLater?: boolean
}

interface Round extends LoadResult {
  readonly cpuUs: number
  /** From the last acknowledgement to the last answer. */
  readonly answersMs: number
}

/** Stands where Slack takes answers. */
let answers = 0
const sink = createServer((request, response) => {
  answers++
  request.resume()
  response.end('ok')
}).listen(0, '127.0.0.1')
await once(sink, 'listening')
const responseUrl = `http://127.0.0.1:${(sink.address() as AddressInfo).port}/commands/T0BENCH01/1/secret`

const emulator = await startBenchEmulator()
const organisation = { seed: 1, projects: 3, creators: CREATORS, accruals: CREATORS * 2 }
const { now } = await emulator.call<{ now: string }>('POST', '/emulator/reset', organisation)
const secret = { SLACK_SIGNING_SECRET: SECRET }
const rival = (name: string) => join(ROOT, `bench/rivals/slack-${name}.toml`)
const settings = {
  ...secret,
  TRACKAGOAT_API_KEY: `tga_${'1'.repeat(64)}`,
  TRACKAGOAT_BASE_URL: `${emulator.url}/api/v1`,
  PAYMENTS: 'approve',
}
const goatherd = () => serve(join(ROOT, 'wrangler.toml'), settings, rival('driver'))
const served = {
  bare: await serve(rival('bare'), secret),
  edge: await serve(rival('edge'), secret),
  reads: await goatherd(),
  writes: await goatherd(),
}
const bolt = fork(new URL('./lib/slack-bolt.ts', import.meta.url), {
  env: { ...process.env, ...secret },
  execArgv: ['--no-warnings'],
})
const [boltPort] = (await once(bolt, 'message')) as [number]
const client = startLoadClient()

/** How many orders the ledger has, read from its file. */
function ordersIn(disk: string): number {
  const folder = join(disk, 'Ledger')
  const file = readdirSync(folder).find((name) => name.endsWith('.sqlite') && !name.startsWith('metadata'))
  const database = new DatabaseSync(join(folder, file ?? ''), { readOnly: true })
  const row = database.prepare('SELECT count(*) AS n FROM jobs').get()
  database.close()
  return Number(row?.n)
}

async function round(contestant: Contestant, run: string, count: number): Promise<Round> {
  const { port, text } = contestant
  answers = 0
  const before = contestant.cpuMs()
  const result = await client.fire({ port, count, connections: CONNECTIONS, text, secret: SECRET, responseUrl, run })
  const startMs = performance.now()
  while (contestant.isAnsweredLater === true && answers < count) {
    if (performance.now() - startMs > 60_000) throw new Error(`${answers} of ${count} answers arrived`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  const cpuUs = ((contestant.cpuMs() - before) * 1000) / count
  return { ...result, cpuUs, answersMs: performance.now() - startMs }
}

try {
  await (await fetch(`http://127.0.0.1:${served.reads.driverPort}/look?now=${Date.parse(now)}`)).arrayBuffer()
  const { bare, edge, reads, writes } = served
  const contestants: readonly Contestant[] = [
    { name: 'bare Hono route, workerd', port: bare.port, cpuMs: bare.cpuMs, text: 'help', count: 10_000 },
    { name: 'slack-edge, workerd', port: edge.port, cpuMs: edge.cpuMs, text: 'help', count: 4_000 },
    { name: 'bolt, Node', port: boltPort, cpuMs: () => cpuMsOf(bolt.pid ?? 0), text: 'help', count: 6_000 },
    { name: '`/goat help`', port: reads.port, cpuMs: reads.cpuMs, text: 'help', count: 10_000, aim: 0.8 },
    { name: '`/goat owed`', port: reads.port, cpuMs: reads.cpuMs, text: 'owed', count: 500, isAnsweredLater: true },
    { name: '`/goat pay`', port: writes.port, cpuMs: writes.cpuMs, text: 'pay @first.creator', count: 4_000, aim: 0.5 },
  ]
  const results = contestants.map((): Round[] => [])
  let written = 0
  // The first round warms up; the others take turns, so that what else the machine does hits all alike.
  for (let n = 0; n <= ROUNDS; n++) {
    for (const [index, contestant] of contestants.entries()) {
      const result = await round(contestant, `${index}.${n}`, contestant.count)
      if (contestant.port === writes.port) written += contestant.count
      if (process.env.GOATHERD_BENCH_LOG !== undefined) {
        const { ms, count, p99Ms, cpuUs } = result
        console.error(n, contestant.name, ((count / ms) * 1000).toFixed(0), p99Ms.toFixed(0), cpuUs.toFixed(0))
      }
      if (n > 0) results[index]?.push(result)
    }
  }
  if (ordersIn(writes.disk) !== written) throw new Error(`${ordersIn(writes.disk)} orders for ${written} commands`)
  const rate = (round: Round) => (round.count / round.ms) * 1000
  const of = (rounds: readonly Round[], value: (round: Round) => number) => median(rounds.map(value))
  // Each round beside the bare route of the same turn.
  const ratios = (rounds: readonly Round[]) => rounds.map((one, turn) => rate(one) / rate(results[0]?.[turn] ?? one))
  console.log(`\nAcknowledgements of Slack's commands, ${CONNECTIONS} at a time, medians of ${ROUNDS} rounds\n`)
  console.log(
    table(
      ['', 'a second', 'of the bare route (aim)', 'lowest to highest', 'p50, ms', 'p99, ms', 'CPU each, µs'],
      contestants.map(({ name, aim }, index) => {
        const rounds = results[index] ?? []
        return [
          name,
          of(rounds, rate).toFixed(0),
          `${median(ratios(rounds)).toFixed(2)}${aim === undefined ? '' : ` (${aim})`}`,
          `${Math.min(...ratios(rounds)).toFixed(2)} to ${Math.max(...ratios(rounds)).toFixed(2)}`,
          of(rounds, ({ p50Ms }) => p50Ms).toFixed(1),
          of(rounds, ({ p99Ms }) => p99Ms).toFixed(1),
          of(rounds, ({ cpuUs }) => cpuUs).toFixed(0),
        ]
      }),
    ),
  )
  const owed = results[4] ?? []
  console.log(
    `\nAll answers of \`/goat owed\` arrived, the last ${of(owed, ({ answersMs }) => answersMs).toFixed(0)} ms after the last acknowledgement; their CPU is counted. All ${written} orders of \`/goat pay\` are rows of the ledger.`,
  )
} finally {
  client.close()
  bolt.disconnect()
  for (const one of Object.values(served)) await one.close()
  await emulator.close()
  sink.close()
}
