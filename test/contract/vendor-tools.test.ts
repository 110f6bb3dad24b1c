/** Each call of the table of tools on the vendor's page «MCP & tooling», sent by curl to the emulator. */
import { describe, expect, it } from 'vitest'
import { payable, type Row, useEmulator } from '../emulator/support.ts'
import { TOOLS } from './vendor-mcp.ts'
import { expectShape, runCommand, whyNot } from './vendor-run.ts'

const emulator = useEmulator()

type Tool = (typeof TOOLS)[number][0]
type Use = { id?: string | undefined; body?: unknown; status: number }

const projectId = async () => (await emulator.state()).projects[0]?.id
const videoMaker = async () => String((await emulator.state()).videos.find((v) => v.creator_id !== null)?.creator_id)

/** What `<id>` stands for, the body where the call needs one, and what is answered; stats are 410 by section 6.1. */
const USES: Record<Tool, () => Promise<Use>> = {
  list_projects: async () => ({ status: 200 }),
  list_creators: async () => ({ id: await projectId(), status: 200 }),
  get_creator_stats: async () => ({ id: await videoMaker(), status: 410 }),
  list_videos: async () => ({ id: await videoMaker(), status: 200 }),
  list_campaigns: async () => ({ id: await projectId(), status: 200 }),
  get_campaign_stats: async () => ({ id: (await emulator.state()).campaigns[0]?.id, status: 410 }),
  update_creator_notes: async () => ({ id: await videoMaker(), body: { readme: 'What was found.' }, status: 200 }),
  get_schema: async () => ({ status: 200 }),
  list_payout_methods: async () => ({ status: 200 }),
  list_payout_structures: async () => ({ id: await projectId(), status: 200 }),
  list_payout_accruals: async () => ({ id: await projectId(), status: 200 }),
  list_payout_payments: async () => ({ id: await projectId(), status: 200 }),
  record_payment: async () => ({ body: (await payable(emulator)).body, status: 201 }),
  void_payment: async () => {
    const paid = (await emulator.state()).payments.find(({ status }) => status === 'paid')
    return { id: paid?.id, status: 200 }
  },
}

const reason = whyNot({ printed: '' })

describe('each call of the table of tools', () => {
  for (const [tool, call] of TOOLS) {
    it(`${tool}: ${call}`, async ({ skip }) => {
      skip(reason !== null, reason ?? '')
      const { id, body, status } = await USES[tool]()
      const [request = '', bodyInTheTable] = call.split(' with ')
      const [method, path] = request.split(' ')
      const sent = bodyInTheTable ?? (body === undefined ? undefined : JSON.stringify(body))
      const data = sent === undefined ? '' : `-H "Content-Type: application/json" -d '${sent}'`
      const ids: Record<string, string> = id === undefined ? {} : { '<id>': id }
      const ran = await runCommand(
        emulator,
        {
          printed: `curl -s -X ${method} -H "Authorization: Bearer $TGA_KEY" ${data} "https://www.trackagoat.com${path}"`,
          placeholders: { $TGA_KEY: 'a key', ...ids },
        },
        ids,
      )
      expect(ran.request).toMatchObject({ method, status })
      const answered = (ran.out as { data: Row | Row[] | null }).data
      if (status === 410) expect(answered).toBeNull()
      else if (tool.startsWith('list_')) expectShape(answered, [{ id: 'uuid' }])
      else if (tool === 'get_schema') expectShape(answered, { entities: {} })
      else if (tool === 'record_payment') expect(answered).toMatchObject({ status: 'paid' })
      else if (tool === 'void_payment') expect(answered).toMatchObject({ id, status: 'voided' })
      else expect(answered).toMatchObject({ id, readme: 'What was found.' })
    })
  }
})
