/**
 * Contract 2.3.
 * @module
 */
import * as z from 'zod'
import { manyCreatorsBody, oneCreatorBody } from '../../creators/creator-adding.ts'
import { creatorPatch, creatorsQuery, scrapeBody } from '../../creators/creators.ts'
import { creatorIdsBody } from '../../creators/creators-bulk.ts'
import { bulkCounts, id } from '../entities/basics.ts'
import { addedCreators, creator, queuedScrape } from '../entities/creator.ts'
import { type Operation, one, page } from '../operation.ts'

export const creatorOperations: Operation[] = [
  {
    id: 'listCreators',
    method: 'get',
    path: '/creators',
    tag: 'Creators',
    summary: 'List creators',
    source: 'documented',
    notes:
      'Documented: `project_id`, `search` for a part of the handle, and the fields. Chosen: `search` ignores case; `handle`, which one older page sends, is ignored (option `unknown_query_parameters`); numbers, `avatar_url` and `last_scraped_at` are null before the first scrape; `updated_at` moves with scrapes; inactive ones are listed (option `inactive_creators`).',
    query: creatorsQuery,
    answers: { 200: page(creator, 'Creators of the organization or of one project.') },
  },
  {
    id: 'addCreators',
    method: 'post',
    path: '/projects/{id}/creators',
    tag: 'Creators',
    summary: 'Add a creator, or up to 50',
    source: 'documented',
    notes:
      'Documented: 201, or 200 when a removed one is tracked again; 402; a leading `@` is stripped. Inferred: 409 `handle_taken`, and `creator_banned` (try the handle `banned.everywhere`), and that what is posted outside the tracking window is not found. Chosen: a removed one keeps what is not sent; 400 for a window that ends before it begins; several get 201 with a result each, and those that fail say why.',
    body: z.union([oneCreatorBody, manyCreatorsBody]),
    takesKey: true,
    answers: {
      // Several answer 200 only when they are replayed (option `idempotency_replay_status`).
      200: one(z.union([creator, addedCreators]), 'A creator that had been removed is tracked again.'),
      201: one(z.union([creator, addedCreators]), 'The new creator, or what became of each.'),
    },
    refusals: { 402: ['limit_reached'], 409: ['handle_taken', 'creator_banned'] },
  },
  {
    id: 'updateCreator',
    method: 'patch',
    path: '/creators/{id}',
    tag: 'Creators',
    summary: 'Change a creator',
    source: 'documented',
    notes:
      'At least one field. Documented: fields, their limits and the codes of 409; a new handle is scraped anew. Chosen: the same handle again is no error; 400 for a tracking window that ends before it begins.',
    body: creatorPatch,
    answers: { 200: one(creator, 'The creator as it is now.') },
    refusals: { 409: ['handle_taken', 'creator_banned'] },
  },
  {
    id: 'removeCreator',
    method: 'delete',
    path: '/creators/{id}',
    tag: 'Creators',
    summary: 'Stop tracking a creator',
    source: 'documented',
    notes: 'Documented: a soft delete, history stays. Chosen: 200 with `id` and `is_active`, also the second time.',
    answers: { 200: one(z.object({ id, is_active: z.literal(false) }), 'The creator is inactive.') },
    mayBeEmpty: true,
  },
  {
    id: 'scrapeCreator',
    method: 'post',
    path: '/creators/{id}/scrape',
    tag: 'Creators',
    summary: 'Ask for a scrape',
    source: 'documented',
    notes:
      'Documented: `job_type`, and that it uses up one of the day’s manual scrapes. Inferred: the result shows after 90 seconds. Chosen: 202 and what it says, every job refreshes the whole row, 409 for an inactive creator; whether a used-up quota is 429 or 402 is the option `scrape_quota_status`.',
    body: scrapeBody,
    bodyOptional: true,
    answers: { 202: one(queuedScrape, 'It is queued.') },
    refusals: { 402: ['limit_reached'], 409: ['creator_inactive'] },
  },
  {
    id: 'reenableCreators',
    method: 'post',
    path: '/projects/{id}/creators/bulk-reenable',
    tag: 'Creators',
    summary: 'Track disabled creators again',
    source: 'documented',
    notes:
      'Documented: ids, counts, each creator once in 24 hours. Chosen: every inactive creator can be re-enabled; at most 100; within the 24 hours they count as skipped, ids of another project or of nothing as failed.',
    body: creatorIdsBody,
    answers: { 200: one(bulkCounts, 'How many of them.') },
  },
  {
    id: 'removeCreators',
    method: 'post',
    path: '/projects/{id}/creators/bulk-remove',
    tag: 'Creators',
    summary: 'Stop tracking up to 100 creators',
    source: 'documented',
    notes: 'Documented: ids, at most 100, a soft delete. Chosen: the answer is that of bulk-reenable.',
    body: creatorIdsBody,
    answers: { 200: one(bulkCounts, 'How many of them.') },
  },
]
