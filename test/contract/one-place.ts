/** One organisation for all tests of a file, which send only what is refused: that changes nothing. */
import { beforeAll } from 'vitest'
import { useEmulator } from '../emulator/support.ts'
import { type Place, preparePlace } from './route-row.ts'

export function useOnePlace() {
  const emulator = useEmulator({ reset: false })
  let at: Place | undefined

  beforeAll(async () => {
    await emulator.reset()
    await emulator.options({ requests_per_minute: 1_000_000 })
    at = await preparePlace(emulator)
  })

  /** What there is in it; known once tests run. */
  function place(): Place {
    if (at === undefined) throw new Error('not prepared')
    return at
  }

  return { emulator, place }
}
