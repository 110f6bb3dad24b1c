/**
 * The creators, each with assignments, a history and videos.
 * @module
 */
import { CREATOR_COLUMNS } from '../creators/creator-rows.ts'
import { SCRAPE_EVERY_MS } from '../creators/scraping.ts'
import { DAY_MS, HOUR_MS } from '../durations.ts'
import { mix, mixPair, Random, uuidOf } from '../random.ts'
import { historyWriter } from './history.ts'
import type { Plan } from './index.ts'
import { displayNameOf, handleOf } from './names.ts'
import { notesOf } from './notes.ts'
import { type PaidByPosts, paidByPosts, postsForPay } from './posts.ts'
import { type Shares, type Trait, traitOf } from './shares.ts'
import type { SeededStructure } from './structures.ts'
import { videoWriter } from './videos.ts'

/** Writes all creators and what happened to them. */
export function writeCreators(plan: Plan, structures: SeededStructure[][], shares: Shares): void {
  const insert = plan.store.inserter('creators', CREATOR_COLUMNS)
  const history = historyWriter(plan)
  const videos = videoWriter(plan)
  let eligible = 0
  for (let index = 0; index < plan.creators; index += 1) {
    const seq = index + 1
    const random = new Random(mixPair(plan.seed, seq))
    const project = index % plan.projects
    const trait = traitOf(plan.seed, index)
    const accruals = trait === 'never_scraped' ? 0 : shares.ofEligible(eligible)
    if (trait !== 'never_scraped') eligible += 1
    const own = structures[project] ?? []
    const firstStructure = Math.floor(index / plan.projects) % Math.max(1, own.length)
    const structure = own[firstStructure]
    const poster = posterOf(plan, seq, structure, random)
    const paid: PaidByPosts | null =
      structure !== undefined && postsForPay(plan, index, trait, structure)
        ? paidByPosts(plan, poster, structure, accruals)
        : null
    const createdMs = history.write({
      creator: seq,
      project: project + 1,
      trait,
      accruals,
      structures: own,
      firstStructure,
      byPosts: paid?.earned ?? [],
      random,
    })
    const handle = handleOf(index, plan.projects)
    const { description, readme } = notesOf(index, random)
    const scrapes = scrapesOf(trait, createdMs, plan, random)
    const oldestPostMs = videos.write(
      { ...poster, project: project + 1, scrapes_from_ms: scrapes.fromMs, scrapes_until_ms: scrapes.untilMs },
      paid,
    )
    insert(
      seq,
      uuidOf(plan.seed, 'creator', seq),
      project + 1,
      handle,
      handle.toLowerCase(),
      displayNameOf(index, random),
      description,
      readme,
      random.chance(0.1) ? '{"tier":"gold"}' : '{}',
      poster.tracking_mode,
      // Who was added with posts already had them tracked from then on.
      new Date(Math.min(createdMs, oldestPostMs)).toISOString().slice(0, 10),
      null,
      trait === 'inactive' ? 0 : 1,
      trait === 'inactive' ? scrapes.untilMs : null,
      poster.activity_seed,
      2 + random.between(0, 80) / 10,
      poster.views_per_post,
      Math.round(300 * 1.07 ** random.between(0, 100)),
      random.between(-5, 400),
      scrapes.fromMs,
      scrapes.untilMs,
      poster.scrape_phase_ms,
      null,
      null,
      createdMs,
      createdMs,
    )
  }
  history.finish()
}

function posterOf(plan: Plan, seq: number, structure: SeededStructure | undefined, random: Random) {
  // Nobody agrees on pay by views who has none.
  const leastPopular = structure === undefined || structure.criteria === 'recurring' ? 0 : 50
  return {
    seq,
    creator: seq,
    tracking_mode: random.chance(0.8) ? ('auto' as const) : ('selective' as const),
    activity_seed: mix(mixPair(plan.seed, seq)),
    views_per_post: Math.round(400 * 1.06 ** random.between(leastPopular, 100)),
    scrape_phase_ms: random.between(0, SCRAPE_EVERY_MS - 1),
    manual_done_ms: null,
    manual_due_ms: null,
    gap_from_ms: null,
    gap_until_ms: null,
  }
}

/** From when to when a creator's scheduled scrapes ran. */
function scrapesOf(trait: Trait, createdMs: number, plan: Plan, random: Random) {
  const fromMs = createdMs + 90_000
  if (trait === 'never_scraped') return { fromMs: null, untilMs: null }
  if (trait === 'healthy') return { fromMs, untilMs: null }
  // Stuck ones went silent between 13 hours and 40 days ago, inactive ones were switched off 2 to 20 days ago.
  const agoMs = trait === 'stuck' ? random.between(13, 960) * HOUR_MS : random.between(2, 20) * DAY_MS
  return { fromMs, untilMs: Math.max(fromMs, plan.hourMs - agoMs) }
}
