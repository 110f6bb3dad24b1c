/**
 * What a Web API method is given and what it answers.
 * @module
 */
import type { Refusal } from './content.ts'
import type { Bot } from './directory.ts'
import type { SlackOptions } from './options.ts'
import type { Pace } from './rate-limit.ts'
import type { Workspace } from './store.ts'

/** A call whose token has been accepted. */
export type Request = {
  args: Record<string, unknown>
  bot: Bot
  origin: string
  workspace: Workspace
  options: SlackOptions
  /** The refusal if this key is called too often, and nothing if it is not. */
  limit(key: string, pace: Pace | null): Refusal | undefined
}

/** A method: pure but for the workspace. `{error}` becomes `{ok: false, error}`. */
export type Handler = (request: Request) => { ok: true; [more: string]: unknown } | Refusal
