/** A list of the client read row by row, for assertions. */
import type { UpstreamError } from '../../../src/domain/errors.ts'
import type { List } from '../../../src/trackagoat/lists.ts'

/** What came, in order: rows, and errors among or after them. */
export async function walkList<T>(list: List<T>): Promise<{ rows: T[]; errors: UpstreamError[] }> {
  const rows: T[] = []
  const errors: UpstreamError[] = []
  for await (const read of list) {
    if (read.ok) rows.push(read.value)
    else errors.push(read.error)
  }
  return { rows, errors }
}
