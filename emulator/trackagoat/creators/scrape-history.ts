/**
 * The scrapes of a creator or a video that its row no longer says. What analytics shows of an instant is what the last
 * scrape before it had found, however many came later; so nothing that was shown of a finished day changes afterwards.
 * Scheduled scrapes are not written down, only when there were none and when somebody asked for one.
 * @module
 */
import type { Store } from '../store/store.ts'
import type { World } from '../world.ts'
import { type Gap, type PastScrapes, SCRAPE_TAKES_MS, type ScrapePlan } from './scraping.ts'

/** Also the names of the columns. */
type Scraped = 'creator' | 'video'

const TABLE_OF: Record<Scraped, string> = { creator: 'creators', video: 'videos' }

/** What the row itself says, of a video about its own scrapes. */
type Remembered = { seq: number } & Pick<
  ScrapePlan,
  'manual_done_ms' | 'manual_due_ms' | 'gap_from_ms' | 'gap_until_ms'
>

/** A manual scrape was asked for; one that is still running is replaced by it. */
export function scrapeSoon(world: World, kind: Scraped, row: Remembered, nowMs: number): void {
  const finishedMs = row.manual_due_ms !== null && row.manual_due_ms <= nowMs ? row.manual_due_ms : null
  world.store.transaction(() => {
    if (finishedMs !== null) {
      world.store.run(`INSERT INTO past_scrapes (${kind}, at_ms) VALUES (?, ?)`, row.seq, finishedMs)
    }
    world.store.run(
      `UPDATE ${TABLE_OF[kind]} SET manual_done_ms = ?, manual_due_ms = ? WHERE seq = ?`,
      finishedMs ?? row.manual_done_ms,
      nowMs + SCRAPE_TAKES_MS,
      row.seq,
    )
  })
}

/** A time without scrapes ends. */
export function keepGap(world: World, kind: Scraped, row: Remembered, gap: Gap, nowMs: number): void {
  world.store.transaction(() => {
    if (row.gap_from_ms !== null && row.gap_from_ms <= nowMs) {
      const sql = `INSERT INTO past_gaps (${kind}, from_ms, until_ms) VALUES (?, ?, ?)`
      world.store.run(sql, row.seq, row.gap_from_ms, row.gap_until_ms)
    }
    const sql = `UPDATE ${TABLE_OF[kind]} SET gap_from_ms = ?, gap_until_ms = ? WHERE seq = ?`
    world.store.run(sql, gap.from_ms, gap.until_ms, row.seq)
  })
}

/** Every active creator is scraped at this instant; who was stuck goes on. In few statements: there may be very many. */
export function scrapeEverybody(world: World, nowMs: number): void {
  const { store } = world
  const stuck = 'scrapes_from_ms IS NOT NULL AND scrapes_until_ms IS NOT NULL'
  store.run(
    `INSERT INTO past_scrapes (creator, at_ms)
     SELECT seq, manual_due_ms FROM creators WHERE is_active = 1 AND manual_due_ms <= ?`,
    nowMs,
  )
  store.run(
    `INSERT INTO past_gaps (creator, from_ms, until_ms)
     SELECT seq, gap_from_ms, gap_until_ms FROM creators WHERE is_active = 1 AND gap_from_ms <= ? AND ${stuck}`,
    nowMs,
  )
  store.run(
    `UPDATE creators SET manual_done_ms = iif(manual_due_ms <= ?1, manual_due_ms, manual_done_ms), manual_due_ms = ?1,
       gap_from_ms = iif(${stuck}, min(scrapes_until_ms, ?1), gap_from_ms), gap_until_ms = iif(${stuck}, ?1, gap_until_ms),
       scrapes_until_ms = NULL, scrapes_from_ms = coalesce(scrapes_from_ms, ?1)
     WHERE is_active = 1`,
    nowMs,
  )
}

/** What is known beyond the rows, by row number; who has no such past is not in it. */
export function pastScrapes(store: Store, kind: Scraped, seqs: Iterable<number>): Map<number, PastScrapes> {
  const wanted = JSON.stringify([...seqs])
  const found = new Map<number, { gaps: Gap[]; manualMs: number[] }>()
  const of = (seq: number) => {
    const past = found.get(seq) ?? { gaps: [], manualMs: [] }
    found.set(seq, past)
    return past
  }
  const scrapes = store.all<{ seq: number; at_ms: number }>(
    `SELECT ${kind} AS seq, at_ms FROM past_scrapes WHERE ${kind} IN (SELECT value FROM json_each(?)) ORDER BY at_ms DESC`,
    wanted,
  )
  for (const { seq, at_ms } of scrapes) of(seq).manualMs.push(at_ms)
  const gaps = store.all<Gap & { seq: number }>(
    `SELECT ${kind} AS seq, from_ms, until_ms FROM past_gaps WHERE ${kind} IN (SELECT value FROM json_each(?))
     ORDER BY from_ms DESC, until_ms DESC`,
    wanted,
  )
  for (const { seq, from_ms, until_ms } of gaps) of(seq).gaps.push({ from_ms, until_ms })
  return found
}
