/** Who may do what in Slack (interface 2): roles by user id, and the words for those who may not. */
import { type Answer, sorry } from '../../domain/answer.ts'
import { howToGetRole, type Role, type SlackRoles, slackRole, slackUserOf } from '../../domain/people.ts'
import { type Env, parseSettings } from '../../env.ts'

const known = new WeakMap<object, SlackRoles>()

/** The lists of user ids, taken from the settings once per environment. */
export function rolesOf(env: Env): SlackRoles {
  const before = known.get(env)
  if (before !== undefined) return before
  const { SLACK_VIEWERS: viewers, SLACK_REQUESTERS: requesters, SLACK_APPROVERS: approvers } = parseSettings(env)
  const roles: SlackRoles = { viewers, requesters, approvers }
  known.set(env, roles)
  return roles
}

/** The role of whoever asks; null: unknown here. */
export function roleOf(env: Env, user: string): Role | null {
  return slackRole(rolesOf(env), user)
}

/** Told privately to someone without the role. Names the setting to extend, so that they can ask for it. */
export function notAllowed(role: Role | null, needed: Role, user: string): Answer {
  const ask = howToGetRole(slackUserOf(`slack:${user}`) ?? 'your Slack user id', needed)
  return role === null
    ? sorry('Goatherd does not know you', 'Your Slack user id is on none of its lists.', ask)
    : sorry(`This is for ${needed}s`, `You are a ${role}. ${ask}`)
}
