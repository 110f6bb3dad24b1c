/**
 * Which rows a walk has seen, as bitmaps over the rows' seq numbers: a walk writes a few small blobs instead of a row for
 * every row (rows written are what a Durable Object is billed for), and memory stays at the bitmaps that a call touches.
 */

const CHUNK = 8192
const BYTES = CHUNK / 8

/** The marks of a walk as one call of the run adds to them. `save` writes them; what is not saved is seen again. */
export class Seen {
  readonly #sql: SqlStorage
  readonly #walk: string
  readonly #chunks = new Map<number, Uint8Array<ArrayBuffer>>()

  constructor(sql: SqlStorage, walk: string) {
    this.#sql = sql
    this.#walk = walk
  }

  /** Forgets all marks: at the start of a walk. */
  forget(): void {
    this.#chunks.clear()
    this.#sql.exec('DELETE FROM seen WHERE walk = ?', this.#walk)
  }

  /** Marks rows as seen. Marking twice changes nothing. */
  mark(seqs: readonly number[]): void {
    for (const seq of seqs) {
      const bits = this.#bits(Math.floor(seq / CHUNK))
      const offset = seq % CHUNK
      bits[offset >> 3] = (bits[offset >> 3] ?? 0) | (1 << (offset & 7))
    }
  }

  /** Writes the marks. Call inside the transaction that moves the cursor. */
  save(): void {
    for (const [chunk, bits] of this.#chunks) {
      this.#sql.exec('INSERT OR REPLACE INTO seen (walk, chunk, bits) VALUES (?, ?, ?)', this.#walk, chunk, bits)
    }
  }

  #bits(chunk: number): Uint8Array<ArrayBuffer> {
    const known = this.#chunks.get(chunk)
    if (known) return known
    const loaded = load(this.#sql, this.#walk, chunk)
    this.#chunks.set(chunk, loaded)
    return loaded
  }
}

/**
 * Rows of `table` that match `condition` and were not seen by a saved walk, in slices of one chunk at most.
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
