/** Load as Slack would make it: signed commands over connections that stay open, from a process of its own. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

/** What is to be fired. Each request has a trigger_id, and so a signature, of its own. */
export interface LoadOrder {
  readonly port: number
  readonly count: number
  readonly connections: number
  /** Behind `/goat`. */
  readonly text: string
  readonly secret: string
  readonly responseUrl: string
  /** Different for each round. */
  readonly run: string
}

/** How it went. Times are from writing a request to having its whole answer. */
export interface LoadResult {
  readonly ms: number
  readonly count: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** The first answer that was no 200, or what broke. */
  readonly bad: string | null
  /** The first answer. */
  readonly sample: string
}

/** A client. */
export interface LoadClient {
  /** Throws when any answer is no 200. */
  fire(order: LoadOrder): Promise<LoadResult>
  close(): void
}

/** Starts the client's process. */
export function startLoadClient(): LoadClient {
  const child: ChildProcess = fork(new URL('./load-client.ts', import.meta.url), { execArgv: ['--no-warnings'] })
  return {
    async fire(order) {
      child.send(order)
      const [result] = (await once(child, 'message')) as [LoadResult]
      if (result.bad !== null) throw new Error(`an acknowledgement failed: ${result.bad.slice(0, 500)}`)
      return result
    },
    close: () => {
      child.disconnect()
    },
  }
}
