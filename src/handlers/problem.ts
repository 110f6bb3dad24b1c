/** Errors as RFC 9457 `application/problem+json`, with a `code` to branch on (interface 3). */

/** A problem's fixed parts. `code` is stable; `title` is for people. */
export interface Problem {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail: string
  readonly headers?: Record<string, string>
  /** Extension members (RFC 9457, 3.2), such as the request that is in the way. */
  readonly extra?: object
}

/** Builds the response. */
export function problem({ status, code, title, detail, headers, extra }: Problem): Response {
  return Response.json(
    { ...extra, type: `urn:goatherd:problem:${code}`, title, status, detail, code },
    { status, headers: { 'content-type': 'application/problem+json', ...headers } },
  )
}
