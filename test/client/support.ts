/** The typed client talking HTTP to an emulator, and what is true there. */
import { beforeEach } from 'vitest'
import type { Result } from '../../src/domain/result.ts'
import { createTransport, type Transport } from '../../src/trackagoat/transport.ts'
import { READ, useEmulator, WRITE } from '../emulator/support.ts'

/** An emulator for a test file, reset before each test, whose limits are out of the way, and clients of it. */
export function useClient() {
  const emulator = useEmulator()
  const client = (apiKey: string, maxBodyBytes?: number): Transport =>
    createTransport({
      baseUrl: `${emulator.url()}/api/v1`,
      apiKey,
      budget: { take: async () => ({ granted: true }) },
      ...(maxBodyBytes === undefined ? {} : { maxBodyBytes }),
    })
  const roomy = { requests_per_minute: 100_000 }
  beforeEach(() => emulator.options(roomy))
  return {
    ...emulator,
    client,
    read: () => client(READ),
    write: () => client(WRITE),
    /** As the emulator's own, with the limits out of the way again. */
    async reset(body: unknown = {}) {
      await emulator.reset(body)
      await emulator.options(roomy)
    },
    /** Paths and queries that arrived since the last call. */
    async asked(): Promise<string[]> {
      const entries = (await emulator.log()) as { path: string; query: string }[]
      await emulator.control('log', undefined, 'DELETE')
      return entries.map(({ path, query }) => `${path}?${query}`)
    },
  }
}

/** The value of a success. */
export function successOf<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(`failed: ${JSON.stringify(result.error)}`)
  return result.value
}

/** Ids in order, to compare sets by. */
export function idsOf(rows: Iterable<{ readonly id?: unknown }>): string[] {
  return [...rows].map(({ id }) => String(id)).sort()
}
