/** Calls the objects of a served Worker from within: has the watch look at the organisation once, without the platform's Workflow. */
import type { Bindings } from '../../src/env.ts'
import { watchStub } from '../../src/durable/stubs.ts'

export default {
  async fetch(request: Request, env: Pick<Bindings, 'WATCH'>): Promise<Response> {
    const nowMs = Number(new URL(request.url).searchParams.get('now'))
    const watch = watchStub(env)
    await watch.openRun('bench', { nowMs, trigger: 'manual' })
    for (;;) {
      const { phase, waitMs } = await watch.advance('bench')
      if (phase === 'closed') return Response.json(await watch.owed({ creatorId: null, projectId: null, limit: 1, offset: 0 }))
      await new Promise((resolve) => setTimeout(resolve, waitMs))
    }
  },
}
