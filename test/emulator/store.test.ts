import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Store } from '../../emulator/trackagoat/store.ts'

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
})
