/** Short lists, walked to their end in one go. The hourly run walks long ones page by page (pages.ts). */
import type { UpstreamError } from '../domain/errors.ts'
import { fail, ok, type Result } from '../domain/result.ts'
import { type CircleGuard, guardCursor, NEW_GUARD, PAGE_SIZE, readPage } from './pages.ts'
import type { Reader } from './transport.ts'

export type ListQuery = Record<string, string>

/** More pages than this are no answer to a question that a person waits for. */
const MAX_PAGES = 20

/** All rows of a list, unchecked and without repeated ids. An unfinished walk is an error, never a shorter list. */
export async function walkAll(
  transport: Reader,
  path: string,
  query: ListQuery,
): Promise<Result<unknown[], UpstreamError>> {
  const rows = new Map<string, unknown>()
  let cursor: string | null = null
  let guard: CircleGuard = NEW_GUARD
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const answer: Awaited<ReturnType<Reader['get']>> = await transport.get(path, {
      ...query,
      limit: String(PAGE_SIZE),
      ...(cursor === null ? {} : { cursor }),
    })
    if (!answer.ok) return answer
    const page = readPage(answer.value, cursor)
    if (!page.ok) return page
    for (const row of page.value.rows) rows.set(idOf(row) ?? `${pages}/${rows.size}`, row)
    if (page.value.nextCursor === null) return ok([...rows.values()])
    const next = guardCursor(guard, page.value.nextCursor)
    if (next === null) return fail({ kind: 'bad_cursor', problem: 'repeated' })
    guard = next
    cursor = page.value.nextCursor
  }
  return fail({ kind: 'too_many_pages', limitPages: MAX_PAGES })
}

function idOf(row: unknown): string | null {
  return typeof row === 'object' && row !== null && 'id' in row && typeof row.id === 'string' ? row.id : null
}
