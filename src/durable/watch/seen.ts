/**
 * Which rows a walk has seen, as bitmaps over the rows' seq numbers: a page writes one to three small blobs instead of
 * a hundred rows (rows written are what a Durable Object is billed for), and memory stays at one bitmap whatever the
 * size of the organisation.
 */

const CHUNK = 8192
const BYTES = CHUNK / 8

/** Forgets what a walk has seen: at its start. */
export function forgetSeen(sql: SqlStorage, walk: string): void {
  sql.exec('DELETE FROM seen WHERE walk = ?', walk)
}

/** Marks rows as seen. Marking twice changes nothing. */
export function markSeen(sql: SqlStorage, walk: string, seqs: readonly number[]): void {
  const chunks = new Map<number, number[]>()
  for (const seq of seqs) {
    const chunk = Math.floor(seq / CHUNK)
    const list = chunks.get(chunk)
    if (list) list.push(seq % CHUNK)
    else chunks.set(chunk, [seq % CHUNK])
  }
  for (const [chunk, offsets] of chunks) {
    const bits = load(sql, walk, chunk)
    for (const offset of offsets) bits[offset >> 3] = (bits[offset >> 3] ?? 0) | (1 << (offset & 7))
    sql.exec('INSERT OR REPLACE INTO seen (walk, chunk, bits) VALUES (?, ?, ?)', walk, chunk, bits)
  }
}

/**
 * Rows of `table` that match `condition` and were not seen, in slices of one chunk at most.
 * `condition` must hold for every seen row: then a chunk with as many marks as matching rows needs no closer look.
 */
export function* unseen(sql: SqlStorage, walk: string, table: 'accruals' | 'creators', condition: string) {
  const last = sql.exec<{ seq: number | null }>(`SELECT max(seq) AS seq FROM ${table}`).one().seq
  for (let chunk = 0; chunk * CHUNK <= (last ?? -1); chunk++) {
    const from = chunk * CHUNK
    const where = `seq >= ${from} AND seq < ${from + CHUNK} AND ${condition}`
    const bits = load(sql, walk, chunk)
    const matching = sql.exec<{ n: number }>(`SELECT count(*) AS n FROM ${table} WHERE ${where}`).one().n
    if (matching === popCount(bits)) continue
    const missing: number[] = []
    for (const [seq] of sql.exec(`SELECT seq FROM ${table} WHERE ${where}`).raw<[number]>()) {
      const offset = seq - from
      if (((bits[offset >> 3] ?? 0) & (1 << (offset & 7))) === 0) missing.push(seq)
    }
    if (missing.length > 0) yield missing
  }
}

function load(sql: SqlStorage, walk: string, chunk: number): Uint8Array<ArrayBuffer> {
  const row = sql
    .exec<{ bits: ArrayBuffer }>('SELECT bits FROM seen WHERE walk = ? AND chunk = ?', walk, chunk)
    .toArray()[0]
  return row ? new Uint8Array(row.bits) : new Uint8Array(BYTES)
}

function popCount(bits: Uint8Array): number {
  let count = 0
  for (let byte of bits) {
    for (; byte !== 0; byte &= byte - 1) count++
  }
  return count
}
