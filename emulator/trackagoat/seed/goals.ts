/**
 * Goals: in the first projects targets are chosen so that every status occurs, elsewhere they are what people set.
 * @module
 */
import { type CreatorRow, SELECT_CREATORS } from '../creators/creator-rows.ts'
import { DAY_MS } from '../durations.ts'
import { type GoalMetric, type GoalPeriod, goalSpan, reachedIn } from '../goals/goal-status.ts'
import { GOAL_COLUMNS } from '../goals/goals.ts'
import { Random, uuidOf } from '../random.ts'
import type { Plan } from './index.ts'
import { MAX_VIDEOS } from './videos.ts'

/** Looking at videos without an index takes a while, so only the first projects get chosen targets. */
const PROJECTS_WITH_ALL = 5
const CREATORS_LOOKED_AT = 6

type Goal = {
  metric: GoalMetric
  period: GoalPeriod
  target: number
  startDate?: string
  endDate?: string
  isActive?: boolean
}

const WANTED = ['on_track', 'behind_pace', 'at_risk', 'completed', 'missed', 'not_yet_started'] as const

/** Writes the goals of the first creators. */
export function writeGoals(plan: Plan): void {
  const insert = plan.store.inserter('goals', GOAL_COLUMNS)
  let seq = 0
  const write = (creator: number, project: number, goal: Goal) => {
    seq += 1
    const { metric, period, target, startDate = null, endDate = null, isActive = true } = goal
    const id = uuidOf(plan.seed, 'goal', seq)
    const bornMs = plan.hourMs - 40 * DAY_MS + seq
    insert(seq, id, creator, project, metric, period, target, startDate, endDate, Number(isActive), bornMs, null)
  }
  const chosen = new Set<number>()
  for (let project = 1; project <= Math.min(PROJECTS_WITH_ALL, plan.projects); project += 1) {
    const creators = busyCreators(plan, project)
    WANTED.forEach((wanted, index) => {
      const creator = creators[index % creators.length]
      if (creator === undefined) return
      chosen.add(creator.seq)
      write(creator.seq, project, goalWith(wanted, plan, creator))
    })
  }
  for (let creator = 1; creator <= Math.min(plan.creators, MAX_VIDEOS); creator += 1) {
    const random = new Random(plan.seed ^ Math.imul(creator, 0x165667b1))
    const luck = random.next()
    if (chosen.has(creator) || luck > 0.6) continue
    const goal: Goal =
      luck < 0.4
        ? { metric: 'posts', period: 'weekly', target: random.between(1, 4) }
        : { metric: 'views', period: 'monthly', target: random.between(2, 30) * 10_000 }
    write(creator, ((creator - 1) % plan.projects) + 1, { ...goal, isActive: luck > 0.05 })
  }
}

/** The first creators of a project who are scraped and whose videos count. */
function busyCreators(plan: Plan, project: number): CreatorRow[] {
  const sql = `${SELECT_CREATORS} WHERE t.project = ? AND t.is_active = 1 AND t.scrapes_from_ms IS NOT NULL
    AND t.scrapes_until_ms IS NULL AND t.seq <= ? ORDER BY t.seq LIMIT ?`
  return plan.store.all<CreatorRow>(sql, project, MAX_VIDEOS, CREATORS_LOOKED_AT)
}

/** A goal that has this status when the organisation is new. */
function goalWith(wanted: (typeof WANTED)[number], plan: Plan, creator: CreatorRow): Goal {
  const nowMs = plan.hourMs
  const dayMs = Math.floor(nowMs / DAY_MS) * DAY_MS
  const dateOf = (days: number) => new Date(dayMs + days * DAY_MS).toISOString().slice(0, 10)
  if (wanted === 'not_yet_started') return { metric: 'posts', period: 'weekly', target: 3, startDate: dateOf(10) }
  if (wanted === 'completed' || wanted === 'missed') {
    // Ended yesterday: its last period is over.
    const ended = { period: 'monthly', start_date: null, end_date: dateOf(-1) } as const
    const { posts, followers } = reachedIn(plan.store, creator, goalSpan(ended, dayMs), nowMs)
    const goal = { period: ended.period, endDate: ended.end_date }
    if (wanted === 'missed') return { ...goal, metric: 'posts', target: posts + 3 }
    return posts > 0
      ? { ...goal, metric: 'posts', target: posts }
      : { ...goal, metric: 'followers', target: Math.max(1, Math.floor(followers / 2)) }
  }
  for (const period of ['monthly', 'weekly'] as const) {
    const span = goalSpan({ period, start_date: null, end_date: null }, dayMs)
    const gone = (nowMs - span.startMs) / (span.endMs - span.startMs)
    const { posts, views } = reachedIn(plan.store, creator, span, nowMs)
    if (gone < 0.2) continue
    if (wanted === 'at_risk') return { metric: 'posts', period, target: Math.ceil((posts + 1) / (0.5 * gone)) }
    if (posts === 0 || views < 100) continue
    if (wanted === 'behind_pace') return { metric: 'views', period, target: Math.round(views / (0.85 * gone)) }
    return { metric: 'posts', period, target: Math.max(1, Math.floor((0.7 * posts) / gone)) }
  }
  // Nothing to go by yet: a new month, or nothing posted.
  const { followers } = reachedIn(plan.store, creator, { startMs: nowMs, endMs: nowMs }, nowMs)
  const share = { on_track: 0.8, behind_pace: 1 / 0.85, at_risk: 2 }[wanted]
  return { metric: 'followers', period: 'monthly', target: Math.max(1, Math.round(followers * share)) }
}
