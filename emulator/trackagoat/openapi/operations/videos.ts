/**
 * Contract 2.4, and the inbox of 2.2.
 * @module
 */
import * as z from 'zod'
import { manyVideosBody, oneVideoBody } from '../../video-adding.ts'
import { inboxBody, videoIdsBody, videoPatch, videosQuery } from '../../videos.ts'
import { bulkCounts, deleted } from '../entities/basics.ts'
import { addedVideo, addedVideos, queuedVideoScrape, video } from '../entities/video.ts'
import { type Operation, one, page } from '../operation.ts'

const asItIsNow = { 200: one(video, 'The video as it is now.') }
const counts = { 200: one(bulkCounts, 'How many of them.') }

export const videoOperations: Operation[] = [
  {
    id: 'listVideos',
    method: 'get',
    path: '/videos',
    tag: 'Videos',
    summary: 'List videos',
    source: 'documented',
    notes: 'Never those whose `tracking_status` is `excluded`.',
    query: videosQuery,
    answers: { 200: page(video, 'Videos of the organization, a project or a creator.') },
  },
  {
    id: 'addVideos',
    method: 'post',
    path: '/projects/{id}/videos',
    tag: 'Videos',
    summary: 'Add a video by its URL, or up to 50',
    source: 'documented',
    notes: 'The bodies are inferred; the answers and the code of 409 are chosen. They belong to no creator.',
    body: z.union([oneVideoBody, manyVideosBody]),
    takesKey: true,
    answers: { 201: one(z.union([addedVideo, addedVideos]), 'The new video, or what became of each.') },
    refusals: { 402: ['limit_reached'], 409: ['video_exists'] },
  },
  {
    id: 'updateVideo',
    method: 'patch',
    path: '/videos/{id}',
    tag: 'Videos',
    summary: 'Change a video',
    source: 'documented',
    notes: 'At least one field. Any `tracking_status` can be set (chosen).',
    body: videoPatch,
    answers: asItIsNow,
  },
  {
    id: 'deleteVideo',
    method: 'delete',
    path: '/videos/{id}',
    tag: 'Videos',
    summary: 'Delete a video',
    source: 'documented',
    notes: 'A hard delete. The answer is chosen.',
    answers: { 200: one(deleted, 'It is gone.') },
    mayBeEmpty: true,
  },
  {
    id: 'scrapeVideo',
    method: 'post',
    path: '/videos/{id}/scrape',
    tag: 'Videos',
    summary: 'Ask for a scrape',
    source: 'documented',
    notes: 'Uses up one of the day’s manual scrapes. The answer, its status and the code of 409 are chosen.',
    answers: { 202: one(queuedVideoScrape, 'It is queued.') },
    refusals: { 402: ['limit_reached'], 409: ['tracking_disabled'] },
  },
  {
    id: 'disableVideoTracking',
    method: 'post',
    path: '/videos/{id}/tracking-disable',
    tag: 'Videos',
    summary: 'Stop tracking a video',
    source: 'documented',
    notes: 'The answer is chosen. It also ends an exemption (chosen).',
    answers: asItIsNow,
  },
  {
    id: 'enableVideoTracking',
    method: 'post',
    path: '/videos/{id}/tracking-enable',
    tag: 'Videos',
    summary: 'Track a video again',
    source: 'documented',
    notes: 'The answer is chosen. What was disabled is exempt from expiry from then on (chosen).',
    answers: asItIsNow,
  },
  {
    id: 'unexemptVideo',
    method: 'post',
    path: '/videos/{id}/tracking-unexempt',
    tag: 'Videos',
    summary: 'Let a video’s tracking expire again',
    source: 'documented',
    notes: 'That the exemption is one from expiry is inferred; the answer is chosen.',
    answers: asItIsNow,
  },
  {
    id: 'disableVideosTracking',
    method: 'post',
    path: '/projects/{id}/videos/bulk-tracking-disable',
    tag: 'Videos',
    summary: 'Stop tracking up to 100 videos',
    source: 'documented',
    notes: 'The body is inferred, its limit chosen; the answer is that of creators.',
    body: videoIdsBody,
    answers: counts,
  },
  {
    id: 'enableVideosTracking',
    method: 'post',
    path: '/projects/{id}/videos/bulk-tracking-enable',
    tag: 'Videos',
    summary: 'Track up to 100 videos again',
    source: 'documented',
    notes: 'The body is inferred, its limit chosen; the answer is that of creators.',
    body: videoIdsBody,
    answers: counts,
  },
  {
    id: 'decideInbox',
    method: 'patch',
    path: '/projects/{id}/inbox',
    tag: 'Videos',
    summary: 'Approve or exclude up to 100 videos of the inbox',
    source: 'documented',
    notes:
      'Body and answer are chosen. Only `pending_review` changes, to `included` or `excluded`; others count as skipped.',
    body: inboxBody,
    answers: counts,
  },
]
