/**
 * The fixed cast of the emulated workspace: its team, people, bots and channels.
 * @module
 */

/** A person of the workspace. Names say the role they play in the demo, so that nobody reads a meaning into them. */
export type User = { id: string; name: string; realName: string; email: string }

/** The app a token belongs to. */
export type Bot = { botId: string; userId: string; appId: string; name: string; realName: string }

/** A conversation. `member` is whether the app under test is in it. */
export type Channel = {
  id: string
  name: string
  kind: 'public' | 'private' | 'im'
  archived: boolean
  member: boolean
  purpose: string
  members: readonly string[]
}

export const TEAM = { id: 'T0GOATDEMO', name: 'Goat Demo', domain: 'goat-demo' } as const

export const USERS: readonly User[] = [
  { id: 'U0VIEWER1', name: 'viewer', realName: 'Viewer', email: 'viewer@example.com' },
  { id: 'U0REQUEST', name: 'requester', realName: 'Requester', email: 'requester@example.com' },
  { id: 'U0APPROVE', name: 'approver', realName: 'Approver', email: 'approver@example.com' },
  { id: 'U0APPROV2', name: 'second-approver', realName: 'Second approver', email: 'second-approver@example.com' },
]

/** The app under test. */
export const APP: Bot = {
  botId: 'B0GOATHERD',
  userId: 'U0GOATBOT',
  appId: 'A0GOATHERD',
  name: 'goatherd',
  realName: 'Goatherd',
}

/** A second app, for tests of what one app may do to another's messages: tokens that start with `xoxb-other-`. */
const OTHER: Bot = {
  botId: 'B0OTHERBOT',
  userId: 'U0OTHERBT',
  appId: 'A0OTHERBOT',
  name: 'other-bot',
  realName: 'Other bot',
}

export const BOTS: readonly Bot[] = [APP, OTHER]

/** Slack itself, when it tells a person that something went wrong. */
export const SLACKBOT = { userId: 'USLACKBOT', name: 'Slackbot' } as const

const everyone = USERS.map((user) => user.id)

/** The conversations every workspace starts with; direct messages are opened on demand. */
export const CHANNELS: readonly Channel[] = [
  {
    id: 'C0ALERTS1',
    name: 'creator-payouts',
    kind: 'public',
    archived: false,
    member: true,
    purpose: 'What is owed, who is stale, what changed',
    members: [...everyone, APP.userId],
  },
  {
    id: 'C0GENERAL',
    name: 'general',
    kind: 'public',
    archived: false,
    member: true,
    purpose: 'Everyone in the team',
    members: [...everyone, APP.userId],
  },
  {
    id: 'C0RANDOM',
    name: 'random',
    kind: 'public',
    archived: false,
    member: false,
    purpose: 'A public channel nobody has invited the app to',
    members: everyone,
  },
  {
    id: 'C0PRIVATE',
    name: 'private-finance',
    kind: 'private',
    archived: false,
    member: false,
    purpose: 'A private channel nobody has invited the app to',
    members: ['U0APPROVE', 'U0APPROV2'],
  },
  {
    id: 'C0ARCHIVE',
    name: 'old-campaigns',
    kind: 'public',
    archived: true,
    member: true,
    purpose: 'An archived channel',
    members: [...everyone, APP.userId],
  },
]

/** The person with this id. */
export function findUser(id: string): User | undefined {
  return USERS.find((user) => user.id === id)
}

/** What to call an author or a mentioned id, person or bot. */
export function displayName(id: string): string | undefined {
  if (id === SLACKBOT.userId) return SLACKBOT.name
  return findUser(id)?.realName ?? BOTS.find((bot) => bot.userId === id || bot.botId === id)?.realName
}

/**
 * Who a token speaks for. Any `xoxb-` token is good but the one that plays a revoked installation.
 * Error names: https://docs.slack.dev/reference/methods/auth.test
 */
export function authenticate(token: string | undefined): { bot: Bot } | { error: string } {
  if (token === undefined || token === '') return { error: 'not_authed' }
  if (token === 'xoxb-revoked') return { error: 'token_revoked' }
  if (!/^xoxb-./.test(token)) return { error: 'invalid_auth' }
  return { bot: token.startsWith('xoxb-other-') ? OTHER : APP }
}
