/** Who acts, and what they may do. The same for Slack, HTTP and MCP: one door to money. */

/** Each role includes the ones before it (interface 2). */
export const ROLES = ['viewer', 'requester', 'approver'] as const
export type Role = (typeof ROLES)[number]

/**
 * Someone who acts. `id` is stable and is what two-person rules compare: `slack:U0123`, `token:<label>`, or
 * `policy:auto` for what no person did.
 */
export interface Actor {
  readonly id: string
  readonly role: Role | null
}

/** The setting that gives a role in Slack. */
const ROLE_SETTINGS: Readonly<Record<Role, string>> = {
  viewer: 'SLACK_VIEWERS',
  requester: 'SLACK_REQUESTERS',
  approver: 'SLACK_APPROVERS',
}

/** The scope that stands for a role in a token. */
const ROLE_SCOPES: Readonly<Record<Role, string>> = { viewer: 'read', requester: 'request', approver: 'pay' }

/** What someone without a role is told, and what would give it. `what`: such as `void a payment`. */
export function roleNeeded(actor: Actor, needed: Role, what: string): string {
  const user = slackUserOf(actor.id)
  const who = needed === 'approver' ? 'an approver' : `a ${needed}`
  const how = user === null ? `A token needs the scope ${ROLE_SCOPES[needed]}.` : howToGetRole(user, needed)
  return `Only ${who} can ${what}. ${how}`
}

/** Names the setting to extend, so that somebody can ask for it. `user`: a Slack user id. */
export function howToGetRole(user: string, needed: Role): string {
  return `Whoever runs Goatherd can add ${user} to the setting ${ROLE_SETTINGS[needed]}.`
}

/** Who may do what in Slack: user ids, or `*` for everyone. */
export interface SlackRoles {
  readonly viewers: readonly string[]
  readonly requesters: readonly string[]
  readonly approvers: readonly string[]
}

/** Whether a role is enough for what needs another. */
export function hasRole(role: Role | null, needed: Role): boolean {
  return role !== null && ROLES.indexOf(role) >= ROLES.indexOf(needed)
}

/** The highest role of a Slack user; null: unknown here. */
export function slackRole(roles: SlackRoles, userId: string): Role | null {
  const named = (list: readonly string[]) => list.includes('*') || list.includes(userId)
  if (named(roles.approvers)) return 'approver'
  if (named(roles.requesters)) return 'requester'
  return named(roles.viewers) ? 'viewer' : null
}

/** The Slack user id of an actor's id, or null when it is not one of Slack's. */
export function slackUserOf(actorId: string): string | null {
  return /^slack:([UW][A-Z0-9]{1,30})$/.exec(actorId)?.[1] ?? null
}
