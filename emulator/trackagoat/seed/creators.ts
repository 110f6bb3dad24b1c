/**
 * The creators, each with an assignment and a history.
 * @module
 */
import { CREATOR_COLUMNS } from '../creator-rows.ts'
import { DAY_MS } from '../periods.ts'
import { mix, mixPair, Random, uuidOf } from '../random.ts'
import { SCRAPE_EVERY_MS } from '../scraping.ts'
import { historyWriter } from './history.ts'
import type { Plan } from './index.ts'
import { displayNameOf, handleOf } from './names.ts'
import { notesOf } from './notes.ts'
import { type Shares, type Trait, traitOf } from './shares.ts'
import type { SeededStructure } from './structures.ts'

const HOUR_MS = 3_600_000

/** Writes all creators and what happened to them. */
export function writeCreators(plan: Plan, structures: SeededStructure[][], shares: Shares): void {
  const insert = plan.store.inserter('creators', CREATOR_COLUMNS)
  const history = historyWriter(plan)
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
    const createdMs = history.write({
      creator: seq,
      project: project + 1,
      trait,
      accruals,
      structures: own,
      firstStructure,
      random,
    })
    const handle = handleOf(index, plan.projects)
    const { description, readme } = notesOf(index, random)
    const scrapes = scrapesOf(trait, createdMs, plan, random)
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
      random.chance(0.8) ? 'auto' : 'selective',
      new Date(createdMs).toISOString().slice(0, 10),
      null,
      trait === 'inactive' ? 0 : 1,
      trait === 'inactive' ? scrapes.untilMs : null,
      mix(mixPair(plan.seed, seq)),
      2 + random.between(0, 80) / 10,
      Math.round(400 * 1.06 ** random.between(0, 100)),
      Math.round(300 * 1.07 ** random.between(0, 100)),
      random.between(-5, 400),
      scrapes.fromMs,
      scrapes.untilMs,
      random.between(0, SCRAPE_EVERY_MS - 1),
      null,
      null,
      createdMs,
      createdMs,
    )
  }
  history.finish()
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
