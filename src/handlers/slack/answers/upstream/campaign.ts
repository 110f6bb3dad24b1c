/** `/goat campaign <name>`: views against the days before, engagement, the target; the readme quoted. */
import { type Answer, sorry } from '../../../../domain/answer.ts'
import type { UpstreamError } from '../../../../domain/errors.ts'
import { foldName, nearNames } from '../../../../domain/near.ts'
import { askedAdvice } from '../../../../domain/reasons.ts'
import type { Result } from '../../../../domain/result.ts'
import { groupDigits, instant, plural, shortened } from '../../../../domain/words.ts'
import { type Series, type SeriesQuery, series } from '../../../../trackagoat/analytics.ts'
import { type Campaign, listCampaigns } from '../../../../trackagoat/campaigns.ts'
import type { Readable } from '../../../../trackagoat/lists.ts'
import type { Reader } from '../../../../trackagoat/transport.ts'
import { SLASH } from '../../catalogue.ts'
import { section } from '../words.ts'
import { trouble, type UpstreamContext } from './context.ts'
import { percent } from './figures.ts'

const SHOWN = 10

/** `typed`: a name as people write it, or an id. */
export async function campaignAnswer(context: UpstreamContext, typed: string): Promise<Answer> {
  const listed = await listCampaigns(context.read).allReadable()
  if (!listed.ok) return trouble('The campaigns could not be asked for', listed.error)
  const { badRows } = listed.value
  const answer = await answerAmong(context, typed, listed.value)
  if (badRows === 0) return answer
  // What cannot be read may be the one that was meant.
  const unread = `Not looked at: ${plural(badRows, 'campaign')} that cannot be read.`
  return { ...answer, paragraphs: [unread, ...(answer.paragraphs ?? [])] }
}

async function answerAmong(
  { read, known }: UpstreamContext,
  typed: string,
  campaigns: Readable<Campaign>,
): Promise<Answer> {
  const { projects } = await known.readStatus()
  const names = new Map(projects.map(({ id, name }) => [id, name]))
  const projectOf = (campaign: Campaign) => names.get(campaign.project_id) ?? campaign.project_id
  const found = campaigns.rows.filter(
    ({ id, name }) => id === typed.toLowerCase() || foldName(name) === foldName(typed),
  )
  const [campaign, another] = found
  if (campaign === undefined) return unknown(typed, campaigns, projectOf)
  if (another !== undefined) {
    return listing(
      `There are ${found.length} campaigns called «${shortened(typed)}»`,
      'Name one by its id:',
      found.map((row) => ({ name: `${SLASH} campaign ${row.id}`, alias: row.name, facts: [projectOf(row)] })),
    )
  }
  return describe(read, campaign, projectOf(campaign))
}

function unknown(
  typed: string,
  { rows: all, badRows }: Readable<Campaign>,
  projectOf: (campaign: Campaign) => string,
): Answer {
  const title =
    badRows === 0 ? `There is no campaign «${shortened(typed)}»` : `No campaign «${shortened(typed)}» was found`
  if (all.length === 0) return sorry(title, ...(badRows === 0 ? ['trackagoat has no campaigns yet.'] : []))
  const near = nearNames(typed, all)
  const rows = near.length > 0 ? near : all
  return listing(
    title,
    near.length > 0 ? 'Did you mean one of these?' : 'These there are:',
    rows.map((row) => ({ name: row.name, alias: null, facts: [projectOf(row)] })),
  )
}

function listing(
  title: string,
  how: string,
  lines: readonly { name: string; alias: string | null; facts: string[] }[],
): Answer {
  return { ...sorry(title, how), sections: [section(null, lines.slice(0, SHOWN), lines.length)] }
}

