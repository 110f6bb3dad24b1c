/**
 * What the hourly run is held against, as a Worker of its own:
 * - /fetch reads the pages that a run walks as text and looks for nothing but the next cursor;
 * - /parse does the same and gives each to bare JSON.parse;
 *   with ?payments=first both stop after the first page of payments, as a quiet hour does;
 * - /vendor walks with the recipe of the vendor's guide: pages of 50, project by project, nothing checked or kept.
 */
interface Env {
  readonly BASE_URL: string
  readonly API_KEY: string
}

interface Page {
  readonly data: { readonly id: string }[]
  readonly meta: { readonly hasMore: boolean; readonly nextCursor: string | null } | null
}

async function pageText(env: Env, path: string, query: Record<string, string>): Promise<string> {
  const response = await fetch(`${env.BASE_URL}${path}?${new URLSearchParams(query)}`, {
    headers: { authorization: `Bearer ${env.API_KEY}` },
  })
  return response.text()
}

async function walk(env: Env, options: { parse: boolean; onlyFirstPayments: boolean }) {
  let rows = 0
  let bytes = 0
  let requests = 0
  const lists: [string, Record<string, string>][] = [
    ['/projects', {}],
    ['/creators', {}],
    ['/payout-accruals', { status: 'earned' }],
    ['/payout-payments', {}],
  ]
  for (const [path, query] of lists) {
    let cursor: string | null = null
    do {
      const text: string = await pageText(env, path, { ...query, limit: '100', ...(cursor === null ? {} : { cursor }) })
      bytes += text.length
      requests++
      if (options.parse) {
        const page = JSON.parse(text) as Page
        rows += page.data.length
        cursor = page.meta?.hasMore ? page.meta.nextCursor : null
      } else {
        cursor = /"nextCursor":"([^"]+)"/.exec(text.slice(-300))?.[1] ?? null
      }
    } while (cursor !== null && !(options.onlyFirstPayments && path === '/payout-payments'))
  }
  return { rows, bytes, requests }
}

async function vendor(env: Env) {
  let requests = 0
  const all = async (path: string, query: Record<string, string>) => {
    const items: unknown[] = []
    let cursor: string | null = null
    do {
      const page = JSON.parse(await pageText(env, path, { ...query, ...(cursor === null ? {} : { cursor }) })) as Page
      items.push(...page.data)
      requests++
      cursor = page.meta?.hasMore ? page.meta.nextCursor : null
    } while (cursor !== null)
    return items
  }
  let rows = 0
  const projects = (await all('/projects', {})) as { id: string }[]
  for (const { id } of projects) {
    const creators = await all('/creators', { project_id: id })
    const accruals = await all('/payout-accruals', { project_id: id, status: 'earned' })
    const payments = await all('/payout-payments', { project_id: id })
    rows += creators.length + accruals.length + payments.length
  }
  return { rows: rows + projects.length, requests }
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url)
    if (pathname === '/vendor') return Response.json(await vendor(env))
    return Response.json(
      await walk(env, { parse: pathname === '/parse', onlyFirstPayments: searchParams.get('payments') === 'first' }),
    )
  },
}
