/** trackagoat's troubles as people read them, and what to do: one wording for cards, answers and HTTP. Pure. */
import { errorAdvice, errorReason, type UpstreamError } from './errors.ts'

/** Reasons that are not clear from their own words. */
const REASONS: Readonly<Record<string, string>> = {
  changed_since_approval: 'the accruals or the method changed between approval and sending',
  payments_off: 'recording payments is switched off (PAYMENTS=off)',
  not_recorded: 'trackagoat shows no such payment',
  settled_elsewhere: 'another payment in trackagoat already covers some of these accruals',
  timeout: 'trackagoat did not answer in time',
  network: 'the connection to trackagoat broke',
  rate_limited: 'trackagoat limits the rate of requests',
  quota_exhausted: 'the daily request quota of trackagoat is used up',
  key_refused: 'trackagoat refused the API key',
  not_found: 'trackagoat does not know the creator, the method or an accrual any more',
  too_large: 'the answer of trackagoat is too large',
  redirected: 'trackagoat answered with a redirect',
}

/** A reason as it is stored (`errorReason`, or a word of ours) in words that go on from «Why:». May hold data: escape. */
export function reasonWords(reason: string): string {
  if (Object.hasOwn(REASONS, reason)) return REASONS[reason] ?? reason
  const refused = /^(?:refused_(\d{3})|(forbidden)|(plan_limit))(?:_(.+))?$/.exec(reason)
  if (refused !== null) {
    const [, status, forbidden, , code] = refused
    const number = status ?? (forbidden === undefined ? '402' : '403')
    return `trackagoat refused it (${[number, code?.replaceAll('_', ' ')].filter(Boolean).join(', ')})`
  }
  const fault = /^server_error_(\d{3})$/.exec(reason)
  if (fault) return `trackagoat has a fault of its own (HTTP ${fault[1]})`
  const shape = /^(?:bad_shape: |cursor_)(.+)$/.exec(reason)
  return shape
    ? `the answer of trackagoat could not be read (${shape[1]?.replaceAll('_', ' ')})`
    : reason.replaceAll('_', ' ')
}

/** For whoever waits for an answer that trackagoat did not give: what is wrong and when to ask again. */
export function askedAdvice(error: UpstreamError): string {
  switch (error.kind) {
    case 'rate_limited': {
      const seconds = Math.max(1, Math.ceil(error.waitMs / 1_000))
      return `The request limit of trackagoat is reached for the moment. Ask again in ${seconds} s.`
    }
    case 'quota_exhausted':
      return 'The daily request quota of trackagoat is used up. It starts afresh at midnight UTC: ask again then.'
    case 'server_error':
      return `trackagoat has a fault of its own (HTTP ${error.status}). Ask again in a minute.`
    case 'timeout':
    case 'network':
      return 'trackagoat cannot be reached. Ask again in a minute.'
    case 'too_large':
    case 'bad_shape':
    case 'bad_cursor':
      return 'trackagoat answered with something its documentation does not describe. Ask again in a minute.'
    default:
      return errorAdvice(error)
  }
}

/** For whoever asked for a write that was not done: what trackagoat refused, and what to do. Of errors that `fateOf` is sure of. */
export function writeAdvice(error: UpstreamError): string {
  switch (error.kind) {
    case 'key_refused':
      return 'trackagoat refuses the key for writes (401): it was revoked, has expired or is mistyped. An operator must set TRACKAGOAT_WRITE_KEY anew, or TRACKAGOAT_API_KEY if there is only one.'
    case 'forbidden':
      return 'trackagoat does not let this key write (403). An operator must set TRACKAGOAT_WRITE_KEY to a key with the scope write.'
    case 'not_found':
      return 'trackagoat does not know it any more (404). It may just have been removed.'
    case 'refused':
      return `${reasonWords(errorReason(error))}.`
    default:
      return askedAdvice(error)
  }
}
