/**
 * What stands in the examples: ids that exist in the emulated organisation, and values that a route accepts.
 * @module
 */
import { DAY_MS } from '../../trackagoat/durations.ts'
import type { World } from '../../trackagoat/world.ts'
import { type OwnSamples, ownSamples } from './own-samples.ts'
import type { JsonSchema, Shapes } from './shape.ts'

/** Stands where the organisation has none of a kind. */
export const NONE = '00000000-0000-4000-8000-000000000000'

export type Samples = {
  /** By the word a path has before an id: `creators`. */
  ids: Readonly<Record<string, string>>
  /** By the name of a field. */
  values: Readonly<Record<string, unknown>>
  /** What some operations take instead, by method and path. */
  own: Readonly<Record<string, OwnSamples>>
  /** Whose ids they are, for people; null in an organisation without creators. */
  creator: { name: string; project: string } | null
  today: string
}

type Who = { seq: number; id: string; handle: string; display_name: string | null; project: number }

/** A creator with a goal and something earned, so that most routes have something to show. */
const WITH_ALL = `SELECT c.* FROM goals g JOIN creators c ON c.seq = g.creator
  WHERE g.deleted_ms IS NULL AND c.is_active = 1
    AND EXISTS (SELECT 1 FROM accruals a WHERE a.creator = c.seq AND a.status = 'earned')
    AND EXISTS (SELECT 1 FROM videos v WHERE v.creator = c.seq AND v.deleted_ms IS NULL AND v.tracking_status <> 'excluded')
  ORDER BY g.seq LIMIT 1`
const ANYBODY = 'SELECT c.* FROM creators c ORDER BY c.is_active DESC, c.seq LIMIT 1'

/** Looks them up. */
export function samplesOf(world: World): Samples {
  const { store } = world
  const first = (sql: string, ...values: (number | string)[]) => store.get<{ id: string }>(sql, ...values)?.id ?? NONE
  const who = store.get<Who>(WITH_ALL) ?? store.get<Who>(ANYBODY)
  const creator = who?.seq ?? 0
  const project = store.get<{ seq: number; id: string; name: string }>(
    'SELECT * FROM projects WHERE seq = ? OR ? = 0 ORDER BY seq LIMIT 1',
    who?.project ?? 0,
    who?.project ?? 0,
  )
  const inProject = project?.seq ?? 0
  const earned = store.get<{ id: string; amount_cents: number }>(
    "SELECT * FROM accruals WHERE creator = ? AND status = 'earned' ORDER BY created_ms, id LIMIT 1",
    creator,
  )
  const ids = {
    organizations: first('SELECT id FROM organizations ORDER BY seq LIMIT 1'),
    members: first("SELECT id FROM members WHERE removed_ms IS NULL AND role <> 'admin' ORDER BY seq LIMIT 1"),
    invitations: first("SELECT id FROM invitations WHERE status = 'pending' ORDER BY seq LIMIT 1"),
    // None of the emulator's own: whoever revoked one of those would be locked out.
    'api-keys': first('SELECT id FROM api_keys WHERE label IS NULL AND revoked_ms IS NULL ORDER BY seq LIMIT 1'),
    projects: project?.id ?? NONE,
    creators: who?.id ?? NONE,
    videos: first(
      "SELECT id FROM videos WHERE creator = ? AND deleted_ms IS NULL AND tracking_status <> 'excluded' ORDER BY created_ms LIMIT 1",
      creator,
    ),
    campaigns: first('SELECT id FROM campaigns WHERE project = ? AND deleted_ms IS NULL LIMIT 1', inProject),
    goals: first('SELECT id FROM goals WHERE creator = ? AND deleted_ms IS NULL LIMIT 1', creator),
    annotations: first('SELECT id FROM annotations WHERE deleted_ms IS NULL ORDER BY seq LIMIT 1'),
    'payout-methods': first(
      'SELECT id FROM methods WHERE deleted_ms IS NULL ORDER BY is_active DESC, is_default, seq LIMIT 1',
    ),
    'payout-structures': first(
      'SELECT id FROM structures WHERE project = ? ORDER BY is_active DESC, seq LIMIT 1',
      inProject,
    ),
    'payout-accruals': earned?.id ?? NONE,
    'payout-payments': first("SELECT id FROM payments WHERE status <> 'voided' ORDER BY created_ms DESC, id LIMIT 1"),
  }
  const today = new Date(world.nowMs()).toISOString().slice(0, 10)
  return {
    ids,
    own: ownSamples(world, { project: inProject, creator, ids, none: NONE }),
    values: { ...valuesWith(ids, today), total_amount_cents: earned?.amount_cents ?? 5_000 },
    creator: who === undefined ? null : { name: who.display_name ?? who.handle, project: project?.name ?? '' },
    today,
  }
}

