import { ok } from '../../../src/domain/result.ts'
import type { Envelope, Reader } from '../../../src/trackagoat/transport.ts'

export type Query = Record<string, string>

/** Answers every read as told. */
export function reading(answer: (query: Query) => Partial<Envelope>): Reader & { asked: Query[] } {
  const asked: Query[] = []
  return {
    asked,
    get: async (_, query = {}) => {
      asked.push(query)
      return ok({ data: null, meta: undefined, ...answer(query) })
    },
  }
}
