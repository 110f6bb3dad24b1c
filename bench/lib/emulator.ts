/** The emulator in a process of its own, so that its work is nobody else's. */
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { ROOT, stop } from '../../scripts/lib/processes.ts'

/** An emulator for measuring. */
export interface BenchEmulator {
  readonly url: string
  readonly pid: number
  call<T>(method: string, path: string, body?: unknown): Promise<T>
  close(): Promise<void>
}

/** Starts it on a free port, without limits. */
export async function startBenchEmulator(): Promise<BenchEmulator> {
  const port = await anyPort()
  const smtpPort = await anyPort()
  const child = spawn(
    process.execPath,
    ['emulator/main.ts', '--port', String(port), '--smtp-port', String(smtpPort), '--quiet', '--exit-with-parent'],
    { cwd: ROOT, stdio: ['pipe', 'inherit', 'inherit'] },
  )
  const url = `http://127.0.0.1:${port}`
  const emulator: BenchEmulator = {
    url,
    pid: child.pid ?? 0,
    async call(method, path, body) {
      const response = await fetch(`${url}${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      })
      const text = await response.text()
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
      return JSON.parse(text)
    },
    close: () => stop(child),
  }
  for (let tries = 0; ; tries++) {
    try {
      await emulator.call('GET', '/emulator/clock')
      return emulator
    } catch (error) {
      if (tries > 100) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

function anyPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}
