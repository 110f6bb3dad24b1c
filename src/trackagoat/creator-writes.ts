/** What is written about a creator: a scrape asked for, a note (contract 2.3). */
import type { UpstreamError } from '../domain/errors.ts'
import type { ScrapeJob } from '../domain/jobs.ts'
import { ok, type Result } from '../domain/result.ts'
import type { Transport } from './transport.ts'

/** Asks for a scrape. Each one that is accepted uses up one of the day's manual scrapes; there is no key against repeats. */
export async function triggerScrape(
  transport: Transport,
  creatorId: string,
  scrape: ScrapeJob,
): Promise<Result<null, UpstreamError>> {
  const answer = await transport.write({
    method: 'POST',
    path: `/creators/${encodeURIComponent(creatorId)}/scrape`,
    body: JSON.stringify({ job_type: scrape }),
  })
  return answer.ok ? ok(null) : answer
}

/** Replaces the creator's readme. The same text twice has the effect of once. */
export async function writeReadme(
  transport: Transport,
  creatorId: string,
  readme: string,
): Promise<Result<null, UpstreamError>> {
  const answer = await transport.write({
    method: 'PATCH',
    path: `/creators/${encodeURIComponent(creatorId)}`,
    body: JSON.stringify({ readme }),
  })
  return answer.ok ? ok(null) : answer
}
