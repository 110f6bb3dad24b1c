/**
 * Which Worker the workspace talks to, and how. Can be changed while it runs (`/emulator/slack`).
 * @module
 */
import { USERS } from './directory.ts'

/** Where `npm start` and `wrangler dev` put the Worker. */
export const DEFAULT_WORKER_URL = 'http://localhost:8787'

/** What the demo's Worker is given as SLACK_SIGNING_SECRET; nothing outside this machine knows it or takes it. */
export const DEFAULT_SIGNING_SECRET = 'emulator-signing-secret'

export type Wiring = {
  /** Origin of the Worker; requests go to its `/slack/events`. */
  workerUrl: string
  signingSecret: string
  /** Every command and every click is delivered a second time, as Slack does when an answer got lost. */
  deliverTwice: boolean
  /** Who a page is for that does not say. */
  asUser: string
}

/** The wiring at the start. */
export function initialWiring(given: { workerUrl?: string; signingSecret?: string }): Wiring {
  return {
    workerUrl: given.workerUrl ?? DEFAULT_WORKER_URL,
    signingSecret: given.signingSecret ?? DEFAULT_SIGNING_SECRET,
    ...initialSwitches(),
  }
}

/** What a reset puts back; where the Worker is stays. */
export function initialSwitches(): Pick<Wiring, 'deliverTwice' | 'asUser'> {
  return { deliverTwice: false, asUser: USERS.find((user) => user.name === 'requester')?.id ?? '' }
}
