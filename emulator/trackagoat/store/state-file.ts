/**
 * Opens the file of `--state`. A file is only ever written to when it is the emulator's own: one that is not, or that another
 * version wrote, is refused untouched and stays as it is. One process at a time has it; SQLite's lock ends with the process,
 * however that ends.
 * @module
 */
import { closeSync, existsSync, openSync, readSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** «goat»: stands in the header of every file the emulator makes (SQLite's `application_id`). */
const APPLICATION_ID = 0x676f6174

/** Where that and the word SQLite begins every file with stand in the header. */
const APPLICATION_ID_OFFSET = 68
const HEADER_BYTES = 100
const MAGIC = 'SQLite format 3\0'

/** Why the emulator cannot start with this file, and what to do. */
class StateFileError extends Error {}

/** The open database, locked, and whether rows of this version are in it; without them it is empty. */
export function openStateFile(file: string, version: number): { db: DatabaseSync; restored: boolean } {
  const isNew = headerOf(file) === null
  let db: DatabaseSync | undefined
  try {
    db = new DatabaseSync(file)
    // From the first access on nobody else can read or write the file, and WAL needs no shared memory beside it.
    db.exec('PRAGMA locking_mode = EXCLUSIVE')
    // Written before WAL begins: afterwards the header may lie in the -wal file, and headerOf does not look there.
    if (isNew) db.exec(`PRAGMA application_id = ${APPLICATION_ID}`)
    db.exec('PRAGMA journal_mode = WAL')
    db.exec('PRAGMA synchronous = NORMAL')
    return { db, restored: hasRows(db, file, version) }
  } catch (error) {
    if (db?.isOpen === true) db.close()
    throw explained(error, file)
  }
}

/** The first bytes of a file that is the emulator's own; null when there is nothing in it or no file at all. */
function headerOf(file: string): Buffer | null {
  const folder = dirname(resolve(file))
  if (!existsSync(folder))
    throw new StateFileError(`The state file ${file} cannot be made: there is no folder ${folder}.`)
  if (!existsSync(file)) return null
  const header = firstBytes(file)
  if (header.length === 0) return null
  if (header.length < HEADER_BYTES || header.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    throw new StateFileError(`${file} is no SQLite database; it was left as it is. Name another file with --state.`)
  }
  if (header.readUInt32BE(APPLICATION_ID_OFFSET) !== APPLICATION_ID) {
    throw new StateFileError(
      `${file} is another program's database, or an older emulator's; it was left as it is. Name another file with --state, or move this one away.`,
    )
  }
  return header
}

function firstBytes(file: string): Buffer {
  try {
    const descriptor = openSync(file, 'r')
    try {
      const bytes = Buffer.alloc(HEADER_BYTES)
      return bytes.subarray(0, readSync(descriptor, bytes))
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    throw explained(error, file)
  }
}

function hasRows(db: DatabaseSync, file: string, version: number): boolean {
  const damage = db.prepare('PRAGMA quick_check(1)').get()?.quick_check
  if (damage !== 'ok') throw damaged(file, String(damage))
  if (db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.tables === 0) return false
  const found = db.prepare('PRAGMA user_version').get()?.user_version
  if (found === version) return true
  throw new StateFileError(
    `${file} was written by another version of the emulator (${found}, this one is ${version}); it was left as it is. ${OUT_OF_THE_WAY}`,
  )
}

const OUT_OF_THE_WAY = 'Delete it or move it away, with the -wal file beside it if there is one.'

function damaged(file: string, what: string): StateFileError {
  return new StateFileError(`${file} is damaged (${what}). ${OUT_OF_THE_WAY}`)
}

const BUSY = 5
const CORRUPT = 11
const NOT_A_DATABASE = 26

/** What SQLite or the file system said, in words that name the file. */
function explained(error: unknown, file: string): unknown {
  if (error instanceof StateFileError || !(error instanceof Error)) return error
  const code = 'errcode' in error ? error.errcode : undefined
  if (code === BUSY) {
    return new StateFileError(
      `${file} is in use, probably by another emulator. End that one or name another file with --state.`,
    )
  }
  if (code === CORRUPT || code === NOT_A_DATABASE) return damaged(file, error.message)
  return new StateFileError(`The state file ${file} cannot be used: ${error.message}.`)
}
