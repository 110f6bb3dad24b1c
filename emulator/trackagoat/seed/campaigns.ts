/**
 * Three campaigns per project: a list of creators, one that also has single videos, and one that holds the other two.
 * @module
 */
import { CAMPAIGN_COLUMNS, ITEM_COLUMNS } from '../campaigns/campaign-rows.ts'
import { DAY_MS } from '../durations.ts'
import { Random, uuidOf } from '../random.ts'
import type { Plan } from './index.ts'

/** Further projects have none. */
const MAX_PROJECTS = 50

const CAMPAIGNS = [
  { name: 'Spring launch', readme: 'Goal: new faces. Brief sent in March.', targetViews: 250_000, dueInDays: 12 },
  { name: 'Always on <evergreen> & friends', readme: null, targetViews: null, dueInDays: null },
  { name: 'Everything this year', readme: '# Read me\n\n- counts both', targetViews: 5_000_000, dueInDays: -3 },
] as const

/** Writes the campaigns and what belongs to them. */
export function writeCampaigns(plan: Plan): void {
  const insert = plan.store.inserter('campaigns', CAMPAIGN_COLUMNS)
  const insertItem = plan.store.inserter('campaign_items', ITEM_COLUMNS)
  let seq = 0
  for (let project = 1; project <= Math.min(plan.projects, MAX_PROJECTS); project += 1) {
    const random = new Random(plan.seed ^ Math.imul(project, 0x27d4eb2f))
    // The project's n-th creator, as the creators are dealt out.
    const creator = (n: number) => project + n * plan.projects
    const first = seq + 1
    const createdMs = plan.hourMs - random.between(40, 60) * DAY_MS
    for (const { name, readme, targetViews, dueInDays } of CAMPAIGNS) {
      seq += 1
      const dueMs = dueInDays === null ? null : Math.floor((plan.hourMs + dueInDays * DAY_MS) / DAY_MS) * DAY_MS
      const bornMs = createdMs + (seq - first) * DAY_MS
      insert(
        seq,
        uuidOf(plan.seed, 'campaign', seq),
        project,
        name,
        null,
        readme,
        '{}',
        targetViews,
        dueMs,
        bornMs,
        null,
      )
    }
    const add = (campaign: number, type: string, item: number) =>
      insertItem(campaign, type, item, createdMs + 2 * DAY_MS)
    for (const n of [0, 1, 3]) if (creator(n) <= plan.creators) add(first, 'creator', creator(n))
    if (creator(2) <= plan.creators) add(first + 1, 'creator', creator(2))
    for (const video of firstVideos(plan, creator(0))) add(first + 1, 'video', video)
    add(first + 2, 'campaign', first)
    add(first + 2, 'campaign', first + 1)
  }
}

/** The first creators' videos have the lowest numbers, so looking for them ends early even without an index. */
function firstVideos(plan: Plan, creator: number): number[] {
  const sql = 'SELECT seq FROM videos WHERE creator = ? ORDER BY seq LIMIT 2'
  return plan.store.all<{ seq: number }>(sql, creator).map(({ seq }) => seq)
}
