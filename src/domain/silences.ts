/** Silences: what people do not want to hear of for a while. Pure. */
import type { AlertKind } from './notice.ts'
import { fail, ok, type Result } from './result.ts'

/** Which alerts a silence covers: those for which everything holds that is named here. */
export interface SilenceMatch {
  readonly kind?: AlertKind
  readonly creator_id?: string
  /** Without `@`; whatever its case, in all projects. */
  readonly handle?: string
  readonly project_id?: string
  /** A group whose alerts belong to no known project. */
  readonly group_id?: string
}

/** A silence in force, as the API shows it. Times are ISO 8601 UTC; `by` is an actor's id. */
export interface Silence {
  readonly id: string
  readonly match: SilenceMatch
  readonly until: string
  readonly by: string
  readonly comment: string | null
  readonly created_at: string
}

/** What somebody asks for. `comment` is free text of theirs. */
export interface SilenceOrder {
  readonly match: SilenceMatch
  /** Epoch ms. */
  readonly untilMs: number
  readonly by: string
  readonly comment: string | null
}

/** The same before anybody said what time it is. */
export type SilenceWish = Omit<SilenceOrder, 'untilMs'> &
  ({ readonly untilMs: number } | { /** From now on. */ readonly hours: number })

/** Why a silence is refused: a word, and a sentence for people. */
export interface SilenceRefusal {
  readonly code: 'silence_matches_everything' | 'silence_not_allowed' | 'silence_in_the_past'
  readonly detail: string
}

/** What the button below an alert does. */
export const SILENCE_BUTTON_HOURS = 24
const MAX_COMMENT_LENGTH = 500

/**
 * Checks an order and brings it into the form that is stored. Nobody can mute the smoke detector: `watch.failing` can be
 * acknowledged, not silenced. It has neither creator nor project, so a silence without a kind never covers it.
 */
export function checkSilence(order: SilenceOrder, nowMs: number): Result<SilenceOrder, SilenceRefusal> {
  const { kind, creator_id, handle, project_id, group_id } = order.match
  const match: SilenceMatch = {
    ...(kind ? { kind } : {}),
    ...(creator_id ? { creator_id } : {}),
    ...(handle?.replace(/^@/, '') ? { handle: handle.replace(/^@/, '') } : {}),
    ...(project_id ? { project_id } : {}),
    ...(group_id ? { group_id } : {}),
  }
  if (Object.keys(match).length === 0) {
    return fail({
      code: 'silence_matches_everything',
      detail: 'Name a kind of alert, a creator or a project: a silence of everything is refused.',
    })
  }
  if (match.kind === 'watch.failing') {
    return fail({
      code: 'silence_not_allowed',
      detail: 'watch.failing cannot be silenced, since nothing else would tell that Goatherd is blind. Acknowledge it.',
    })
  }
  if (!(order.untilMs > nowMs)) {
    return fail({ code: 'silence_in_the_past', detail: 'A silence must end in the future.' })
  }
  const comment = order.comment?.toWellFormed().trim().slice(0, MAX_COMMENT_LENGTH) || null
  return ok({ match, untilMs: order.untilMs, by: order.by, comment })
}

/** What a silence is about. */
export function matchWords({ kind, handle, creator_id, project_id, group_id }: SilenceMatch): string {
  const whose = handle !== undefined ? `@${handle}` : creator_id !== undefined ? `creator ${creator_id}` : null
  const where = project_id === undefined ? null : `project ${project_id}`
  const group = group_id === undefined ? null : `group ${group_id}`
  return [kind, whose, where, group].filter((word) => word !== null && word !== undefined).join(', ')
}

/** The id of a silence as people quote it. */
export function silenceId(seq: number): string {
  return `sil_${seq}`
}

/** The number in a silence's id; null when it is none. */
export function silenceSeq(id: string): number | null {
  const digits = /^sil_(\d{1,15})$/.exec(id)?.[1]
  return digits === undefined ? null : Number(digits)
}
