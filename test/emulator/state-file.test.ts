/** `--state FILE`: only the emulator's own file is ever written to, by one process at a time. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { startEmulator } from '../../emulator/server.ts'
import { Store } from '../../emulator/trackagoat/store/store.ts'
import { SCHEMA_VERSION } from '../../emulator/trackagoat/store/tables.ts'

const root = mkdtempSync(join(tmpdir(), 'goatherd-state-'))
afterAll(() => rmSync(root, { recursive: true }))

let folder: string
let file: string
let made = 0
beforeEach(() => {
  made += 1
  folder = join(root, String(made))
  mkdirSync(folder)
  file = join(folder, 'state.sqlite')
})

/** A file of this version with one setting in it. */
function fill(): void {
  const store = new Store(file)
  store.recreate(() => store.run("INSERT INTO settings (name, value) VALUES ('mark', '1')"))
  store.close()
}

const marks = (store: Store) => store.all("SELECT value FROM settings WHERE name = 'mark'").length

function change(sql: string): void {
  const db = new DatabaseSync(file)
  db.exec(sql)
  db.close()
}

describe('a state file that is not the emulator’s own', () => {
  const foreign: [what: string, make: () => void, says: RegExp][] = [
    [
      'another program’s database',
      () => change('CREATE TABLE precious (x); INSERT INTO precious VALUES (42)'),
      /another program's database/,
    ],
    [
      'another program’s database that has our table version',
      () => change(`CREATE TABLE precious (x); PRAGMA user_version = ${SCHEMA_VERSION}; PRAGMA journal_mode = WAL`),
      /another program's database/,
    ],
    ['a text', () => writeFileSync(file, 'my homework\n'.repeat(50)), /no SQLite database/],
    ['a short text', () => writeFileSync(file, 'x'), /no SQLite database/],
  ]

  it.each(foreign)('%s: refuses to start, and nothing is changed or left behind', async (_what, make, says) => {
    make()
    const before = readFileSync(file)
    await expect(startEmulator({ port: 0, quiet: true, stateFile: file })).rejects.toThrow(says)
    expect(readFileSync(file).equals(before)).toBe(true)
    expect(readdirSync(folder)).toEqual(['state.sqlite'])
  })
})

describe('a state file', () => {
  it('of another version is refused and kept', () => {
    fill()
    change(`PRAGMA user_version = ${SCHEMA_VERSION - 1}`)
    expect(() => new Store(file)).toThrow(/another version of the emulator \(\d+, .*Delete it or move it away/)
    change(`PRAGMA user_version = ${SCHEMA_VERSION}`)
    const store = new Store(file)
    expect([store.restored, marks(store)]).toEqual([true, 1])
    store.close()
  })

  it.each([
    ['at its beginning', 4_096, 20_000],
    ['in its last tables', 150_000, 200_000],
  ])('that is damaged %s is refused with that word', (_where, from, to) => {
    fill()
    writeFileSync(file, readFileSync(file).fill(0xaa, from, to))
    expect(() => new Store(file)).toThrow(/state\.sqlite is damaged/)
  })

  it('in a folder that does not exist, or that is a folder, is refused by name', () => {
    const nowhere = join(folder, 'no', 'such.sqlite')
    expect(() => new Store(nowhere)).toThrow(`there is no folder ${join(folder, 'no')}`)
    expect(() => new Store(folder)).toThrow(/cannot be used: .*directory/)
  })

  it('that is empty, or was made and never filled, is filled', () => {
    writeFileSync(file, '')
    for (const restored of [false, false]) {
      const store = new Store(file)
      expect(store.restored).toBe(restored)
      store.close()
    }
    fill()
    const store = new Store(file)
    expect([store.restored, marks(store)]).toEqual([true, 1])
    store.close()
  })

  it('is one emulator’s alone until that ends', () => {
    fill()
    const first = new Store(file)
    expect(() => new Store(file)).toThrow(/state\.sqlite is in use, probably by another emulator/)
    // Also while nothing is being written, and after everything was made anew.
    first.recreate(() => {})
    expect(() => new Store(file)).toThrow(/is in use/)
    first.close()
    new Store(file).close()
  })

  it('keeps what was there when making it anew fails, and otherwise gives space back', () => {
    fill()
    const store = new Store(file)
    const pages = () => Number(store.get<{ page_count: number }>('PRAGMA page_count')?.page_count)
    const failing = () => {
      throw new Error('no')
    }
    expect(() => store.recreate(failing)).toThrow('no')
    expect(marks(store)).toBe(1)
    const small = pages()
    store.recreate(() => {
      for (let n = 0; n < 2_000; n += 1) store.run('INSERT INTO settings VALUES (?, ?)', `${n}`, 'x'.repeat(500))
    })
    expect(pages()).toBeGreaterThan(2 * small)
    store.recreate(() => {})
    expect(pages()).toBeLessThanOrEqual(small)
    store.close()
  })
})
