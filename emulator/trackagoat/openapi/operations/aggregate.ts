/**
 * Contract 2.7, rankings and distributions over a project.
 * @module
 */
import * as z from 'zod'
import { heatmapQuery, rangeQuery } from '../../analytics/distributions.ts'
import { campaignRankingQuery, creatorRankingQuery, videoRankingQuery } from '../../analytics/leaderboards.ts'
import {
  consistency,
  heatmapCell,
  outlier,
  overlap,
  rankedCampaign,
  rankedCreator,
  rankedVideo,
  scatterPoint,
  totalCount,
  viewDistribution,
} from '../entities/aggregate.ts'
import { type Answer, type Operation, one } from '../operation.ts'

/** Part of a ranking. How many rows it has as a whole stands in `meta`, or by the option `leaderboard_total_count` in `data`. */
function ranking(row: z.ZodType, is: string): Answer {
  const rows = z.array(row)
  return { is, data: z.union([rows, totalCount.extend({ items: rows })]), meta: totalCount.nullable() }
}

/** What the routes have in common: one project, which must exist. */
function aggregate(
  name: string,
  about: Pick<Operation, 'id' | 'summary' | 'notes' | 'query'> & { source?: Operation['source'] },
  answer: Answer,
): Operation {
  return {
    method: 'get',
    path: `/analytics/aggregate/${name}`,
    tag: 'Aggregate analytics',
    source: 'chosen',
    ...about,
    answers: { 200: answer },
    refusals: { 404: ['not_found'] },
  }
}

const ONLY_THE_NAME = 'Only the name is documented; parameters and fields are chosen.'
const LAST_30_DAYS = 'Without `from` and `to`: the last 30 days.'

export const aggregateOperations: Operation[] = [
  aggregate(
    'video-leaderboard',
    {
      id: 'rankVideos',
      source: 'documented',
      summary: 'Rank the videos of a project',
      notes:
        'Documented: parameters and fields, and that there is a `total_count`. Chosen: where it stands (option `leaderboard_total_count`), `limit` 50 by default and 100 at most, of equal ones the newest first.',
      query: videoRankingQuery,
    },
    ranking(rankedVideo, 'Videos posted in the range, or all.'),
  ),
  aggregate(
    'creator-leaderboard',
    { id: 'rankCreators', summary: 'Rank the creators of a project', notes: ONLY_THE_NAME, query: creatorRankingQuery },
    ranking(rankedCreator, 'Creators with the sums of their posts in the range.'),
  ),
  aggregate(
    'campaign-leaderboard',
    {
      id: 'rankCampaigns',
      summary: 'Rank the campaigns of a project',
      notes: ONLY_THE_NAME,
      query: campaignRankingQuery,
    },
    ranking(rankedCampaign, 'Campaigns by views, with the sums of their posts in the range.'),
  ),
  aggregate(
    'posting-heatmap',
    {
      id: 'getPostingHeatmap',
      source: 'documented',
      summary: 'When posts are made',
      notes: 'Documented: by day of the week and hour in `tz`; what is empty is left out.',
      query: heatmapQuery,
    },
    one(z.array(heatmapCell), 'Cells with posts.'),
  ),
  aggregate(
    'view-distribution',
    {
      id: 'getViewDistribution',
      summary: 'How views are distributed',
      notes: `Documented: a histogram with percentile markers. Parameters and fields are chosen. ${LAST_30_DAYS}`,
      query: rangeQuery,
    },
    one(viewDistribution, 'The histogram.'),
  ),
  aggregate(
    'outliers',
    {
      id: 'listOutliers',
      summary: 'Posts far above their creator’s median',
      notes: `${ONLY_THE_NAME} ${LAST_30_DAYS}`,
      query: rangeQuery,
    },
    one(z.array(outlier), 'Posts with at least three times the views.'),
  ),
  aggregate(
    'posting-consistency',
    {
      id: 'listPostingConsistency',
      summary: 'How regularly creators post',
      notes: `${ONLY_THE_NAME} ${LAST_30_DAYS}`,
      query: rangeQuery,
    },
    one(z.array(consistency), 'Creators who posted in the range.'),
  ),
  aggregate(
    'creator-scatter',
    {
      id: 'listCreatorScatter',
      summary: 'Posts, views and followers of each creator',
      notes: `${ONLY_THE_NAME} ${LAST_30_DAYS}`,
      query: rangeQuery,
    },
    one(z.array(scatterPoint), 'Creators who posted in the range.'),
  ),
  aggregate(
    'member-overlap',
    {
      id: 'listMemberOverlap',
      summary: 'What campaigns have in common',
      notes: `${ONLY_THE_NAME} \`from\` and \`to\` are ignored.`,
      query: rangeQuery,
    },
    one(z.array(overlap), 'Pairs of campaigns that share creators or videos.'),
  ),
]
