/** The dead man's switch: an address of the operator's that expects to be fetched after each good run. */
import { log } from '../log.ts'

const TIMEOUT_MS = 10_000

/** Fetches the address. Its failure is logged and changes nothing: the run was good. */
export async function beat(url: string): Promise<void> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) })
    await response.body?.cancel()
    if (!response.ok) log('heartbeat.refused', { status: response.status })
  } catch {
    log('heartbeat.unreachable')
  }
}