function valuesWith(ids: Record<string, string>, today: string): Record<string, unknown> {
  return {
    project_id: ids.projects,
    creator_id: ids.creators,
    creator_ids: [ids.creators],
    video_ids: [ids.videos],
    method_id: ids['payout-methods'],
    accrual_ids: [ids['payout-accruals']],
    entity_id: ids.creators,
    entity_ids: ids.creators,
    item_id: ids.creators,
    tiktok_handle: 'new.creator',
    url: 'https://www.tiktok.com/@new.creator/video/7412345678901234567',
    email: 'new.member@example.com',
    name: 'An example',
    label: 'Launch day',
    title: 'A better title',
    readme: 'Posts on Tuesdays.',
    content_type: 'application/pdf',
    currency: 'USD',
    role: 'member',
    target_value: 3,
    amount_cents: 5_000,
    date: today,
    paid_at: `${today}T00:00:00Z`,
    from: new Date(Date.parse(today) - 6 * DAY_MS).toISOString().slice(0, 10),
    to: today,
    limit: 3,
  }
}

/** The samples as one operation takes them. */
export function samplesFor({ method, path }: { method: string; path: string }, samples: Samples): Samples {
  const own = samples.own[`${method} ${path}`]
  if (own === undefined) return samples
  return { ...samples, ids: { ...samples.ids, ...own.ids }, values: { ...samples.values, ...own.values } }
}

/** A value for a field: by its name, else what its schema says. */
export function valueFor(name: string, schema: JsonSchema, shapes: Shapes, samples: Samples): unknown {
  const { type: types, ...rest } = shapes.resolve(schema)
  const allowed = rest.const === undefined ? rest.enum : [rest.const]
  if (allowed !== undefined && allowed.length > 0) return allowed[0]
  const known = samples.values[name]
  if (known !== undefined) return known
  if (rest.default !== undefined) return rest.default
  if (rest.example !== undefined) return rest.example
  const [variant] = [...(rest.anyOf ?? []), ...(rest.oneOf ?? [])]
  if (variant !== undefined) return valueFor(name, variant, shapes, samples)
  const type = [types].flat()[0]
  if (type === 'array') return rest.items === undefined ? [] : [valueFor('', rest.items, shapes, samples)]
  if (type === 'object' || rest.properties !== undefined) return objectFor({ ...rest, type: 'object' }, shapes, samples)
  if (type === 'boolean') return true
  if (type === 'integer' || type === 'number') return rest.minimum ?? Math.floor(rest.exclusiveMinimum ?? 0) + 1
  if (rest.format === 'date') return samples.today
  if (rest.format === 'date-time') return `${samples.today}T00:00:00Z`
  return rest.format === 'uuid' ? samples.ids.projects : 'text'
}

/** Where nothing is required, one field that does no harm. */
const HARMLESS = ['readme', 'name', 'label', 'title', 'email']

function objectFor(schema: JsonSchema, shapes: Shapes, samples: Samples): Record<string, unknown> {
  const properties = schema.properties ?? {}
  const names = Object.keys(properties)
  const required = schema.required ?? []
  const chosen = HARMLESS.find((name) => names.includes(name)) ?? names[0]
  const wanted = required.length > 0 || chosen === undefined ? required : [chosen]
  return Object.fromEntries(wanted.map((name) => [name, valueFor(name, properties[name] ?? {}, shapes, samples)]))
}
