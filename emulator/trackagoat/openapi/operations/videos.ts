/**
 * Contract 2.4, and the inbox of 2.2.
 * @module
 */
import * as z from 'zod'
import { manyVideosBody, oneVideoBody } from '../../videos/video-adding.ts'
import { inboxBody, videoIdsBody, videoPatch, videosQuery } from '../../videos/videos.ts'
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
    notes:
      'Documented: `project_id`, `creator_id`, the fields, and that `excluded` ones are never listed. Chosen: `thumbnail_url`, `save_count`, `created_at` and the flags `tracking_disabled` and `tracking_exempt` are among the fields.',
    query: videosQuery,
    answers: { 200: page(video, 'Videos of the organization, a project or a creator.') },
  },
  {
    id: 'addVideos',
    method: 'post',
    path: '/projects/{id}/videos',
    tag: 'Videos',
    summary: 'Add a video by its URL, or up to 50',
    source: 'inferred',
    notes:
      'Documented: by TikTok URL, up to 50, status `direct_add`. Inferred: the fields `url` and `videos`. Chosen: the video stands beside its status; 409 `video_exists`; 402; the videos’ numbers are made up; they belong to no creator.',
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
    notes:
      'At least one field. Documented: the fields. Chosen: any `tracking_status` can be set; 402 when that makes one more tracked video.',
    body: videoPatch,
    answers: asItIsNow,
    refusals: { 402: ['limit_reached'] },
  },
  {
    id: 'deleteVideo',
    method: 'delete',
    path: '/videos/{id}',
    tag: 'Videos',
    summary: 'Delete a video',
    source: 'documented',
    notes: 'Documented: a hard delete. The answer is chosen.',
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
    notes: 'Uses up one of the day’s manual scrapes. Chosen: 202 and what it says, 409 `tracking_disabled`.',
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
    notes: 'Chosen: the answer; it also ends an exemption.',
    answers: asItIsNow,
  },
  {
    id: 'enableVideoTracking',
    method: 'post',
    path: '/videos/{id}/tracking-enable',
    tag: 'Videos',
    summary: 'Track a video again',
    source: 'documented',
    notes:
      'Chosen: the answer; a video that is enabled again by hand is exempt from expiry from then on, and scraped after 90 seconds; 402.',
    answers: asItIsNow,
    refusals: { 402: ['limit_reached'] },
  },
  {
    id: 'unexemptVideo',
    method: 'post',
    path: '/videos/{id}/tracking-unexempt',
    tag: 'Videos',
    summary: 'Let a video’s tracking expire again',
    source: 'inferred',
    notes: 'Inferred: it is an exemption from expiry. The answer is chosen.',
    answers: asItIsNow,
  },
  {
    id: 'disableVideosTracking',
    method: 'post',
    path: '/projects/{id}/videos/bulk-tracking-disable',
    tag: 'Videos',
    summary: 'Stop tracking up to 100 videos',
    source: 'inferred',
    notes: 'Inferred: `video_ids`. Chosen: at most 100; the answer is that of creators.',
    body: videoIdsBody,
    answers: counts,
  },
  {
    id: 'enableVideosTracking',
    method: 'post',
    path: '/projects/{id}/videos/bulk-tracking-enable',
    tag: 'Videos',
    summary: 'Track up to 100 videos again',
    source: 'inferred',
    notes:
      'Inferred: `video_ids`. Chosen: at most 100; the answer is that of creators; those beyond the plan’s limit count as failed.',
    body: videoIdsBody,
    answers: counts,
  },
  {
    id: 'decideInbox',
    method: 'patch',
    path: '/projects/{id}/inbox',
    tag: 'Videos',
    summary: 'Approve or exclude up to 100 videos of the inbox',
    source: 'inferred',
    notes:
      'Inferred: `video_ids`, and that videos become `included` or `excluded`. Chosen: at most 100; `action` is `approve` or `exclude`; only `pending_review` changes, the rest counts as skipped, and those beyond the limit of tracked videos as failed; the answer is that of creators.',
    body: inboxBody,
    answers: counts,
  },
]
