/** The words of each kind of alert. */
import type { AlertGroupNotice } from '../../domain/notice.ts'
import type { Outline } from './outline.ts'

/** Kinds that come in groups of a project. */
export type GroupKind = Exclude<AlertGroupNotice['alertKind'], 'watch.failing'>

export interface AlertWords {
  readonly tone: Outline['tone']
  readonly word: string
  /** What a message is about that says that it is over. */
  readonly was: string
  readonly noun: readonly [one: string, many: string]
  /** Heading of those that left. */
  readonly gone: string
  readonly todo: string
  readonly over: string
}

/** By kind. */
export const ALERT: Readonly<Record<GroupKind, AlertWords>> = {
  'accrual.overdue': {
    tone: 'act',
    word: 'overdue',
    was: 'overdue accruals',
    noun: ['accrual', 'accruals'],
    gone: 'No longer overdue',
    todo: 'To decide: ask for a payment to be recorded with /goat pay @handle, or reject or void the accrual in trackagoat.',
    over: 'Nothing here is overdue any more.',
  },
  'accrual.double_paid': {
    tone: 'act',
    word: 'covered by two payments',
    was: 'accruals covered by two payments',
    noun: ['accrual', 'accruals'],
    gone: 'No longer covered by two',
    todo: 'To decide: void one of the two payments in trackagoat.',
    over: 'Nothing here is covered by two payments any more.',
  },
  'creator.stale': {
    tone: 'look',
    word: 'stale',
    was: 'stale creators',
    noun: ['creator', 'creators'],
    gone: 'No longer stale',
    todo: 'To check: does the account still exist under this handle? /goat scrape @handle has trackagoat look again.',
    over: 'Nobody here is stale any more.',
  },
}
