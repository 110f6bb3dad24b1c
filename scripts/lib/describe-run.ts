/** A run in a few words, for the terminal. */

/** The fields of `GET /v1/runs/{id}` that are shown. */
export interface RunView {
  readonly id: string
  readonly at: string
  readonly outcome: string
  readonly reason: string | null
  readonly advice: string | null
  readonly pages: Record<string, number>
  readonly requests: number
  readonly events: number
  readonly bad_rows: number
  readonly duration_ms: number | null
  readonly decisions: readonly {
    group: string
    kind: string
    project: string | null
    action: string
    reason: string
    open: number
  }[]
}

/** E.g. `09:20 UTC  complete: 5 requests, 12 events, in 0.4 s`, and a line for each decision that was not «unchanged». */
export function describeRun(run: RunView): string {
  const seconds = ((run.duration_ms ?? 0) / 1000).toFixed(1)
  const said = run.decisions.filter(({ action }) => action !== 'none')
  const lines = [
    `  ${run.at.slice(0, 16).replace('T', ' ')} UTC  ${run.outcome}: ${plural(run.requests, 'request')}, ${plural(run.events, 'event')}, in ${seconds} s`,
    ...(run.reason === null ? [] : [`      ${run.reason}. ${run.advice ?? ''}`]),
    ...(run.bad_rows === 0 ? [] : [`      ${run.bad_rows} rows could not be read; GET /v1/runs/${run.id} names them`]),
    ...said.map(
      ({ group, kind, project, action, reason, open }) =>
        `      alert group ${group} (${kind}${project === null ? '' : `, ${project}`}): ${action}, ${reason}, ${open} open`,
    ),
  ]
  return lines.join('\n')
}

const plural = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`
