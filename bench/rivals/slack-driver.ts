/**
 * Calls the objects of a served Worker from within. `/look`: the watch looks at the organisation once, without the
 * platform's Workflow. `/fill`: see slack-ledger.ts.
 */
import { watchStub } from '../../src/durable/stubs.ts'
import type { Bindings } from '../../src/env.ts'
import type { Ledger } from './slack-ledger.ts'

interface Env extends Pick<Bindings, 'WATCH'> {
  readonly LEDGER: DurableObjectNamespace<Ledger>
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url)
    if (pathname === '/fill') {
      await env.LEDGER.get(env.LEDGER.idFromName('organisation')).fill(Number(searchParams.get('count')))
      return Response.json(null)
    }
    const watch = watchStub(env)
    await watch.openRun('bench', { nowMs: Number(searchParams.get('now')), trigger: 'manual' })
    for (;;) {
      const { phase, waitMs } = await watch.advance('bench')
      if (phase === 'closed') break
      await new Promise((resolve) => setTimeout(resolve, waitMs))
    }
    const [row] = (await watch.owed({ creatorId: null, projectId: null, limit: 1, offset: 0 })).rows
    return Response.json(row?.creator ?? null)
  },
}
