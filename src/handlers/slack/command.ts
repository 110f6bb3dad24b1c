/** What a person may ask for with `/goat`, understood. Handles are without `@`; names are as typed. */
import type { Job } from '../../domain/jobs.ts'
import type { AlertKind } from '../../domain/notice.ts'
import type { Verb } from './catalogue.ts'

/** Answered from what the watch and the ledger know. */
export type ReadCommand =
  | { readonly kind: 'owed'; readonly handle: string | null; readonly project: string | null }
  | { readonly kind: 'unpaid' | 'stale'; readonly project: string | null }
  | { readonly kind: 'status' | 'runs' | 'silences' }
  | { readonly kind: 'payments'; readonly handle: string | null; readonly project: string | null }
  | { readonly kind: 'why'; readonly id: string }
  | { readonly kind: 'digest'; readonly mode: 'now' | 'preview' }

/** Answered by asking trackagoat. */
export type UpstreamCommand =
  | { readonly kind: 'creator'; readonly handle: string; readonly project: string | null }
  | { readonly kind: 'campaign'; readonly name: string }
  | { readonly kind: 'top' | 'slow'; readonly project: string | null }

/** Changes what the watch announces. */
export type SilenceCommand =
  | {
      readonly kind: 'silence'
      readonly target: { readonly handle: string } | { readonly kind: AlertKind }
      readonly hours: number
      readonly comment: string
    }
  | { readonly kind: 'unsilence'; readonly id: string }

export type Command =
  | { readonly kind: 'help'; readonly topic: Verb | null }
  | ReadCommand
  | UpstreamCommand
  | SilenceCommand
  | Exclude<Job, { kind: 'press' }>
