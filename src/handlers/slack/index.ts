/** What Slack calls (interface 6). Commands and buttons are not there yet; without a signing secret the surface is off and says so. */
import { Hono } from 'hono'
import { type Env, parseSettings } from '../../env.ts'
import { problem } from '../problem.ts'

/** Routes below `/slack`. */
export const slack = new Hono<{ Bindings: Env }>().use(async function refuseWhenOff(c, next) {
  if (parseSettings(c.env).SLACK_SIGNING_SECRET !== undefined) return next()
  return problem({
    status: 503,
    code: 'slack_off',
    title: 'Slack is not set up',
    detail: 'Set SLACK_SIGNING_SECRET to let Slack call this address. Posting to Slack does not need it.',
  })
})
