import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { ROOT } from '../scripts/lib/processes.ts'
import { startBenchEmulator } from './lib/emulator.ts'
import { startLoadClient } from './lib/load.ts'
import { serve } from './lib/serve.ts'
import { cpuMsOf } from './lib/workerd.ts'

const SECRET = 'bench-signing-secret'
const COUNT = Number(process.env.COUNT ?? 10000)
const ROUNDS = Number(process.env.ROUNDS ?? 3)
const ONLY = process.env.ONLY?.split(',')
const secret = { SLACK_SIGNING_SECRET: SECRET }
const emulator = await startBenchEmulator()
const { now } = await emulator.call<{ now: string }>('POST', '/emulator/reset', { seed: 1, projects: 3, creators: 300, accruals: 600 })
let answers = 0
const sink = createServer((request, response) => {
  answers++
  request.resume()
  response.end('ok')
})
sink.listen(0, '127.0.0.1')
await once(sink, 'listening')
const responseUrl = `http://127.0.0.1:${(sink.address() as AddressInfo).port}/commands/T0BENCH01/1/x`
const rivals = (name: string) => join(ROOT, `bench/rivals/slack-${name}.toml`)
const ours = () => serve(join(ROOT, 'wrangler.toml'), {
  ...secret,
  TRACKAGOAT_API_KEY: `tga_${'1'.repeat(64)}`,
  TRACKAGOAT_BASE_URL: `${emulator.url}/api/v1`,
  PAYMENTS: 'approve',
}, rivals('driver'))
const bare = await serve(rivals('bare'), secret)
const edge = await serve(rivals('edge'), secret)
const reads = await ours()
const writes = await ours()
const seeded = await fetch(`http://127.0.0.1:${reads.driverPort}/?now=${Date.parse(now)}`)
console.log((await seeded.text()).slice(0, 600))
const child = fork(join(ROOT, 'bench/lib/slack-bolt.ts'), { env: { ...process.env, ...secret }, execArgv: ['--no-warnings'] })
const [boltPort] = (await once(child, 'message')) as [number]
const boltPid = child.pid ?? 0
const contestants = [
  { name: 'bare', port: bare.port, cpu: bare.cpuMs, text: 'help' },
  { name: 'edge', port: edge.port, cpu: edge.cpuMs, text: 'help' },
  { name: 'bolt', port: boltPort, cpu: () => cpuMsOf(boltPid), text: 'help' },
  { name: 'help', port: reads.port, cpu: reads.cpuMs, text: 'help' },
  { name: 'owed', port: reads.port, cpu: reads.cpuMs, text: 'owed' },
  { name: 'pay', port: writes.port, cpu: writes.cpuMs, text: 'pay @jane.doe' },
].filter(({ name }) => ONLY === undefined || ONLY.includes(name))
const client = startLoadClient()
for (let round = 0; round <= ROUNDS; round++) {
  for (const { name, port, cpu, text } of contestants) {
    answers = 0
    const before = cpu()
    const result = await client.fire({ port, count: round === 0 ? 3000 : COUNT, connections: 50, text, secret: SECRET, responseUrl, run: `${name}${round}` })
    const ms = cpu() - before
    if (round === 0) console.log(name, result.sample.slice(0, 300))
    else console.log(name.padEnd(5), (result.count / result.ms * 1000).toFixed(0), 'p50', result.p50Ms.toFixed(2), 'p99', result.p99Ms.toFixed(2), 'cpu us/req', (ms * 1000 / result.count).toFixed(1), answers)
    if (text === 'owed') { const t = Date.now(); while (answers < result.count && Date.now() - t < 30000) await new Promise((r) => setTimeout(r, 20)); console.log('   answers', answers, 'after', Date.now() - t, 'cpu us/req', ((cpu() - before) * 1000 / result.count).toFixed(1)) }
  }
}
client.close()
child.disconnect()
for (const one of [bare, edge, reads, writes]) await one.close()
await emulator.close()
process.exit(0)
