/** Errors as RFC 9457 `application/problem+json`, with a `code` to branch on (interface 3). */

/** A problem's fixed parts. `code` is stable; `title` is for people. */
export interface Problem {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail: string
  readonly headers?: Record<string, string>
}

/** Builds the response. */
export function problem({ status, code, title, detail, headers }: Problem): Response {
  return Response.json(
    { type: `urn:goatherd:problem:${code}`, title, status, detail, code },
    { status, headers: { 'content-type': 'application/problem+json', ...headers } },
  )
}
