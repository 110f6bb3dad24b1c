/**
 * Contract 2.3.
 * @module
 */
import * as z from 'zod'
import { manyCreatorsBody, oneCreatorBody } from '../../creator-adding.ts'
import { creatorPatch, creatorsQuery, scrapeBody } from '../../creators.ts'
import { creatorIdsBody } from '../../creators-bulk.ts'
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
    notes: 'Inactive ones are listed unless the option `inactive_creators` says otherwise.',
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
    notes: 'The answer to several, and the codes of 409, are chosen.',
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
    notes: 'A soft delete: history stays. The answer is chosen.',
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
      'Uses up one of the day’s manual scrapes. The answer and its status are chosen; the result shows after 90 seconds.',
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
    notes: 'Each creator once in 24 hours; within them they are counted as skipped (chosen).',
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
    notes: 'The answer is inferred from bulk-reenable.',
    body: creatorIdsBody,
    answers: { 200: one(bulkCounts, 'How many of them.') },
  },
]
