/**
 * `npm start`: the demo. Emulator and Worker on this machine, one hourly check, and then every hour that passes on the
 * emulator's clock, whether by itself or because somebody let it pass. Ctrl-C ends both.
 */
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { startEmulator } from '../emulator/server.ts'
import { DEFAULT_SIGNING_SECRET } from '../emulator/slack/wiring.ts'
import { describeRun, type RunView } from './lib/describe-run.ts'
import { freePort } from './lib/ports.ts'
import { ROOT, start, stop } from './lib/processes.ts'

const WORKER_PORT = 8787
const EMULATOR_PORT = 8788
const ADMIN_TOKEN = 'demo-admin-token'
const workerUrl = `http://localhost:${WORKER_PORT}`
const emulatorUrl = `http://localhost:${EMULATOR_PORT}`
/** The demo starts from nothing each time, as the emulator does. */
const STATE = join(ROOT, '.wrangler', 'demo')
const HOUR_MS = 3_600_000

for (const port of [WORKER_PORT, EMULATOR_PORT]) {
  if (!(await freePort(port))) {
    console.error(`Port ${port} is taken. Is another demo running? End that program and run npm start again.`)
    process.exit(1)
  }
}

console.log('Starting the emulator of trackagoat, Slack and a mailbox …')
const emulator = await startEmulator({ port: EMULATOR_PORT, smtpPort: 0, quiet: true })
rmSync(STATE, { recursive: true, force: true })
// The demo's time starts at the last :20, so that the first check sees the organisation as it was then.
await fetch(`${emulatorUrl}/emulator/reset`, {
  method: 'POST',
  body: JSON.stringify({ now: new Date(firingBefore(Date.now())).toISOString() }),
})

console.log('Starting the Worker …')
const settings = {
  // Two keys: the one that is used every minute cannot write.
  TRACKAGOAT_API_KEY: `tga_${'0'.repeat(64)}`,
  TRACKAGOAT_WRITE_KEY: `tga_${'1'.repeat(64)}`,
  TRACKAGOAT_BASE_URL: `${emulatorUrl}/api/v1`,
  SLACK_API_URL: `${emulatorUrl}/slack/api/`,
  SLACK_BOT_TOKEN: 'xoxb-demo-token',
  SLACK_ALERT_CHANNEL: 'C0ALERTS1',
  SLACK_SIGNING_SECRET: DEFAULT_SIGNING_SECRET,
  // Approvers may request as well: each role includes the ones before it.
  SLACK_REQUESTERS: 'U0REQUEST',
  SLACK_APPROVERS: 'U0APPROVE,U0APPROV2',
  PAYMENTS: 'approve',
  EMAIL_FROM: 'goatherd@example.com',
  EMAIL_TO: 'team@example.com',
  SMTP_URL: `smtp://localhost:${emulator.smtpPort}`,
  ADMIN_TOKEN,
  PUBLIC_URL: workerUrl,
}
const worker = start(
  'wrangler',
  [
    'dev',
    '--port',
    String(WORKER_PORT),
    '--persist-to',
    STATE,
    '--log-level',
    'error',
    '--show-interactive-dev-session=false',
    ...Object.entries(settings).flatMap(([name, value]) => ['--var', `${name}:${value}`]),
  ],
  { stdio: ['ignore', 'pipe', 'pipe'], detached: process.platform !== 'win32' },
)
const output: string[] = []
for (const stream of [worker.stdout, worker.stderr]) {
  stream?.setEncoding('utf8').on('data', (text: string) => {
    output.push(text)
    if (output.length > 200) output.shift()
  })
}

let ending = false
async function end(code: number): Promise<never> {
  if (!ending) {
    ending = true
    console.log('\nStopping …')
    await stop(worker)
    await emulator.close()
  }
  process.exit(code)
}
process.on('SIGINT', () => void end(0))
process.on('SIGTERM', () => void end(0))
// The terminal was closed.
process.on('SIGHUP', () => void end(0))
worker.on('exit', () => {
  if (ending) return
  console.error(`The Worker has ended. Its last words:\n${output.join('').slice(-4_000)}`)
  void end(1)
})

/** Calls the Worker's API as the administrator. */
async function api<T>(path: string): Promise<T> {
  const response = await fetch(`${workerUrl}${path}`, {
    headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
    ...probing(),
  })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as T
}

/** Waits until `probe` answers something, and says so every half minute: a large organisation takes its time. */
async function waitFor<T>(what: string, probe: () => Promise<T | null>): Promise<T> {
  const startedMs = Date.now()
  for (let told = 0; ; ) {
    const value = await probe().catch(() => null)
    if (value !== null) return value
    const waited = Math.floor((Date.now() - startedMs) / 30_000)
    if (waited > told) {
      told = waited
      console.log(`  … ${what} is still at work after ${waited * 30} s`)
      if (what === 'the Worker') console.log(output.join('').slice(-2_000))
    }
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

/** A request that does not hang, whatever the Worker does. */
const probing = (): RequestInit => ({ signal: AbortSignal.timeout(5_000) })

/** The latest :20 at or before an instant: when the platform would have started the run. */
function firingBefore(nowMs: number): number {
  return Math.floor((nowMs - 20 * 60_000) / HOUR_MS) * HOUR_MS + 20 * 60_000
}

async function emulatorNow(): Promise<number> {
  const { now } = (await (await fetch(`${emulatorUrl}/emulator/clock`)).json()) as { now: string }
  return Date.parse(now)
}

/** Fires the cron trigger for an instant and waits until its run is closed. */
async function fire(atMs: number): Promise<RunView> {
  const answer = await fetch(`${workerUrl}/cdn-cgi/handler/scheduled?cron=20+*+*+*+*&time=${atMs}`)
  await answer.arrayBuffer()
  const id = `hourly-${new Date(atMs).toISOString().slice(0, 13)}Z`
  return waitFor(`the check ${id}`, async () => {
    const run = await api<RunView>(`/v1/runs/${id}`)
    return run.outcome === 'running' ? null : run
  })
}

try {
  await waitFor('the Worker', async () => ((await fetch(`${workerUrl}/healthz`, probing())).ok ? true : null))
  let firedMs = firingBefore(await emulatorNow())
  console.log('The first check …\n')
  console.log(describeRun(await fire(firedMs)))
  console.log(`
  Look at it
    Slack      ${emulatorUrl}/slack
    Mail       ${emulatorUrl}/mail
    Emulator   ${emulatorUrl}/          let an hour pass, pay somebody, break something
    Worker     ${workerUrl}/healthz

  Try next
    ask it            type /goat help in ${emulatorUrl}/slack
    what happened     curl -H 'Authorization: Bearer ${ADMIN_TOKEN}' ${workerUrl}/v1/events
    why an alert      curl -H 'Authorization: Bearer ${ADMIN_TOKEN}' ${workerUrl}/v1/alerts
    an hour passes    curl -X POST ${emulatorUrl}/emulator/clock -d '{"advance_seconds":3600}'
    somebody is paid  curl -X POST ${emulatorUrl}/emulator/act -d '{"do":"pay"}'

  Whenever the emulator's clock passes :20, by itself or by a jump, the latest one is checked and told here.
  Ctrl-C ends the demo.
`)
  while (!ending) {
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    const dueMs = firingBefore(await emulatorNow())
    if (dueMs <= firedMs) continue
    firedMs = dueMs
    console.log(describeRun(await fire(dueMs)))
  }
} catch (error) {
  if (!ending) {
    console.error(error instanceof Error ? error.message : error)
    await end(1)
  }
}
if (!ending) await once(worker, 'exit')
