/**
 * A Slack workspace for a laptop: the Web API the Worker talks to, and a page on which a person reads, types and presses.
 * @module
 */
import type { Context, Hono } from 'hono'
import { createApi } from './api.ts'
import { createSlackControl } from './control.ts'
import { DEFAULT_OPTIONS, type SlackOptions } from './options.ts'
import { ResponseUrls } from './outgoing/response-urls.ts'
import { createPage, type PageDeps } from './page.ts'
import { RateLimiter } from './rate-limit.ts'
import { Workspace } from './store.ts'
import { initialSwitches, initialWiring } from './wiring.ts'

export type Slack = {
  /** The Web API, for `/slack/api`. */
  app: Hono
  /** What a person sees, for `/slack`. */
  page: Hono
  /** Steering, for `/emulator/slack`. */
  control: Hono
  /** Empties the workspace and puts its switches back; options stay, and where the Worker is. */
  reset(): void
  state(): unknown
  /** Changes the switches that are named and answers all of them. */
  configure(patch: Partial<SlackOptions>): SlackOptions
}

export type SlackDeps = {
  /** The clock of messages, limits and response_urls. */
  now: () => Date
  /** The machine's time in milliseconds, for signatures alone: the Worker compares them with its own clock. */
  machineMs?: () => number
  /** This emulator's origin as the Worker reaches it; without one, that of each request. */
  origin?: () => string
  workerUrl?: string
  signingSecret?: string
}

/** One workspace. */
export function createSlack(deps: SlackDeps): Slack {
  const workspace = new Workspace(deps.now)
  const limiter = new RateLimiter()
  const urls = new ResponseUrls(() => deps.now().getTime())
  let options = DEFAULT_OPTIONS
  let wiring = initialWiring(deps)
  const surface: PageDeps = {
    workspace,
    urls,
    options: () => options,
    wiring: () => wiring,
    machineMs: deps.machineMs ?? Date.now,
    origin: (c: Context) => deps.origin?.() ?? new URL(c.req.url).origin,
    rewire(patch) {
      wiring = { ...wiring, ...patch }
      workspace.touch()
      return wiring
    },
  }
  return {
    app: createApi({ now: deps.now, workspace, limiter, options: () => options }),
    page: createPage(surface),
    control: createSlackControl(surface),
    reset() {
      workspace.reset()
      limiter.reset()
      urls.reset()
      wiring = { ...wiring, ...initialSwitches() }
    },
    state: () => ({ channels: workspace.channels(), messages: workspace.threads(), options }),
    configure(patch) {
      options = { ...options, ...patch }
      return options
    },
  }
}
