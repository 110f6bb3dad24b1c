/** What a look at a creator means, given what was known. Pure. */

/** As far as events depend on it. */
export interface CreatorFacts {
  readonly isActive: boolean
}

export type CreatorEventType = 'creator.added' | 'creator.deactivated' | 'creator.reactivated'

/** The event that a look brings, or null. `before` null: never seen; a creator first seen inactive is no news. */
export function creatorEvent(before: CreatorFacts | null, seen: CreatorFacts): CreatorEventType | null {
  if (before === null) return seen.isActive ? 'creator.added' : null
  if (before.isActive === seen.isActive) return null
  return seen.isActive ? 'creator.reactivated' : 'creator.deactivated'
}

/**
 * There is no route to one creator by id, so absence cannot be confirmed by asking (contract 2.3). A creator counts as
 * gone when this many complete walks in a row did not list it: one may have missed it at a page edge (contract 1.4).
 */
export const WALKS_TO_CONFIRM_ABSENCE = 2
