/**
 * What can be switched in the emulated workspace.
 * @module
 */
import type { Pace } from './rate-limit.ts'

export type SlackOptions = {
  /**
   * Messages a channel takes: null switches the limit off. Slack says one a second with short bursts and does not say how
   * short; clients report 25 to 40. The default is wider, because a test's clock may stand still.
   */
  messagePace: Pace | null
  /** chat.update is a Tier 3 method: 50 and more a minute. */
  updatePace: Pace | null
  /**
   * The undocumented sum over all blocks after which Slack answers msg_blocks_too_long; null switches it off.
   * Measured by users at 13,297 characters, each block costing about 125 on top of its text
   * (slackapi/bolt-js issues 2509 and 2867), so this is an estimate on the safe side.
   */
  totalBlocksLength: number | null
}

export const DEFAULT_OPTIONS: SlackOptions = {
  messagePace: { burst: 100, perSecond: 1 },
  updatePace: { burst: 100, perSecond: 50 / 60 },
  totalBlocksLength: 13_297,
}
