/**
 * What Goatherd has to say, before any channel's markup: plain, bounded facts. `durable/watch` makes notices,
 * `notify/render` turns them into Slack blocks or a letter. Every text in a notice is data from trackagoat and
 * must be escaped by whoever renders it.
 */
import type { Answer } from './answer.ts'
import type { Cents } from './money.ts'
import type { PaymentRequest } from './payments/request.ts'

/** Events that are news of a run: one line each in the project's message. */
export const NEWS_EVENTS = [
  'accrual.earned',
  'accrual.changed',
  'accrual.paid',
  'accrual.rejected',
  'accrual.voided',
  'accrual.reopened',
  'creator.added',
  'creator.deactivated',
  'creator.reactivated',
] as const
export type NewsEventType = (typeof NEWS_EVENTS)[number]

/** Conditions that open an alert and stay until they are over. */
export const ALERT_KINDS = ['accrual.overdue', 'accrual.double_paid', 'creator.stale', 'watch.failing'] as const
export type AlertKind = (typeof ALERT_KINDS)[number]

/** A project by name. `null` in a notice means: not known (the accrual's creator was never listed). */
export interface ProjectRef {
  readonly id: string
  readonly name: string
}

/** One named line of a notice. Times are ISO 8601 UTC. */
export interface NoticeItem {
  /** Handle without `@`; null when trackagoat has never listed the creator. */
  readonly handle: string | null
  readonly displayName: string | null
  readonly amountCents: Cents | null
  /** For `accrual.changed`: the amount before. */
  readonly previousCents?: Cents | null
  readonly periodStartAt?: string | null
  readonly periodEndAt?: string | null
  /** For a stale creator: when it was last scraped; null = never. */
  readonly lastScrapedAt?: string | null
  /** A short remark in our own words, e.g. `status on_hold`. */
  readonly remark?: string | null
}

/** All events of one type in one project and run. `items` is cut to the largest; `count` and `totalCents` are not. */
export interface NewsSection {
  readonly type: NewsEventType
  readonly count: number
  readonly totalCents: Cents | null
  readonly items: readonly NoticeItem[]
}

/** News of one run for one project. Over all sections at most `MAX_NEWS_ITEMS` items are named. */
export interface NewsNotice {
  readonly kind: 'news'
  readonly at: string
  readonly project: ProjectRef | null
  readonly sections: readonly NewsSection[]
}

/** The state of one group of alerts (a kind in a project). Rendered again and again into the same message. */
export interface AlertGroupNotice {
  readonly kind: 'alert_group'
  readonly at: string
  /** Alert id that people may quote to ask why. */
  readonly groupId: string
  readonly alertKind: AlertKind
  readonly project: ProjectRef | null
  /** `resolved` when nothing in the group is open any more. */
  readonly state: 'open' | 'resolved'
  readonly openedAt: string
  readonly openCount: number
  readonly totalCents: Cents | null
  /** Open ones: all of them up to 20, else the ten largest (overdue) or oldest (stale). */
  readonly items: readonly NoticeItem[]
  /** How many joined and left since the message last changed. */
  readonly newCount: number
  readonly resolvedCount: number
  /** A few of those that left, for the line «resolved: …». */
  readonly resolvedItems: readonly NoticeItem[]
  /** The threshold in words, e.g. `period ended more than 30 days ago`. */
  readonly rule: string
  /** For `watch.failing`: what is wrong and what to do, one sentence. */
  readonly detail: string | null
  /** Set when this is a reminder of something already announced. */
  readonly reminder: boolean
  /** Who took it, an actor id such as `slack:U0123`; absent or null: nobody yet. */
  readonly acknowledgedBy?: string | null
  /** In force for the whole group until then. */
  readonly silencedUntil?: string | null
  readonly buttons?: readonly NoticeButton[]
}

/** Too many groups at once: one message instead of a flood. */
export interface StormNotice {
  readonly kind: 'storm'
  readonly at: string
  readonly reminder: boolean
  readonly groupCount: number
  readonly alertCount: number
  /** The ten largest groups. */
  readonly groups: readonly {
    readonly alertKind: AlertKind
    readonly project: ProjectRef | null
    readonly openCount: number
    readonly totalCents: Cents | null
  }[]
}

/** The first complete look at an organisation: one summary of what was found. */
export interface FirstLookNotice {
  readonly kind: 'first_look'
  readonly at: string
  readonly creatorCount: number
  readonly activeCreatorCount: number
  readonly earnedCount: number
  readonly owedCents: Cents
  readonly overdueCount: number
  readonly overdueCents: Cents
  readonly staleCount: number
  readonly paymentCount: number
  readonly projectCount: number
  /** The twenty with most owed. */
  readonly projects: readonly {
    readonly name: string
    readonly creatorCount: number
    readonly earnedCount: number
    readonly owedCents: Cents
  }[]
}

/** One letter per run: everything that is new, in one mail. */
export interface LetterNotice {
  readonly kind: 'letter'
  readonly at: string
  /** How many parts were left out because there are too many. */
  readonly omittedParts?: number
  readonly parts: readonly (FirstLookNotice | NewsNotice | AlertGroupNotice | StormNotice)[]
}

/** A button below a message. `value` is an opaque id, never an amount. */
export interface NoticeButton {
  readonly actionId: string
  readonly text: string
  readonly value: string
  readonly style?: 'primary' | 'danger'
  /** Asked before it takes effect. */
  readonly confirm?: string
}

/** A payment request as one message, edited in place through its life. People are actor ids (`slack:U0123`). */
export interface PaymentNotice {
  readonly kind: 'payment'
  readonly at: string
  readonly request: PaymentRequest
  /** What happens next and who can do it, in our own words. */
  readonly next: string | null
  readonly buttons: readonly NoticeButton[]
}

/** An answer for everyone in the channel, such as a digest. */
export interface AnswerNotice {
  readonly kind: 'answer'
  readonly at: string
  readonly answer: Answer
}

export type Notice =
  | NewsNotice
  | AlertGroupNotice
  | StormNotice
  | FirstLookNotice
  | LetterNotice
  | PaymentNotice
  | AnswerNotice

/** A letter with more parts than this could outgrow a row of the outbox (2 MB). */
export const MAX_LETTER_PARTS = 60
/** How many events of a run are named in a project's message; the rest are counted. */
export const MAX_NEWS_ITEMS = 20
/** A group of alerts up to this size is named in full. */
export const MAX_GROUP_ITEMS = 20
/** How many are named when a group is larger. */
export const CUT_GROUP_ITEMS = 10
/** More groups than this asking for a message in one run are an alert storm. */
export const STORM_GROUPS = 10
