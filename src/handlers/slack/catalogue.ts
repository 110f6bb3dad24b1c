/** Every command of interface 6: what one types, an example, who may, what it does. Help and mistakes are written from it. */
import { ALERT_KINDS } from '../../domain/notice.ts'
import type { Role } from '../../domain/people.ts'

/** A command in words. */
export interface CommandInfo {
  readonly usage: string
  readonly example: string
  readonly role: Role
  readonly does: string
  /** More, for the help of this one command. */
  readonly more?: string
}

/** The name of the command in Slack. */
export const SLASH = '/goat'

export const CATALOGUE = {
  help: {
    usage: 'help [command]',
    example: 'help pay',
    role: 'viewer',
    does: 'what you may do, with examples',
  },
  owed: {
    usage: 'owed [@handle] [in <project>]',
    example: 'owed in Spring launch',
    role: 'viewer',
    does: 'what is owed per creator, by age, overdue first',
  },
  unpaid: {
    usage: 'unpaid [in <project>]',
    example: 'unpaid',
    role: 'viewer',
    does: 'creators who have earned and were never paid',
  },
  creator: {
    usage: 'creator @handle [in <project>]',
    example: 'creator @first.creator',
    role: 'viewer',
    does: 'profile, freshness, what is owed, last payments, goals, notes',
  },
  stale: {
    usage: 'stale [in <project>]',
    example: 'stale',
    role: 'viewer',
    does: 'creators whose numbers are old',
  },
  status: {
    usage: 'status',
    example: 'status',
    role: 'viewer',
    does: 'health, requests left, last check, who you are',
  },
  runs: { usage: 'runs', example: 'runs', role: 'viewer', does: 'the last checks and how they ended' },
  campaign: {
    usage: 'campaign <name>',
    example: 'campaign Spring launch',
    role: 'viewer',
    does: 'how a campaign performs',
  },
  top: {
    usage: 'top [in <project>]',
    example: 'top in Spring launch',
    role: 'viewer',
    does: 'the best videos of the last 30 days',
  },
  slow: {
    usage: 'slow [in <project>]',
    example: 'slow',
    role: 'viewer',
    does: 'creators behind their goals, and gaps in posting',
  },
  payments: {
    usage: 'payments [@handle] [in <project>]',
    example: 'payments @first.creator',
    role: 'viewer',
    does: 'payment requests, and payments seen in trackagoat',
  },
  why: {
    usage: 'why <alert id>',
    example: 'why alr_12',
    role: 'viewer',
    does: 'why an alert was or was not announced',
  },
  digest: {
    usage: 'digest now|preview',
    example: 'digest preview',
    role: 'viewer',
    does: 'the state of things: for you alone, or now for the channel',
  },
  pay: {
    usage: 'pay @handle [method] [in <project>] [note …]',
    example: 'pay @first.creator Cash App note April bonus included',
    role: 'requester',
    does: 'asks to record a payment of all that is owed; a card follows',
  },
  assign: {
    usage: 'assign @handle <structure> [in <project>]',
    example: 'assign @first.creator Weekly views',
    role: 'requester',
    does: 'assigns a payout structure',
  },
  scrape: {
    usage: 'scrape @handle [profile|stats|discover] [in <project>]',
    example: 'scrape @first.creator stats',
    role: 'requester',
    does: 'has trackagoat look at a creator now; it uses up the daily quota of manual scrapes',
  },
  note: {
    usage: 'note @handle [in "<project>"] <text>',
    example: 'note @first.creator prefers Venmo, asks on Mondays',
    role: 'requester',
    does: "writes the creator's readme in trackagoat; what stood there before is shown to you",
  },
  silence: {
    usage: 'silence <@handle|kind> <3h|2d> [why]',
    example: 'silence @first.creator 2d on holiday',
    role: 'requester',
    does: 'no alerts of a creator or of a kind for 1 hour to 30 days',
    more: `Kinds: ${ALERT_KINDS.join(', ')}. The last cannot be silenced, only acknowledged.`,
  },
  silences: { usage: 'silences', example: 'silences', role: 'requester', does: 'silences in force' },
  unsilence: { usage: 'unsilence <id>', example: 'unsilence sil_3', role: 'requester', does: 'ends a silence' },
  void: {
    usage: 'void <payment id>',
    example: 'void 3f2a9c4e-1b7d-4e0a-9c55-6d1f0e2b8a34',
    role: 'approver',
    does: 'marks a recorded payment as void; ids stand in the list of payments',
  },
} as const satisfies Record<string, CommandInfo>

export type Verb = keyof typeof CATALOGUE

/** All verbs, in the order of the help. */
export const VERBS = Object.keys(CATALOGUE) as readonly Verb[]

/** Whether a word is a command. */
export function isVerb(word: string): word is Verb {
  return Object.hasOwn(CATALOGUE, word)
}

/** How a command is typed, with an example, in two lines. */
export function usageLines(verb: Verb): string[] {
  const { usage, example } = CATALOGUE[verb]
  return [`Type: ${SLASH} ${usage}`, `For example: ${SLASH} ${example}`]
}
