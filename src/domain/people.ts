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
