/**
 * What somebody else does in trackagoat's own pages: changes that a watcher must notice without having caused them.
 * @module
 */
import * as z from 'zod'
import { issuesIn } from '../json.ts'
import { addCreator } from './creators/creator-adding.ts'
import { type CreatorRow, SELECT_CREATORS } from './creators/creator-rows.ts'
import { deactivate, reactivate, shown } from './creators/creators.ts'
import { scrapeEverybody } from './creators/scrape-history.ts'
import { type AccrualRow, type AccrualStatus, SELECT_ACCRUALS, setAccrualStatus } from './payouts/accruals.ts'
import { ACCRUAL_COLUMNS } from './payouts/accrue.ts'
import { recordPayment, voidPayment } from './payouts/payment-recording.ts'
import { type PaymentRow, paymentBySeq, SELECT_PAYMENTS } from './payouts/payment-rows.ts'
import { periodAt } from './payouts/periods.ts'
import { projectById } from './projects.ts'
import { mixPair, Random } from './random.ts'
import { accrualInState, paymentInState } from './state.ts'
import { postNow } from './videos/posting.ts'
import { shownVideo } from './videos/video-adding.ts'
import { ApiError } from './wire/http.ts'
import { cents } from './wire/input.ts'
import type { World } from './world.ts'

const schema = z.strictObject({
  do: z.enum([
    'pay',
    'void',
    'reject',
    'reopen',
    'change_amount',
    'earn',
    'deactivate',
    'reactivate',
    'add_creator',
    'post_video',
    'scrape_all',
    'stall',
  ]),
  creator_id: z.string().optional(),
  accrual_id: z.string().optional(),
  payment_id: z.string().optional(),
  project_id: z.string().optional(),
  tiktok_handle: z.string().optional(),
  amount_cents: cents.min(1).optional(),
  views: z.int().min(0).max(1_000_000_000).optional(),
})

type Act = z.output<typeof schema>

/** Row numbers of what an act has changed. */
type Changed = { creators?: number[]; accruals?: number[]; payments?: number[]; videos?: number[] }

/** Thrown for an act that is not understood or has nothing to act on. */
export class BadAct extends Error {}

/** Performs a change and answers what it changed, as in /emulator/state. */
export function act(world: World, body: unknown) {
  const parsed = schema.safeParse(body)
  if (!parsed.success) throw new BadAct(issuesIn(parsed.error))
  const wanted = parsed.data
  const changed = world.store.transaction(() => perform(world, wanted))
  return {
    do: wanted.do,
    creators: (changed.creators ?? []).map((seq) => shown(world, seq)),
    accruals: (changed.accruals ?? []).map((seq) => shownAccrual(world, seq)),
    payments: (changed.payments ?? []).map((seq) => shownPayment(world, seq)),
    videos: (changed.videos ?? []).map((seq) => shownVideo(world, seq)),
  }
}

function perform(world: World, wanted: Act): Changed {
  try {
    return ACTS[wanted.do](world, wanted, luck(world))
  } catch (error) {
    if (error instanceof ApiError) throw new BadAct(error.message)
    throw error
  }
}

/** Another choice at each act, and the same ones again after the same reset. */
function luck(world: World): Random {
  const turn = (world.setting<number>('acts') ?? 0) + 1
  world.setSetting('acts', turn)
  return new Random(mixPair(world.seed, turn))
}

