/** What the tests of the page «MCP & tooling» share: its commands, and the organisation they run in. */
import { type Row, useEmulator } from '../emulator/support.ts'
import type { VendorCommand } from './vendor-commands.ts'
import { MCP_PAGE } from './vendor-mcp.ts'
import { type Ran, runCommand } from './vendor-run.ts'

export type Name = keyof typeof MCP_PAGE
export const COMMANDS: Record<Name, VendorCommand> = MCP_PAGE

export const rowsOf = ({ out }: Ran) => (out as { data: Row[] }).data
export const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id).sort()
export const first = <T>(rows: readonly T[]): T => {
  const [row] = rows
  if (row === undefined) throw new Error('none')
  return row
}

/** An emulator, and short ways to run the page's commands and to look at what they did. */
export function useMcpPage() {
  const emulator = useEmulator()

  const run = (name: Name, given?: Record<string, string>) => runCommand(emulator, COMMANDS[name], given)

  /** The organisation, and of the first project's what the workflows of the page start from. */
  async function organisation() {
    const state = await emulator.state()
    const project = first(state.projects)
    const inProject = (row: Row) => row.project_id === project.id
    const creators = state.creators.filter(inProject)
    const creatorIds = new Set(creators.map(({ id }) => id))
    return {
      ...state,
      project,
      creators,
      creator: first(creators.filter((row) => row.is_active === true)),
      structures: state.payout_structures.filter(inProject),
      venmo: first(state.payout_methods.filter(({ name }) => name === 'Venmo')),
      earned: state.accruals.filter((row) => creatorIds.has(String(row.creator_id)) && row.status === 'earned'),
    }
  }

  /** A creator who is owed these amounts besides what they are owed already, and what the payment's command is filled with. */
  async function owed(...amountsCents: [number, number]) {
    const { creator, venmo } = await organisation()
    const accruals: Row[] = []
    for (const amount_cents of amountsCents) {
      const earned = await emulator.act({ do: 'earn', creator_id: creator.id, amount_cents })
      accruals.push(...(earned.accruals as Row[]))
    }
    const [one, two] = ids(accruals)
    const given = {
      CREATOR_UUID: creator.id,
      VENMO_METHOD_UUID: venmo.id,
      ACCRUAL_UUID_1: String(one),
      ACCRUAL_UUID_2: String(two),
    }
    return { creator, venmo, accrualIds: ids(accruals), given }
  }

  async function paymentsOver(accrualIds: string[]) {
    const { payments } = await emulator.state()
    return payments.filter(({ payout_payment_lines }) =>
      (payout_payment_lines as { accrual_id: string }[]).some((line) => accrualIds.includes(line.accrual_id)),
    )
  }

  async function statusesOf(accrualIds: string[]) {
    const { accruals } = await emulator.state()
    return accruals.filter(({ id }) => accrualIds.includes(id)).map(({ status }) => status)
  }

  return { emulator, run, organisation, owed, paymentsOver, statusesOf }
}
