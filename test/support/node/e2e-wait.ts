/** Waiting for something to become true, with a deadline instead of a guess. */
import { setTimeout as passMs } from 'node:timers/promises'

/** Answers nothing until it is so; null, false and a thrown error mean «not yet». */
type Probe<T> = () => Promise<T | null | false> | T | null | false

/** Polls until `probe` answers; fails with `what` and the last fault when it takes longer than `timeoutMs`. */
export async function until<T>(what: string, probe: Probe<T>, timeoutMs = 30_000, everyMs = 50): Promise<T> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    let fault = ''
    try {
      const value = await probe()
      if (value !== null && value !== false) return value
    } catch (error) {
      fault = `: ${error instanceof Error ? error.message : String(error)}`
    }
    if (Date.now() > deadline) throw new Error(`${what}: not within ${timeoutMs / 1000} s${fault}`)
    await passMs(everyMs)
  }
}
