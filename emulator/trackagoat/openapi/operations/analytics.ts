/**
 * Contract 2.7, series and annotations.
 * @module
 */
import { annotationBody, annotationPatch, annotationsQuery } from '../../analytics/annotations.ts'
import { analyticsQuery } from '../../analytics/index.ts'
import { analytics } from '../entities/analytics.ts'
import { annotation } from '../entities/annotation.ts'
import { deleted } from '../entities/basics.ts'
import { type Operation, one, pageOrWhole } from '../operation.ts'

export const analyticsOperations: Operation[] = [
  {
    id: 'getAnalytics',
    method: 'get',
    path: '/analytics',
    tag: 'Analytics',
    summary: 'Series of one metric',
    source: 'documented',
    notes:
      'Either `entity_id` or `entity_ids` is needed; `growth_rate_pop` needs `base_metric`. Documented: most parameters; the last 30 days without `from` and `to`; the derived metrics and their formulas; 402; CSV without the envelope; `annotations`, `breakdown_series`, `tier_retention_days`. Inferred: `entity=video`, `mode=cumulative`, `granularity=month`, `breakdown=video`, `tz`. Most names in the answer are chosen; more: «Analytics» in emulator/README.md.',
    query: analyticsQuery,
    answers: { 200: { ...one(analytics, 'The series; as CSV they are told apart by `series_kind`.'), csv: true } },
    refusals: { 402: ['retention_exceeded'], 404: ['not_found'] },
  },
  {
    id: 'listAnnotations',
    method: 'get',
    path: '/analytics/annotations',
    tag: 'Analytics',
    summary: 'List annotations',
    source: 'chosen',
    notes:
      'Only the route is documented. Chosen: the filter, pages, and the fields `project_id`, `date`, `label`, `description`.',
    query: annotationsQuery,
    answers: { 200: pageOrWhole(annotation, 'Annotations of the organization or of one project.') },
  },
  {
    id: 'createAnnotation',
    method: 'post',
    path: '/analytics/annotations',
    tag: 'Analytics',
    summary: 'Annotate a day',
    source: 'chosen',
    notes: 'Only the route is documented; the body is chosen.',
    body: annotationBody,
    takesKey: true,
    answers: { 201: one(annotation, 'The new annotation.') },
    refusals: { 404: ['not_found'] },
  },
  {
    id: 'updateAnnotation',
    method: 'patch',
    path: '/analytics/annotations/{id}',
    tag: 'Analytics',
    summary: 'Change an annotation',
    source: 'chosen',
    notes: 'At least one field. Only the route is documented; the body is chosen.',
    body: annotationPatch,
    answers: { 200: one(annotation, 'The annotation as it is now.') },
  },
  {
    id: 'deleteAnnotation',
    method: 'delete',
    path: '/analytics/annotations/{id}',
    tag: 'Analytics',
    summary: 'Delete an annotation',
    source: 'chosen',
    notes: 'The answer is chosen.',
    answers: { 200: one(deleted, 'It is gone.') },
    mayBeEmpty: true,
  },
]