const ACTS: Record<Act['do'], (world: World, wanted: Act, random: Random) => Changed> = {
  pay(world, wanted, random) {
    const accrual = chooseAccrual(world, wanted, ['earned'], random)
    const sql = `${SELECT_ACCRUALS} WHERE t.creator = ? AND +t.status = 'earned'`
    const accruals = wanted.accrual_id === undefined ? world.store.all<AccrualRow>(sql, accrual.creator) : [accrual]
    const payment = recordPayment(world, {
      creator_id: world.idOf('creator', accrual.creator),
      accrual_ids: accruals.map(({ id }) => id),
      total_amount_cents: wanted.amount_cents ?? accruals.reduce((sum, { amount_cents }) => sum + amount_cents, 0),
      adjustment_reason: 'settled by hand',
      method_id:
        world.store.get<{ id: string }>('SELECT id FROM methods WHERE is_active = 1 AND deleted_ms IS NULL')?.id ??
        null,
    })
    return { payments: [payment], accruals: accruals.map(({ seq }) => seq) }
  },

  void(world, wanted) {
    const [where, ...values] = wanted.payment_id === undefined ? ["t.status = 'paid'"] : ['t.id = ?', wanted.payment_id]
    const sql = `${SELECT_PAYMENTS} WHERE ${where} ORDER BY t.created_ms DESC, t.id DESC LIMIT 1`
    const payment = world.store.get<PaymentRow>(sql, ...values)
    if (payment === undefined) throw new BadAct('there is no such payment')
    voidPayment(world, payment)
    const lines = world.store.all<{ accrual: number }>(
      'SELECT accrual FROM payment_lines WHERE payment = ?',
      payment.seq,
    )
    return { payments: [payment.seq], accruals: lines.map(({ accrual }) => accrual) }
  },

  reject(world, wanted, random) {
    const accrual = chooseAccrual(world, wanted, ['earned'], random)
    setAccrualStatus(world, accrual.seq, 'rejected')
    return { accruals: [accrual.seq] }
  },

  reopen(world, wanted, random) {
    const accrual = chooseAccrual(world, wanted, ['rejected', 'voided'], random)
    setAccrualStatus(world, accrual.seq, 'earned')
    return { accruals: [accrual.seq] }
  },

  change_amount(world, wanted, random) {
    const accrual = chooseAccrual(world, wanted, ['earned'], random)
    const amountCents = wanted.amount_cents ?? accrual.amount_cents + random.between(1, 2_500)
    const sql = 'UPDATE accruals SET amount_cents = ?, updated_ms = ? WHERE seq = ?'
    world.store.run(sql, amountCents, world.nowMs(), accrual.seq)
    return { accruals: [accrual.seq] }
  },

  earn(world, wanted, random) {
    const creator = chooseCreator(world, wanted, 't.is_active = 1', random)
    return { accruals: [earn(world, creator, wanted.amount_cents ?? random.between(1_000, 40_000))] }
  },

  deactivate(world, wanted, random) {
    const creator = chooseCreator(world, wanted, 't.is_active = 1', random)
    deactivate(world, creator, world.nowMs())
    return { creators: [creator.seq] }
  },

  reactivate(world, wanted, random) {
    const creator = chooseCreator(world, wanted, 't.is_active = 0', random)
    reactivate(world, creator, world.nowMs())
    return { creators: [creator.seq] }
  },

  add_creator(world, wanted, random) {
    const first = world.store.get<{ seq: number }>('SELECT seq FROM projects ORDER BY seq LIMIT 1')?.seq ?? 0
    const project = wanted.project_id === undefined ? first : projectById(world, wanted.project_id)?.seq
    if (project === undefined) throw new BadAct('there is no such project')
    const tiktok_handle = wanted.tiktok_handle ?? `new.face_${random.between(100_000, 999_999)}`
    return { creators: [addCreator(world, project, { tiktok_handle, tracking_mode: 'auto' }).seq] }
  },

  /** A post that was found at once. */
  post_video(world, wanted, random) {
    const creator = chooseCreator(world, wanted, 't.is_active = 1', random)
    return { videos: [postNow(world, creator.seq, wanted.views)] }
  },

  /** Everybody who is active has just been scraped; who was stuck goes on. Answers no rows, there may be very many. */
  scrape_all(world) {
    scrapeEverybody(world, world.nowMs())
    return {}
  },

  /** A creator's scrapes end, as if TikTok had blocked them. */
  stall(world, wanted, random) {
    const creator = chooseCreator(world, wanted, 't.is_active = 1 AND t.scrapes_until_ms IS NULL', random)
    world.store.run('UPDATE creators SET scrapes_until_ms = ? WHERE seq = ?', world.nowMs(), creator.seq)
    return { creators: [creator.seq] }
  },
}

