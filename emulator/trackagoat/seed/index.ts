/**
 * A made-up organisation: the same numbers give the same one, ids, names and amounts included, with times reckoned from
 * the hour it is asked for. Rows are written one by one as they are thought up; none are kept.
 * @module
 */
import { DAY_MS } from '../durations.ts'
import { writeOrganization } from '../organizations/seed.ts'
import { organisationId } from '../projects.ts'
import { Random, seedFrom, uuidOf } from '../random.ts'
import type { Store } from '../store/store.ts'
import { writeCampaigns } from './campaigns.ts'
import { writeCreators } from './creators.ts'
import { writeGoals } from './goals.ts'
import { methodNames, projectName } from './names.ts'
import { accrualsShared } from './shares.ts'
import { writeStructures } from './structures.ts'

export type SeedRequest = {
  seed?: number | string | undefined
  projects?: number | undefined
  creators?: number | undefined
  accruals?: number | undefined
}

export type Organisation = { seed: number; projects: { id: string; name: string }[] }

/** What the writers of the parts need to know. */
export type Plan = {
  store: Store
  seed: number
  projects: number
  creators: number
  accruals: number
  /** The hour it is, truncated; everything happened before. */
  hourMs: number
  /** The newest accrual run; what was due until then has been computed. */
  lastRunMs: number
}

const DEFAULTS = { seed: 1, projects: 2, creators: 12, accruals: 24 }

/** Writes a whole organisation into empty tables. */
export function seedOrganisation(
  store: Store,
  request: SeedRequest,
  times: { hourMs: number; lastRunMs: number },
): Organisation {
  const plan: Plan = {
    store,
    seed: seedFrom(request.seed ?? DEFAULTS.seed),
    projects: request.projects ?? DEFAULTS.projects,
    creators: request.creators ?? DEFAULTS.creators,
    accruals: request.accruals ?? DEFAULTS.accruals,
    ...times,
  }
  const shares = accrualsShared(plan)
  const bornMs = plan.hourMs - shares.historyDays * DAY_MS
  writeOrganization(plan.store, plan.seed, organisationId(plan), bornMs)
  const projects = writeProjects(plan, bornMs)
  writeMethods(plan, bornMs)
  const structures = writeStructures(plan, bornMs, shares.structuresPerProject)
  writeCreators(plan, structures, shares)
  writeCampaigns(plan)
  writeGoals(plan)
  return { seed: plan.seed, projects }
}

function writeProjects(plan: Plan, bornMs: number): Organisation['projects'] {
  const insert = plan.store.inserter('projects', ['seq', 'id', 'name', 'description', 'created_ms', 'updated_ms'])
  const projects: Organisation['projects'] = []
  for (let seq = 1; seq <= plan.projects; seq += 1) {
    const random = new Random(plan.seed ^ Math.imul(seq, 0x2545f491))
    const project = { id: uuidOf(plan.seed, 'project', seq), name: projectName(seq - 1) }
    const createdMs = bornMs + seq * 61_000
    const description = random.chance(0.7) ? `${project.name}: creators on TikTok, paid through trackagoat.` : null
    insert(seq, project.id, project.name, description, createdMs, createdMs)
    projects.push(project)
  }
  return projects
}

function writeMethods(plan: Plan, bornMs: number): void {
  const columns = ['seq', 'id', 'name', 'icon_url', 'is_default', 'is_active', 'metadata', 'readme', 'created_ms']
  const insert = plan.store.inserter('methods', columns)
  methodNames.forEach(({ name, isDefault, isActive }, index) => {
    const seq = index + 1
    const icon = `https://assets.example.com/icons/${name.toLowerCase().replaceAll(' ', '-')}.svg`
    const id = uuidOf(plan.seed, 'method', seq)
    insert(seq, id, name, isDefault ? icon : null, Number(isDefault), Number(isActive), '{}', null, bornMs + seq)
  })
}
