import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Store } from '../../emulator/trackagoat/store/store.ts'

describe('the store', () => {
  let store: Store
  beforeEach(() => {
    store = new Store()
    store.recreate(() => {})
  })
  afterEach(() => store.close())

  const write = (name: string) => store.run("INSERT INTO settings (name, value) VALUES (?, '1')", name)
  const names = () => store.all<{ name: string }>('SELECT name FROM settings').map(({ name }) => name)

  it('undoes what was written when the work throws, inner transactions included', () => {
    const work = () => {
      write('a')
      store.transaction(() => write('b'))
      throw new Error('no')
    }
    expect(() => store.transaction(work)).toThrow('no')
    expect(names()).toEqual([])
    store.transaction(() => write('c'))
    expect(names()).toEqual(['c'])
  })

  it('is empty after being made anew', () => {
    write('a')
    store.recreate(() => write('b'))
    expect(names()).toEqual(['b'])
  })

  it('gives many rows with the same names and values as one', () => {
    const sql = `SELECT 1 AS a, NULL AS "two words", 'x' AS "quo""te", 2.5 AS half, 'last' AS a`
    const row = { a: 'last', 'two words': null, 'quo"te': 'x', half: 2.5 }
    expect(store.all(sql)).toEqual([row])
    expect({ ...store.get<object>(sql) }).toEqual(row)
    expect([...store.each<object>(sql)].map((each) => ({ ...each }))).toEqual([row])
  })
})
