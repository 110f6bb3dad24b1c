/**
 * The rival of the hourly run: the recipe of the vendor's guide. Pages of 50, project by project; nothing is checked,
 * compared or kept.
 */
interface Env {
  readonly BASE_URL: string
  readonly API_KEY: string
}

interface Page {
  readonly data: { readonly id: string }[]
  readonly meta: { readonly hasMore: boolean; readonly nextCursor: string | null } | null
}

export default {
  async fetch(_request: Request, env: Env): Promise<Response> {
    let requests = 0
    const all = async (path: string, query: Record<string, string>) => {
      const items: { id: string }[] = []
      let cursor: string | null = null
      do {
        const search = new URLSearchParams({ ...query, ...(cursor === null ? {} : { cursor }) })
        const response = await fetch(`${env.BASE_URL}${path}?${search}`, {
          headers: { authorization: `Bearer ${env.API_KEY}` },
        })
        const page = (await response.json()) as Page
        items.push(...page.data)
        requests++
        cursor = page.meta?.hasMore ? page.meta.nextCursor : null
      } while (cursor !== null)
      return items
    }
    const projects = await all('/projects', {})
    let rows = projects.length
    for (const { id } of projects) {
      const creators = await all('/creators', { project_id: id })
      const accruals = await all('/payout-accruals', { project_id: id, status: 'earned' })
      const payments = await all('/payout-payments', { project_id: id })
      rows += creators.length + accruals.length + payments.length
    }
    return Response.json({ rows, requests })
  },
}
