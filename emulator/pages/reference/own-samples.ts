/**
 * Examples that would do nothing with the ids that the others take: whoever is to be tracked again must be disabled first.
 * @module
 */
import type { World } from '../../trackagoat/world.ts'

/** Instead of the usual ids in the path, and the usual values of fields. */
export type OwnSamples = { ids?: Readonly<Record<string, string>>; values?: Readonly<Record<string, unknown>> }

/** What examples are about: row numbers, ids by the word a path has before them, and the id of nothing. */
type About = { project: number; creator: number; ids: Readonly<Record<string, string>>; none: string }

/** By method and path. Where the organisation has nobody of the kind, the usual one stands: that is accepted too. */
export function ownSamples({ store }: World, { project, creator, ids, none }: About): Record<string, OwnSamples> {
  const first = (sql: string, ...values: (number | string)[]) => store.get<{ id: string }>(sql, ...values)?.id
  const structure = ids['payout-structures'] ?? none
  // Ids in the path and in the body must be of one project; that of the other examples, if it has any.
  const among = (rows: string, condition: string) => {
    const found = store.get<{ id: string; project: string }>(
      `SELECT t.id, p.id AS project FROM ${rows} t JOIN projects p ON p.seq = t.project
      WHERE ${condition} ORDER BY t.project = ? DESC, t.seq LIMIT 1`,
      project,
    )
    return { projects: found?.project ?? ids.projects ?? none, id: found?.id ?? ids[rows] ?? none }
  }
  const disabled = among('videos', 't.deleted_ms IS NULL AND t.disabled_ms IS NOT NULL')
  const exempt = among('videos', 't.deleted_ms IS NULL AND t.is_exempt = 1')
  const pending = among('videos', "t.deleted_ms IS NULL AND t.tracking_status = 'pending_review'")
  const inactive = among('creators', 't.is_active = 0')
  const assignable = first(
    `SELECT c.id FROM creators c WHERE c.project = ? AND c.is_active = 1 AND NOT EXISTS
      (SELECT 1 FROM assignments a JOIN structures s ON s.seq = a.structure
       WHERE s.id = ? AND a.creator = c.seq AND a.unassigned_ms IS NULL)
    ORDER BY c.seq LIMIT 1`,
    project,
    structure,
  )
  const assigned = first(
    `SELECT c.id FROM assignments a JOIN structures s ON s.seq = a.structure JOIN creators c ON c.seq = a.creator
    WHERE s.id = ? AND a.unassigned_ms IS NULL ORDER BY c.seq = ? DESC, c.seq LIMIT 1`,
    structure,
    creator,
  )
  const outside = first(
    `SELECT c.id FROM creators c WHERE c.project = ? AND c.seq NOT IN
      (SELECT i.item FROM campaign_items i JOIN campaigns t ON t.seq = i.campaign WHERE t.id = ? AND i.item_type = 'creator')
    ORDER BY c.seq LIMIT 1`,
    project,
    ids.campaigns ?? none,
  )
  return {
    'post /projects/{id}/creators/bulk-reenable': {
      ids: { projects: inactive.projects },
      values: { creator_ids: [inactive.id] },
    },
    'post /projects/{id}/videos/bulk-tracking-enable': {
      ids: { projects: disabled.projects },
      values: { video_ids: [disabled.id] },
    },
    'post /videos/{id}/tracking-enable': { ids: { videos: disabled.id } },
    'post /videos/{id}/tracking-unexempt': { ids: { videos: exempt.id } },
    'patch /projects/{id}/inbox': { ids: { projects: pending.projects }, values: { video_ids: [pending.id] } },
    'post /campaigns/{id}/items': { values: { item_id: outside ?? none } },
    'post /payout-structures/{id}/assignments': { values: { creator_ids: [assignable ?? ids.creators] } },
    'delete /payout-structures/{id}/assignments': { values: { creator_ids: [assigned ?? ids.creators] } },
  }
}