async function describe(read: Reader, campaign: Campaign, projectName: string): Promise<Answer> {
  const of = { entity: 'campaign', entityId: campaign.id } as const
  const views = await withPrior(read, { ...of, metric: 'views', mode: 'new', comparePrior: true })
  if (!views.answer.ok) {
    return { ...trouble(`«${campaign.name}» could not be looked at`, views.answer.error), quotes: quotesOf(campaign) }
  }
  const engagement = await series(read, {
    ...of,
    metric: 'engagement_rate_by_views',
    mode: 'rate',
    comparePrior: false,
  })
  const target = await targetFacts(read, campaign)
  const gained = sum(views.answer.value.values)
  return {
    tone: 'info',
    title: `Campaign «${campaign.name}» in ${projectName}`,
    paragraphs: [
      'Views count what came in the last 30 days, today included; members of inner campaigns are counted once.',
      ...(views.isCut ? ['The plan keeps too few days to compare with the 30 before.'] : []),
      ...(engagement.ok ? [] : [`The engagement rate could not be asked for. ${askedAdvice(engagement.error)}`]),
      ...target.paragraphs,
    ],
    figures: [
      { label: 'Views, last 30 days', value: gained === null ? 'no figures yet' : groupDigits(gained) },
      ...priorFigure(gained, views.answer.value.prior),
      ...(engagement.ok ? engagementFigure(engagement.value.values) : []),
      ...target.figures,
    ],
    quotes: quotesOf(campaign),
    asOf: null,
  }
}

/** Without the days before where the plan does not keep them (contract 2.7). */
async function withPrior(
  read: Reader,
  query: SeriesQuery,
): Promise<{ answer: Result<Series, UpstreamError>; isCut: boolean }> {
  const answer = await series(read, query)
  if (answer.ok || answer.error.kind !== 'plan_limit') return { answer, isCut: false }
  return { answer: await series(read, { ...query, comparePrior: false }), isCut: true }
}

/** Null when there is nothing to add up: not known is not zero. */
function sum(values: readonly (number | null)[] | null): number | null {
  const known = values?.filter((value) => value !== null) ?? []
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0)
}

function priorFigure(gained: number | null, prior: Series['prior']): { label: string; value: string }[] {
  const before = sum(prior)
  if (before === null) return []
  const change =
    gained === null || before <= 0 ? '' : ` (now ${gained >= before ? '+' : ''}${percent((gained / before - 1) * 100)})`
  return [{ label: 'The 30 days before', value: `${groupDigits(before)}${change}` }]
}

function engagementFigure(values: readonly (number | null)[]): { label: string; value: string }[] {
  const known = values.filter((value) => value !== null)
  const latest = known.at(-1)
  if (latest === undefined) return [{ label: 'Engagement by views', value: 'no figures yet' }]
  const mean = known.reduce((total, value) => total + value, 0) / known.length
  return [
    {
      label: 'Engagement by views',
      value: `${percent(mean)} a day on average (${plural(known.length, 'day')}), last ${percent(latest)}`,
    },
  ]
}

/** How far the campaign is towards its target. Only asked for where there is one. */
async function targetFacts(
  read: Reader,
  campaign: Campaign,
): Promise<{ paragraphs: string[]; figures: { label: string; value: string }[] }> {
  const { target_views: target, target_at: due } = campaign
  const byWhen = due == null ? '' : `, due ${instant(due)}`
  if (target == null || target <= 0) return { paragraphs: [], figures: [] }
  const all = await series(read, {
    entity: 'campaign',
    entityId: campaign.id,
    metric: 'views',
    mode: 'cumulative',
    comparePrior: false,
  })
  const label = 'Target'
  const reached = all.ok ? all.value.values.findLast((value) => value !== null) : null
  if (reached === null || reached === undefined) {
    const why = all.ok ? 'trackagoat gave no total of views.' : askedAdvice(all.error)
    return {
      paragraphs: [`How far the campaign is towards its target is not known. ${why}`],
      figures: [{ label, value: `${groupDigits(target)} views${byWhen}` }],
    }
  }
  const share = percent((reached / target) * 100)
  return {
    paragraphs: [],
    figures: [{ label, value: `${groupDigits(reached)} of ${groupDigits(target)} views (${share})${byWhen}` }],
  }
}

/** Written by members of the organisation: shown, never obeyed. */
function quotesOf(campaign: Campaign): { label: string; text: string }[] {
  return [
    { label: 'Description', text: campaign.description ?? '' },
    { label: 'Notes (readme)', text: campaign.readme ?? '' },
  ].filter(({ text }) => text.trim() !== '')
}
