/** What a group of tests sets up from outside, and its end: in reverse order, whatever failed. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from 'vitest'
import { type RunningEmulator, runEmulator } from './e2e-emulator.ts'
import { type RunningWorker, runWorker, type Settings, stateFolder } from './e2e-worker.ts'

/** A Thursday noon, twenty past: when simulated hours begin. */
export const START_MS = Date.parse('2026-05-07T12:20:00Z')
const HOUR_MS = 3_600_000

/** The n-th simulated hour. */
export const hour = (n: number): number => START_MS + n * HOUR_MS

/** Call inside `describe`; everything it starts is ended after the last of its tests. */
export function stage() {
  const ends: (() => Promise<void>)[] = []
  afterAll(async () => {
    const faults: unknown[] = []
    for (const end of ends.splice(0).reverse()) await end().catch((error: unknown) => faults.push(error))
    if (faults.length > 0) throw new AggregateError(faults, 'not everything could be ended')
  })
  /** An empty folder for a Worker's state. */
  async function folder(): Promise<string> {
    const { path, remove } = await stateFolder()
    ends.push(remove)
    return path
  }
  return {
    folder,
    /** An emulator with this organisation; its clock is the machine's unless `now` is given. */
    async emulator(organisation: Record<string, unknown> = {}): Promise<RunningEmulator> {
      const emulator = await runEmulator()
      ends.push(() => emulator.close())
      await emulator.reset(organisation)
      return emulator
    },
    /** A Worker with these settings; without a folder its state begins empty. */
    async worker(settings: Settings, at?: string, logLevel?: 'error' | 'debug'): Promise<RunningWorker> {
      const worker = await runWorker(at ?? (await folder()), settings, logLevel)
      ends.push(() => worker.stop())
      return worker
    },
    /** A server that notes what it is asked for and answers 200. */
    async listener(): Promise<{ readonly url: string; readonly asked: readonly string[] }> {
      const asked: string[] = []
      const server = createServer((request, response) => {
        asked.push(`${request.method} ${request.url}`)
        response.end('ok')
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      ends.push(async () => {
        server.closeAllConnections()
        await new Promise((resolve) => server.close(resolve))
      })
      return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
    },
  }
}