/** The accrual named; else one of those in question, of the creator named if any. */
function chooseAccrual(world: World, wanted: Act, statuses: AccrualStatus[], random: Random): AccrualRow {
  if (wanted.accrual_id !== undefined) {
    const named = world.store.get<AccrualRow>(`${SELECT_ACCRUALS} WHERE t.id = ?`, wanted.accrual_id)
    if (named === undefined) throw new BadAct('there is no such accrual')
    if (!statuses.includes(named.status)) throw new BadAct(`the accrual is ${named.status}`)
    return named
  }
  const conditions = [`t.status IN (${statuses.map((status) => `'${status}'`).join(', ')})`]
  const values: string[] = []
  if (wanted.creator_id !== undefined) {
    conditions.push('t.creator = (SELECT seq FROM creators WHERE id = ?)')
    values.push(wanted.creator_id)
  }
  return pick<AccrualRow>(world, SELECT_ACCRUALS, 'accruals', conditions.join(' AND '), values, random)
}

function chooseCreator(world: World, wanted: Act, condition: string, random: Random): CreatorRow {
  const named = wanted.creator_id === undefined ? [] : [wanted.creator_id]
  const where = named.length === 0 ? condition : `${condition} AND t.id = ?`
  return pick<CreatorRow>(world, SELECT_CREATORS, 'creators', where, named, random)
}

function pick<Row>(world: World, select: string, table: string, where: string, values: string[], random: Random): Row {
  const count = world.store.get<{ n: number }>(`SELECT count(*) AS n FROM ${table} t WHERE ${where}`, ...values)?.n ?? 0
  const sql = `${select} WHERE ${where} ORDER BY t.seq LIMIT 1 OFFSET ?`
  const row = count === 0 ? undefined : world.store.get<Row>(sql, ...values, random.between(0, count - 1))
  if (row === undefined) throw new BadAct(`there is no row of ${table} to act on`)
  return row
}

/** An accrual as if just computed: the newest finished period of the creator's structure, or any of the project. */
function earn(world: World, creator: CreatorRow, amountCents: number): number {
  const rule = world.store.get<{ structure: number; version: number; period: 'weekly' | 'monthly' }>(
    `SELECT s.seq AS structure, v.seq AS version, v.period FROM structures s JOIN versions v ON v.structure = s.seq
     LEFT JOIN assignments a ON a.structure = s.seq AND a.creator = ?1
     WHERE s.project = ?2 ORDER BY a.seq IS NULL, a.seq, v.seq DESC LIMIT 1`,
    creator.seq,
    creator.project,
  )
  if (rule === undefined) throw new BadAct('the project has no payout structure')
  const nowMs = world.nowMs()
  const span = periodAt(rule.period, nowMs, 1)
  const { seq, id } = world.identity('accrual')
  world.store.inserter('accruals', ACCRUAL_COLUMNS)(
    seq,
    id,
    creator.project,
    creator.seq,
    rule.structure,
    rule.version,
    span.startMs,
    span.endMs,
    amountCents,
    'USD',
    'earned',
    '{"manual":true}',
    nowMs,
    nowMs,
  )
  return seq
}

function shownAccrual(world: World, seq: number): unknown {
  const row = world.store.get<AccrualRow>(`${SELECT_ACCRUALS} WHERE t.seq = ?`, seq)
  return row === undefined ? null : accrualInState(world, row)
}

function shownPayment(world: World, seq: number): unknown {
  const row = paymentBySeq(world, seq)
  return row === undefined ? null : paymentInState(world, row)
}
