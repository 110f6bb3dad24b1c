/** Pages of lists, one after the other along their cursors, on several connections at once, by a process of its own. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

/** What is to be fetched. */
export interface PagesOrder {
  readonly port: number
  /** With a query, to which `&cursor=` is added. */
  readonly path: string
  readonly key: string
  /** One connection for each, beginning behind this cursor; null: at the first page. Behind the last page it begins anew. */
  readonly starts: readonly (string | null)[]
  /** How many pages in all. `to the end`: one walk, every page read and its rows counted; for a single connection. */
  readonly count: number | 'to the end'
}

/** How it went. */
export interface PagesResult {
  readonly ms: number
  readonly count: number
  /** Of all bodies. */
  readonly bytes: number
  /** Of a walk. */
  readonly rows: number
  /** Where each connection would go on. */
  readonly cursors: readonly (string | null)[]
  /** Of a walk: every cursor on the way. */
  readonly passed: readonly string[]
  readonly error: string | null
}

/** A client. */
export interface PagesClient {
  /** Throws when any answer is no page. */
  fetch(order: PagesOrder): Promise<PagesResult>
  close(): void
}

/** Starts the client's process. */
export function startPagesClient(): PagesClient {
  const child: ChildProcess = fork(new URL('./pages-client.ts', import.meta.url), { execArgv: ['--no-warnings'] })
  return {
    async fetch(order) {
      child.send(order)
      const [result] = (await once(child, 'message')) as [PagesResult]
      if (result.error !== null) throw new Error(`${order.path}: ${result.error}`)
      return result
    },
    close: () => {
      child.disconnect()
    },
  }
}
