/** What can go wrong when asking trackagoat, as values (contract 1.7, 1.8). None of them ever carries a key or a body. */

/** Why an upstream request gave no usable answer. */
export type UpstreamError =
  /** 401: missing, malformed, revoked or expired key. */
  | { readonly kind: 'key_refused' }
  /** 403: the key lacks a scope, or the organisation is banned. */
  | { readonly kind: 'forbidden'; readonly code: string | null }
  /** 429 of the key's sliding window; `fromBudget`: our own budget said so, and the request did not leave. */
  | { readonly kind: 'rate_limited'; readonly waitMs: number; readonly fromBudget?: true }
  /** 429 of the daily quota, or `TRACKAGOAT_REQUESTS_PER_DAY` reached: nothing to be had before UTC midnight. */
  | { readonly kind: 'quota_exhausted'; readonly waitMs: number; readonly fromBudget?: true }
  /** 402: a plan limit. */
  | { readonly kind: 'plan_limit'; readonly code: string | null }
  /** 404: absent, or another organisation's. */
  | { readonly kind: 'not_found' }
  /** 400, 409, 410 and other 4xx: asking again cannot help. */
  | { readonly kind: 'refused'; readonly status: number; readonly code: string | null }
  /** 5xx. */
  | { readonly kind: 'server_error'; readonly status: number }
  /** No answer within the time limit. For a write this means: unknown. */
  | { readonly kind: 'timeout' }
  /** Connection refused, reset, or cut in the middle of the body. */
  | { readonly kind: 'network' }
  /** 3xx: following it could hand the key to another host, so it is a fault of configuration. */
  | { readonly kind: 'redirected'; readonly status: number; readonly host: string | null }
  /** The body is larger than a page can be. */
  | { readonly kind: 'too_large'; readonly limitBytes: number }
  /** 2xx with something that is not the documented envelope. */
  | { readonly kind: 'bad_shape'; readonly problem: string }
  /** The projects are another organisation's than those known: the key was swapped. */
  | { readonly kind: 'organisation_changed' }
  /** A list that is longer than a person can wait for. */
  | { readonly kind: 'too_many_pages'; readonly limitPages: number }
  /** A page walk that would never end or not prove its end (contract 1.4). */
  | { readonly kind: 'bad_cursor'; readonly problem: 'missing' | 'repeated' }

/** Whether asking the same again later may help (contract 1.8: 429, 5xx and network errors only). */
export function isTransient(error: UpstreamError): boolean {
  switch (error.kind) {
    case 'rate_limited':
    case 'server_error':
    case 'timeout':
    case 'network':
      return true
    // A 2xx that is not JSON is as a rule a proxy's maintenance page: worth asking again.
    case 'bad_shape':
      return true
    default:
      return false
  }
}

/** True when the key itself is the problem: the operator must hear of it at once. */
export function isKeyProblem(error: UpstreamError): boolean {
  return error.kind === 'key_refused' || error.kind === 'forbidden' || error.kind === 'organisation_changed'
}

/** A short snake_case reason for run history and logs. */
export function errorReason(error: UpstreamError): string {
  switch (error.kind) {
    case 'server_error':
      return `server_error_${error.status}`
    case 'refused':
      return error.code ? `refused_${error.status}_${error.code}` : `refused_${error.status}`
    case 'forbidden':
    case 'plan_limit':
      return error.code ? `${error.kind}_${error.code}` : error.kind
    case 'bad_shape':
      return `bad_shape: ${error.problem}`
    case 'bad_cursor':
      return `cursor_${error.problem}`
    default:
      return error.kind
  }
}

/** One sentence for a person: what is wrong and what to do about it. */
export function errorAdvice(error: UpstreamError): string {
  switch (error.kind) {
    case 'key_refused':
      return 'trackagoat refuses the API key (401). It was revoked, has expired or is mistyped: set TRACKAGOAT_API_KEY anew.'
    case 'forbidden':
      return 'trackagoat refuses this key the data (403). The key needs the scope read, and the organisation must not be suspended.'
    case 'rate_limited':
      return 'trackagoat limits the request rate of this key. Other programs may share it; give Goatherd a key of its own.'
    case 'quota_exhausted':
      return 'The daily request quota of trackagoat is used up. Checks resume after midnight UTC.'
    case 'plan_limit':
      return 'trackagoat reports a limit of the plan (402).'
    case 'redirected':
      return `trackagoat answered with a redirect${error.host ? ` to ${error.host}` : ''}. Check TRACKAGOAT_BASE_URL; the key was not sent on.`
    case 'organisation_changed':
      return 'The API key belongs to another organisation than the one watched so far. Put the old key back, or deploy a second Goatherd for the other organisation.'
    case 'not_found':
    case 'refused':
      return 'trackagoat does not know this address. Check TRACKAGOAT_BASE_URL.'
    case 'server_error':
      return `trackagoat has a fault of its own (HTTP ${error.status}). Goatherd tries again every hour.`
    case 'timeout':
    case 'network':
      return 'trackagoat cannot be reached. Goatherd tries again every hour.'
    case 'too_many_pages':
      return `The list is longer than ${error.limitPages} pages: too long to wait for. Ask more precisely.`
    case 'too_large':
    case 'bad_shape':
    case 'bad_cursor':
      return 'trackagoat answered with something its documentation does not describe. Goatherd concludes nothing from it and tries again every hour.'
  }
}
