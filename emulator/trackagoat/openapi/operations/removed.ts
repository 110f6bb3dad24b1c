/**
 * Contract 1.9: routes that were taken away. None of them ever answers anything but a refusal.
 * @module
 */
import type { Operation } from '../operation.ts'

const ROUTES: Pick<Operation, 'id' | 'path' | 'summary' | 'source' | 'notes'>[] = [
  {
    id: 'getCreatorStats',
    path: '/creators/{id}/stats',
    summary: 'Read a creator’s statistics',
    source: 'documented',
    notes: 'Removed in v1.2: use `/analytics?entity=creator&entity_id={id}`.',
  },
  {
    id: 'getCampaignStats',
    path: '/campaigns/{id}/stats',
    summary: 'Read a campaign’s statistics',
    source: 'documented',
    notes: 'Removed: use `/analytics?entity=campaign&entity_id={id}`.',
  },
  {
    id: 'getVideoStats',
    path: '/videos/{id}/stats',
    summary: 'Read a video’s statistics',
    source: 'inferred',
    notes: 'That it went with the others is inferred: use `/analytics?entity=video&entity_id={id}`.',
  },
]

export const removedOperations: Operation[] = ROUTES.map((route) => ({
  ...route,
  method: 'get',
  tag: 'Removed',
  answers: {},
  refusals: { 410: ['gone'] },
}))
