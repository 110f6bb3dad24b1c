/**
 * A Slack workspace for a laptop: the Web API the Worker talks to, and a page on which a person sees what it said.
 * @module
 */
import type { Hono } from 'hono'
import { createApi } from './api.ts'
import { DEFAULT_OPTIONS, type SlackOptions } from './options.ts'
import { createPage } from './page.ts'
import { RateLimiter } from './rate-limit.ts'
import { Workspace } from './store.ts'

export type Slack = {
  /** The Web API, for `/slack/api`. */
  app: Hono
  /** What a person sees, for `/slack`. */
  page: Hono
  /** Empties the workspace; options stay. */
  reset(): void
  state(): unknown
  /** Changes the switches that are named and answers all of them. */
  configure(patch: Partial<SlackOptions>): SlackOptions
}

/** One workspace. `now` is the only clock it knows. */
export function createSlack(deps: { now: () => Date }): Slack {
  const workspace = new Workspace(deps.now)
  const limiter = new RateLimiter()
  let options = DEFAULT_OPTIONS
  return {
    app: createApi({ now: deps.now, workspace, limiter, options: () => options }),
    page: createPage(workspace),
    reset() {
      workspace.reset()
      limiter.reset()
    },
    state: () => ({ channels: workspace.channels(), messages: workspace.threads(), options }),
    configure(patch) {
      options = { ...options, ...patch }
      return options
    },
  }
}
